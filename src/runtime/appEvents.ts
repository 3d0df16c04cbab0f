/**
 * What the whole app is told: App's own functions, and the listeners that stand on tt.
 */
import type { AppFunction, AppObject } from './platform.js'

const names = [
  'AppShow',
  'AppHide',
  'Error',
  'PageNotFound',
  'UnhandledRejection',
  'AppLaunch',
] as const

/** The name of such an event, as in `tt.onAppShow`. */
type AppEvent = (typeof names)[number]

/** The listeners of one app. */
export interface AppEvents {
  /** `onAppShow`, `offAppShow` and so on. */
  readonly apis: Readonly<Record<string, AppFunction>>
  /** Tells the App's own function and all listeners; returns how many there are. */
  tell(event: AppEvent, ...values: unknown[]): number
}

/** Makes the listeners; `app` gives what App() was given. */
export function createAppEvents(
  app: () => AppObject | undefined,
  call: (run: unknown, self: unknown, values: unknown[]) => unknown,
  expose: (run: (...values: never[]) => unknown) => AppFunction,
): AppEvents {
  const listeners = new Map<AppEvent, AppFunction[]>(names.map((name) => [name, []]))
  const apis = names.flatMap((name) => {
    const list = listeners.get(name) as AppFunction[]
    const on = (run: unknown) => {
      // One that is added twice is called twice [page].
      if (typeof run === 'function') list.push(run as AppFunction)
    }
    const off = (run: unknown) => {
      const kept = run === undefined ? [] : list.filter((one) => one !== run)
      list.splice(0, list.length, ...kept)
    }
    return [
      [`on${name}`, expose(on)],
      [`off${name}`, expose(off)],
    ]
  })
  return {
    apis: Object.fromEntries(apis),
    tell(event, ...values) {
      const own = app()?.[`on${event.replace('App', '')}`]
      const told = [own, ...(listeners.get(event) ?? [])].filter((run) => run !== undefined)
      for (const run of told) call(run, run === own ? app() : undefined, values)
      return told.length
    },
  }
}
