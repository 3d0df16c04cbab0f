// Turns: A B C A B C …, so that whatever else the machine does meets all clients.
import { clients } from './clients/index.js'
import { startSink } from './sinks.js'
import { takeTurn } from './turn.js'

/**
 * What is measured of several clients.
 * @typedef {object} Case
 * @property {string} title
 * @property {import('./turn.js').Load} load
 * @property {string[]} clients their names, in turns
 * @property {number} rounds
 */

/**
 * @typedef {object} Result
 * @property {string} title
 * @property {import('./turn.js').Load} load
 * @property {Record<string, { samples: import('./turn.js').Sample[], failed?: string }>} rows
 */

/**
 * A round that warms up, in which the sink looks at every byte, then those that count. A client that
 * fails is left out of the rest, and the table says why.
 * @param {import('./bench.js').Bench} bench
 * @param {Case} wanted
 * @returns {Promise<Result>}
 */
export async function runRounds(bench, { title, load, clients: names, rounds }) {
  /** @type {Result} */
  const result = { title, load, rows: {} }
  const rows = clients.filter(({ name }) => names.includes(name) && bench.has(name))
  const sink = await startSink(bench.folder, load.tls)
  try {
    for (const { name } of rows) result.rows[name] = { samples: [] }
    for (let round = 0; round <= rounds; round += 1) {
      for (const client of rows) {
        const row = result.rows[client.name]
        if (row.failed !== undefined) continue
        bench.progress(
          `${title}: ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}, ${client.title}`,
        )
        try {
          const sample = await takeTurn(sink, client, load, round === 0)
          if (round > 0) row.samples.push(sample)
        } catch (error) {
          row.failed = error.message
          bench.failed(`${title}: ${client.title}: ${error.message}`)
        }
      }
    }
  } finally {
    await sink.stop()
  }
  return result
}
