import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import {
  type Phone,
  type PhoneOptions,
  type PhoneServer,
  pointAt,
  servePhones,
  topOf,
} from './phone.js'

let browser: Browser
let phones: PhoneServer
beforeAll(async () => {
  ;[browser, phones] = await Promise.all([openBrowser(), servePhones()])
}, 30_000)
afterAll(async () => {
  await browser.close()
  await phones.close()
})

async function open(page: Record<string, string>, options?: PhoneOptions): Promise<Phone> {
  const phone = await phones.open(
    browser,
    {
      'app.json': '{ "pages": ["pages/index"] }',
      'app.js': 'App({})',
      ...Object.fromEntries(
        Object.entries(page).map(([ext, text]) => [`pages/index.${ext}`, text]),
      ),
    },
    options,
  )
  onTestFinished(() => phone.close())
  await phone.until('shown')
  return phone
}

const scrollTop = ({ frame }: Phone) =>
  frame.locator('.phone-scroller').evaluate((one) => one.scrollTop)

const refreshed = {
  json: '{ "enablePullDownRefresh": true }',
  ttml: '<view style="height: 2000px">{{text}}</view>',
  js: `Page({
    data: { text: 'old' },
    onPullDownRefresh() { this.setData({ text: 'new' }); console.log('pulled') },
    end() { tt.stopPullDownRefresh() },
  })`,
}

test('a page is pulled down by the mouse, and stays so until it says that it has done', async () => {
  const phone = await open(refreshed)
  const { frame, page, say, lines } = phone
  await pointAt(phone, 200, 300)
  await page.mouse.down()
  await page.mouse.move(200, 340, { steps: 3 })
  await page.mouse.up()
  // Not far enough: it goes back up.
  const room = () =>
    frame.locator('.phone-pull').evaluate((one) => one.getBoundingClientRect().height)
  await expect.poll(room).toBe(0)
  await page.mouse.down()
  await page.mouse.move(205, 520, { steps: 5 })
  await page.mouse.up()
  await frame.getByText('new').waitFor()
  await frame.getByRole('status', { name: 'Loading' }).waitFor()
  await say({ type: 'ui', api: 'stopPullDownRefresh', options: {} })
  await frame.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
  await expect.poll(lines).toEqual(['pulled'])
})

test('a page is pulled down by the wheel, and by its logic', async () => {
  const phone = await open({
    ...refreshed,
    js: refreshed.js.replace(
      'onPullDownRefresh() {',
      'onPullDownRefresh() { tt.stopPullDownRefresh();',
    ),
  })
  const { page, say, lines } = phone
  await pointAt(phone, 200, 400)
  for (let turn = 0; turn < 4; turn += 1) await page.mouse.wheel(0, -80)
  await expect.poll(lines).toEqual(['pulled'])
  await say({ type: 'ui', api: 'startPullDownRefresh', options: {} })
  await expect.poll(lines).toEqual(['pulled', 'pulled'])
})

test('a page that does not want it is not pulled down', async () => {
  const phone = await open({ ...refreshed, json: '{}' })
  const { frame, page } = phone
  await pointAt(phone, 200, 400)
  await page.mouse.wheel(0, -500)
  // The page scrolls after the wheel: by then it would be down.
  await page.mouse.wheel(0, 100)
  await expect.poll(() => scrollTop(phone)).toBe(100)
  expect(await frame.getByRole('status', { name: 'Loading' }).count()).toBe(0)
})

