/**
 * What the APIs about the view share.
 */
import type { Display, Mirror } from '../mirror.js'
import type { AppFunction, AppObject } from '../platform.js'
import type { OpenPage } from '../router.js'
import type { Services } from '../services.js'

/** What they are given. */
export interface ViewTools {
  readonly services: Services
  readonly display: Display
  /** The page that is shown. */
  current(): OpenPage | undefined
}

/** Functions of ours, by name. */
export type Methods = Readonly<Record<string, (...values: never[]) => unknown>>

/** An object of the mini-program with these methods. */
export function face({ make, expose }: Services, methods: Methods): AppObject {
  const entries = Object.entries(methods).map(([name, run]): [string, AppFunction] => [
    name,
    expose(run),
  ])
  return Object.assign(new make.Object() as AppObject, Object.fromEntries(entries))
}

/** The callbacks of an options object, called as those of any API. */
export function settle(
  { call, border }: Services,
  options: unknown,
  api: string,
  work: Promise<object | undefined>,
): void {
  const { success, fail, complete } = (options ?? {}) as AppObject
  const end = (callback: unknown, result: object) => {
    const told = border.toApp(result)
    call(callback, undefined, [told])
    call(complete, undefined, [told])
  }
  work.then(
    (result) => end(success, { errMsg: `${api}:ok`, ...result }),
    (error: unknown) => end(fail, { errMsg: `${api}:fail ${messageOf(error)}` }),
  )
}

/** The part that a component's `this` belongs to; the page's own where it is none. */
export function partOf(mirror: Mirror, component: unknown): number | undefined {
  return typeof component === 'object' && component !== null
    ? mirror.numberOf(component)
    : undefined
}

/** What an error says. */
function messageOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error)
}
