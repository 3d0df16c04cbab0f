/**
 * Values on their way out of the worker.
 */

/**
 * A copy that can be posted: a function, a symbol and what a getter that throws would give are left
 * out; an object of a class is the plain one that its JSON is made of.
 */
export function toWire(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  try {
    return copy(value, seen)
  } catch {
    // A revoked proxy, or the like.
    return undefined
  }
}

const kept = /^\[object (?:Date|RegExp|ArrayBuffer)\]$/

function copy(value: object, seen: Map<object, unknown>): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] = []
    seen.set(value, list)
    for (let index = 0; index < value.length; index += 1) {
      list.push(read(() => toWire(value[index], seen)))
    }
    return list
  }
  const tag = Object.prototype.toString.call(value)
  if (ArrayBuffer.isView(value)) {
    return value.buffer instanceof ArrayBuffer ? value : undefined
  }
  if (kept.test(tag)) return value
  if (/^\[object (?:Number|String|Boolean)\]$/.test(tag)) return value.valueOf()
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [toWire(key, seen), toWire(item, seen)]))
  }
  if (value instanceof Set) return new Set([...value].map((item) => toWire(item, seen)))
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toWire(toJSON.call(value), seen)
  const record: Record<string, unknown> = {}
  seen.set(value, record)
  // The host reads options by name: what they inherit counts.
  for (const key in value) {
    const item = read(() => (value as Record<string, unknown>)[key])
    if (typeof item === 'function' || typeof item === 'symbol') continue
    Object.defineProperty(record, key, {
      value: toWire(item, seen),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return record
}

function read(get: () => unknown): unknown {
  try {
    return get()
  } catch {
    return undefined
  }
}

/** How much of a value the console shows. */
const most = { depth: 6, items: 200, text: 20_000, all: 3000 }

/** A value as the console shows it: plain, and a text for what is not. */
export function toShown(value: unknown): unknown {
  let left = most.all
  const above: object[] = []

  function show(one: unknown): unknown {
    if (typeof one === 'string') {
      const more = one.length - most.text
      return more > 0 ? `${one.slice(0, most.text)}… ${more} more characters` : one
    }
    if (typeof one === 'bigint') return `${one}n`
    if (typeof one === 'symbol') return String(one)
    if (typeof one === 'function') return `ƒ ${one.name || 'anonymous'}()`
    if (typeof one !== 'object' || one === null) return one
    if (above.includes(one)) return '[circular]'
    if (above.length >= most.depth) return Array.isArray(one) ? '[…]' : '{…}'
    above.push(one)
    try {
      return showObject(one)
    } catch (error) {
      return `[can't be read: ${messageOf(error)}]`
    } finally {
      above.pop()
    }
  }

  function showObject(one: object): unknown {
    if (one instanceof Error) return describeError(one)
    if (one instanceof Date) return Number.isNaN(one.getTime()) ? 'Invalid Date' : one.toISOString()
    if (one instanceof RegExp) return String(one)
    if (one instanceof Promise) return 'Promise'
    if (one instanceof ArrayBuffer) return `ArrayBuffer(${one.byteLength})`
    if (ArrayBuffer.isView(one)) return `${nameOf(one)}(${one.byteLength})`
    if (one instanceof Map) return { [`Map(${one.size})`]: list([...one]) }
    if (one instanceof Set) return { [`Set(${one.size})`]: list([...one]) }
    if (Array.isArray(one)) return list(one)
    const keys = Object.keys(one)
    const record: Record<string, unknown> = {}
    for (const [index, key] of keys.entries()) {
      left -= 1
      if (left <= 0 || index >= most.items) {
        record['…'] = `${keys.length - index} more`
        break
      }
      Object.defineProperty(record, key, {
        value: attempt(() => show((one as Record<string, unknown>)[key])),
        enumerable: true,
      })
    }
    return record
  }

  function list(items: readonly unknown[]): unknown[] {
    const shown: unknown[] = []
    for (let index = 0; index < items.length; index += 1) {
      left -= 1
      if (left <= 0 || index >= most.items) {
        shown.push(`… ${items.length - index} more`)
        break
      }
      shown.push(attempt(() => show(items[index])))
    }
    return shown
  }

  return attempt(() => show(value))
}

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return `[throws ${messageOf(error)}]`
  }
}

function nameOf(value: object): string {
  return (value.constructor as { name?: string } | undefined)?.name ?? 'Object'
}

function describeError(error: Error): string {
  return `${error.name}: ${error.message}`
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return 'something that is no error'
  }
}
