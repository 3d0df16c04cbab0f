/**
 * Reads a style sheet; what is broken in it is said, and the rest kept.
 */
import postcss, { type CssSyntaxError, type Root } from 'postcss'
import type { UnitInput } from './cache.js'

/** After so many breaks the rest is left alone. */
const mostBreaks = 50

/** Parses a file. */
export function parseStyle(text: string, file: string, report: UnitInput['report']): Root {
  let source = text
  for (let breaks = 0; breaks < mostBreaks; breaks += 1) {
    try {
      const root = postcss.parse(source, { from: undefined })
      root.walk((node) => {
        if (node.source !== undefined) Object.assign(node.source.input, { file })
      })
      return withoutLineComments(root, file, report)
    } catch (error) {
      const { reason, line = 1, column = 1 } = error as CssSyntaxError
      report({ file, line, column, message: `the style sheet breaks here: ${reason}` })
      source = mend(source, reason, indexOf(source, line, column))
    }
  }
  return postcss.root()
}

/** Takes away as little as can be; lines stay where they are. */
function mend(source: string, reason: string, at: number): string {
  if (/^Unclosed block/.test(reason)) return `${source}}`
  if (/^Unclosed comment/.test(reason)) return `${source}*/`
  if (/^Unexpected }/.test(reason)) return blank(source, at, at + 1)
  if (/^Unclosed (?:string|quote|bracket)/.test(reason)) {
    // The whole declaration: half of one would take the next line in.
    const start = Math.max(...[';', '{', '\n'].map((end) => source.lastIndexOf(end, at))) + 1
    return blank(source, start, endAfter(source, at, /[;}\n]/))
  }
  return blank(source, at, endAfter(source, at, source.startsWith('//', at) ? /\n/ : /[;}\n]/))
}

/** Where the first that fits stands, itself not taken away unless it ends a declaration. */
function endAfter(source: string, at: number, end: RegExp): number {
  const found = source.slice(at + 1).search(end)
  if (found < 0) return source.length
  const index = at + 1 + found
  return source[index] === ';' ? index + 1 : index
}

function blank(source: string, from: number, to: number): string {
  const gone = source.slice(from, to).replace(/[^\n]/g, ' ')
  return source.slice(0, from) + gone + source.slice(to)
}

function indexOf(source: string, line: number, column: number): number {
  let start = 0
  for (let count = 1; count < line; count += 1) start = source.indexOf('\n', start) + 1
  return Math.min(start + column - 1, Math.max(0, source.length - 1))
}

/** `//` is no comment in CSS: browsers would drop the rule behind it. */
function withoutLineComments(root: Root, file: string, report: UnitInput['report']): Root {
  root.walkRules((rule) => {
    if (!rule.selector.includes('//')) return
    const { line, column } = rule.source?.start ?? {}
    const message = '// begins no comment in a style sheet: write /* */'
    report({ severity: 'warning', file, line, column, message })
    rule.selector = rule.selector.replace(/\/\/[^\n]*(?:\n|$)/g, '').trim()
    if (rule.selector === '') rule.remove()
  })
  return root
}
