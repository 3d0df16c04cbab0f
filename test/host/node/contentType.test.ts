import mime from 'mime'
import { expect, it } from 'vitest'
import { contentType, usualTypes } from '../../../src/host/node/contentType.js'

it.each([...usualTypes])('%s is %s without the table, as in the table', (extension, type) => {
  expect(mime.getType(extension)).toBe(type)
  expect(contentType(`a.b.${extension.toUpperCase()}`)).toBe(type)
})

it.each([['jpg'], ['a.jpg.'], ['a.constructor'], ['']])(
  '%s has no extension that is known',
  async (name) => {
    expect(await contentType(name)).toBe('application/octet-stream')
  },
)
