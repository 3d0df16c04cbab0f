/**
 * tt.createIntersectionObserver: whether elements are in sight [feishu].
 */
import type { AppObject } from '../platform.js'
import { face, partOf, type ViewTools } from './tools.js'

/** The observers of one mini-program. */
export interface Observers {
  create(component?: unknown, options?: unknown): AppObject
  /** The view sees something. */
  observed(observer: number, result: object): void
}

/** Makes them. */
export function intersectionObservers({ services, display, current }: ViewTools): Observers {
  const { mirror, call, border } = services
  const callbacks = new Map<number, unknown>()
  let last = 0

  function create(component: unknown, options: unknown): AppObject {
    const { thresholds, initialRatio, observeAll } = (options ?? {}) as AppObject
    const part = partOf(mirror, component)
    const page = current()?.id ?? 0
    const running: number[] = []
    let relativeTo: string | undefined
    let margins: Record<string, number> = {}

    function observe(selector: unknown, callback: unknown): void {
      last += 1
      const observer = last
      running.push(observer)
      callbacks.set(observer, callback)
      mirror.whenShown(() => {
        if (!callbacks.has(observer)) return
        display
          .ask({
            ask: 'observe',
            page,
            ...(part !== undefined && { part }),
            observer,
            selector: String(selector),
            all: observeAll === true,
            thresholds: Array.isArray(thresholds) ? thresholds.map(Number) : [0],
            initialRatio: Number(initialRatio ?? 0),
            ...(relativeTo !== undefined && { relativeTo }),
            margins,
          })
          .catch(services.report)
      })
    }

    const observer = face(services, {
      relativeTo(selector: unknown, around: unknown) {
        relativeTo = String(selector)
        margins = readMargins(around)
        return observer
      },
      relativeToViewport(around: unknown) {
        relativeTo = undefined
        margins = readMargins(around)
        return observer
      },
      observe,
      disconnect() {
        for (const one of running.splice(0)) {
          callbacks.delete(one)
          display.ask({ ask: 'unobserve', page, observer: one }).catch(services.report)
        }
      },
    })
    return observer
  }

  return {
    create,
    observed: (observer, result) =>
      void call(callbacks.get(observer), undefined, [border.toApp(result)]),
  }
}

function readMargins(given: unknown): Record<string, number> {
  const sides = ['left', 'top', 'right', 'bottom']
  const entries = sides.map((side) => [side, Number((given as AppObject | undefined)?.[side] ?? 0)])
  return Object.fromEntries(entries)
}
