/**
 * The pace at which progress is told (spec 8). A slow connection takes its bytes in bursts, seconds
 * apart: the system's buffers hold megabytes, and ask for more when a third of them is free. So what
 * a burst handed over is told little by little until the next one; never more than was handed over.
 */
import type { Clock } from '../platform.js'

/** Spreads what was handed over across time. */
export interface Pace {
  /**
   * So many bytes of the body were handed over. The whole of it is told at once; `total` is Infinity
   * while nobody knows it.
   */
  sent(bytes: number, total: number): void
  /** Nothing is told after this. */
  end(): void
}

/** Milliseconds between two events. */
const interval = 100
/** The part of what is not told yet that one event tells, at most. */
const share = 0.25

/** Makes a {@link Pace} that tells through `tell`. */
export function createPace(clock: Clock, tell: (bytes: number, total: number) => void): Pace {
  let handed = 0
  let told = 0
  let whole: number | undefined
  let sentAt = Number.NEGATIVE_INFINITY
  /** The last time in which the connection took nothing: how long it was, and when it ended. */
  let stall = 0
  let stallEnd = 0
  let cancel: (() => void) | undefined

  function tick() {
    cancel = undefined
    const remaining = stallEnd + stall - clock.now()
    const part = Math.min(share, interval / Math.max(interval, remaining))
    told += Math.ceil((handed - told) * part)
    // First, for a listener may abort.
    if (told < handed) schedule()
    tell(told, whole ?? 0)
  }
  function schedule() {
    cancel ??= clock.after(interval, tick)
  }
  function end() {
    cancel?.()
    cancel = undefined
  }

  return {
    sent(bytes, total) {
      const now = clock.now()
      const gap = now - sentAt
      sentAt = now
      // A body that is sent again holds its highest until that is passed.
      if (bytes < handed || (bytes === handed && total === whole)) return
      const first = handed === 0
      handed = bytes
      whole = total
      if (!first && gap > 2 * interval) {
        stall = gap
        stallEnd = now
      } else if (now - stallEnd > stall) {
        stall = 0
      }
      if (!first && bytes < total) return schedule()
      end()
      told = bytes
      tell(bytes, total)
    },
    end,
  }
}
