/** Typed events: listeners by name. */
export interface Emitter<Events> {
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void
  off<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void
  /** Tells all listeners; returns how many there are. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): number
  /** Whether anybody would be told. */
  listens(name: keyof Events): boolean
}

/**
 * Makes an emitter.
 *
 * @param names the events that there are; another name is an error, said at once
 * @param report told what a listener throws, which stops nothing
 */
export function createEmitter<Events>(
  names: readonly (keyof Events)[],
  report: (error: unknown) => void,
): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>(
    names.map((name) => [name, new Set()]),
  )

  function of(name: keyof Events): Set<(event: never) => void> {
    const found = listeners.get(name)
    if (found === undefined) {
      throw new TypeError(`no event ${JSON.stringify(name)}; there are ${names.join(', ')}`)
    }
    return found
  }

  return {
    on(name, listener) {
      if (typeof listener !== 'function') throw new TypeError('a listener must be a function')
      of(name).add(listener)
    },
    off: (name, listener) => void of(name).delete(listener),
    listens: (name) => of(name).size > 0,
    emit(name, event) {
      const told = [...of(name)]
      for (const listener of told) {
        try {
          listener(event as never)
        } catch (error) {
          report(error)
        }
      }
      return told.length
    },
  }
}
