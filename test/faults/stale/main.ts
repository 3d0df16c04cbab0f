/** What a server costs that ends idle connections at random: see docs/reliability.md. */

import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createHost, type UploadFileResult } from 'tt-anywhere'
import { startChild } from '../chaos/child.js'
import { alignRows } from '../chaos/table.js'
import { createRandom } from '../random.js'
import type { FromServer, ServerOptions } from './serverMain.js'

/** Clients at once, each with connections of its own. */
const clients = 100

/** What is measured. Milliseconds; a client's pause before its next upload is drawn up to `pause`. */
const cases: readonly (Omit<ServerOptions, 'seed'> & { title: string; pause: number })[] = [
  ...[0, 10, 40].map((latency) => ({
    title: `closed after 0 to 500 ms, ${latency * 2} ms round trip`,
    ...({ idle: [0, 500], pause: 500, how: 'end', latency } as const),
  })),
  {
    title: 'reset after 0 to 500 ms, 0 ms round trip',
    ...({ idle: [0, 500], pause: 500, how: 'reset', latency: 0 } as const),
  },
  {
    title: 'hint of 2 s, closed after 2 to 2.5 s, 80 ms round trip',
    ...({ idle: [2_000, 2_500], hint: 2, pause: 2_500, how: 'end', latency: 40 } as const),
  },
]

const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
})
const usage = `Usage: npm run test:stale -- [--uploads N] [--seed N]

Uploads to a server that ends idle connections at random, as often before as after the next
upload, and tells how many uploads that costs. Exits with 1 where one was sent twice.`

interface Counts {
  reused: number
  replaced: number
  failed: Map<number, number>
  twice: number
}

async function measure(options: ServerOptions, pause: number, uploads: number): Promise<Counts> {
  const program = fileURLToPath(new URL('./serverMain.js', import.meta.url))
  const problems: string[] = []
  const server = await startChild<object, FromServer>(program, options, tmpdir(), (text) =>
    problems.push(text),
  )
  const counts: Counts = { reused: 0, replaced: 0, failed: new Map(), twice: 0 }
  try {
    await Promise.all(
      Array.from({ length: clients }, (_, client) =>
        runClient(client, pause, server.ready.port, options.seed, counts, uploads / clients),
      ),
    )
    const { came } = await server.ask({}, 'counts')
    counts.twice = came.filter(([, times]) => times > 1).length
  } finally {
    await server.end()
  }
  if (problems.length > 0) throw new Error(problems[0])
  return counts
}

async function runClient(
  client: number,
  pause: number,
  port: number,
  seed: number,
  counts: Counts,
  uploads: number,
): Promise<void> {
  const random = createRandom(seed, 7, client)
  const host = createHost({ trustedOrigins: ['*'], proxy: false, config: false })
  host.on('warning', () => {})
  const filePath = await host.addFile({ name: 'a.bin', data: random.bytes(2_000) })
  for (let number = 0; number < uploads; number += 1) {
    await new Promise<void>((resolve) => {
      host.tt.uploadFile({
        url: `http://127.0.0.1:${port}/${client}/${number}`,
        filePath,
        name: 'file',
        success({ profile }: UploadFileResult) {
          if (profile?.socketReused) counts.reused += 1
          else if (number > 0) counts.replaced += 1
        },
        fail({ errorCode }) {
          counts.failed.set(errorCode, (counts.failed.get(errorCode) ?? 0) + 1)
        },
        complete: () => resolve(),
      })
    })
    await new Promise((resolve) => setTimeout(resolve, random.next() * pause))
  }
  await host.close()
}

async function main(): Promise<void> {
  const [uploads, seed] = [Number(values.uploads), Number(values.seed)]
  const rows = [['the server', 'uploads', 'reused', 'replaced', 'failed', 'share', 'twice']]
  for (const { title, pause, ...options } of cases) {
    const { reused, replaced, failed, twice } = await measure({ seed, ...options }, pause, uploads)
    const sum = [...failed.values()].reduce((one, other) => one + other, 0)
    const codes = [...failed].map(([code, times]) => `${times} × ${code}`).join(', ')
    const share = `${((100 * sum) / uploads).toFixed(2)} %`
    rows.push([title, ...[uploads, reused, replaced].map(String), codes || '0', share, `${twice}`])
    // Nothing but an interruption, and never the same upload again.
    if (twice > 0 || [...failed.keys()].some((code) => code !== 121927)) process.exitCode = 1
  }
  console.log(`${alignRows(rows)}\n\nseed ${seed}`)
}

if (values.help) console.log(usage)
else await main()
