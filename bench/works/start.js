// From the start of the process to the first byte on the wire.
import { uploadInTurns } from '../rounds.js'
import { median } from '../statistics.js'
import { tableOf } from '../table.js'
import { outcome } from '../targets.js'
import { oneUpload } from '../turn.js'

/** @type {import('../bench.js').Work} */
export const start = {
  name: 'start',
  summary: 'time from the start of the process to the first byte on the wire',
  async run(bench) {
    const size = 16 * 1024
    const load = oneUpload(bench.patternFile(size), size)
    const result = await uploadInTurns(bench, {
      title: 'Start',
      load,
      clients: ['bare', 'ours', 'curl', 'undici', 'fetch', 'axios', 'got', 'superagent', 'needle'],
      rounds: bench.rounds(15),
    })
    const { ours, bare } = result.rows
    const rounds = Math.min(ours?.samples.length ?? 0, bare?.samples.length ?? 0)
    const later = Array.from({ length: rounds }, (_, round) => {
      return (ours.samples[round].start - bare.samples[round].start) * 1000
    })
    return {
      results: [result],
      tables: [tableOf(result, ['start', 'cpu', 'memory'], 'bare')],
      targets: [
        outcome(
          'Start: at most 60 ms behind a bare Node script that makes one request',
          rounds === 0 ? undefined : median(later),
          { most: 60, unit: 'ms' },
        ),
      ],
    }
  },
}
