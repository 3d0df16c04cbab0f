/**
 * Expressions of a template as code: each is a function of its own, so that one that throws breaks
 * nothing but itself.
 */
import { parseExpression } from '@babel/parser'
import { forgiving, splitBindings } from '../../runtime/expression.js'
import type { Place } from '../../runtime/platform.js'

/** An attribute or a text: a constant, or code of a function of a level. */
export type Compiled = { readonly constant: string } | { readonly code: string }

/** Compiles the expressions of one file. */
export interface ValueCompiler {
  /** What an attribute gives: the value of its expression, a text where there are several pieces. */
  attribute(text: string, place: Place | undefined): Compiled
  /** The same, always as a text. */
  text(text: string, place: Place | undefined): Compiled
  /** The fields of an object: `data` of a template. */
  fields(text: string, place: Place | undefined): Compiled
}

const path = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/
const literal = /^(?:true|false|null|this|-?\d+(?:\.\d+)?|'[^'\\]*'|"[^"\\]*")$/

/** Makes one; `report` is told of what does not parse. */
export function createValueCompiler(
  file: string,
  report: (message: string, place: Place | undefined) => void,
): ValueCompiler {
  function expression(source: string, place: Place | undefined): string {
    const run = body(source, place)
    return `help.value(${run}, ${JSON.stringify(source)}, ${JSON.stringify(file)})`
  }

  function body(source: string, place: Place | undefined): string {
    if (literal.test(source)) return `function () { return ${source} }`
    const names = source.split('.')
    // By far the most: no need of a scope, nor of a parser.
    if (path.test(source) && forgiving(source) === names.join('?.')) {
      return `function (names) { return names.${names.join('?.')} }`
    }
    const code = forgiving(`(${source})`)
    const problem = findProblem(source, code)
    if (problem === undefined) return `function (names) { with (names) { return ${code} } }`
    report(`{{${source}}} does not parse: ${problem}`, place)
    return 'function () {}'
  }

  function concatenated(text: string, place: Place | undefined): Compiled {
    const pieces = splitBindings(text)
    if (pieces.every((piece) => !piece.expression)) return { constant: text }
    const list = pieces.map((piece) =>
      piece.expression ? expression(piece.text, place) : JSON.stringify(piece.text),
    )
    return { code: `help.text([${list.join(', ')}])` }
  }

  return {
    attribute(text, place) {
      const [first, ...more] = splitBindings(text)
      if (first?.expression && more.length === 0) return { code: expression(first.text, place) }
      return concatenated(text, place)
    },
    text: concatenated,
    fields(text, place) {
      const [first] = splitBindings(text)
      if (first === undefined) return { constant: '' }
      return { code: expression(`{${first.text}}`, place) }
    },
  }
}

/** Why an expression can't be run; undefined where it can. */
function findProblem(source: string, code: string): string | undefined {
  if (source === '') return 'it is empty'
  try {
    parseExpression(code, { sourceType: 'script' })
    return undefined
  } catch (error) {
    // The place within the forgiving code is not that of the file.
    return String((error as Error).message).replace(/\s*\(\d+:\d+\)$/, '')
  }
}
