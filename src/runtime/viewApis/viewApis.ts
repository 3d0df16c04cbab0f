/**
 * The APIs of tt that are about what is shown: they are there where a view is.
 */
import type { AppFunction, AppObject } from '../platform.js'
import type { ContextAnswer } from '../questions.js'
import { createAnimation } from './animation.js'
import { createCanvasApis } from './canvasApis.js'
import { intersectionObservers } from './intersectionObserver.js'
import { selectorQueries } from './selectorQuery.js'
import { settle, type ViewTools } from './tools.js'
import { createVideoContext } from './videoContext.js'

/** These APIs. */
export interface ViewApis {
  readonly apis: Readonly<Record<string, AppFunction>>
  /** The view tells what an observer sees. */
  observed(observer: number, result: object): void
}

/** Makes them. */
export function createViewApis(tools: ViewTools): ViewApis {
  const { services, display, current } = tools
  const { mirror, later, call, expose } = services
  const canvas = createCanvasApis(tools, display.canvas)
  const observers = intersectionObservers(tools)

  function toContext(context: unknown): unknown {
    const { tag, id } = context as ContextAnswer
    return tag === 'canvas' ? canvas.context(id) : createVideoContext(tools, id)
  }

  async function scrollTo(options: AppObject): Promise<undefined> {
    const page = current()?.id
    if (page === undefined) throw new Error('no page is open')
    const { scrollTop, selector, duration = 300 } = options
    if (scrollTop === undefined && selector === undefined) {
      throw new Error('one of scrollTop and selector must be given')
    }
    await new Promise<void>((resolve) => mirror.whenShown(resolve))
    await display.ask({ ask: 'scroll', page, options: { scrollTop, selector, duration } })
  }

  const apis = {
    ...canvas.apis,
    createSelectorQuery: selectorQueries(tools, canvas.node, toContext),
    createIntersectionObserver: observers.create,
    createVideoContext: (id: unknown) => createVideoContext(tools, String(id)),
    createAnimation: (options: unknown) => createAnimation(services, options),
    pageScrollTo: (options: unknown) =>
      settle(services, options, 'pageScrollTo', scrollTo((options ?? {}) as AppObject)),
    nextTick: (run: unknown) => later(() => void call(run, undefined, [])),
  }
  return {
    apis: Object.fromEntries(Object.entries(apis).map(([name, run]) => [name, expose(run)])),
    observed: observers.observed,
  }
}
