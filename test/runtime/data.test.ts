import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyData, getPath, parsePath, sameData, setPath } from '../../src/runtime/data.js'
import { affected, parseObservers } from '../../src/runtime/observers.js'
import { joinPath, parsePageUrl } from '../../src/runtime/paths.js'

describe('paths of data', () => {
  test.each([
    ['a', ['a']],
    ['a.b', ['a', 'b']],
    ['a[0]', ['a', 0]],
    ['a[10][2].b-c', ['a', 10, 2, 'b-c']],
    ['a.0.b', ['a', '0', 'b']],
    ['a.[0].b.[12]', ['a', 0, 'b', 12]],
    ['列表[1].名字', ['列表', 1, '名字']],
  ])('%s', (text, path) => expect(parsePath(text)).toEqual(path))

  test.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[]', 'a[x]', 'a[0]b', 'a]', '.[0]', 'a.[b]'])(
    '%j is none',
    (text) => {
      expect(() => parsePath(text)).toThrow(TypeError)
    },
  )

  test('what is missing on the way is made, and what does not fit is replaced', () => {
    const data = { kept: { a: 1 }, text: 'text' }
    setPath(data, parsePath('list[1].name'), 'x', globalThis)
    setPath(data, parsePath('text.length'), 3, globalThis)
    setPath(data, parsePath('kept.b'), 2, globalThis)
    expect(data).toEqual({
      kept: { a: 1, b: 2 },
      text: { length: 3 },
      list: [undefined, { name: 'x' }],
    })
  })

  test('no path reaches a prototype', () => {
    const data = {}
    setPath(data, parsePath('__proto__.polluted'), 1, globalThis)
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
  })

  test('what was set can be read, for all paths and values', () => {
    const step = fc.oneof(fc.stringMatching(/^[a-z]{1,3}$/), fc.nat(4))
    const path = fc.tuple(fc.stringMatching(/^[a-z]$/), fc.array(step, { maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(fc.tuple(path, fc.jsonValue()), { minLength: 1 }), (sets) => {
        const data = {}
        for (const [[first, rest], value] of sets) {
          const text = rest.reduce<string>(
            (all, one) => (typeof one === 'number' ? `${all}[${one}]` : `${all}.${one}`),
            first,
          )
          setPath(data, parsePath(text), copyData(value, globalThis), globalThis)
          expect(sameData(getPath(data, [first, ...rest]), value)).toBe(true)
        }
      }),
    )
  })
})

describe('copies', () => {
  test('are as JSON has it, with other objects', () => {
    const bytes = new ArrayBuffer(2)
    const date = new Date(0)
    const value = { a: [1, () => 1], f() {}, date, none: undefined, deep: { b: null }, bytes }
    const copy = copyData(value, globalThis) as typeof value
    expect(copy).toStrictEqual({
      a: [1, null],
      date: '1970-01-01T00:00:00.000Z',
      none: undefined,
      deep: { b: null },
      bytes,
    })
    expect(copy.deep).not.toBe(value.deep)
    // The same object twice is no cycle.
    const twice = { one: value.deep, two: value.deep }
    expect(copyData(twice, globalThis)).toEqual(twice)
  })
})

describe('observers', () => {
  const told = (observed: string, changed: string) => {
    const data = { a: { b: [{ c: 1 }] }, x: 2 }
    const observers = parseObservers({ [observed]: () => {} })
    return affected(observers, [parsePath(changed)], data).map(({ values }) => values)
  }
  test.each([
    ['a', 'a', [[{ b: [{ c: 1 }] }]]],
    ['a', 'a.b', []],
    ['a.b', 'a', [[[{ c: 1 }]]]],
    ['a.b[0].c', 'a.b[0]', [[1]]],
    ['a.b[0].c', 'a.b[1]', []],
    ['a.**', 'a.b[0].c', [[{ b: [{ c: 1 }] }]]],
    ['**', 'x', [[{ a: { b: [{ c: 1 }] }, x: 2 }]]],
    ['x, a.b', 'x', [[2, [{ c: 1 }]]]],
    ['ab', 'a', []],
  ])('of %s, when %s is set', (observed, changed, expected) => {
    expect(told(observed, changed)).toEqual(expected)
  })
})

describe('paths of files and pages', () => {
  test.each([
    ['a/b', './c', 'a/b/c'],
    ['a/b', '../c', 'a/c'],
    ['a', '/c/d', 'c/d'],
    ['', '../../c', 'c'],
    ['a', '..', ''],
  ])('%s and %s', (folder, path, joined) => expect(joinPath(folder, path)).toBe(joined))

  test.each([
    ['/a/b?c=1&d', '/a/b', { c: '1', d: '' }],
    ['a.html?', 'a', {}],
    ['a?b=c?d=e&f=%20', 'a', { b: 'c?d=e', f: '%20' }],
  ])('%s', (url, path, query) => expect(parsePageUrl(url)).toEqual({ path, query }))
})
