/**
 * Values as the tool shows them.
 */

/** Whether there is something inside to be seen. */
export function isOpenable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && entriesOf(value).length > 0
}

/** What is inside of an object, whatever kind it is. */
export function entriesOf(value: object): (readonly [name: string, value: unknown])[] {
  if (value instanceof Map) return [...value].map(([name, item]) => [String(name), item])
  if (value instanceof Set) return [...value].map((item, index) => [String(index), item])
  if (value instanceof ArrayBuffer) return Object.entries(new Uint8Array(value))
  return Object.entries(value)
}

/** What class of CSS its colour is. */
export function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}

/** A value in one line: what is inside of it too, as far as `depth` and a line go. */
export function preview(value: unknown, depth = 1): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString()
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return `${value.constructor.name}(${value.byteLength})`
  }
  const list = Array.isArray(value)
  const entries = entriesOf(value)
  if (entries.length === 0) return list ? '[]' : '{}'
  if (depth === 0) return list ? `Array(${entries.length})` : '{…}'
  const most = list ? 8 : 5
  const parts = entries
    .slice(0, most)
    .map(([name, item]) => (list ? '' : `${name}: `) + clip(preview(item, depth - 1)))
  const text = [...parts, ...(entries.length > most ? ['…'] : [])].join(', ')
  return list ? `(${entries.length}) [${text}]` : `{${text}}`
}

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

/** What a person typed: JSON where it is that, and a text else. */
export function readTyped(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim() === 'undefined' ? undefined : text
  }
}
