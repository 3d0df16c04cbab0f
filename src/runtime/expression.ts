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
  return value
    .split(/(\{\{[\s\S]*?\}\}+)/)
    .map((text) =>
      text.startsWith('{{') && text.endsWith('}}')
        ? { expression: true, text: text.slice(2, -2).trim() }
        : { expression: false, text },
    )
    .filter(({ text }) => text !== '')
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
