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
export function watchScroll({
  scroller,
  reachBottom,
  scrolled,
  atBottom,
}: ScrollTarget): () => void {
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

/** Scrolls in so many milliseconds; settles when it is there. */
export function scrollTo(scroller: HTMLElement, top: number, duration: number): Promise<void> {
  const from = scroller.scrollTop
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || duration <= 0
  if (still || document.visibilityState === 'hidden') {
    scroller.scrollTop = top
    return Promise.resolve()
  }
  const start = performance.now()
  return new Promise((resolve) => {
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - start) / duration))
      scroller.scrollTop = from + (top - from) * (1 - (1 - share) ** 3)
      if (share < 1 && scroller.isConnected) requestAnimationFrame(step)
      else resolve()
    }
    requestAnimationFrame(step)
  })
}
