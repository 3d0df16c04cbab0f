// Puts tables into docs/benchmarks.md, each work's between two marks of its own.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { asMarkdown } from './table.js'
import { targetTable } from './targets.js'

const page = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))

/**
 * @param {{ work: string, tables: import('./table.js').Table[],
 *   targets: import('./targets.js').Outcome[] }[]} outcomes
 * @param {string} source what gave them: the command, the machine, the day
 */
export function writePage(outcomes, source) {
  let text = readFileSync(page, 'utf8')
  for (const { work, tables, targets } of outcomes) {
    const [begin, end] = [`<!-- bench ${work} -->`, `<!-- end of ${work} -->`]
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no marks for ${work}`)
    const shown = targets.length > 0 ? [...tables, targetTable(targets)] : tables
    const body = [...shown.map(asMarkdown), source].join('\n\n')
    text = `${text.slice(0, from + begin.length)}\n\n${body}\n\n${text.slice(to)}`
  }
  writeFileSync(page, text)
}
