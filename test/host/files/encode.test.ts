import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEntry, encodeEntry } from '../../../src/host/node/files/encode.js'

const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => !text.includes('/'))

/** More are tried by hand (TT_ANYWHERE_LONG=1). */
const numRuns = process.env.TT_ANYWHERE_LONG ? 100_000 : 5_000

describe('names of saved files on the machine', () => {
  test('every path comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const encoded = encodeEntry('file', names)
        fc.pre(encoded !== undefined)
        expect(decodeEntry(encoded)).toEqual({ kind: 'file', names })
      }),
      { numRuns },
    )
  })

  test('two paths never share a name, whatever a file system folds together', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), fc.array(name, { minLength: 1 }), (a, b) => {
        fc.pre(a.join('/') !== b.join('/'))
        const first = encodeEntry('file', a)
        const second = encodeEntry('file', b)
        fc.pre(first !== undefined && second !== undefined)
        expect(first.normalize('NFC').toLowerCase()).not.toBe(second.normalize('NFC').toLowerCase())
      }),
      { numRuns },
    )
  })

  test('a name is a plain one on every system', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const encoded = encodeEntry('folder', names)
        if (encoded === undefined) return
        expect(encoded).toMatch(/^d-[a-z0-9_.+^%-]+$/)
        expect(encoded).not.toMatch(/\.$/)
        expect(encoded.length).toBeLessThanOrEqual(240)
      }),
      { numRuns },
    )
  })

  test.each(['', '.', '..', 'photo.jpg', 'f-', 'x-a', 'f-A', 'f-%zzzzzzzzz_', 'f-a/b', 'f-%2t_.'])(
    'a name of another origin is passed over: %j',
    (text) => {
      expect(decodeEntry(text)).toBeUndefined()
    },
  )

  test('names that differ in case, and CON, are apart and harmless', () => {
    expect(encodeEntry('file', ['A.txt'])).toBe('f-^a.txt')
    expect(encodeEntry('file', ['a.txt'])).toBe('f-a.txt')
    expect(encodeEntry('file', ['photos', 'con'])).toBe('f-photos+con')
  })

  test('a path that is too long has no name', () => {
    expect(encodeEntry('file', ['a'.repeat(300)])).toBeUndefined()
  })
})
