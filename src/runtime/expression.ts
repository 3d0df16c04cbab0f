/**
 * What stands between `{{` and `}}`: JavaScript, in which what is missing has no fields and breaks
 * nothing.
 */

/** A piece of an attribute: a text, or an expression. */
export interface Piece {
  readonly expression: boolean
  readonly text: string
}

/** Takes an attribute's value apart. */
export function splitBindings(value: string): Piece[] {
  const pieces: Piece[] = []
  let rest = value
  for (let at = rest.indexOf('{{'); at >= 0; at = rest.indexOf('{{')) {
    const end = endOfBinding(rest, at + 2)
    if (end === undefined) break
    if (at > 0) pieces.push({ expression: false, text: rest.slice(0, at) })
    pieces.push({ expression: true, text: rest.slice(at + 2, end).trim() })
    rest = rest.slice(end + 2)
  }
  return rest === '' ? pieces : [...pieces, { expression: false, text: rest }]
}

/** Where the braces that end it stand: those within it, and in its texts, do not. */
function endOfBinding(text: string, from: number): number | undefined {
  let depth = 0
  for (const { 0: part, index } of text.slice(from).matchAll(token)) {
    if (part === '{') depth += 1
    else if (part === '}' && depth > 0) depth -= 1
    else if (part === '}' && text[from + index + 1] === '}') return from + index
  }
  return undefined
}

const token =
  /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\d+(?:\.\d*)?(?:e[+-]?\d+)?|[\p{L}_$][\p{L}\d_$]*|\.{3}|\?\.|[\s\S]/giu
const operators = ['typeof', 'in', 'of', 'instanceof', 'void', 'new', 'delete', 'return']

/** `a.b[0]` as `a?.b?.[0]`: what is missing is undefined, as in the platform's views. */
export function forgiving(expression: string): string {
  let result = ''
  let before = ''
  for (const [text] of expression.matchAll(token)) {
    const afterValue = /^[\p{L}_$)\]]/u.test(before) && !operators.includes(before)
    if (text === '.' && afterValue) result += '?.'
    else if (text === '[' && afterValue) result += '?.['
    else result += text
    if (text.trim() !== '') before = text
  }
  return result
}
