/**
 * Touches, taps and long presses, from what the browser tells of fingers, mouse and pen.
 *
 * Fingers come by touch events, which go on while the browser scrolls; mouse and pen by pointer
 * events, as a finger that touches while a button is held. Components hear of presses and taps by
 * DOM events of their own (`tt-press`, `tt-release`, `tt-tap`), which end where a page's catch ends
 * the tap.
 */
import { dispatch, type TouchPoint } from './dispatch.js'
import { watchDragging } from './dragging.js'
import { metaOf } from './meta.js'

/** Further than this (px) a finger that moves makes no tap. */
const tapSlop = 10
const longPressDelay = 350

interface Finger {
  readonly identifier: number
  readonly target: Element
  readonly startX: number
  readonly startY: number
  x: number
  y: number
  /** Moved too far, or was taken for a long press: no tap comes of it. */
  spent: boolean
  pressTimer?: ReturnType<typeof setTimeout>
}

interface Position {
  readonly clientX: number
  readonly clientY: number
}

/** Watches all below an element; returns what ends it. */
export function watchGestures(root: HTMLElement): () => void {
  const fingers = new Map<number, Finger>()
  const ending = new AbortController()
  const { signal } = ending
  const stopDragging = watchDragging(root)

  function pointsOf(list: Iterable<Finger>, target: Element): TouchPoint[] {
    return [...list].map((finger) => pointOf(finger, target))
  }

  function send(type: string, changed: Finger): boolean {
    const { target } = changed
    const canvas = target.closest('tt-canvas') !== null
    const { stoppedAt } = dispatch(
      target,
      type,
      {},
      {
        // The platform's canvas keeps its touches to itself.
        ...(canvas && { bubbles: false }),
        touches: pointsOf(fingers.values(), target),
        changedTouches: pointsOf([changed], target),
      },
    )
    return stoppedAt !== undefined
  }

  function start(id: number, target: Element, { clientX, clientY }: Position): void {
    const used = new Set([...fingers.values()].map(({ identifier }) => identifier))
    let identifier = 0
    while (used.has(identifier)) identifier += 1
    const finger: Finger = {
      identifier,
      target,
      startX: clientX,
      startY: clientY,
      x: clientX,
      y: clientY,
      // Two fingers tap nothing.
      spent: fingers.size > 0,
    }
    for (const other of fingers.values()) spend(other)
    fingers.set(id, finger)
    if (!finger.spent) {
      finger.pressTimer = setTimeout(() => pressLong(finger), longPressDelay)
      tell(target, 'tt-press', finger)
    }
    send('touchstart', finger)
  }

  /** Returns whether a page keeps the touch from scrolling, by catching it. */
  function move(id: number, { clientX, clientY }: Position): boolean {
    const finger = fingers.get(id)
    if (finger === undefined) return false
    if (finger.x === clientX && finger.y === clientY) return false
    finger.x = clientX
    finger.y = clientY
    if (Math.hypot(clientX - finger.startX, clientY - finger.startY) > tapSlop) spend(finger)
    return send('touchmove', finger)
  }

  function end(id: number, cancelled: boolean): void {
    const finger = fingers.get(id)
    if (finger === undefined) return
    fingers.delete(id)
    clearTimeout(finger.pressTimer)
    tell(finger.target, 'tt-release', finger)
    send(cancelled ? 'touchcancel' : 'touchend', finger)
    if (!cancelled && !finger.spent) tap(finger)
  }

  function spend(finger: Finger): void {
    if (finger.spent) return
    finger.spent = true
    clearTimeout(finger.pressTimer)
    tell(finger.target, 'tt-release', finger)
  }

  function pressLong(finger: Finger): void {
    const point = pointOf(finger, finger.target)
    const more = { touches: [point], changedTouches: [point] }
    const detail = { x: point.pageX, y: point.pageY }
    const { answers } = dispatch(finger.target, 'longpress', detail, more)
    dispatch(finger.target, 'longtap', detail, more)
    if (answers.length > 0) finger.spent = true
  }

  function tap(finger: Finger): void {
    const { target } = finger
    if (!target.isConnected) return
    // A button that is disabled takes no tap, nor lets it through.
    if (target.closest('tt-button[aria-disabled="true"]') !== null) return
    const point = pointOf(finger, target)
    const { stoppedAt } = dispatch(
      target,
      'tap',
      { x: point.pageX, y: point.pageY },
      { touches: [point], changedTouches: [point] },
    )
    const stop = (event: Event) => event.stopPropagation()
    stoppedAt?.addEventListener('tt-tap', stop)
    tell(target, 'tt-tap', finger)
    stoppedAt?.removeEventListener('tt-tap', stop)
  }

  root.addEventListener(
    'touchstart',
    ({ changedTouches }) => {
      for (const touch of changedTouches) start(touch.identifier, touch.target as Element, touch)
    },
    { signal, passive: true },
  )
  root.addEventListener(
    'touchmove',
    (event) => {
      for (const touch of event.changedTouches) {
        if (move(touch.identifier, touch) && event.cancelable) event.preventDefault()
      }
    },
    { signal, passive: false },
  )
  for (const type of ['touchend', 'touchcancel'] as const) {
    root.addEventListener(
      type,
      ({ changedTouches }) => {
        for (const touch of changedTouches) {
          move(touch.identifier, touch)
          end(touch.identifier, type === 'touchcancel')
        }
      },
      { signal },
    )
  }

  // Ids of touches are not negative; this is no finger's.
  const idOf = ({ pointerId }: PointerEvent) => -1 - pointerId
  root.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'touch' || event.button !== 0) return
      start(idOf(event), event.target as Element, event)
    },
    { signal },
  )
  // On the window: a mouse may leave the phone while its button is held.
  window.addEventListener('pointermove', (event) => move(idOf(event), event), { signal })
  window.addEventListener('pointerup', (event) => end(idOf(event), false), { signal })
  window.addEventListener('pointercancel', (event) => end(idOf(event), true), { signal })
  window.addEventListener(
    'blur',
    () => {
      for (const id of fingers.keys()) end(id, true)
    },
    { signal },
  )
  // Pictures and links are no things to drag away, and a long press opens no menu of the browser.
  root.addEventListener('dragstart', (event) => event.preventDefault(), { signal })
  root.addEventListener(
    'contextmenu',
    (event) => {
      if (fingers.size > 0) event.preventDefault()
    },
    { signal },
  )
  for (const type of ['transitionend', 'animationstart', 'animationiteration', 'animationend']) {
    root.addEventListener(
      type,
      (event) => {
        const { target, elapsedTime } = event as TransitionEvent
        // What components have inside moves by itself, and that is nobody's concern.
        if (metaOf(target as Element)) dispatch(target as Element, type, { elapsedTime })
      },
      { signal },
    )
  }

  return () => {
    ending.abort()
    stopDragging()
    for (const { pressTimer } of fingers.values()) clearTimeout(pressTimer)
    fingers.clear()
  }
}

function tell(target: Element, type: string, { x, y }: Finger): void {
  target.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: { x, y } }))
}

/**
 * Where a finger is. `client…`: from the corner of what is seen of the page; `page…`: from the
 * page's own corner. In a canvas, from the canvas' corner as well.
 */
function pointOf({ identifier, x, y }: Finger, target: Element): TouchPoint {
  const page = target.closest('.tt-page')
  const canvas = target.closest('tt-canvas')?.getBoundingClientRect()
  if (page === null) return { identifier, pageX: x, pageY: y, clientX: x, clientY: y }
  const corner = page.getBoundingClientRect()
  const window = scrollerOf(page).getBoundingClientRect()
  return {
    identifier,
    pageX: x - corner.left + page.scrollLeft,
    pageY: y - corner.top + page.scrollTop,
    clientX: x - window.left,
    clientY: y - window.top,
    ...(canvas && { x: x - canvas.left, y: y - canvas.top }),
  }
}

function scrollerOf(page: Element): Element {
  for (let at: Element | null = page; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return page
}
