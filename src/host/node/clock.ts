import { performance } from 'node:perf_hooks'
import type { Clock } from '../../platform.js'

/** Asked for once: it is a getter, and the clock is read ten times for each call. */
const { timeOrigin } = performance

/** The process's clock: wall time at its start, and what the monotonic clock has added since. */
export const nodeClock: Clock = {
  now: () => timeOrigin + performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