test('a page is told where it scrolls, and once when it comes near its end', async () => {
  const phone = await open({
    json: '{ "onReachBottomDistance": 100 }',
    ttml: '<view style="height: 2000px"/>',
    js: `Page({
      onPageScroll({ scrollTop }) { if (scrollTop > 0) console.log('at', scrollTop) },
      onReachBottom() { console.log('end') },
    })`,
  })
  const { page, lines } = phone
  const room = 2000 - (812 - 88)
  await pointAt(phone, 200, 400)
  await page.mouse.wheel(0, room - 110)
  await expect.poll(lines).toContain(`at ${room - 110}`)
  expect(lines()).not.toContain('end')
  await page.mouse.wheel(0, 20)
  await expect.poll(lines).toContain(`at ${room - 90}`)
  await page.mouse.wheel(0, 20)
  await expect.poll(lines).toContain(`at ${room - 70}`)
  await page.mouse.wheel(0, -100)
  await expect.poll(lines).toContain(`at ${room - 170}`)
  await page.mouse.wheel(0, 150)
  await expect.poll(lines).toContain(`at ${room - 20}`)
  expect(lines().filter((line) => line === 'end')).toEqual(['end', 'end'])
})

test('a page scrolls where its logic wants it to', async () => {
  const phone = await open({
    ttml: '<view style="height: 1500px"/><view id="there" style="height: 1500px">there</view>',
    js: `Page({
      onReady() { tt.pageScrollTo({ scrollTop: 700, duration: 50, success: () => console.log('there') }) },
    })`,
  })
  await phone.until('console')
  expect(phone.lines()).toEqual(['there'])
  expect(await scrollTop(phone)).toBe(700)
})

test('a page that must not scroll does not', async () => {
  const phone = await open({ ...refreshed, json: '{ "disableScroll": true }' })
  await pointAt(phone, 200, 400)
  await phone.page.mouse.wheel(0, 300)
  await phone.frame.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  )
  expect(await scrollTop(phone)).toBe(0)
})

test('pages do not slide where the person wants less motion', async () => {
  const still = await phones.open(
    browser,
    {
      'app.json': '{ "pages": ["pages/index", "pages/more"] }',
      'app.js': 'App({})',
      'pages/index.ttml': '<view id="go" bindtap="go">Go</view>',
      'pages/index.js': `Page({ go() { tt.navigateTo({ url: '/pages/more' }) } })`,
      'pages/more.ttml': '<view>more</view>',
      'pages/more.js': 'Page({})',
    },
    { context: { reducedMotion: 'reduce' } },
  )
  onTestFinished(() => still.close())
  await still.frame.locator('#go').click()
  await still.frame.getByText('more').waitFor()
  const moving = `document.getAnimations().filter(({ effect }) => effect.target.matches('[data-route]')).length`
  expect(await still.frame.evaluate(moving)).toBe(0)
})

test('on a real phone no status bar is drawn, and the bar is below the safe area', async () => {
  const { frame } = await open(
    { ttml: '<view id="first">first</view>', js: 'Page({})' },
    { bare: true },
  )
  expect(await frame.getByText(/^\d+:\d\d$/).count()).toBe(0)
  await expect.poll(() => topOf(frame.locator('#first'))).toBe(20 + 44)
})

test('a list of a thousand rows is soon there, and one of them soon another', async () => {
  const phone = await open({
    ttml: `<view id="change" bindtap="change">Change</view>
      <view class="row" tt:for="{{rows}}" tt:key="id"><text class="name">{{item.name}}</text><view class="size">{{item.size}} KB</view></view>`,
    js: `Page({
      data: { rows: Array.from({ length: 1000 }, (_, id) => ({ id, name: 'row ' + id, size: id * 3 })) },
      change() {
        const start = Date.now()
        this.setData({ 'rows[500].name': 'changed' }, () => console.log(Date.now() - start))
      },
    })`,
  })
  const { frame, page, lines } = phone
  await expect.poll(() => frame.locator('.row').count()).toBe(1000)
  await frame.locator('#change').click()
  await frame.locator('.name', { hasText: 'changed' }).waitFor()
  await expect.poll(lines).toHaveLength(1)
  // Some 60 ms on a machine that is not in use; one that renders each row anew in turn takes seconds.
  expect(Number(lines()[0])).toBeLessThan(3000)
  await pointAt(phone, 200, 400)
  await page.mouse.wheel(0, 20_000)
  await expect.poll(() => frame.locator('.row').last().isVisible()).toBe(true)
})
