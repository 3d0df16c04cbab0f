// The other side: a receiver that stores and hashes, against busboy and fs in a bare server.
import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { clients } from '../clients/index.js'
import { now, startServer } from '../processes.js'
import { inTurns } from '../rounds.js'
import { tableOf } from '../table.js'
import { outcome, ratioTarget } from '../targets.js'
import { oneUpload, uploadOnce } from '../turn.js'

const mebi = 1024 * 1024
const servers = [
  { name: 'ours', title: 'createReceiver (SHA-256)', module: 'ours' },
  { name: 'busboyHash', title: 'busboy + fs + SHA-256', module: 'busboyHash' },
  { name: 'busboy', title: 'busboy + fs', module: 'busboy' },
]

/** @type {import('../bench.js').Work} */
export const receiver = {
  name: 'receiver',
  summary: 'a receiver that takes 1 GiB, and 500 uploads at once (short: 16 MiB, 50)',
  async run(bench) {
    const one = await takeOne(bench)
    const many = await holdMany(bench)
    const { ours } = many.rows
    const peaks = ours.samples.map(({ memory }) => memory / 1e6).filter(Number.isFinite)
    const worst = peaks.length === 0 ? undefined : Math.max(...peaks)
    return {
      results: [one, many],
      tables: [
        tableOf(one, ['throughput', 'seconds', 'cpuPerGib', 'memory'], 'busboyHash'),
        tableOf(many, ['memory', 'seconds']),
      ],
      targets: [
        ratioTarget(one, { metric: 'throughput', against: ['busboyHash'], least: 1 }),
        ratioTarget(one, { metric: 'throughput', against: ['busboy'], least: 1 }),
        outcome(`${many.title}: under 200 MB`, worst, { most: 200, unit: 'MB' }),
      ],
    }
  },
}

/** One large file; what sends it is a bare socket, the quickest of all. */
async function takeOne(bench) {
  const [size, text] = bench.short ? [16 * mebi, '16 MiB'] : [1024 * mebi, '1 GiB']
  const load = oneUpload(bench.patternFile(size), size)
  const hash = createHash('sha256')
  await pipeline(createReadStream(load.file), hash)
  const wanted = hash.digest('hex')
  const sender = clients.find(({ name }) => name === 'socket')
  return inTurns(bench, {
    title: `Receiver, ${text} to disk`,
    load,
    rounds: bench.rounds(5),
    parts: servers.map((server) => ({
      ...server,
      take: () =>
        withServer(bench, server, async ({ url, ask }) => {
          const { seconds } = await uploadOnce({ url }, sender, load)
          const { files, cpu, memory } = await ask({ report: true })
          if (files.length !== 1 || files[0].size !== size) throw new Error('the file is not whole')
          const { sha256 = wanted } = files[0]
          if (sha256 !== wanted) throw new Error('the file is not the one that was sent')
          return { seconds, cpu, memory, uploads: 1 }
        }),
    })),
  })
}

/** Many uploads that all stand still in the middle, then go on. */
async function holdMany(bench) {
  const uploads = bench.short ? 50 : 500
  const load = {
    file: '',
    size: mebi,
    content: 'pattern',
    uploads,
    atOnce: uploads,
    warmUp: 0,
    tls: false,
  }
  return inTurns(bench, {
    title: `Receiver, ${uploads} uploads of 1 MiB at once, held in the middle`,
    load,
    rounds: bench.rounds(3),
    warmUp: false,
    parts: servers.map((server) => ({
      ...server,
      take: () =>
        withServer(bench, server, async ({ url, ask }) => {
          const begin = now()
          const sender = startServer('receivers/hold.js', [], [url, String(uploads), String(mebi)])
          try {
            await sender.message()
            await sender.ask({ goOn: true })
          } finally {
            await sender.stop()
          }
          const { files, cpu, memory } = await ask({ report: true })
          const whole = files.filter(({ size }) => size === mebi)
          if (whole.length !== uploads)
            throw new Error(`${whole.length} of ${uploads} files came whole`)
          return { seconds: now() - begin, cpu, memory, uploads }
        }),
    })),
  })
}

/** A fresh server, whose files are gone afterwards. */
async function withServer(bench, { module }, use) {
  const folder = mkdtempSync(join(bench.folder, 'received-'))
  const server = startServer('receivers/serve.js', [], [module, folder])
  try {
    const { url } = await server.message()
    return await use({ ...server, url })
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
