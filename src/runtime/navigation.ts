/**
 * tt.navigateTo and its kin, where there are pages to go to (spec 18).
 */
import { type OptionValues, openCall, optional } from '../api/call.js'
import type { CallContext } from '../api/context.js'
import { createEventChannel } from './events.js'
import type { Move } from './mirror.js'
import { parsePageUrl } from './paths.js'
import type { AppObject } from './platform.js'
import { NavigationError, type Router, type Target } from './router.js'
import type { Services } from './services.js'

/** Makes these APIs; they stand in the place of those of the host, which has no pages. */
export function createNavigation(
  router: Router,
  services: Services,
  context: CallContext,
): Record<Move, (options?: unknown) => void> {
  const { border, make, call, expose } = services

  /** How each is run: it gives what success gets beside errMsg. */
  const runs: Record<Move, (values: OptionValues) => object | undefined> = {
    navigateTo(values) {
      const channel = createEventChannel(
        values.events,
        expose,
        () => new make.Object() as AppObject,
        (run, told) => call(run, undefined, told),
      )
      router.navigateTo(readTarget(values), channel.opened)
      return { eventChannel: channel.opener }
    },
    redirectTo: (values) => void router.redirectTo(readTarget(values)),
    reLaunch: (values) => void router.reLaunch(readTarget(values)),
    // What stands behind the path is left out [feishu: it can't have parameters].
    switchTab: (values) => void router.switchTab(readTarget(values).path),
    navigateBack: (values) =>
      router.navigateBack(optional(values, 'delta', 'number') ?? 1) as undefined,
  }

  function readTarget({ url, query }: OptionValues): Target {
    if (typeof url !== 'string') {
      throw new NavigationError(`params.url should be string, but got ${shown(url)}`, 20000)
    }
    const parsed = parsePageUrl(url)
    if (parsed.path === '') throw new NavigationError('url is invalid', 20000)
    const more = typeof query === 'object' && query !== null ? Object.entries(query) : []
    const extra = more.map(([key, value]) => [key, String(value)])
    // One whose key the URL has already is left out [page].
    const all = { ...Object.fromEntries(extra), ...parsed.query }
    return { path: router.resolve(parsed.path), query: all }
  }

  function api(name: Move): (options?: unknown) => void {
    const known = ['url', 'query', 'events', 'delta', 'success', 'fail', 'complete']
    const failure = (error: unknown) => ({
      // An error of the mini-program's realm is no Error of ours.
      errMsg: `${name}:fail ${(error as Error | undefined)?.message ?? String(error)}`,
      ...(error instanceof NavigationError && error.errNo !== undefined && { errNo: error.errNo }),
    })
    return (options) => {
      const opened = openCall(name, options, known, context, failure)
      const running = { abort: () => opened.fail(new Error('host is closed')), ended: opened.ended }
      opened.ended.then(context.running.add(running))
      // Never before the call has returned.
      services.later(() => {
        try {
          if (context.closed) throw new Error('host is closed')
          opened.check()
          opened.succeed({ errMsg: `${name}:ok`, ...runs[name](opened.values) })
        } catch (error) {
          // A page whose files do not run is an error of the mini-program too.
          if (!(error instanceof NavigationError) && !context.closed) services.report(error)
          opened.fail(error)
        }
      })
    }
  }

  function shown(value: unknown): string {
    try {
      return String(border.toApp(value))
    } catch {
      return typeof value
    }
  }

  return {
    navigateTo: api('navigateTo'),
    redirectTo: api('redirectTo'),
    reLaunch: api('reLaunch'),
    switchTab: api('switchTab'),
    navigateBack: api('navigateBack'),
  }
}
