import type { TestPage } from 'tt-anywhere/testing'
import { beforeEach, expect, test } from 'vitest'
import { startApp } from '../helpers/app.js'

let page: TestPage

beforeEach(async () => {
  const { app } = await startApp('data')
  page = await app.open()
})

test('[18.39] setData sets paths at once, and calls its callback when the view has followed', async () => {
  expect(await page.call('order')).toEqual(['at once', 2, 'callback', 'x'])
  expect(page.data).toStrictEqual({
    list: [{ n: 1 }, { n: 2 }],
    deep: { a: { b: 1, c: 3 } },
    fresh: 'x',
    more: { of: [{ it: 1 }] },
  })
})

test('[18.39] data are copies, of what Page() and setData were given', async () => {
  expect(await page.call('copies')).toEqual([1, 1, 1])
})

test('[18.39] data are as JSON', async () => {
  expect(await page.call('kinds')).toStrictEqual({
    when: '1970-01-01T00:00:00.000Z',
    list: [undefined, null],
    none: null,
  })
})

test('what a test gets are copies too, of its own realm', async () => {
  const { data } = page
  ;(data.list as unknown[]).push('mine')
  expect(page.data.list).toStrictEqual([{ n: 1 }])
  await page.call('direct')
  expect(page.data.list).toStrictEqual([{ n: 1 }, { n: 5 }])
})

test('a method is called with a tap, whose fields a test may set', async () => {
  const target = { id: '', dataset: {} }
  expect(await page.call('takes')).toEqual(['tap', { x: 0, y: 0 }, target, 'number', true])
  const event = {
    type: 'input',
    detail: { value: 'Hello' },
    target: { id: 'a', dataset: { n: 1 } },
  }
  expect(await page.call('takes', event)).toEqual([
    'input',
    { value: 'Hello' },
    event.target,
    'number',
    true,
  ])
})

test('a method may return anything', async () => {
  expect(await page.call('cyclic')).toMatchObject({ data: page.data })
})
