/**
 * Values of the data storage as text (spec 15): JSON, and Dates wherever they stand. The text has the
 * platform's own shape, so that sizes are the phone's: `{"data":"DemoName","dataType":"String"}`.
 */

/** Bytes that one value may take. */
export const mostPerKey = 1024 * 1024

/** Bytes that all keys and values may take together. */
export const mostInAll = 10 * 1024 * 1024

/** A value as text. */
export interface StoredText {
  readonly text: string
  /** The first thing that JSON has no words for, such as `a Map`; undefined where all is kept. */
  readonly lost: string | undefined
}

/** A Date is an object of this one key. An object of the mini-program's own that looks so gets a `$` more. */
const dateKey = '$date'
const likeDateKey = /^\$+date$/

/**
 * A value as text, as it is now.
 *
 * @throws {Error} where there is no text for it: a function, a BigInt, what holds itself
 */
export function encodeValue(data: unknown): StoredText {
  const dataType = typeOf(data)
  let lost: string | undefined
  const text = JSON.stringify({ data, dataType }, function (this: unknown, key, value: unknown) {
    const date = asDate((this as Record<string, unknown>)[key]) ?? asDate(value)
    if (date !== undefined) return { [dateKey]: date.getTime() }
    lost ??= lossOf(value, Array.isArray(this))
    const only = onlyKey(value)
    return only === undefined ? value : { [`$${only}`]: (value as Record<string, unknown>)[only] }
  })
  return { text, lost }
}

/** The value of a text, a new one each time; undefined where the text is none of ours. */
export function decodeValue(text: string): { data: unknown } | undefined {
  try {
    const parsed = text.includes('date"') ? JSON.parse(text, revive) : JSON.parse(text)
    return typeof parsed?.dataType === 'string' ? { data: parsed.data } : undefined
  } catch {
    return undefined
  }
}

/** The platform's names of types. */
function typeOf(data: unknown): string {
  if (data === null) return 'Null'
  if (Array.isArray(data)) return 'Array'
  if (asDate(data) !== undefined) return 'Date'
  const type = typeof data
  if (type === 'function' || type === 'symbol') throw new Error(`a ${type} can't be stored`)
  return type.charAt(0).toUpperCase() + type.slice(1)
}

function revive(_key: string, value: unknown): unknown {
  const only = onlyKey(value)
  if (only === undefined) return value
  const inner = (value as Record<string, unknown>)[only]
  if (only !== dateKey) return { [only.slice(1)]: inner }
  return new Date(typeof inner === 'number' ? inner : Number.NaN)
}

/** The one key of an object that looks like a Date of ours. */
function onlyKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const keys = Object.keys(value)
  const [key] = keys
  return key !== undefined && keys.length === 1 && likeDateKey.test(key) ? key : undefined
}

/** A Date, of whatever realm (a test's `vm` has its own). */
function asDate(value: unknown): Date | undefined {
  if (tagOf(value) !== 'Date') return undefined
  try {
    return new Date(Date.prototype.getTime.call(value))
  } catch {
    return undefined // something that only calls itself one
  }
}

/** What JSON would leave out, or change, of a value. */
function lossOf(value: unknown, inArray: boolean): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value === undefined) return inArray ? 'undefined within an array' : undefined
  const tag = tagOf(value)
  return tag === undefined || kept.has(tag) ? undefined : `a value of type ${tag}`
}

const kept = new Set(['Object', 'Array', 'String', 'Number', 'Boolean', 'BigInt'])

/** `Map` of a Map; undefined of what is no object. */
function tagOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
