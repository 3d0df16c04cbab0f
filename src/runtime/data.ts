/**
 * The data of pages and components: copies, by paths.
 */
import type { AppObject, Intrinsics } from './platform.js'

/** A step of a path: the name of a field, or the number of an item. */
export type Path = readonly (string | number)[]

/** Reads `a.b[0].c`, also as `a.b.[0].c`, which Taro writes. Throws where it is no path. */
export function parsePath(text: string): Path {
  const path: (string | number)[] = []
  const step = /\.?([^.[\]]+)|\.?\[(\d+)\]/y
  while (step.lastIndex < text.length) {
    const at = step.lastIndex
    const found = step.exec(text)
    const begins = at > 0 || !text.startsWith('.')
    if (found === null || !begins || (at > 0 && found[1] && text[at] !== '.')) {
      throw new TypeError(`setData: ${JSON.stringify(text)} is no path`)
    }
    path.push(found[2] === undefined ? (found[1] as string) : Number(found[2]))
  }
  if (path.length === 0) throw new TypeError('setData: "" is no path')
  return path
}

/** What stands at a path; undefined where it leads nowhere. */
export function getPath(data: unknown, path: Path): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as AppObject)[key]
  }
  return value
}

/** Sets what stands at a path; what is missing on the way is made, as a list before a number. */
export function setPath(data: object, path: Path, value: unknown, make: Intrinsics): void {
  let holder = data as AppObject
  for (const [index, key] of path.slice(0, -1).entries()) {
    const wantsList = typeof path[index + 1] === 'number'
    const found = Object.hasOwn(holder, key) ? holder[key] : undefined
    const fits = typeof found === 'object' && found !== null && (!wantsList || Array.isArray(found))
    if (!fits) define(holder, key, wantsList ? new make.Array() : new make.Object())
    holder = holder[key] as AppObject
  }
  define(holder, path.at(-1) as string | number, value)
}

/** As an assignment, but for `__proto__`, which is a name like any other. */
function define(holder: object, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

/**
 * A copy of data with the built-in objects of a realm. Data crosses to the view as JSON: a function
 * in it is left out, a date becomes its text, and what is no plain object becomes one. Bytes stay.
 */
export function copyData(value: unknown, make: Intrinsics, above: object[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) throw new TypeError('data must be as JSON, without cycles')
  if (value instanceof make.ArrayBuffer || ArrayBuffer.isView(value)) return value
  if (typeof (value as Date).toJSON === 'function') {
    return copyData((value as Date).toJSON(), make, above)
  }
  const path = [...above, value]
  if (Array.isArray(value)) {
    const list: unknown[] = new make.Array()
    for (const item of value) {
      list.push(typeof item === 'function' ? null : copyData(item, make, path))
    }
    return list
  }
  const record = new make.Object() as AppObject
  for (const key of Object.keys(value)) {
    const item = (value as AppObject)[key]
    if (typeof item !== 'function') define(record, key, copyData(item, make, path))
  }
  return record
}

/** Whether two pieces of data say the same. */
export function sameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) && sameData((one as AppObject)[key], (other as AppObject)[key]),
    )
  )
}
