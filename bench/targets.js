// What was set as a goal, and whether this run met it. Nothing else depends on it: a busy machine
// is no mistake of the code's.
import { clients } from './clients/index.js'
import { metrics } from './metrics.js'
import { median, ratio } from './statistics.js'
import { valuesOf } from './table.js'

/**
 * @typedef {object} Outcome
 * @property {string} text what was wanted
 * @property {number | undefined} value undefined: what it is held against was not measured
 * @property {boolean | undefined} met
 * @property {string} [unit]
 */

/**
 * A ratio to another client, or to the best of several.
 * @param {import('./rounds.js').Result} result
 * @param {{ metric: keyof typeof metrics, against: string[], least?: number, most?: number }} target
 * @returns {Outcome}
 */
export function ratioTarget({ title, rows, load }, { metric: name, against, least, most }) {
  const metric = metrics[name]
  const values = (client) => valuesOf(metric, rows[client]?.samples ?? [], load)
  const own = values('ours')
  const measured = against
    .map((client) => ({ client, values: values(client) }))
    .filter((other) => other.values.length > 0)
    .sort((a, b) => (median(a.values) - median(b.values)) * (metric.more ? -1 : 1))
  const titleOf = (client) =>
    rows[client]?.title ?? clients.find(({ name }) => name === client)?.title ?? client
  const names = against.map(titleOf)
  const whose = names.length === 1 ? `${names[0]}'s` : `the best of ${names.join(', ')}`
  const bound = least === undefined ? `at most ${most}` : `at least ${least}`
  const text = `${title}: ${metric.title} ${bound} of ${whose}`
  const [best] = measured
  if (best === undefined || own.length === 0) return { text, value: undefined, met: undefined }
  return outcome(text, ratio(own, best.values), { least, most })
}

/**
 * @param {string} text
 * @param {number | undefined} value
 * @param {{ least?: number, most?: number, unit?: string }} bounds
 * @returns {Outcome}
 */
export function outcome(
  text,
  value,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, unit },
) {
  const met = value === undefined ? undefined : value >= least && value <= most
  return { text, value, met, ...(unit && { unit }) }
}

/**
 * @param {Outcome[]} outcomes
 * @returns {import('./table.js').Table}
 */
export function targetTable(outcomes) {
  const lines = outcomes.map(({ text, value, met, unit }) => [
    met === undefined ? '–' : met ? '✓' : '✗',
    value === undefined ? 'not measured' : `${value.toFixed(2)}${unit ? ` ${unit}` : ''}`,
    text,
  ])
  return { title: 'Targets', lines: [['', 'measured', 'target'], ...lines] }
}
