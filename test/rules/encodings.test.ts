import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, type Encoding, encodeText, isEncoding } from '../../src/rules/encodings.js'

const names: Encoding[] = [
  ...(['ascii', 'base64', 'binary', 'hex', 'latin1', 'ucs2', 'ucs-2'] as const),
  ...(['utf16le', 'utf-16le', 'utf8', 'utf-8'] as const),
]
const bytes = fc.uint8Array({ maxLength: 40_000 })
const text = fc.string({ unit: 'binary', maxLength: 200 })

describe.each(names)('%s', (name) => {
  test('bytes become the text that Node makes of them', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(decodeText(data, name)).toBe(Buffer.from(data).toString(name))
      }),
    )
  })

  test('of a big file too', () => {
    const data = randomBytes(1_000_000)
    expect(decodeText(data, name) === data.toString(name)).toBe(true)
  })

  test('a part of a larger memory is read as that part', () => {
    const data = new TextEncoder().encode('xabcdx').subarray(1, 5)
    expect(decodeText(data, name)).toBe(Buffer.from('abcd').toString(name))
  })

  test('text becomes the bytes that Node makes of it', () => {
    fc.assert(
      fc.property(text, (data) => {
        // hex and base64 take digits alone: what is a text of theirs, is made by Node.
        const digits = name === 'hex' || name === 'base64'
        const good = digits ? Buffer.from(data).toString(name) : data
        expect(Buffer.from(encodeText(good, name) ?? 'none')).toEqual(Buffer.from(good, name))
      }),
    )
  })
})

test.each(['xyz', 'a', '0g', '0x00'])('%j is no hex', (data) => {
  expect(encodeText(data, 'hex')).toBeUndefined()
})

test.each(['data:image/png;base64,aGVsbG8=', 'a', '_-__', 'aGVsbG8==='])(
  '%j is no base64',
  (data) => {
    expect(encodeText(data, 'base64')).toBeUndefined()
  },
)

test('base64 bears line breaks and a missing padding', () => {
  expect(encodeText('aGVs\r\nbG8', 'base64')).toEqual(new TextEncoder().encode('hello'))
})

test('a BOM stays, and a lone half of a pair goes through UTF-16', () => {
  expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]), 'utf8')).toBe('\ufeffa')
  expect(decodeText(encodeText('\ud800', 'ucs2') ?? new Uint8Array(), 'ucs2')).toBe('\ud800')
})

test.each(['UTF8', 'gbk', '', 'toString', '__proto__'])('%j is no encoding', (name) => {
  expect(isEncoding(name)).toBe(false)
})
