/**
 * Strangers' text, for terminals and logs.
 */

// Control characters could move the cursor or forge lines; the others turn the direction of text.
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Text that came from elsewhere, with what a terminal would obey made visible. */
export function harmless(text: string): string {
  return text.replace(unsafe, escaped)
}

/** The same for a text of many lines: line breaks and tabs stay. */
export function harmlessLines(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(unsafe, (character) =>
      character === '\n' || character === '\t' ? character : escaped(character),
    )
}

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}
