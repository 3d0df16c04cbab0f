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
const operators = ['typeof', 'in', 'instanceof', 'void', 'new', 'delete']
/** Names that data may have, and expressions may not; `this` is all that has a name. */
const reserved =
  /^(?:in|new|delete|void|break|case|catch|class|const|continue|debugger|default|do|else|enum|export|extends|finally|for|function|if|import|return|super|switch|throw|try|var|while|with|yield|let|static|await|async|arguments|eval)$/

/** `a.b[0]` as `a?.b?.[0]`: what is missing is undefined, as in the platform's views. */
export function forgiving(expression: string): string {
  let result = ''
  let before = ''
  for (const { 0: text, index } of expression.matchAll(token)) {
    const afterValue = /^[\p{L}_$)\]]/u.test(before) && !operators.includes(before)
    const rest = expression.slice(index + text.length).trimStart()
    // Not an operator between two values, nor a field, nor the key of an object.
    const isOperator = operators.includes(text) && (afterValue || /^[\p{L}_$('"[{\d]/u.test(rest))
    const isName = !/[.]$/.test(before) && !(/[{,]/.test(before) && rest.startsWith(':'))
    if (reserved.test(text) && isName && !isOperator) {
      result += `this[${JSON.stringify(text)}]`
      before = text === 'in' ? ')' : text
      continue
    }
    if (text === '.' && afterValue) result += '?.'
    else if (text === '[' && afterValue) result += '?.['
    else result += text
    if (text.trim() !== '') before = text
  }
  return result
}
