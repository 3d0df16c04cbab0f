/** The run: rounds of uploads, each checked to the last one before the next begins. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHost, type Host } from 'tt-anywhere'
import { createAuthority } from '../../helpers/certificates.js'
import { describePlan } from '../plan.js'
import { checkRound, type Finding } from './check.js'
import { startChild } from './child.js'
import { makeFiles } from './files.js'
import { type Footprint, settled, takeFootprint } from './footprint.js'
import type { FromProxy, FromReceiver, ToProxy, ToReceiver } from './messages.js'
import { createLookup, nameOf, watchConnections } from './names.js'
import type { ChaosOptions } from './options.js'
import { reportProblems } from './process.js'
import { createTable } from './table.js'
import { runUpload, type Watched } from './upload.js'
import {
  connectionPlan,
  fileSizes,
  numberOf,
  type Pause,
  type UploadPlan,
  uploadPlan,
} from './uploads.js'

/** What a run came to. */
export interface ChaosResult {
  readonly uploads: number
  readonly seconds: number
  readonly table: string
  readonly findings: readonly Finding[]
  /** What leaked, what no process may report, and the like: of no single upload. */
  readonly problems: readonly string[]
  /** After each round, of the client and of the receiver. */
  readonly client: readonly Footprint[]
  readonly receiver: readonly Footprint[]
  readonly interrupted: boolean
}

/** Uploads of one round. */
const roundSize = 1_000
/** The host runs fewer at once than are called, so that some wait in its queue. */
const hostShare = 0.75
/** Bytes that the memory may differ by between the first and the last round. */
const memoryTolerance = 6 * 1024 * 1024

