/**
 * Values on their way to the browser: what devalue has a text for, and nothing else.
 */
import { parse, stringify } from 'devalue'

/** A value as a text; functions are left out, and objects of a class become plain ones. */
export function encode(value: unknown): string {
  return stringify(plain(value, new Map()))
}

/** The value of a text. Throws where it is none of devalue's. */
export function decode(text: string): unknown {
  return parse(text, {
    Error: ({ message }: { message: unknown }) => new Error(String(message)),
  })
}

function plain(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  if (value instanceof Date || value instanceof ArrayBuffer) return value
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value
    // A Buffer's bytes lie among those of others.
    return value instanceof Buffer ? new Uint8Array(buffer, byteOffset, byteLength).slice() : value
  }
  if (Array.isArray(value)) {
    const list: unknown[] = []
    seen.set(value, list)
    for (const item of value) list.push(plain(item, seen))
    return list
  }
  const made: Record<string, unknown> = {}
  seen.set(value, made)
  for (const [key, field] of Object.entries(value)) {
    // devalue refuses it, for it could change what all objects are.
    if (typeof field !== 'function' && key !== '__proto__') made[key] = plain(field, seen)
  }
  return made
}
