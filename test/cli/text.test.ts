import { describe, expect, test } from 'vitest'
import { byteSize } from '../../src/cli/arguments.js'
import { indentJson } from '../../src/cli/json.js'
import { createRateMeter, progressLine } from '../../src/cli/progress.js'
import { createPaint } from '../../src/cli/screen.js'
import {
  clip,
  columns,
  formatBytes,
  formatDuration,
  harmless,
  harmlessLines,
  wrap,
} from '../../src/cli/text.js'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [137_943, '138 kB'],
  [99_949, '99.9 kB'],
  [999_600, '1.0 MB'],
  [5 * 1024 ** 3, '5.4 GB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

test.each([
  [0.4, '0.40 ms'],
  [2.34, '2.3 ms'],
  [17.4, '17 ms'],
  [999.4, '999 ms'],
  [1_234, '1.23 s'],
  [59_900, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

test.each([
  ['0', 0],
  ['500', 500],
  ['20k', 20 * 1024],
  ['10MB', 10 * 1024 ** 2],
  ['2GiB', 2 * 1024 ** 3],
])('a size of %s is %d bytes', (text, bytes) => expect(byteSize('x', text)).toBe(bytes))

test.each(['', 'k', '1.5M', '-1', '1x', '99999999T'])('%j is no size', (text) =>
  expect(() => byteSize('x', text)).toThrow('--x must be a number of bytes'),
)

describe('JSON is laid out anew and says the same', () => {
  test.each([
    ['{"id":12345678901234567890,"x":1.0}', '{\n  "id": 12345678901234567890,\n  "x": 1.0\n}'],
    ['[{},[ ],{"a":[1,2]}]', '[\n  {},\n  [],\n  {\n    "a": [\n      1,\n      2\n    ]\n  }\n]'],
    ['{"a,{\\"":"}:[ x"}', '{\n  "a,{\\"": "}:[ x"\n}'],
  ])('%s', (text, expected) => expect(indentJson(text)).toBe(expected))

  test.each(['', 'text', '"text"', '7', '{"a":1', '<html>'])('%j stays as it is', (text) =>
    expect(indentJson(text)).toBeUndefined(),
  )

  test('a long one takes no long time', () => {
    const text = JSON.stringify([...Array(100_000).keys()].map((n) => ({ n, s: `"${n}\\` })))
    expect(indentJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2))
    expect(indentJson(`["${'x'.repeat(20_000_000)}"]`)).toHaveLength(20_000_008)
  })
})

test('text that came from elsewhere can not drive a terminal', () => {
  expect(harmless('a\x1b[2J\n\x9b\u202eb')).toBe('a\\x1b[2J\\x0a\\x9b\\u202eb')
  expect(harmlessLines('a\r\n\tb\x07')).toBe('a\n\tb\\x07')
})

test('columns, not characters, are counted', () => {
  expect(columns('蒲公英 a')).toBe(8)
  expect(columns('e\u0301')).toBe(1)
  expect(clip('蒲公英', 5)).toBe('蒲公…')
  expect(clip('abc', 3)).toBe('abc')
  expect(wrap('aa bb 蒲公英 cccccccc', 5)).toEqual(['aa bb', '蒲公', '英', 'ccccc', 'ccc'])
})

describe('the progress line', () => {
  const update = { progress: 25, totalBytesSent: 250_000, totalBytesExpectedToSend: 1_000_000 }
  const plain = createPaint(false).cyan

  test('bar, percentage, bytes, speed, time left', () => {
    const line = progressLine(update, 100_000, 100, plain)
    expect(line).toBe(
      `${'█'.repeat(10)}${'░'.repeat(30)}   25%  250 kB / 1.0 MB  100 kB/s  7.50 s left`,
    )
  })
  test.each([80, 60, 40, 20, 8, 4])('fits %d columns', (width) => {
    const line = progressLine(update, 100_000, width, plain)
    expect(line.length).toBeLessThanOrEqual(width)
    expect(line).toContain('25%'.slice(0, width))
  })
  test('the whole body is out: no time is left to tell', () => {
    const sent = { progress: 100, totalBytesSent: 10, totalBytesExpectedToSend: 10 }
    expect(progressLine(sent, 5, 100, plain)).toMatch(/100% .*sent$/)
  })
  test('a speed over the last seconds, which falls while nothing goes out', () => {
    let now = 0
    const meter = createRateMeter(() => now)
    expect(meter.rate()).toBeUndefined()
    for (; now < 10_000; now += 100) meter.add(now)
    now = 10_000
    meter.add(now)
    expect(meter.rate()).toBeCloseTo(1_000, 0)
    now = 16_000
    expect(meter.rate()).toBeLessThan(400)
  })
})