/** Runs it. `told` hears how it goes. */
export async function runChaos(
  options: ChaosOptions,
  told: (line: string) => void,
): Promise<ChaosResult> {
  const { seed, concurrency } = options
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-chaos-'))
  const problems: string[] = []
  const findings: Finding[] = []
  const problem = (text: string) => void problems.push(text)
  reportProblems(({ text }) => problem(`client: ${text}`))
  const temporary = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path)
    return path
  }
  // Where the host puts its temporary files.
  const own = temporary('client')
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = own

  const ends: (() => Promise<void>)[] = []
  let interrupted = false
  const hosts = new Set<Host>()
  const interrupt = () => {
    interrupted = true
    for (const host of hosts) void host.close()
    for (const end of ends) void end()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)

  const begin = performance.now()
  const table = createTable()
  const client: Footprint[] = []
  const receiver: Footprint[] = []
  let done = 0
  let pauses = 0
  try {
    const files = makeFiles(seed, fileSizes(seed), temporary('files'))
    const authority = await createAuthority('Chaos')
    const tls = await authority.issue({ names: ['*.chaos.test'] })
    const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url))
    const receivers = await startChild<ToReceiver, FromReceiver>(
      program('receiverMain'),
      { tls },
      temporary('receiver'),
      problem,
    )
    ends.push(receivers.end)
    const { plain, secure } = receivers.ready
    const proxies = await startChild<ToProxy, FromProxy>(
      program('proxyMain'),
      { seed, plain, secure },
      temporary('proxy'),
      problem,
    )
    ends.push(proxies.end)
    const names = watchConnections((ports, number) =>
      proxies.say({ type: 'connection', ports, number }),
    )

    /** What the connection of an upload is made to: a server, or its proxy. */
    const portOf = ({ secure, obstacle, viaProxy }: UploadPlan) => {
      const { refused, forward, ...servers } = proxies.ready
      if (obstacle === 'refused') return refused
      if (viaProxy) return forward
      return secure ? servers.secure : servers.plain
    }
    const placeOf = (plan: UploadPlan) => `${nameOf(plan)}:${portOf(plan)}`
    const urlOf = (plan: UploadPlan) => {
      const scheme = plan.secure ? 'https' : 'http'
      const behindProxy = `${nameOf(plan)}:${plan.secure ? secure : plain}`
      return `${scheme}://${plan.viaProxy ? behindProxy : placeOf(plan)}/${plan.number}`
    }
    const pause = ({ who, ms }: Pause) => {
      if ((who === 'proxy' ? proxies : receivers).pause(ms)) pauses += 1
    }

    function openHost(proxy: string | false): Host {
      const host = createHost({
        trustedOrigins: ['*'],
        ca: authority.cert,
        proxy,
        config: false,
        lookup: createLookup(seed),
        maxConcurrentUploads: Math.ceil(concurrency * hostShare),
        onError: (error) => problem(`a callback threw ${error}`),
      })
      hosts.add(host)
      host.on('warning', () => {})
      if (interrupted) void host.close()
      return host
    }
    async function closeHost(host: Host) {
      await host.close()
      hosts.delete(host)
    }

    /** Runs the uploads `first` to `last`, without it. */
    async function runRound(first: number, last: number): Promise<Watched[]> {
      const current = openHost(false)
      const paths = await Promise.all(files.map(({ path }) => current.addFile(path)))
      const watched: Watched[] = []
      let next = first
      const lane = async () => {
        while (next < last && !interrupted) {
          const number = next
          next += 1
          const plan = uploadPlan(seed, number)
          // A proxy of its own name: by the name each connection is known.
          const host = plan.viaProxy ? openHost(`http://${placeOf(plan)}`) : current
          const filePath =
            plan.obstacle === 'missing'
              ? 'ttfile://temp/none'
              : plan.viaProxy
                ? await host.addFile(files[plan.file]!.path)
                : paths[plan.file]!
          const upload = await runUpload(plan, host, { url: urlOf(plan), filePath }, pause)
          watched.push(upload)
          done += 1
          if (plan.viaProxy) await closeHost(host)
          if (upload.outcome.success && plan.shared === undefined) {
            for (const of of names.numbersOf(number)) proxies.say({ type: 'over', number: of })
          }
        }
      }
      await Promise.all(Array.from({ length: concurrency }, lane))
      await closeHost(current)
      return watched
    }

    const before = await takeFootprint(own)
    let first = options.only ?? 0
    const more = () =>
      options.minutes === undefined
        ? first < (options.only ?? 0) + options.uploads
        : performance.now() - begin < options.minutes * 60_000
    while (more() && !interrupted && findings.length === 0 && problems.length === 0) {
      const size =
        options.minutes === undefined
          ? Math.min(roundSize, (options.only ?? 0) + options.uploads - first)
          : roundSize
      const watched = await runRound(first, first + size)
      if (interrupted) break
      const proxy = await proxies.ask({ type: 'settle' }, 'settled')
      const received = await receivers.ask({ type: 'settle' }, 'settled')
      const { findings: found, judged } = checkRound({
        seed,
        watched,
        reports: new Map(proxy.reports.map((report) => [report.number, report])),
        taken: received.taken,
        numbersOf: names.numbersOf,
        fileOf: (upload) => files[uploadPlan(seed, upload).file]!,
      })
      findings.push(...found)
      for (const entry of judged) table.add(entry)
      for (const number of proxy.open) {
        problem(`the client left ${describePlan(connectionPlan(seed, number))} open`)
      }
      names.forget()
      first += size
      const { leaks, footprint } = await settled('client', before, own)
      problems.push(...leaks, ...received.leaks)
      client.push(footprint)
      receiver.push(received.footprint)
      const seconds = (performance.now() - begin) / 1000
      told(
        `${done.toLocaleString('en')} uploads, ${(done / seconds).toFixed(0)}/s, ` +
          `client ${mib(footprint)} MiB, receiver ${mib(received.footprint)} MiB, ${pauses} pauses`,
      )
    }
    names.end()
    if (!interrupted) {
      problems.push(...grown('client', client), ...grown('receiver', receiver))
      const { leaks } = await receivers.ask({ type: 'close' }, 'closed')
      problems.push(...leaks)
    }
  } catch (error) {
    // A process that does not answer, or has ended.
    if (!interrupted) problem((error as Error).message)
  } finally {
    for (const end of ends.reverse()) await end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
  }
  const seconds = (performance.now() - begin) / 1000
  return {
    uploads: done,
    seconds,
    table: table.toString(),
    findings,
    problems,
    client,
    receiver,
    interrupted,
  }
}

const memoryOf = ({ heap, outside }: Footprint) => heap + outside
const mib = (footprint: Footprint) => (memoryOf(footprint) / 1024 / 1024).toFixed(1)

/** Memory is back at its level where the last rounds hold no more than the first ones after a warm-up. */
function grown(name: string, footprints: readonly Footprint[]): string[] {
  const [, ...rounds] = footprints.map(memoryOf)
  if (rounds.length < 2) return []
  const part = Math.max(1, Math.floor(rounds.length / 3))
  const level = (values: number[]) => Math.min(...values)
  const more = level(rounds.slice(-part)) - level(rounds.slice(0, part))
  if (more <= memoryTolerance) return []
  return [`${name}: the memory has grown by ${(more / 1024 / 1024).toFixed(1)} MiB`]
}

/** The plans of an upload in words. */
export function describeUpload(seed: number, number: number): string {
  const plan = uploadPlan(seed, number)
  const words = Object.entries(plan).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  const size = fileSizes(seed)[plan.file]
  const connection =
    plan.shared === undefined
      ? describePlan(connectionPlan(seed, numberOf(number, 0)))
      : `connections of name ${plan.shared}`
  return `${words.join(' ')} size=${size}\n    ${connection}`
}
