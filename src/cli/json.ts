/**
 * JSON for people to read: new line breaks and indents, everything else as the server wrote it.
 * Parsing and printing it again would change what it says: 12345678901234567890, 1.0, a name twice.
 */

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g

/** The text laid out anew; undefined where it is no JSON object or array. */
export function indentJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const pieces: string[] = []
  let indent = ''
  let before = ''
  for (const [token] of text.matchAll(tokens)) {
    const opened = before === '{' || before === '['
    if (token === '}' || token === ']') {
      indent = indent.slice(2)
      if (!opened) pieces.push('\n', indent)
    } else if (opened || before === ',') {
      pieces.push('\n', indent)
    }
    pieces.push(token === ':' ? ': ' : token)
    if (token === '{' || token === '[') indent += '  '
    before = token
  }
  return pieces.join('')
}
