/**
 * Whether this process was too busy to see the network: a time that was taken then says more of the
 * process (spec 9: such a sample is thrown away).
 */
import { performance } from 'node:perf_hooks'

/** Milliseconds of work that harm no sample. */
const harmless = 10

/** Where nobody will ask. */
export const watchNothing: typeof watchBusy = () => () => false

/** Begins a stretch of time; the returned function tells whether work made up a good part of it. */
export function watchBusy(): (milliseconds: number) => boolean {
  const before = performance.eventLoopUtilization()
  return (milliseconds) => {
    const { active } = performance.eventLoopUtilization(before)
    return active > Math.max(harmless, milliseconds / 5)
  }
}
