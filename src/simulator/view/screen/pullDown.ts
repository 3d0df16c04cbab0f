/**
 * Pulling a page down: by finger, by mouse and by wheel, from its very top.
 */

/** How far a page is down while it loads anew, in pixels. */
export const restingPull = 50
const mostPull = 110
/** A wheel that is still for so long (ms) was let go. */
const wheelRest = 140

/** What a pull does. */
export interface PullTarget {
  readonly scroller: HTMLElement
  /** Whether it may be pulled now. */
  allowed(): boolean
  /** It is so far down, in pixels. */
  move(distance: number): void
  /** It was let go: far enough down, or not. */
  release(far: boolean): void
}

/** Watches a page; returns what ends it. */
export function watchPull({ scroller, allowed, move, release }: PullTarget): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let from: { readonly x: number; readonly y: number } | undefined
  let distance = 0
  let wheelTimer: ReturnType<typeof setTimeout> | undefined

  function begin(x: number, y: number): void {
    from = allowed() && scroller.scrollTop <= 0 ? { x, y } : undefined
  }

  /** Returns whether the page is being pulled. */
  function pull(x: number, y: number): boolean {
    if (from === undefined) return false
    const down = y - from.y
    if (distance === 0) {
      const sideways = Math.abs(x - from.x) > Math.abs(down)
      if (Math.abs(down) < 6 && !sideways) return false
      if (sideways || down < 0 || scroller.scrollTop > 0) {
        from = undefined
        return false
      }
    }
    set(down)
    return true
  }

  /** The further down, the harder it goes. */
  function set(raw: number): void {
    distance = Math.max(0.1, mostPull * (1 - Math.exp(-Math.max(0, raw) / (mostPull * 1.6))))
    move(distance)
  }

  function end(cancelled = false): void {
    from = undefined
    if (distance === 0) return
    const far = !cancelled && distance >= restingPull
    distance = 0
    release(far)
  }

  scroller.addEventListener(
    'touchstart',
    ({ touches }) => {
      const [touch] = touches
      if (touch !== undefined && touches.length === 1) begin(touch.clientX, touch.clientY)
      else end(true)
    },
    { signal, passive: true },
  )
  scroller.addEventListener(
    'touchmove',
    (event) => {
      const [touch] = event.touches
      if (touch === undefined || !pull(touch.clientX, touch.clientY)) return
      if (event.cancelable) event.preventDefault()
    },
    { signal, passive: false },
  )
  scroller.addEventListener('touchend', () => end(), { signal })
  scroller.addEventListener('touchcancel', () => end(true), { signal })

  scroller.addEventListener(
    'pointerdown',
    ({ pointerType, button, clientX, clientY }) => {
      if (pointerType !== 'touch' && button === 0) begin(clientX, clientY)
    },
    { signal },
  )
  // A mouse may leave the phone while its button is held.
  window.addEventListener(
    'pointermove',
    ({ pointerType, clientX, clientY }) => {
      if (pointerType !== 'touch') pull(clientX, clientY)
    },
    { signal },
  )
  for (const type of ['pointerup', 'pointercancel'] as const) {
    window.addEventListener(
      type,
      ({ pointerType }) => {
        if (pointerType !== 'touch') end(type === 'pointercancel')
      },
      { signal },
    )
  }

  let wheeled = 0
  scroller.addEventListener(
    'wheel',
    (event) => {
      const pulling = distance > 0 && wheeled > 0
      if (!pulling && (event.deltaY >= 0 || scroller.scrollTop > 0 || !allowed())) return
      event.preventDefault()
      wheeled = Math.max(0, wheeled - event.deltaY)
      set(wheeled)
      clearTimeout(wheelTimer)
      wheelTimer = setTimeout(() => {
        wheeled = 0
        end()
      }, wheelRest)
    },
    { signal, passive: false },
  )

  return () => {
    ending.abort()
    clearTimeout(wheelTimer)
  }
}
