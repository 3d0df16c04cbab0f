/** Calls one listener after the other; none can harm the caller or the others. */
export interface Events<Map extends object> {
  on<Name extends keyof Map>(name: Name, listener: (value: Map[Name]) => void): void
  off<Name extends keyof Map>(name: Name, listener: (value: Map[Name]) => void): void
  emit<Name extends keyof Map>(name: Name, value: Map[Name]): void
}

export function createEvents<Map extends object>(): Events<Map> {
  const listeners = new globalThis.Map<keyof Map, ((value: never) => unknown)[]>()
  const of = (name: keyof Map) => listeners.get(name) ?? []
  return {
    on(name, listener) {
      listeners.set(name, [...of(name), listener])
    },
    off(name, listener) {
      const index = of(name).lastIndexOf(listener)
      if (index >= 0) listeners.set(name, of(name).toSpliced(index, 1))
    },
    emit(name, value) {
      for (const listener of of(name)) {
        try {
          // An async listener fails later, in its promise.
          Promise.resolve(listener(value as never)).catch(warn)
        } catch (error) {
          warn(error)
        }
      }
    },
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
