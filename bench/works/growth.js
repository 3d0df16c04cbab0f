// How time and memory grow with the size and with the number of uploads at a time.

import { metrics } from '../metrics.js'
import { drawPlots } from '../plot.js'
import { uploadInTurns } from '../rounds.js'
import { median } from '../statistics.js'
import { matrixOf } from '../table.js'
import { oneUpload } from '../turn.js'
import { measureConcurrent } from './concurrent.js'

const mebi = 1024 * 1024
const clients = ['ours', 'curl', 'undici', 'fetch', 'axios']

/** @type {import('../bench.js').Work} */
export const growth = {
  name: 'growth',
  summary: 'time and memory as size and concurrency grow, as a plot',
  async run(bench) {
    const bySize = []
    for (const size of bench.short ? [1, 4] : [1, 4, 16, 64, 256, 1024]) {
      bySize.push(await measureSize(bench, size))
    }
    const byCount = await measureConcurrent(bench)
    const sizes = (name) => curves(bySize, name, ({ size }) => size / mebi)
    const counts = (name) => curves(byCount, name, ({ atOnce }) => atOnce)
    const file = `${byCount[0].load.size / mebi} MiB`
    bench.picture(
      'bench-growth.svg',
      drawPlots([
        { title: 'Time of one upload', y: 's', x: 'file, MiB', lines: sizes('seconds') },
        { title: 'Peak memory of one upload', y: 'MB', x: 'file, MiB', lines: sizes('memory') },
        {
          title: `Throughput, files of ${file}`,
          y: 'MiB/s',
          x: 'uploads at a time',
          lines: counts('throughput'),
        },
        {
          title: `Peak memory, files of ${file}`,
          y: 'MB',
          x: 'uploads at a time',
          lines: counts('memory'),
        },
      ]),
    )
    const heads = bySize.map(({ load }) => `${load.size / mebi} MiB`)
    return {
      results: bySize,
      tables: [
        matrixOf('Seconds by size', bySize, 'seconds', heads),
        matrixOf('Peak memory by size, MB', bySize, 'memory', heads),
      ],
      targets: [],
    }
  },
}

function measureSize(bench, size) {
  const load = oneUpload(bench.patternFile(size * mebi), size * mebi)
  return uploadInTurns(bench, { title: `${size} MiB`, load, clients, rounds: bench.rounds(3) })
}

/** A line for each client, of medians. */
function curves(results, name, along) {
  const metric = metrics[name]
  const lines = clients.map((client) => ({
    name: client,
    title: results.map(({ rows }) => rows[client]?.title).find(Boolean) ?? client,
    points: results.flatMap(({ rows, load }) => {
      const values = (rows[client]?.samples ?? []).map((sample) => metric.of(sample, load))
      const known = values.filter(Number.isFinite)
      return known.length === 0 ? [] : [{ x: along(load), y: median(known) }]
    }),
  }))
  return lines.filter(({ points }) => points.length > 0)
}
