/**
 * A mouse that scrolls as a finger does: it drags what is under it, and lets it run on.
 */
import { isCaught } from './dispatch.js'

/** Nearer than this (px) it is a click that trembles. */
const slop = 6
/** The speed that is left after a millisecond, as iOS' scroll views slow down. */
const friction = 0.9965
/** px/ms; slower than this is standing still. */
const stillness = 0.02

type Axis = 'x' | 'y'

/**
 * Where components drag by themselves: the attribute `tt-drags` of an element, `x`, `y` or `xy`.
 * A mouse that goes that way there scrolls nothing.
 */
export const dragsAttribute = 'tt-drags'

/** Pointers that something follows already: what is around it stays where it is. */
export const takenPointers = new Set<number>()

/** Watches all below an element; returns what ends it. */
export function watchDragging(root: HTMLElement): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let running = 0
  let drag:
    | {
        readonly id: number
        readonly target: Element
        scroller?: Element
        axis?: Axis
        from: { x: number; y: number }
        trail: { at: number; place: number }[]
      }
    | undefined

  function scroll(scroller: Element, axis: Axis, by: number): boolean {
    const name = axis === 'x' ? 'scrollLeft' : 'scrollTop'
    const before = scroller[name]
    scroller[name] = before + by
    return scroller[name] !== before
  }

  function runOn(scroller: Element, axis: Axis, speed: number): void {
    let last = performance.now()
    // Steps smaller than a pixel would be lost to rounding.
    let rest = 0
    const step = (now: number) => {
      const passed = Math.max(0, now - last)
      last = now
      rest += speed * passed
      speed *= friction ** passed
      const whole = Math.trunc(rest)
      rest -= whole
      const moves = whole === 0 || scroll(scroller, axis, whole)
      if (moves && Math.abs(speed) > stillness) running = requestAnimationFrame(step)
    }
    running = requestAnimationFrame(step)
  }

  root.addEventListener(
    'pointerdown',
    (event) => {
      cancelAnimationFrame(running)
      if (event.pointerType === 'touch' || event.button !== 0) return
      const target = event.target as Element
      if (isEditable(target) || isCaught(target, 'touchmove')) return
      const from = { x: event.clientX, y: event.clientY }
      drag = { id: event.pointerId, target, from, trail: [] }
    },
    { signal },
  )
  window.addEventListener(
    'pointermove',
    (event) => {
      if (drag === undefined || event.pointerId !== drag.id) return
      const { clientX, clientY, timeStamp } = event
      const dx = clientX - drag.from.x
      const dy = clientY - drag.from.y
      if (drag.axis === undefined) {
        if (Math.hypot(dx, dy) < slop) return
        drag.axis = Math.abs(dx) > Math.abs(dy) ? 'x' : 'y'
        drag.scroller = findScroller(drag.target, drag.axis, root)
        if (drag.scroller === undefined || takenPointers.has(drag.id)) {
          drag = undefined
          return
        }
        takenPointers.add(drag.id)
      }
      scroll(drag.scroller as Element, drag.axis, drag.axis === 'x' ? -dx : -dy)
      drag.from = { x: clientX, y: clientY }
      const place = drag.axis === 'x' ? clientX : clientY
      drag.trail = [
        ...drag.trail.filter(({ at }) => timeStamp - at < 100),
        { at: timeStamp, place },
      ]
    },
    { signal },
  )
  const release = (event: PointerEvent) => {
    if (drag === undefined || event.pointerId !== drag.id) return
    const { id, scroller, axis, trail } = drag
    drag = undefined
    if (scroller !== undefined) takenPointers.delete(id)
    const [first] = trail
    const last = trail.at(-1)
    if (scroller === undefined || axis === undefined || first === undefined) return
    // Held still before it was let go: nothing runs on.
    if (last === undefined || event.timeStamp - last.at > 60 || last.at === first.at) return
    runOn(scroller, axis, -(last.place - first.place) / (last.at - first.at))
  }
  window.addEventListener('pointerup', release, { signal })
  window.addEventListener('pointercancel', release, { signal })
  root.addEventListener('wheel', () => cancelAnimationFrame(running), { signal, passive: true })

  return () => {
    ending.abort()
    cancelAnimationFrame(running)
  }
}

/** Texts that are edited or selected by the mouse. */
function isEditable(target: Element): boolean {
  return target.closest('input, textarea, video, iframe, [tt-selectable]') !== null
}

/** What scrolls that way under this element; undefined where a component drags by itself. */
function findScroller(target: Element, axis: Axis, root: Element): Element | undefined {
  for (let at: Element | null = target; at !== null; at = at.parentElement) {
    if (at.getAttribute(dragsAttribute)?.includes(axis)) return undefined
    const style = getComputedStyle(at)
    const overflow = axis === 'x' ? style.overflowX : style.overflowY
    const room = axis === 'x' ? at.scrollWidth - at.clientWidth : at.scrollHeight - at.clientHeight
    if (/auto|scroll/.test(overflow) && room > 0) return at
    if (at === root) return undefined
  }
  return undefined
}
