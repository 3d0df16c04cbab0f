// 2,000 files of 16 KiB: one after another on one connection, and 64 at a time.

import { uploadInTurns } from '../rounds.js'
import { tableOf } from '../table.js'
import { ratioTarget } from '../targets.js'

const all = [
  'ours',
  'curl',
  'undici',
  'fetch',
  'axios',
  'got',
  'superagent',
  'needle',
  'ready',
  'socket',
]

/** @type {import('../bench.js').Work} */
export const small = {
  name: 'small',
  summary: '2,000 files of 16 KiB (short: 200), one after another on one connection',
  run: (bench) => run(bench, 1),
}

/** @type {import('../bench.js').Work} */
export const parallel = {
  name: 'parallel',
  summary: 'the same, 64 at a time',
  run: (bench) => run(bench, 64),
}

async function run(bench, atOnce) {
  const size = 16 * 1024
  const uploads = bench.short ? 200 : 2_000
  const title = `16 KiB, ${atOnce === 1 ? 'one after another' : `${atOnce} at a time`}`
  const load = {
    file: bench.patternFile(size),
    size,
    content: 'pattern',
    uploads,
    atOnce,
    warmUp: uploads / 10,
    tls: false,
  }
  const result = await uploadInTurns(bench, { title, load, clients: all, rounds: bench.rounds(7) })
  const target = (least, ...against) => ratioTarget(result, { metric: 'rate', against, least })
  return {
    results: [result],
    tables: [tableOf(result, ['rate', 'seconds', 'cpuPerUpload', 'memory', 'sinkBusy'], 'undici')],
    targets: [target(2, 'fetch', 'axios', 'got', 'superagent'), target(1, 'undici')],
  }
}
