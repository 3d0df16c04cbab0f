import { performance } from 'node:perf_hooks'
import type { Clock } from '../../platform.js'

/** The process's clock: wall time at its start, and what the monotonic clock has added since. */
export const nodeClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
