/**
 * Numbers and strangers' text, for people to read.
 */

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes in the unit that fits; a unit is a power of 1000, as file managers show it. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  return `${value.toFixed(digits)} ${byteUnits[unit]}`
}

/** A length of time in milliseconds, in the units that fit. */
export function formatDuration(ms: number): string {
  if (ms < 9.995) return `${ms.toFixed(ms < 0.995 ? 2 : 1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9_950 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** A count and its noun: `1 field`, `2 fields`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

export { harmless, harmlessLines } from '../rules/harmless.js'

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3ffff}]/u
const invisible = /^[\p{Mn}\p{Cf}]$/u

/** Columns that a text takes in a terminal. */
export function columns(text: string): number {
  let sum = 0
  for (const character of text) sum += columnsOf(character)
  return sum
}

function columnsOf(character: string): number {
  if (invisible.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** Cuts a text that is wider than `most` columns, and says so with an ellipsis. */
export function clip(text: string, most: number): string {
  if (columns(text) <= most) return text
  let kept = ''
  let used = 0
  for (const character of text) {
    used += columnsOf(character)
    if (used > most - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Fills a text with spaces up to a number of columns. */
export function pad(text: string, most: number): string {
  return text + ' '.repeat(Math.max(0, most - columns(text)))
}

/** Breaks a text at its spaces into lines of at most `most` columns; a longer word is cut. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (let word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columns(longer) <= most) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    while (columns(word) > most && most > 1) {
      const start = clip(word, most + 1).slice(0, -1)
      lines.push(start)
      word = word.slice(start.length)
    }
    line = word
  }
  return [...lines, line]
}
