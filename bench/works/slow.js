// How progress moves on a slow link.
import { createLink, linkMissing } from '../link.js'
import { uploadInTurns } from '../rounds.js'
import { median } from '../statistics.js'
import { tableOf } from '../table.js'
import { outcome } from '../targets.js'
import { oneUpload } from '../turn.js'

const kbps = 2_000

/** @type {import('../bench.js').Work} */
export const slow = {
  name: 'slow',
  summary: 'progress events with 4 MiB at 2 Mbit/s (short: 128 KiB)',
  async run(bench) {
    const [size, text] = bench.short ? [128 * 1024, '128 KiB'] : [4 * 1024 ** 2, '4 MiB']
    const load = oneUpload(bench.patternFile(size), size)
    const measure = (title, wanted) =>
      uploadInTurns(bench, {
        title: `${text} at 2 Mbit/s, ${title}`,
        clients: ['ours'],
        rounds: bench.rounds(3),
        warmUp: false,
        load,
        ...wanted,
      })
    const network = { rtt: 50, upKbps: kbps, downKbps: kbps }
    const results = [await measure('by host.network', { load: { ...load, network } })]
    const link = openLink(bench)
    if (link !== undefined) results.unshift(await measure('on a link of two namespaces', { link }))
    return {
      results,
      tables: results.map((result) => tableOf(result, ['progressRate', 'longestGap', 'seconds'])),
      targets: results.map(({ title, rows }) => {
        const rates = (rows.ours?.samples ?? []).map((sample) => sample.progress / sample.seconds)
        const value = rates.length === 0 ? undefined : median(rates)
        return outcome(`${title}: at least 4 progress events a second`, value, { least: 4 })
      }),
    }
  },
}

/** A link, where this machine can have one. */
function openLink(bench) {
  const missing = linkMissing()
  try {
    if (missing === undefined) return createLink(kbps, bench.atEnd)
    bench.say(`Without a link of two namespaces: ${missing}.`)
  } catch (error) {
    bench.say(`Without a link of two namespaces: ${error.message}.`)
  }
  return undefined
}
