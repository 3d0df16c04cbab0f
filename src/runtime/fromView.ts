/**
 * What a view beside the logic has to say to it.
 */
import type { Mirror, Move } from './mirror.js'
import type { AppFunction } from './platform.js'
import type { Router } from './router.js'
import type { Services } from './services.js'

/** What a view says to the logic. */
export interface FromView {
  /** All batches up to this one are on the screen. */
  rendered(number: number): void
  /** An element was touched: the method of the part in whose template it stands. */
  event(part: number, method: string, event: unknown): void
  /** Something happened to a page: onPullDownRefresh, onReachBottom, onPageScroll and so on. */
  hook(page: number, name: string, values: readonly unknown[]): void
  /** The person goes somewhere. */
  navigate(move: Move, options: object): void
  /** What an intersection observer sees. */
  observed(observer: number, result: object): void
  /** The data of a part is edited. */
  setData(part: number, data: object): void
}

/** Makes that side of one mini-program. */
export function createFromView(
  mirror: Mirror,
  router: Router,
  navigation: Record<Move, (options?: unknown) => void>,
  { call, platform }: Services,
  observed: FromView['observed'] = () => {},
): FromView {
  return {
    rendered: mirror.rendered,
    event(id, method, event) {
      // It may be gone since.
      const part = mirror.part(id)
      if (part === undefined) return
      const run = part.instance[method]
      if (typeof run === 'function') call(run, part.instance, [event])
      else platform.warn(`${part.path}: no method ${JSON.stringify(method)} for an event`)
    },
    hook(page, name, values) {
      const { view } = router.stack.find(({ id }) => id === page) ?? {}
      call(view?.part.instance[name], view?.part.instance, values)
      if (name === 'onResize') {
        view?.part.live('resize', ...values)
        view?.tell('resize', ...values)
      }
    },
    observed,
    navigate: (move, options) =>
      navigation[move]({
        ...options,
        fail: ({ errMsg }: { errMsg: string }) => platform.warn(errMsg),
      }),
    setData(id, data) {
      const instance = mirror.part(id)?.instance
      call(instance?.setData as AppFunction | undefined, instance, [data])
    },
  }
}
