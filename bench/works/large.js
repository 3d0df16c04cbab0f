// One file of 1 GiB, from the page cache, plain and over TLS.

import { uploadInTurns } from '../rounds.js'
import { tableOf } from '../table.js'
import { ratioTarget } from '../targets.js'
import { oneUpload } from '../turn.js'

const all = ['ours', 'curl', 'undici', 'fetch', 'axios', 'got', 'superagent', 'needle', 'socket']

/** @type {import('../bench.js').Work} */
export const large = {
  name: 'large',
  summary: 'one file of 1 GiB (short: 64 MiB), plain',
  run: (bench) => run(bench, false),
}

/** @type {import('../bench.js').Work} */
export const tls = {
  name: 'tls',
  summary: 'the same over TLS',
  run: (bench) => run(bench, true),
}

async function run(bench, secure) {
  const [size, text] = bench.short ? [64 * 1024 ** 2, '64 MiB'] : [1024 ** 3, '1 GiB']
  const title = `${text}, ${secure ? 'TLS' : 'plain'}`
  const load = oneUpload(bench.patternFile(size), size, { tls: secure })
  const result = await uploadInTurns(bench, { title, load, clients: all, rounds: bench.rounds(7) })
  const target = (metric, bounds, ...against) => ratioTarget(result, { metric, against, ...bounds })
  return {
    results: [result],
    tables: [tableOf(result, ['throughput', 'seconds', 'cpuPerGib', 'memory', 'sinkBusy'], 'curl')],
    targets: secure
      ? [target('throughput', { least: 1.1 }, 'curl')]
      : [
          target('throughput', { least: 1.2 }, 'curl'),
          target('throughput', { least: 4 }, 'axios', 'got', 'superagent'),
          target('throughput', { least: 10 }, 'fetch'),
          target('cpuPerGib', { most: 1.15 }, 'curl'),
        ],
  }
}
