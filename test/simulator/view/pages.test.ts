import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { type PhoneOptions, type PhoneServer, servePhones } from './phone.js'

let browser: Browser
let phones: PhoneServer
beforeAll(async () => {
  ;[browser, phones] = await Promise.all([openBrowser(), servePhones()])
}, 30_000)
afterAll(async () => {
  await browser.close()
  await phones.close()
})

async function open(files: Record<string, string>, options?: PhoneOptions) {
  const phone = await phones.open(browser, files, options)
  onTestFinished(() => phone.close())
  return phone
}

const app = {
  'app.json':
    '{ "pages": ["pages/index/index"], "window": { "navigationBarTitleText": "Photos" } }',
  'app.js': 'App({})',
}

test('a tap reaches the page, and what it sets is on the screen', async () => {
  const { frame, until, lines } = await open({
    ...app,
    'pages/index/index.ttml': '<view id="count" bindtap="add" data-by="{{2}}">{{count}}</view>',
    'pages/index/index.js': `Page({
      data: { count: 1 },
      add({ currentTarget }) {
        this.setData({ count: this.data.count + currentTarget.dataset.by }, () => console.log('shown'))
      },
    })`,
  })
  expect(await until('shown')).toEqual({ type: 'shown', route: 'pages/index/index' })
  await frame.locator('#count').click()
  await frame.locator('#count', { hasText: '3' }).waitFor()
  await until('console')
  expect(lines()).toEqual(['shown'])
})
