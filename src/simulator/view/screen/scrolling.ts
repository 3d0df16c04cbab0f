/**
 * What a page is told of its scrolling: onPageScroll and onReachBottom, and pageScrollTo.
 */

/** Whom it is told. */
export interface ScrollTarget {
  readonly scroller: HTMLElement
  /** How near to the end is the end, in pixels. */
  readonly reachBottom: number
  scrolled(scrollTop: number): void
  atBottom(): void
}

/** Watches a page; returns what ends it. */
export function watchScroll({ scroller, reachBottom, scrolled, atBottom }: ScrollTarget): () => void {
  const ending = new AbortController()
  let frame = 0
  let wasAtBottom = false
  let last = scroller.scrollTop
  scroller.addEventListener(
    'scroll',
    () => {
      // Once in a frame: a page can't show more.
      if (frame !== 0) return
      frame = requestAnimationFrame(() => {
        frame = 0
        const { scrollTop, clientHeight, scrollHeight } = scroller
        if (scrollTop === last) return
        last = scrollTop
        scrolled(scrollTop)
        const isAtBottom = scrollTop + clientHeight >= scrollHeight - reachBottom - 1
        if (isAtBottom && !wasAtBottom) atBottom()
        wasAtBottom = isAtBottom
      })
    },
    { signal: ending.signal, passive: true },
  )
  return () => {
    ending.abort()
    cancelAnimationFrame(frame)
  }
}

/** Scrolls in so many milliseconds. */
export function scrollTo(scroller: HTMLElement, top: number, duration: number): void {
  const from = scroller.scrollTop
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || duration <= 0
  if (still) {
    scroller.scrollTop = top
    return
  }
  const start = performance.now()
  const step = (now: number) => {
    const share = Math.min(1, Math.max(0, (now - start) / duration))
    const eased = 1 - (1 - share) ** 3
    scroller.scrollTop = from + (top - from) * eased
    if (share < 1 && scroller.isConnected) requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
}
