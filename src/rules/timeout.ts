/**
 * How long a call may take (spec 6).
 */

/** Milliseconds: the platform's default, and its most. */
export const platformTimeout = 60_000

/** Timers take no more; a longer one would fire at once. */
const timerLimit = 2_147_483_647

/** The time-out that holds: more is cut to the most, what is no positive number counts as not given. */
export function effectiveTimeout(asked: unknown, fallback: number, most: number): number {
  const wanted = typeof asked === 'number' && asked > 0 ? asked : fallback
  return Math.min(wanted, most, timerLimit)
}
