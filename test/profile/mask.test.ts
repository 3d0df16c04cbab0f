import { expect, test } from 'vitest'
import { secretsMask } from '../../src/profile/mask.js'

test.each([
  ['https://a.example/#access_token=hidden&b=c', 'https://a.example/#access_token=***&b=c'],
  ['https://a.example/?b=c#access_token=hidden', 'https://a.example/?b=c#access_token=***'],
  ['/?token=hidden#b', '/?token=***#b'],
  ['/?a?token=hidden', '/?a?token=***'],
  ['https://u:hidden@a.example/?a=b#c', 'https://***@a.example/?a=b#c'],
])('the URL %s', (url, shown) => {
  expect(secretsMask.url(url)).toBe(shown)
})

test.each([
  ['{"a":"b","token":"hidden","c":1}', '{"a":"b","token":"***","c":1}'],
  ['{"a":{"token" : 5},"b":"token"}', '{"a":{"token" : "***"},"b":"token"}'],
  ['{"tokens":["hidden",1],"a":["token"]}', '{"tokens":"***","a":["token"]}'],
  ['{"my\\"token":"hid\\"den"}', '{"my\\"token":"***"}'],
  // Cut off in the middle.
  ['{"a":"b","token":"hidd', '{"a":"b","token":"***"'],
  ['{"a":"the token\\', '{"a":"the token\\'],
  ['a=b&token=hidden', 'a=b&token=***'],
])('the text %s', (text, shown) => {
  expect(secretsMask.text(text)).toBe(shown)
})
