import { expect, test } from 'vitest'
import { createRandom } from '../random.js'
import { trendOf } from './trend.js'

const mib = 1024 * 1024
const random = createRandom(1)

/** An hour, a point each ten seconds: a level, a rise a second, and noise. */
function curve(level: number, slope: number, noise: number, warmUp = 0) {
  return {
    name: 'heap',
    unit: 'bytes',
    points: Array.from({ length: 360 }, (_, index) => {
      const seconds = index * 10
      const warm = warmUp * (1 - Math.exp(-seconds / 200))
      return [seconds, level + warm + slope * seconds + (random.next() - 0.5) * noise] as const
    }),
  } as const
}

test.each([
  ['level', curve(20 * mib, 0, 0)],
  ['level with noise', curve(20 * mib, 0, 4 * mib)],
  ['warming up and then level', curve(10 * mib, 0, mib, 30 * mib)],
  ['falling', curve(50 * mib, -10_000, mib)],
])('steady: %s', (_name, series) => {
  expect(trendOf(series).steady).toBe(true)
})

test.each([
  ['a leak of 1 KiB a second', curve(20 * mib, 1024, 0)],
  ['a leak of 2 KiB a second in noise', curve(20 * mib, 2048, 2 * mib)],
])('rising: %s', (_name, series) => {
  const { steady, hourly } = trendOf(series)
  expect(steady).toBe(false)
  expect(hourly).toBeGreaterThan(3 * mib)
})

test('a descriptor a minute is a leak', () => {
  const points = Array.from({ length: 60 }, (_, minute) => [minute * 60, 22 + minute] as const)
  expect(trendOf({ name: 'descriptors', unit: 'count', points }).steady).toBe(false)
})
