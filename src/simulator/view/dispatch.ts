/**
 * Events on their way through the templates: down to the element (capture) and up again (bubble).
 */
import type { EventElement, ViewEvent } from '../protocol/logic.js'
import { type ElementMeta, metaOf } from './meta.js'

/**
 * Takes an event that reached a handler. What it returns (or its promise) is what the handler
 * returned, where that is known: `bindinput` of an input may replace the value so.
 */
export type EventSink = (part: number, method: string, event: ViewEvent) => unknown

/** A finger on the screen, as events tell of it. */
export interface TouchPoint {
  readonly identifier: number
  readonly pageX: number
  readonly pageY: number
  readonly clientX: number
  readonly clientY: number
}

/** What goes with an event. */
export interface DispatchOptions {
  /** false: only the element's own handlers get it, as is so for change, input, load and so on. */
  readonly bubbles?: boolean
  readonly touches?: readonly TouchPoint[]
  readonly changedTouches?: readonly TouchPoint[]
}

/** What came of it. */
export interface Dispatched {
  /** What the sink returned for each handler, in order. Empty: nobody listens. */
  readonly answers: readonly unknown[]
  /** The element whose catch ended its way. */
  readonly stoppedAt?: HTMLElement
}

interface Step {
  readonly element: HTMLElement
  readonly meta: ElementMeta
}

let sink: EventSink = () => undefined

/** Says who gets the events; the last one said. */
export function setEventSink(next: EventSink): void {
  sink = next
}

/**
 * Sends an event from an element to the handlers on its way. By itself an event bubbles when it is
 * one of those that do on the platform: touches, taps and the ends of animations.
 */
export function dispatch(
  element: Element,
  type: string,
  detail: unknown = {},
  { bubbles = bubbling.has(type), touches, changedTouches }: DispatchOptions = {},
): Dispatched {
  const path = pathOf(element)
  const [target] = path
  if (target === undefined) return { answers: [] }
  const timeStamp = Math.round(performance.now())
  const answers: unknown[] = []

  /** Calls the handlers of one element; true when one of them catches. */
  function visit({ element, meta }: Step, capture: boolean): boolean {
    let stops = false
    for (const handler of meta.handlers[type] ?? []) {
      if (handler.capture !== capture) continue
      stops ||= handler.stops
      // A part sees nothing of what others have inside: its target is its own innermost element.
      const seen = path.find((step) => step.meta.part === meta.part) as Step
      answers.push(
        sink(meta.part, handler.method, {
          type,
          timeStamp,
          target: describe(seen),
          currentTarget: describe({ element, meta }),
          detail: plain(detail),
          ...(touches && { touches }),
          ...(changedTouches && { changedTouches }),
        }),
      )
    }
    return stops
  }

  if (bubbles) {
    for (const step of [...path].reverse()) {
      if (visit(step, true)) return { answers, stoppedAt: step.element }
    }
  }
  for (const step of bubbles ? path : [target]) {
    if (visit(step, false)) return { answers, stoppedAt: step.element }
  }
  return { answers }
}

/** Whether one of the handlers on the way of such an event catches it. */
export function isCaught(element: Element, type: string): boolean {
  return pathOf(element).some(({ meta }) => meta.handlers[type]?.some(({ stops }) => stops))
}

const bubbling = new Set([
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
  'tap',
  'longpress',
  'longtap',
  'transitionend',
  'animationstart',
  'animationiteration',
  'animationend',
])

/** The template elements from this one up. */
function pathOf(element: Element): Step[] {
  const steps: Step[] = []
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const meta = metaOf(at)
    if (meta !== undefined) steps.push({ element: at as HTMLElement, meta })
  }
  return steps
}

function describe({ element, meta }: Step): EventElement {
  return {
    id: meta.id,
    dataset: plain(meta.dataset) as Record<string, unknown>,
    offsetLeft: element.offsetLeft,
    offsetTop: element.offsetTop,
  }
}

/** A copy without proxies, which postMessage does not take. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}
