/** `npm run soak`: a steady load for as long as one likes, and whether anything rises. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createHost, type UploadFileResult } from 'tt-anywhere'
import { createAuthority } from '../../helpers/certificates.js'
import { startChild } from '../chaos/child.js'
import { makeFiles } from '../chaos/files.js'
import { type Footprint, takeFootprint } from '../chaos/footprint.js'
import type { FromReceiver, ToReceiver } from '../chaos/messages.js'
import { reportProblems } from '../chaos/process.js'
import { alignRows } from '../chaos/table.js'
import { drawPlots } from './plot.js'
import { type Series, trendOf } from './trend.js'

const usage = `Usage: npm run soak -- [--minutes N] [--rate N] [--out FOLDER]

Uploads at a steady rate to a receiver in a process of its own, samples what both hold, and says
whether any of it rises over the second half of the time.

  --minutes N   for so long (default: 60)
  --rate N      so many uploads a second (default: 40)
  --out FOLDER  where soak.json and soak.svg go (default: a folder that it names)`

/** Bytes of the files, one after another. Every tenth upload is aborted on its way. */
const sizes = [200, 3_000, 40_000, 100, 300_000, 1_000, 70_000, 2_000_000, 10_000, 500]
const atOnce = 5

interface Sample {
  readonly seconds: number
  readonly uploads: number
  readonly client: Footprint
  readonly receiver: Footprint
}

