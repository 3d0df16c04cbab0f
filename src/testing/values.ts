/**
 * What a test gets of a mini-program: values of the test's own realm.
 */

/** A copy of data, so that strict comparisons of lists and objects hold. */
export function toTest(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  if (Array.isArray(value)) {
    const list: unknown[] = []
    seen.set(value, list)
    for (const item of value) list.push(toTest(item, seen))
    return list
  }
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object Error]') return toTestError(value as Error)
  if (tag !== '[object Object]') return value
  const record: Record<string, unknown> = {}
  seen.set(value, record)
  for (const [key, item] of Object.entries(value)) record[key] = toTest(item, seen)
  return record
}

const kinds: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** The error as one of ours, with its message and stack; the cause is what was thrown. */
export function toTestError(thrown: unknown): unknown {
  if (Object.prototype.toString.call(thrown) !== '[object Error]' || thrown instanceof Error) {
    return thrown
  }
  const { name, message, stack } = thrown as Error
  const error = new (kinds[name] ?? Error)(message, { cause: thrown })
  Object.assign(error, thrown)
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true })
  return error
}
