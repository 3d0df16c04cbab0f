/**
 * What the runtime makes of the host's tt.
 */
import type { AppObject } from './platform.js'

/** canIUse that knows of what the runtime adds to tt, and asks the host for the rest. */
export function withOwn(api: AppObject, ofHost: unknown): (schema: unknown) => boolean {
  return (schema) => {
    const [name = ''] = String(schema).split('.')
    if (Object.hasOwn(api, name)) return true
    return typeof ofHost === 'function' && ofHost(schema) === true
  }
}

/** Names that the language and its tools ask any object for. */
const asked = ['then', 'toJSON', 'constructor', 'default', 'valueOf', 'toString', '__esModule']

/** Has `missing` told of what is read and is not there. */
export function watchMissing(api: AppObject, missing: (name: string) => void): AppObject {
  return new Proxy(api, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver)
      const isApi = typeof name === 'string' && !asked.includes(name)
      if (value === undefined && isApi && !Object.hasOwn(target, name)) missing(name)
      return value
    },
  })
}
