/**
 * What of data is other than before: a view beside the logic is sent that and nothing else.
 */
import { sameData } from './data.js'
import type { AppObject } from './platform.js'

/** Where data is set, and to what. */
export type Setting = readonly [path: readonly (string | number)[], value: unknown]

/** Above this, a list or an object is sent whole: its pieces would cost more than they save. */
const mostPieces = 32

/**
 * What has to be set to make `before` into `after`. Both are plain data, as {@link plainData} makes it.
 */
export function difference(
  before: unknown,
  after: unknown,
  path: readonly (string | number)[],
): Setting[] {
  if (sameData(before, after)) return []
  const whole: Setting[] = [[path, after]]
  const keys = sharedKeys(before, after)
  if (keys === undefined) return whole
  const pieces: Setting[] = []
  for (const key of keys) {
    const at = Array.isArray(after) ? Number(key) : key
    const old = (before as AppObject)[key]
    pieces.push(...difference(old, (after as AppObject)[key], [...path, at]))
    if (pieces.length > mostPieces) return whole
  }
  return pieces
}

/** The keys to compare; undefined where only the whole can be set: something went away. */
function sharedKeys(before: unknown, after: unknown): string[] | undefined {
  if (typeof before !== 'object' || before === null) return undefined
  if (typeof after !== 'object' || after === null || isBytes(before) || isBytes(after)) {
    return undefined
  }
  if (Array.isArray(before) !== Array.isArray(after)) return undefined
  const keys = Object.keys(after)
  if (Array.isArray(after)) {
    return after.length < (before as unknown[]).length ? undefined : keys
  }
  return Object.keys(before).every((key) => Object.hasOwn(after, key)) ? keys : undefined
}

function isBytes(value: unknown): boolean {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value)
}

/**
 * A copy that can be sent and kept: what is neither data nor bytes is left out. The mini-program may
 * have written anything straight into its data.
 */
export function plainData(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value === 'symbol' || typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return undefined
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object ArrayBuffer]') return (value as ArrayBuffer).slice(0)
  if (ArrayBuffer.isView(value)) return structuredCopy(value)
  const path = [...above, value]
  if (Array.isArray(value)) return Array.from(value, (item) => plainData(item, path))
  const record: AppObject = {}
  for (const key of Object.keys(value)) {
    const item = (value as AppObject)[key]
    if (typeof item !== 'function' && key !== '__proto__') record[key] = plainData(item, path)
  }
  return record
}

function structuredCopy(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
}
