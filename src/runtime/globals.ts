/**
 * The globals of a mini-program's code beside the language itself: timers and the console.
 */
import type { AppFunction, AppObject, RuntimePlatform } from './platform.js'

/** Timers of one mini-program, whose names are numbers as on the phone. */
export interface AppTimers {
  readonly functions: Readonly<Record<string, AppFunction>>
  /** Stops all. */
  clear(): void
}

/** Makes the timers; `call` runs what they call. */
export function createTimers(
  { timers }: RuntimePlatform,
  call: (run: unknown, self: unknown, values: unknown[]) => unknown,
  expose: (run: (...values: never[]) => unknown) => AppFunction,
): AppTimers {
  const running = new Map<number, () => void>()
  let last = 0

  function start(kind: 'setTimeout' | 'setInterval') {
    return (run: unknown, delay: unknown, ...values: unknown[]): number => {
      if (typeof run !== 'function') throw new TypeError(`${kind} takes a function`)
      last += 1
      const id = last
      const fire = () => {
        if (kind === 'setTimeout') running.delete(id)
        call(run, undefined, values)
      }
      const wait = Number(delay) || 0
      const timer = timers[kind](fire, wait)
      const stop = kind === 'setTimeout' ? timers.clearTimeout : timers.clearInterval
      running.set(id, () => stop(timer))
      return id
    }
  }

  function stop(id: unknown): void {
    running.get(id as number)?.()
    running.delete(id as number)
  }

  return {
    functions: {
      setTimeout: expose(start('setTimeout')),
      clearTimeout: expose(stop),
      setInterval: expose(start('setInterval')),
      clearInterval: expose(stop),
    },
    clear() {
      for (const id of [...running.keys()]) stop(id)
    },
  }
}

const consoleNames = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'assert']
const groupNames = ['group', 'groupCollapsed', 'groupEnd', 'time', 'timeEnd', 'timeLog', 'count']

/** The console of a mini-program, which writes where the platform's does. */
export function createConsole(
  { console }: RuntimePlatform,
  into: AppObject,
  expose: (run: (...values: never[]) => unknown) => AppFunction,
): AppObject {
  for (const name of [...consoleNames, ...groupNames]) {
    // Looked up at each call: a test may have put a spy there since.
    into[name] = expose((...values: unknown[]) => {
      const run = (console as AppObject)[name]
      if (typeof run === 'function') Reflect.apply(run, console, values)
    })
  }
  return into
}