async function soak(minutes: number, rate: number, out: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-soak-'))
  const temporary = (name: string) => {
    mkdirSync(join(folder, name))
    return join(folder, name)
  }
  const own = temporary('client')
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = own
  const problems: string[] = []
  reportProblems(({ text }) => problems.push(`client: ${text}`))
  const authority = await createAuthority('Soak')
  const tls = await authority.issue()
  const receiver = await startChild<ToReceiver, FromReceiver>(
    fileURLToPath(new URL('./receiverMain.js', import.meta.url)),
    { tls },
    temporary('receiver'),
    (text) => problems.push(text),
  )
  const host = createHost({
    trustedOrigins: ['*'],
    ca: authority.cert,
    proxy: false,
    config: false,
    maxConcurrentUploads: atOnce,
  })
  host.on('warning', () => {})
  const samples: Sample[] = []
  let uploads = 0
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped = true
    })
  }
  const begin = performance.now()
  const seconds = () => (performance.now() - begin) / 1000
  try {
    const files = makeFiles(1, sizes, temporary('files'))
    const paths = await Promise.all(files.map(({ path }) => host.addFile(path)))
    const ports = [receiver.ready.plain, receiver.ready.secure]

    function upload(number: number): Promise<void> {
      return new Promise((done) => {
        const { sha256 } = files[number % files.length]!
        const secure = number % 3 === 0
        const aborted = number % 10 === 9
        const task = host.tt.uploadFile({
          url: `${secure ? 'https' : 'http'}://127.0.0.1:${ports[secure ? 1 : 0]}/${number}`,
          filePath: paths[number % files.length]!,
          name: 'file',
          formData: { id: String(number) },
          success({ data }: UploadFileResult<string>) {
            if (aborted) problems.push(`upload ${number} was aborted and succeeded`)
            if (!data.includes(sha256)) problems.push(`upload ${number} came as something else`)
          },
          fail({ errMsg }) {
            if (!aborted) problems.push(`upload ${number}: ${errMsg}`)
          },
          complete() {
            uploads += 1
            done()
          },
        })
        if (aborted) task.onProgressUpdate(() => task.abort())
      })
    }
    /** Keeps the pace: who is late does not hurry. */
    async function lane(first: number) {
      for (let number = first; seconds() < minutes * 60 && !stopped; number += atOnce) {
        const due = performance.now() + (1000 * atOnce) / rate
        await upload(number)
        const wait = due - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
    async function sample() {
      const { footprint } = await receiver.ask({ type: 'sample' }, 'sampled')
      const client = await takeFootprint(own)
      samples.push({ seconds: seconds(), uploads, client, receiver: footprint })
    }
    const interval = Math.max(1, Math.min(10, (minutes * 60) / 120)) * 1000
    let running = true
    const lanes = Promise.all(Array.from({ length: atOnce }, (_, first) => lane(first))).then(
      () => {
        running = false
      },
    )
    while (running) {
      await sample()
      const timer = new Promise((resolve) => setTimeout(resolve, interval))
      await Promise.race([lanes, timer])
      if (samples.length % 30 === 0) console.log(lineOf(samples.at(-1)!))
    }
    await lanes
  } catch (error) {
    problems.push((error as Error).message)
  } finally {
    await host.close()
    await receiver.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  report(samples, { minutes, rate, uploads, problems, out, stopped })
}

const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(2)
const memory = ({ heap, outside }: Footprint) => heap + outside

function lineOf({ seconds, uploads, client, receiver }: Sample): string {
  return (
    `${(seconds / 60).toFixed(1)} min, ${uploads} uploads; client ${mib(memory(client))} MiB, ` +
    `${client.descriptors} descriptors; receiver ${mib(memory(receiver))} MiB, ` +
    `${receiver.descriptors} descriptors`
  )
}

function report(
  samples: readonly Sample[],
  run: {
    minutes: number
    rate: number
    uploads: number
    problems: readonly string[]
    out: string
    stopped: boolean
  },
): void {
  const series = (
    side: 'client' | 'receiver',
    what: string,
    unit: Series['unit'],
    value: (print: Footprint) => number,
  ): Series => ({
    name: `${side}, ${what}`,
    unit,
    points: samples.map((sample) => [sample.seconds, value(sample[side])] as const),
  })
  const both = (what: string, unit: Series['unit'], value: (print: Footprint) => number) => [
    series('client', what, unit, value),
    series('receiver', what, unit, value),
  ]
  const groups = [
    { title: 'Heap and buffers after a collection, MiB', lines: both('heap', 'bytes', memory) },
    { title: 'Resident memory, MiB', lines: both('RSS', 'bytes', ({ resident }) => resident) },
    {
      title: 'Open descriptors',
      lines: both('descriptors', 'count', ({ descriptors }) => descriptors),
    },
    {
      title: 'Temporary files',
      lines: both('files', 'count', ({ temporary }) => temporary.length),
    },
  ]
  const trends = groups.flatMap(({ lines }) => lines).map((line) => ({ line, ...trendOf(line) }))
  const shown = (value: number, { unit }: Series) =>
    unit === 'bytes' ? `${mib(value)} MiB` : value.toFixed(2)
  console.log(
    alignRows([
      ['second half', 'rise', 'allowed', 'an hour', 'verdict'],
      ...trends.map(({ line, name, rise, allowed, hourly, steady }) => [
        name,
        ...[rise, allowed, hourly].map((value) => shown(value, line)),
        steady ? 'steady' : 'RISES',
      ]),
    ]),
  )
  const { out, problems, uploads, minutes, rate, stopped } = run
  mkdirSync(out, { recursive: true })
  const document = {
    node: process.version,
    platform: process.platform,
    cores: availableParallelism(),
    minutes,
    rate,
    uploads,
    problems,
    trends: trends.map(({ line, ...trend }) => trend),
    series: groups.flatMap(({ lines }) => lines),
  }
  writeFileSync(join(out, 'soak.json'), `${JSON.stringify(document)}\n`)
  writeFileSync(join(out, 'soak.svg'), drawPlots(groups))
  for (const problem of [...new Set(problems)].slice(0, 10)) console.log(`WRONG ${problem}`)
  const steady = trends.every((trend) => trend.steady) && problems.length === 0
  console.log(
    `\n${uploads} uploads, ${problems.length} of them wrong; ` +
      `${stopped ? 'stopped early; ' : ''}${steady ? 'nothing rises' : 'NOT STEADY'}\n` +
      `${join(out, 'soak.json')}\n${join(out, 'soak.svg')}`,
  )
  if (!steady) process.exitCode = 1
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '40' },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
const [minutes, rate] = [Number(values.minutes), Number(values.rate)]
if (values.help) console.log(usage)
else if (!(minutes > 0) || !(rate > 0)) {
  console.error(`--minutes and --rate must be numbers above 0\n\n${usage}`)
  process.exitCode = 2
} else {
  const out = values.out ?? mkdtempSync(join(tmpdir(), 'tt-anywhere-soak-results-'))
  await soak(minutes, rate, resolve(out))
}
