/**
 * Saved files lie in one flat folder, each under a name that stands for its whole path in the
 * sandbox. So no name that a mini-program makes up reaches the machine's file system: no folder that
 * could be swapped for a link, no name that Windows reserves, no two names that a file system folds
 * into one.
 *
 * The first letter tells a file from a folder; then a to z, 0 to 9, `_`, `-` and `.` stand for
 * themselves, `^a` for A, `+` for the slash, and `%…_` for any other character, by its code point in
 * base 36.
 */

/** What an entry is. */
export type EntryKind = 'file' | 'folder'

/** File systems take 255 bytes; some room is left for what else may stand there. */
const longest = 240

/** The entry's name; undefined where it would be too long. */
export function encodeEntry(kind: EntryKind, names: readonly string[]): string | undefined {
  const text = names
    .map((name) => Array.from(name, (character) => encodeCharacter(character)).join(''))
    .join('+')
    // Windows drops a dot at the end.
    .replace(/\.$/, encodeOther('.'))
  const encoded = `${kind === 'file' ? 'f' : 'd'}-${text}`
  return encoded.length <= longest ? encoded : undefined
}

/** The entry that a name stands for; undefined where the name is none of ours. */
export function decodeEntry(
  name: string,
): { kind: EntryKind; names: readonly string[] } | undefined {
  const [, letter, text] = /^([fd])-((?:[a-z0-9_.+-]|\^[a-z]|%[0-9a-z]+_)+)$/.exec(name) ?? []
  if (letter === undefined || text === undefined) return undefined
  const names = text.split('+').map((part) =>
    part.replace(/\^([a-z])|%([0-9a-z]+)_/g, (_, upper?: string, code?: string) => {
      if (upper !== undefined) return upper.toUpperCase()
      const point = Number.parseInt(code ?? '', 36)
      return point <= 0x10ffff ? String.fromCodePoint(point) : ''
    }),
  )
  const kind = letter === 'f' ? 'file' : 'folder'
  return encodeEntry(kind, names) === name ? { kind, names } : undefined
}

function encodeCharacter(character: string): string {
  if (/^[a-z0-9_.-]$/.test(character)) return character
  if (/^[A-Z]$/.test(character)) return `^${character.toLowerCase()}`
  return encodeOther(character)
}

function encodeOther(character: string): string {
  return `%${(character.codePointAt(0) ?? 0).toString(36)}_`
}
