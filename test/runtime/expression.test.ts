import { expect, test } from 'vitest'
import { forgiving, splitBindings } from '../../src/runtime/expression.js'

test.each([
  ['a.b.c', 'a?.b?.c'],
  ['a[0].b', 'a?.[0]?.b'],
  ['a.b(c).d', 'a?.b(c)?.d'],
  ['[a.b, 1.5, .5]', '[a?.b, 1.5, .5]'],
  ["'a.b' + a", "'a.b' + a"],
  ['{...a.b, c: [d]}', '{...a?.b, c: [d]}'],
  ['a?.b', 'a?.b'],
  ['typeof [a]', 'typeof [a]'],
  ['a ? .5 : b.c', 'a ? .5 : b?.c'],
  ['x in [1]', 'x in [1]'],
  ['数据.名', '数据?.名'],
])('%s becomes %s', (written, expected) => {
  expect(forgiving(written)).toBe(expected)
})

test.each([
  ['plain', [[false, 'plain']]],
  ['{{a}}', [[true, 'a']]],
  [
    'at {{ a }}, {{b}}!',
    [
      [false, 'at '],
      [true, 'a'],
      [false, ', '],
      [true, 'b'],
      [false, '!'],
    ],
  ],
  ['{{ {a: {b: 1}} }}', [[true, '{a: {b: 1}}']]],
  [
    '{{a}}{{b}}',
    [
      [true, 'a'],
      [true, 'b'],
    ],
  ],
  ['{{{a: 1}}}', [[true, '{a: 1}']]],
  ['{{a', [[false, '{{a']]],
  ['', []],
])('%s is taken apart', (written, expected) => {
  expect(splitBindings(written).map(({ expression, text }) => [expression, text])).toEqual(expected)
})
