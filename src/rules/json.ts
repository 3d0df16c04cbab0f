/**
 * JSON that people write: where it breaks is told by line and column.
 */

const space = /[ \t\n\r]*/y
const scalar =
  /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy

/**
 * Parses the text of a file; a byte order mark before it does not count.
 *
 * @throws {SyntaxError} naming the file, line and column
 * @example parseJson('app.json', '{,}') // app.json is no JSON: unexpected "," at line 1, column 2
 */
export function parseJson(name: string, text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(plain)
  } catch (cause) {
    const at = findBreak(plain)
    const before = plain.slice(0, at).split(/\r\n|\r|\n/)
    const found = plain.codePointAt(at)
    const what =
      found === undefined
        ? 'it ends too early,'
        : `unexpected ${JSON.stringify(String.fromCodePoint(found))}`
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
    throw new SyntaxError(`${name} is no JSON: ${what} at ${place}`, { cause })
  }
}

/** Where a text that is no JSON stops being one: engines tell it each in their own way, or not. */
function findBreak(text: string): number {
  const open: ('[' | '{')[] = []
  let at = 0

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  function takeLetter(letter: string): boolean {
    take(space)
    if (text[at] !== letter) return false
    at += 1
    return true
  }
  function takeKey(): boolean {
    take(space)
    return text[at] === '"' && take(scalar) !== undefined && takeLetter(':')
  }
  const close = (bracket: string | undefined) => takeLetter(bracket === '[' ? ']' : '}')

  for (;;) {
    const bracket = takeLetter('[') ? '[' : takeLetter('{') ? '{' : undefined
    if (bracket !== undefined) {
      if (!close(bracket)) {
        open.push(bracket)
        if (bracket === '{' && !takeKey()) return at
        continue
      }
    } else if (take(scalar) === undefined) {
      return at
    }
    // A value is done: what it stands in goes on, or is done with it.
    while (!(open.length > 0 && takeLetter(','))) {
      if (open.length === 0 || !close(open.at(-1))) {
        take(space)
        return at
      }
      open.pop()
    }
    if (open.at(-1) === '{' && !takeKey()) return at
  }
}
