/**
 * The border between the realm of the mini-program and ours: what crosses it must be usable on the
 * other side, `instanceof` included. Where both are one realm (a worker), nothing changes.
 */
import type { AppFunction, AppObject, Realm } from './platform.js'

/** Carries values over the border. */
export interface Border {
  /** A value of ours as the mini-program gets it. */
  toApp(value: unknown): unknown
  /** Makes a function of ours callable by the mini-program: results and errors are carried over. */
  expose(run: (this: unknown, ...values: never[]) => unknown): AppFunction
  /** An object of ours whose functions take options with callbacks: `tt`. */
  exposeApi(api: object): AppObject
}

/** Calls a function of the mini-program; nothing comes out of it but what it returns. */
export type CallApp = (run: AppFunction, self: unknown, values: unknown[]) => unknown

const viewTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get

/** Makes the border around a realm. */
export function createBorder(realm: Realm, callApp: CallApp): Border {
  const { global } = realm
  const exposed = new WeakMap<object, AppFunction>()
  const callbacks = new WeakMap<object, (...values: unknown[]) => unknown>()
  const origins = new WeakMap<object, unknown>()

  function own(value: object): boolean {
    return value instanceof global.Object || Object.getPrototypeOf(value) === null
  }

  function toApp(value: unknown, seen = new Map<object, unknown>()): unknown {
    if (typeof value === 'function') return origins.get(value) ?? toAppFunction(value)
    if (typeof value !== 'object' || value === null || own(value)) return value
    const done = seen.get(value)
    if (done !== undefined) return done
    if (Array.isArray(value)) {
      const list: unknown[] = new global.Array()
      seen.set(value, list)
      for (const item of value) list.push(toApp(item, seen))
      return list
    }
    const tag = Object.prototype.toString.call(value).slice(8, -1)
    if (tag === 'ArrayBuffer') return Object.setPrototypeOf(value, global.ArrayBuffer.prototype)
    if (ArrayBuffer.isView(value)) return toAppView(value)
    if (tag === 'Error') return toAppError(value as Error)
    if (tag === 'Date') return new global.Date((value as Date).getTime())
    if (tag === 'Promise') {
      return new global.Promise((resolve, reject) => {
        ;(value as Promise<unknown>).then(
          (result) => resolve(toApp(result)),
          (error) => reject(toApp(error)),
        )
      })
    }
    return toAppRecord(value, seen)
  }

  function toAppRecord(value: object, seen: Map<object, unknown>): AppObject {
    const record: AppObject = new global.Object() as AppObject
    seen.set(value, record)
    for (const key of methodsOf(value)) {
      const method = (value as AppObject)[key] as AppFunction
      record[key] = toAppFunction(method, value)
    }
    for (const key of Object.keys(value)) record[key] = toApp((value as AppObject)[key], seen)
    return record
  }

  /** A copy: the bytes may lie in a buffer that serves others too. */
  function toAppView(view: ArrayBufferView): unknown {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    const { buffer } = new global.Uint8Array(bytes)
    const name = String(viewTag?.call(view) ?? 'DataView')
    return new ((global as AppObject)[name] as Uint8ArrayConstructor)(buffer)
  }

  function toAppError(error: Error): unknown {
    const known = (global as AppObject)[error.name]
    const kind = typeof known === 'function' ? (known as ErrorConstructor) : global.Error
    const copy = new kind(error.message)
    for (const key of Object.keys(error)) {
      Object.assign(copy, { [key]: toApp((error as unknown as AppObject)[key]) })
    }
    return Object.defineProperty(copy, 'stack', { value: error.stack, configurable: true })
  }

  /** A function of the host: what it is given may hold callbacks. */
  function toAppFunction(run: unknown, self?: unknown): AppFunction {
    const known = self === undefined ? exposed.get(run as object) : undefined
    if (known !== undefined) return known
    const made = expose((...values: unknown[]) =>
      toApp(Reflect.apply(run as AppFunction, self, values.map(toHost))),
    )
    if (self === undefined) exposed.set(run as object, made)
    return made
  }

  function expose(run: (this: unknown, ...values: never[]) => unknown): AppFunction {
    return realm.makeFunction((self, values) => {
      try {
        return Reflect.apply(run, self, values)
      } catch (error) {
        throw toApp(error)
      }
    })
  }

  function toHost(value: unknown): unknown {
    if (typeof value === 'function') return toHostFunction(value as AppFunction)
    return isOptions(value) ? watchCallbacks(value) : value
  }

  function isOptions(value: unknown): value is object {
    if (typeof value !== 'object' || value === null) return false
    try {
      const prototype = Object.getPrototypeOf(value)
      return prototype === null || prototype === global.Object.prototype
    } catch {
      // A revoked proxy.
      return false
    }
  }

  function toHostFunction(run: AppFunction): (...values: unknown[]) => unknown {
    const known = callbacks.get(run)
    if (known !== undefined) return known
    const made = (...values: unknown[]) =>
      callApp(
        run,
        undefined,
        values.map((value) => toApp(value)),
      )
    callbacks.set(run, made)
    origins.set(made, run)
    return made
  }

  /** The options as they stand, read when they are read: only their functions are others. */
  function watchCallbacks(options: object): object {
    const carry = (value: unknown) =>
      typeof value === 'function' ? toHostFunction(value as AppFunction) : value
    return new Proxy(
      {},
      {
        get: (_, key) => carry(Reflect.get(options, key)),
        has: (_, key) => Reflect.has(options, key),
        ownKeys: () => Reflect.ownKeys(options),
        getOwnPropertyDescriptor(_, key) {
          const found = Reflect.getOwnPropertyDescriptor(options, key)
          return found && { ...found, configurable: true }
        },
      },
    )
  }

  return {
    toApp: (value) => toApp(value),
    expose,
    exposeApi: (api) => toAppRecord(api, new Map()),
  }
}

/** The methods that a class gives to an object; none for a plain one. */
function methodsOf(value: object): string[] {
  const names = new Set<string>()
  for (
    let prototype = Object.getPrototypeOf(value);
    prototype !== null && Object.getPrototypeOf(prototype) !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const [name, { value: method }] of Object.entries(
      Object.getOwnPropertyDescriptors(prototype),
    )) {
      if (name !== 'constructor' && typeof method === 'function') names.add(name)
    }
  }
  return [...names]
}
