// Turns: A B C A B C …, so that whatever else the machine does meets all alike.
import { clients } from './clients/index.js'
import { startSink } from './sinks.js'
import { takeTurn } from './turn.js'

/**
 * @typedef {import('./turn.js').Sample} Sample
 * @typedef {import('./turn.js').Load} Load
 */

/**
 * What was measured, by name.
 * @typedef {object} Result
 * @property {string} title
 * @property {Load} load
 * @property {Record<string, { title: string, samples: Sample[], failed?: string }>} rows
 */

/**
 * Who takes turns.
 * @typedef {{ name: string, title: string, take: (warmUp: boolean) => Promise<Sample> }} Part
 */

/**
 * A round that warms up, then those that count. Who fails is left out of the rest, and the table
 * says why.
 * @param {import('./bench.js').Bench} bench
 * @param {{ title: string, load: Load, rounds: number, parts: Part[], warmUp?: boolean }} wanted
 * @returns {Promise<Result>}
 */
export async function inTurns(bench, { title, load, rounds, parts, warmUp = !bench.short }) {
  /** @type {Result} */
  const result = { title, load, rows: {} }
  for (const { name, title: who } of parts) result.rows[name] = { title: who, samples: [] }
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    const which = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`
    for (const { name, title: who, take } of parts) {
      const row = result.rows[name]
      if (row.failed !== undefined) continue
      bench.progress(`${title}: ${which}, ${who}`)
      try {
        const sample = await take(round === 0)
        if (round > 0) row.samples.push(sample)
      } catch (error) {
        row.failed = error.message
        bench.failed(`${title}: ${who}: ${error.message}`)
      }
    }
  }
  return result
}

/**
 * Clients that upload to a sink, which looks at every byte of the first round.
 * @param {import('./bench.js').Bench} bench
 * @param {{ title: string, load: Load, clients: string[], rounds: number, warmUp?: boolean,
 *   link?: import('./link.js').Link }} wanted
 * @returns {Promise<Result>}
 */
export async function uploadInTurns(bench, { clients: names, link, ...wanted }) {
  const sink = await startSink(bench.folder, wanted.load.tls, link)
  const parts = clients
    .filter(({ name }) => names.includes(name) && bench.has(name))
    // On Windows its TLS is the system's, which does not take the sink's certificate as others do.
    .filter(({ name }) => !(name === 'curl' && wanted.load.tls && process.platform === 'win32'))
    .map((client) => ({
      name: client.name,
      title: client.title,
      take: (warmUp) => {
        // Where no round warms up, the time is of no account.
        const verify = warmUp || wanted.warmUp === false || bench.short
        return takeTurn(sink, client, wanted.load, verify, link?.here)
      },
    }))
  try {
    return await inTurns(bench, { ...wanted, parts })
  } finally {
    await sink.stop()
  }
}
