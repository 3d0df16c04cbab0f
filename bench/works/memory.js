// Peak memory by the size of the file, against that of bare Node.
import { uploadInTurns } from '../rounds.js'
import { median } from '../statistics.js'
import { matrixOf } from '../table.js'
import { outcome } from '../targets.js'
import { oneUpload } from '../turn.js'

const mebi = 1024 * 1024
const every = ['ours', 'curl', 'undici', 'fetch', 'axios', 'got', 'superagent', 'needle']
/** Who bears 10 GiB: fetch holds all of it, the rest take half a minute. */
const largest = ['ours', 'curl', 'undici']

/** @type {import('../bench.js').Work} */
export const memory = {
  name: 'memory',
  summary: 'peak memory with 100 MiB, 1 GiB and 10 GiB (short: 16 and 64 MiB)',
  async run(bench) {
    const sizes = bench.short ? [16, 64] : [100, 1024, 10 * 1024]
    const results = [await measure(bench, 'Bare Node', 16 * 1024, ['bare'])]
    for (const size of sizes) {
      const clients = bench.short || size > 1024 ? largest : every
      results.push(await measure(bench, nameOf(size), size * mebi, clients))
    }
    const bytes = ({ rows: { ours, bare } }) =>
      (ours ?? bare)?.samples.map((sample) => sample.memory)
    const peak = (result) => {
      const values = (bytes(result) ?? []).filter(Number.isFinite)
      return values.length === 0 ? undefined : median(values)
    }
    const [least, most] = [results[1], results.at(-1)]
    const above = (text, other, limit) => {
      const [high, low] = [peak(most), peak(other)]
      const value = high === undefined || low === undefined ? undefined : (high - low) / 1e6
      return outcome(text, value, { most: limit, unit: 'MB' })
    }
    return {
      results,
      tables: [
        matrixOf(
          'Peak memory, MB',
          results,
          'memory',
          results.map(({ title }) => title),
        ),
        matrixOf(
          'Seconds',
          results.slice(1),
          'seconds',
          results.slice(1).map(({ title }) => title),
        ),
      ],
      targets: [
        above(`Memory: ${most.title} peaks at most 10 MB above ${least.title}`, least, 10),
        above(`Memory: ${most.title} peaks at most 30 MB above bare Node`, results[0], 30),
      ],
    }
  },
}

const nameOf = (size) => (size % 1024 === 0 ? `${size / 1024} GiB` : `${size} MiB`)

function measure(bench, title, size, clients) {
  const load = oneUpload(bench.sparseFile(size), size, { content: 'zeros' })
  return uploadInTurns(bench, { title, load, clients, rounds: bench.rounds(3), warmUp: false })
}
