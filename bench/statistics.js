// Medians and what is around them.

/**
 * @param {number[]} values
 * @param {number} part 0.5 for the median
 */
function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at % 1)
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5)

/**
 * How often one is the other: the median over the rounds, each held against the other's turn of the
 * same round, which the machine has treated alike.
 * @param {number[]} values
 * @param {number[]} others
 */
export function ratio(values, others) {
  const rounds = Math.min(values.length, others.length)
  return median(values.slice(0, rounds).map((value, round) => value / others[round]))
}
