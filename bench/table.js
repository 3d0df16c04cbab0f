// Results as tables: medians, what is around them, and ratios.
import { metrics } from './metrics.js'
import { median, ratio } from './statistics.js'

/**
 * A table of text: its first line is the head.
 * @typedef {{ title: string, lines: string[][] }} Table
 */

/**
 * The table of a result: each metric's median with the least and the most, and how the first one
 * stands to that of the reference.
 * @param {import('./rounds.js').Result} result
 * @param {(keyof typeof metrics)[]} names the first is the one that ratios are made of
 * @param {string} [reference] a client's name
 * @returns {Table}
 */
export function tableOf({ title, load, rows }, names, reference) {
  const shown = names.map((name) => metrics[name])
  const [first] = shown
  const others = reference && rows[reference]?.samples.length ? rows[reference].samples : undefined
  const head = ['', first.title, ...(others ? [`of ${rows[reference].title}'s`] : [])]
  for (const { title: text } of shown.slice(1)) head.push(text)
  const lines = Object.values(rows).map(({ title: who, samples, failed }) => {
    if (failed !== undefined) return [who, `failed: ${failed}`]
    const cells = shown.map((metric) => cell(metric, valuesOf(metric, samples, load)))
    if (others) {
      const own = valuesOf(first, samples, load)
      cells.splice(1, 0, ratio(own, valuesOf(first, others, load)).toFixed(2))
    }
    return [who, ...cells]
  })
  return { title, lines: [head, ...lines] }
}

/**
 * One metric of several results: a line for each client, a column for each result.
 * @param {string} title
 * @param {import('./rounds.js').Result[]} results
 * @param {keyof typeof metrics} name
 * @param {string[]} heads
 * @returns {Table}
 */
export function matrixOf(title, results, name, heads) {
  const metric = metrics[name]
  const who = new Map(
    results.flatMap(({ rows }) => Object.entries(rows).map(([key, row]) => [key, row.title])),
  )
  const lines = [...who].map(([key, text]) => {
    const cells = results.map(({ rows, load }) => {
      const row = rows[key]
      if (row === undefined) return ''
      if (row.failed !== undefined) return 'failed'
      return cell(metric, valuesOf(metric, row.samples, load))
    })
    return [text, ...cells]
  })
  return { title, lines: [['', ...heads], ...lines] }
}

/**
 * @param {import('./metrics.js').Metric} metric
 * @param {import('./turn.js').Sample[]} samples
 * @param {import('./turn.js').Load} load
 */
export function valuesOf(metric, samples, load) {
  return samples.map((sample) => metric.of(sample, load)).filter(Number.isFinite)
}

function cell({ digits }, values) {
  if (values.length === 0) return 'not told'
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)]
  if (values.length === 1) return number(middle, digits)
  return `${number(middle, digits)} (${number(least, digits)}–${number(most, digits)})`
}

const number = (value, digits) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/**
 * For a terminal.
 * @param {Table} table
 */
export function asText({ title, lines }) {
  const widths = widthsOf(lines)
  const text = lines.map((line) =>
    line
      .map((value, index) => value.padEnd(line.length === index + 1 ? 0 : widths[index]))
      .join('  '),
  )
  return [title, ...text.map((line) => `  ${line.trimEnd()}`)].join('\n')
}

/**
 * For a page.
 * @param {Table} table
 */
export function asMarkdown({ title, lines }) {
  const columns = lines[0].length
  const full = lines.map((line) => [...line, ...Array(columns - line.length).fill('')])
  const widths = widthsOf(full)
  const row = (line) => `| ${line.map((value, index) => value.padEnd(widths[index])).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(Math.max(3, width))).join(' | ')} |`
  return [`**${title}**`, '', row(full[0]), rule, ...full.slice(1).map(row)].join('\n')
}

/** What spans columns, such as the reason of a failure, does not widen the first of them. */
function widthsOf(lines) {
  return lines[0].map((_, index) =>
    Math.max(
      3,
      ...lines.map((line) =>
        line.length > index + 1 || line.length === lines[0].length ? line[index].length : 0,
      ),
    ),
  )
}
