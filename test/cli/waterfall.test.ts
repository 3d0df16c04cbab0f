import type { ExchangeHop } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { summarize } from '../../src/cli/phases.js'
import { plainWaterfall, waterfall } from '../../src/cli/waterfall.js'

/** A secure upload of 100 ms: dns 10, connect 10, tls 20, send 40, wait 10, receive 10. */
const timings = {
  fetchStart: 1_000,
  domainLookupStart: 1_000,
  domainLookupEnd: 1_010,
  connectStart: 1_010,
  secureConnectionStart: 1_020,
  secureConnectionEnd: 1_040,
  connectEnd: 1_040,
  requestStart: 1_040,
  sendEnd: 1_080,
  responseStart: 1_090,
  requestEnd: 1_100,
}
const hopOf = (changed: Partial<typeof timings> = {}, socketReused = false) =>
  ({ timings: { ...timings, ...changed }, socketReused }) as ExchangeHop
const secure = hopOf()

test('a bar per phase on one time line', () => {
  // 7 columns of names, 6 of times, 4 between: 50 are for the bars.
  expect(waterfall(secure, { width: 67 })).toEqual([
    `dns       10 ms  ${'█'.repeat(5)}`,
    `connect   10 ms  ${' '.repeat(5)}${'█'.repeat(5)}`,
    `tls       20 ms  ${' '.repeat(10)}${'█'.repeat(10)}`,
    `send      40 ms  ${' '.repeat(20)}${'█'.repeat(20)}`,
    `wait      10 ms  ${' '.repeat(40)}${'█'.repeat(5)}`,
    `receive   10 ms  ${' '.repeat(45)}${'█'.repeat(5)}`,
    'total    100 ms',
  ])
})

test('phases that did not take place have no line', () => {
  const plain = hopOf({
    domainLookupStart: 0,
    domainLookupEnd: 0,
    secureConnectionStart: 0,
    secureConnectionEnd: 0,
  })
  expect(names(plain)).toEqual(['connect', 'send', 'wait', 'receive', 'total'])
  expect(names(hopOf({}, true))).toEqual(['send', 'wait', 'receive', 'total'])
  const cutOff = hopOf({ responseStart: 0, sendEnd: 0 })
  expect(names(cutOff)).toEqual(['dns', 'connect', 'tls', 'send', 'wait', 'total'])
  // An answer that came before all was sent.
  expect(plainWaterfall(hopOf({ sendEnd: 1_095 })).slice(3, 5)).toEqual([
    'send: 50 ms',
    'wait: 0.00 ms',
  ])
})

test('in words', () => {
  expect(plainWaterfall(secure)).toEqual([
    'dns: 10 ms',
    'connect: 10 ms',
    'tls: 20 ms',
    'send: 40 ms',
    'wait: 10 ms',
    'receive: 10 ms',
    'total: 100 ms',
  ])
})

test('many: min, median and 95th percentile, new and reused connections apart', () => {
  const records = [...Array(100).keys()].map(
    (index) =>
      ({
        hops: [
          hopOf({ sendEnd: 1_041 + index, responseStart: 1_200, requestEnd: 1_300 }, index > 0),
        ],
      }) as never,
  )
  const { new: fresh, reused } = summarize(records)
  expect(fresh.count).toBe(1)
  expect(fresh.phases.tls).toEqual({ min: 20, median: 20, p95: 20 })
  expect(reused.count).toBe(99)
  expect(reused.phases.tls).toBeUndefined()
  expect(reused.phases.send).toEqual({ min: 2, median: 51, p95: 96 })
})

describe('any width', () => {
  test.each([120, 80, 40, 30])('%d columns hold every line, and every phase shows', (width) => {
    const quick = hopOf({ sendEnd: 1_040.01, responseStart: 1_099.99 })
    const lines = waterfall(quick, { width })
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
    expect(lines.slice(0, -1).every((line) => line.endsWith('█'))).toBe(width > 27)
  })
  test('an upload that took no time has no bars', () => {
    const nothing = hopOf({
      requestEnd: 1_000,
      responseStart: 1_000,
      requestStart: 1_000,
      sendEnd: 1_000,
    })
    expect(waterfall(nothing, { width: 80 }).join('')).not.toContain('█')
  })
})

test('colours are the caller’s', () => {
  const mark = (sign: string) => (text: string) => `${sign}${text}${sign}`
  const [line] = waterfall(secure, { width: 67, bar: mark('*'), label: mark('_') })
  expect(line).toBe(`_dns       10 ms_  *${'█'.repeat(5)}*`)
})

function names(hop: ExchangeHop): string[] {
  return waterfall(hop, { width: 80 }).map((line) => /^(.+?) {2}/.exec(line)?.[1]?.trim() ?? '')
}
