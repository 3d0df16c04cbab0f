/** The verdict on a curve: whether it still rises once it has had time to settle. */

/** A figure over time. */
export interface Series {
  readonly name: string
  readonly unit: 'bytes' | 'count'
  /** Seconds since the beginning, and the figure then. */
  readonly points: readonly (readonly [seconds: number, value: number])[]
}

/** What is said of a {@link Series}. */
export interface Trend {
  readonly name: string
  /** By the line of least squares through the second half: what it rises in that half. */
  readonly rise: number
  /** The same an hour. */
  readonly hourly: number
  /** Twice the error of that line's slope, over the half: below it a rise may be chance. */
  readonly noise: number
  /** What it may rise. */
  readonly allowed: number
  readonly steady: boolean
}

/** Part of the mean, and an absolute bound, that a half may rise by without anybody's leak. */
const share = 0.02
const bounds = { bytes: 1024 * 1024, count: 2 } as const

/** Draws the line of least squares through the second half and says whether it rises. */
export function trendOf({ name, unit, points }: Series): Trend {
  const half = points.slice(Math.floor(points.length / 2))
  const count = half.length
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / count
  const [meanX, meanY] = [mean(half.map(([x]) => x)), mean(half.map(([, y]) => y))]
  const squares = half.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const slope =
    squares === 0 ? 0 : half.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / squares
  const left = half.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0)
  const error = count > 2 && squares > 0 ? Math.sqrt(left / (count - 2) / squares) : 0
  const span = (half.at(-1)?.[0] ?? 0) - (half[0]?.[0] ?? 0)
  const [rise, noise] = [slope * span, 2 * error * span]
  const allowed = Math.max(bounds[unit], share * meanY) + noise
  return { name, rise, hourly: slope * 3_600, noise, allowed, steady: rise <= allowed }
}
