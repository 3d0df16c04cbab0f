// 1, 4, 16 and 64 files of 32 MiB at a time.
import { uploadInTurns } from '../rounds.js'
import { median } from '../statistics.js'
import { matrixOf } from '../table.js'
import { outcome } from '../targets.js'

const all = ['ours', 'curl', 'undici', 'fetch', 'axios', 'got', 'superagent', 'needle', 'socket']
/** The short form has seen the others in other works. */
const few = ['ours', 'curl', 'undici']
const mebi = 1024 * 1024

/** @type {import('../bench.js').Work} */
export const concurrent = {
  name: 'concurrent',
  summary: '1, 4, 16 and 64 files of 32 MiB at a time (short: 1 and 4 of 2 MiB)',
  async run(bench) {
    const results = await measureConcurrent(bench)
    const heads = results.map(({ load }) => `${load.atOnce} at a time`)
    const file = `${results[0].load.size / mebi} MiB`
    const matrix = (metric, text) => matrixOf(`${text}: files of ${file}`, results, metric, heads)
    return {
      results,
      tables: [
        matrix('throughput', 'MiB/s'),
        matrix('cpuPerGib', 'CPU s/GiB'),
        matrix('memory', 'Peak memory, MB'),
      ],
      targets: bench.has('ours') ? await bufferTargets(bench) : [],
    }
  },
}

/**
 * Measured once in a run: the plots show it too.
 * @param {import('../bench.js').Bench} bench
 * @returns {Promise<import('../rounds.js').Result[]>}
 */
export function measureConcurrent(bench) {
  return bench.remember('concurrent', async () => {
    const results = []
    for (const atOnce of bench.short ? [1, 4] : [1, 4, 16, 64]) {
      // Few at a time: more than once each, or it would be over before it began.
      const uploads = bench.short ? atOnce : Math.max(8, atOnce)
      const title = `${loadOf(bench, atOnce, uploads).size / mebi} MiB, ${atOnce} at a time`
      const load = loadOf(bench, atOnce, uploads)
      results.push(
        await uploadInTurns(bench, {
          title,
          load,
          clients: bench.short ? few : all,
          rounds: bench.rounds(5),
        }),
      )
    }
    return results
  })
}

function loadOf(bench, atOnce, uploads) {
  const size = (bench.short ? 2 : 32) * mebi
  return {
    file: bench.patternFile(size),
    size,
    content: 'pattern',
    uploads,
    atOnce,
    warmUp: 0,
    tls: false,
  }
}

/** The memory of buffers is looked at in turns of their own: looking costs time. */
async function bufferTargets(bench) {
  const most = async (atOnce) => {
    const load = { ...loadOf(bench, atOnce, atOnce), watchBuffers: true }
    const title = `Buffers, ${atOnce} at a time`
    const { rows } = await uploadInTurns(bench, {
      title,
      load,
      clients: ['ours'],
      rounds: bench.rounds(3),
    })
    const seen = rows.ours.samples.map(({ buffers }) => buffers / mebi)
    return seen.length === 0 ? undefined : median(seen)
  }
  const target = async (atOnce, text, limit) =>
    outcome(`${text}: buffers of at most ${limit} MiB`, await most(atOnce), {
      // A form's head, and what Node reads the answer into, are in them too.
      most: limit + 0.5,
      unit: 'MiB',
    })
  return [await target(1, 'One upload', 4), await target(64, '64 uploads at a time', 32)]
}
