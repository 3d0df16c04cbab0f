import type { Profile } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { waterfall } from '../../src/cli/waterfall.js'

/** A secure upload of 100 ms: dns 10, connect 10, tls 20, send and wait 50, receive 10. */
const secure = {
  fetchStart: 1_000,
  domainLookupStart: 1_000,
  domainLookupEnd: 1_010,
  connectStart: 1_010,
  sslConnectionStart: 1_020,
  sslConnectionEnd: 1_040,
  connectEnd: 1_040,
  requestStart: 1_040,
  responseStart: 1_090,
  requestEnd: 1_100,
  socketReused: false,
} as Profile

test('a bar per phase on one time line', () => {
  // 11 columns of names, 6 of times, 4 between: 50 are for the bars.
  expect(waterfall(secure, { width: 71 })).toEqual([
    `dns           10 ms  ${'█'.repeat(5)}`,
    `connect       10 ms  ${' '.repeat(5)}${'█'.repeat(5)}`,
    `tls           20 ms  ${' '.repeat(10)}${'█'.repeat(10)}`,
    `send + wait   50 ms  ${' '.repeat(20)}${'█'.repeat(25)}`,
    `receive       10 ms  ${' '.repeat(45)}${'█'.repeat(5)}`,
    'total        100 ms',
  ])
})

test('phases that did not take place have no line', () => {
  const plain = { ...secure, domainLookupEnd: 1_000, sslConnectionStart: 0, sslConnectionEnd: 0 }
  expect(names(plain)).toEqual(['connect', 'send + wait', 'receive', 'total'])
  const reused = {
    ...secure,
    domainLookupEnd: 1_000,
    connectStart: 1_000,
    connectEnd: 1_000,
    sslConnectionStart: 1_000,
    sslConnectionEnd: 1_000,
    socketReused: true,
  }
  expect(names(reused)).toEqual(['send + wait', 'receive', 'total'])
})

describe('any width', () => {
  test.each([120, 80, 40, 30])('%d columns hold every line, and every phase shows', (width) => {
    const quick = { ...secure, responseStart: 1_099.99 }
    const lines = waterfall(quick, { width })
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
    expect(lines.slice(0, -1).every((line) => line.endsWith('█'))).toBe(width > 31)
  })
  test('an upload that took no time has no bars', () => {
    const nothing = { ...secure, requestEnd: 1_000, responseStart: 1_000, requestStart: 1_000 }
    expect(waterfall(nothing, { width: 80 }).join('')).not.toContain('█')
  })
})

test('colours are the caller’s', () => {
  const mark = (sign: string) => (text: string) => `${sign}${text}${sign}`
  const [line] = waterfall(secure, { width: 71, bar: mark('*'), label: mark('_') })
  expect(line).toBe(`_dns           10 ms_  *${'█'.repeat(5)}*`)
})

function names(profile: Profile): string[] {
  return waterfall(profile, { width: 80 }).map((line) => /^(.+?) {2}/.exec(line)?.[1]?.trim() ?? '')
}
