import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/rules/json.js'

test.each([
  ['', 'it ends too early, at line 1, column 1'],
  ['{\n  "a": 1,\n}', 'unexpected "}" at line 3, column 1'],
  ['{\r\n  "a" 1\r\n}', 'unexpected "1" at line 2, column 7'],
  ['[1, 2', 'it ends too early, at line 1, column 6'],
  ['[1 2]', 'unexpected "2" at line 1, column 4'],
  ['{"a": [{}, tru]}', 'unexpected "t" at line 1, column 12'],
  ['{"a": True}', 'unexpected "T" at line 1, column 7'],
  ['{} {}', 'unexpected "{" at line 1, column 4'],
  ["{'a': 1}", 'unexpected "\'" at line 1, column 2'],
  ['// a comment\n{}', 'unexpected "/" at line 1, column 1'],
  ['{"a": "a line\nbreak"}', 'unexpected "\\"" at line 1, column 7'],
  ['[山]', 'unexpected "山" at line 1, column 2'],
])('%j breaks where it breaks', (text, told) => {
  expect(() => parseJson('app.json', text)).toThrow(new SyntaxError(`app.json is no JSON: ${told}`))
})

test('a byte order mark does not count', () => {
  expect(parseJson('app.json', '\uFEFF{"a":1}')).toEqual({ a: 1 })
})

test('the break of a JSON that was cut or got one letter more is found, wherever', () => {
  const texts = fc.json().chain((text) => {
    const spot = fc.nat(text.length)
    return spot.map(
      (at) => [text.slice(0, at), `${text.slice(0, at)}\u0001${text.slice(at)}`, at] as const,
    )
  })
  fc.assert(
    fc.property(texts, ([cut, spoilt, at]) => {
      expect(parsed(cut)).toMatch(/^(ok$|a\.json is no JSON: )/)
      // A letter that stands nowhere in JSON: the break is there, or where its string begins.
      expect(Number(/column (\d+)$/.exec(parsed(spoilt))?.[1])).toBeLessThanOrEqual(at + 1)
    }),
  )
})

function parsed(text: string): string {
  try {
    parseJson('a.json', text)
    return 'ok'
  } catch (error) {
    return (error as Error).message
  }
}
