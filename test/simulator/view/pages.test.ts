import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { type PhoneOptions, type PhoneServer, servePhones, styleOf, topOf } from './phone.js'

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

const window = { navigationBarTitleText: 'Photos', navigationBarTextStyle: 'black' }
const appOf = (...pages: string[]) => ({
  'app.json': JSON.stringify({ pages: pages.map((name) => `pages/${name}`), window }),
  'app.js': 'App({})',
})

test('a tap reaches the page, and what it sets is on the screen', async () => {
  const { frame, until, lines } = await open({
    ...appOf('index'),
    'pages/index.ttml': '<view id="count" bindtap="add" data-by="{{2}}">{{count}}</view>',
    'pages/index.js': `Page({
      data: { count: 1 },
      add({ currentTarget }) {
        this.setData({ count: this.data.count + currentTarget.dataset.by }, () => console.log('shown'))
      },
    })`,
  })
  expect(await until('shown')).toEqual({ type: 'shown', route: 'pages/index' })
  await frame.locator('#count').click()
  await frame.locator('#count', { hasText: '3' }).waitFor()
  await until('console')
  expect(lines()).toEqual(['shown'])
})

test('pages are put upon each other, and taken away by the back button', async () => {
  const { frame, until, say, lines } = await open({
    ...appOf('index', 'photo'),
    'pages/index.ttml':
      '<view style="height: 3000px">tall</view><view id="go" bindtap="go">Go</view>',
    'pages/index.js': `Page({
      go() { tt.navigateTo({ url: '/pages/photo?id=7' }) },
      onShow() { console.log('index shows') },
    })`,
    'pages/photo.ttml': '<view id="id">Photo {{id}}</view>',
    'pages/photo.json': '{ "navigationBarTitleText": "One photo" }',
    'pages/photo.js': `Page({
      data: { id: '' },
      onLoad({ id }) { this.setData({ id }) },
      onUnload() { console.log('photo ends') },
    })`,
  })
  const scroller = frame.locator('[data-route="pages/index"] .phone-scroller')
  await frame.locator('#go').click()
  await frame.locator('#id', { hasText: 'Photo 7' }).waitFor()
  await expect
    .poll(() => frame.locator(`[data-route="pages/photo"] h1`).textContent())
    .toBe('One photo')
  const scrolled = await scroller.evaluate((element) => element.scrollTop)
  expect(scrolled).toBeGreaterThan(1000)
  await frame.getByRole('button', { name: 'Back' }).click()
  await frame.locator('#id').waitFor({ state: 'detached' })
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(scrolled)
  await expect.poll(() => frame.getByRole('button', { name: 'Back' }).count()).toBe(0)
  await frame.locator('#go').click()
  await frame.locator('#id').waitFor()
  await say({ type: 'back' })
  await frame.locator('#id').waitFor({ state: 'detached' })
  await until('pages', ({ pages }) => pages.length === 1)
  await expect
    .poll(lines)
    .toEqual(['index shows', 'photo ends', 'index shows', 'photo ends', 'index shows'])
})

test('a page that slides away is whole until it has left', async () => {
  const { frame, until } = await open({
    ...appOf('index', 'more'),
    'pages/index.ttml': '<view id="go" bindtap="go">Go</view>',
    'pages/index.js': `Page({ go() { tt.navigateTo({ url: '/pages/more' }) } })`,
    'pages/more.json': '{ "usingComponents": { "my-card": "/card" } }',
    'pages/more.ttml': '<view id="around"><my-card/></view>',
    'pages/more.js': 'Page({})',
    'card.json': '{ "component": true }',
    'card.ttml': '<view id="card">card</view>',
    'card.js': 'Component({})',
  })
  await until('shown')
  await frame.locator('#go').click()
  await frame.locator('#card').waitFor()
  await frame.evaluate(`window.left = []
    const page = document.querySelector('[data-route="pages/more"]')
    new MutationObserver((records) => {
      const slides = page.className.includes('navigateBack-leave-active')
      const whole = page.querySelector('#card') !== null
      if (slides || !page.isConnected) left.push([page.isConnected, whole])
    }).observe(document.body, { childList: true, attributes: true, subtree: true })`)
  await frame.getByRole('button', { name: 'Back' }).click()
  await frame.locator('#around').waitFor({ state: 'detached' })
  const left = (await frame.evaluate('left')) as [slides: boolean, whole: boolean][]
  // It slid, and was whole until it was gone.
  expect(left[0]).toEqual([true, true])
  expect(left.find(([, whole]) => !whole)).toBeUndefined()
})

test('tabs lead to their pages, which stay as they are', async () => {
  const list = [
    { pagePath: 'pages/home', text: '首页' },
    { pagePath: 'pages/me', text: '我的' },
  ]
  const tabBar = { color: '#111111', selectedColor: '#fe2c55', backgroundColor: '#eeeeee', list }
  const { frame, say, until, lines } = await open({
    ...appOf('home', 'me'),
    'app.json': JSON.stringify({ pages: ['pages/home', 'pages/me'], window, tabBar }),
    'pages/home.ttml': '<view id="home" bindtap="add">{{count}}</view>',
    'pages/home.js': `Page({
      data: { count: 0 },
      add() { this.setData({ count: this.data.count + 1 }) },
      onTabItemTap(item) { console.log('home', item) },
    })`,
    'pages/me.ttml': '<view id="me">Me</view>',
    'pages/me.js': `Page({ onTabItemTap(item) { console.log(JSON.stringify(item)) } })`,
  })
  const tab = (name: string) => frame.getByRole('button', { name })
  await frame.locator('#home').click()
  await frame.locator('#home', { hasText: '1' }).waitFor()
  await tab('我的').click()
  await frame.locator('#me').waitFor()
  await expect.poll(() => frame.locator('#home').isVisible()).toBe(false)
  await expect.poll(() => tab('我的').getAttribute('aria-current')).toBe('page')
  const colorOf = (name: string) => styleOf(tab(name), 'color')
  await expect.poll(() => colorOf('首页')).toBe('rgb(17, 17, 17)')
  await expect.poll(() => colorOf('我的')).toBe('rgb(254, 44, 85)')
  await until('console')
  expect(lines()).toEqual(['{"index":1,"pagePath":"pages/me","text":"我的"}'])
  await say({ type: 'ui', api: 'setTabBarBadge', options: { index: 0, text: '12' } })
  await tab('首页').getByText('12').waitFor()
  await tab('首页').click()
  await frame.locator('#home', { hasText: '1' }).waitFor()
  await say({ type: 'ui', api: 'hideTabBar', options: {} })
  await tab('首页').waitFor({ state: 'detached' })
})

test('own components show their data, and what their owner puts into their slots', async () => {
  const { frame, lines } = await open({
    ...appOf('index'),
    'pages/index.json': '{ "usingComponents": { "my-card": "/card" } }',
    'pages/index.ttml': `<my-card tt:for="{{cards}}" tt:key="id" title="{{item.title}}" bindremove="remove" data-id="{{item.id}}">
      <view slot="foot">foot {{index}}</view><view class="inside">in {{item.title}}</view>
    </my-card>`,
    'pages/index.js': `Page({
      data: { cards: [{ id: 1, title: 'a' }, { id: 2, title: 'b' }, { id: 3, title: 'c' }] },
      remove({ currentTarget }) {
        const { id } = currentTarget.dataset
        this.setData({ cards: this.data.cards.filter((card) => card.id !== id) })
      },
    })`,
    'card.json': '{ "component": true }',
    'card.ttml':
      '<view class="card"><text class="title" bindtap="tap">{{title}} {{taps}}</text><slot/><view class="foot"><slot name="foot"/></view></view>',
    'card.ttss': '.inside { color: rgb(1, 2, 3) } .title { color: rgb(4, 5, 6) }',
    'card.js': `Component({
      options: { multipleSlots: true },
      properties: { title: String },
      data: { taps: 0 },
      lifetimes: { detached() { console.log('gone', this.data.title) } },
      methods: {
        tap() {
          this.setData({ taps: this.data.taps + 1 })
          if (this.data.taps === 2) this.triggerEvent('remove')
        },
      },
    })`,
  })
  const titles = frame.locator('.title')
  await frame.locator('.inside', { hasText: 'in c' }).waitFor()
  await expect.poll(() => titles.allTextContents()).toEqual(['a 0', 'b 0', 'c 0'])
  await expect
    .poll(() => frame.locator('.foot').allTextContents())
    .toEqual(['foot 0', 'foot 1', 'foot 2'])
  await titles.nth(1).click()
  await frame.getByText('b 1').click()
  await frame.getByText('b', { exact: false }).and(titles).waitFor({ state: 'detached' })
  await expect.poll(() => titles.allTextContents()).toEqual(['a 0', 'c 0'])
  await expect.poll(() => frame.locator('.foot').allTextContents()).toEqual(['foot 0', 'foot 1'])
  await expect.poll(lines).toEqual(['gone b'])
  const color = (selector: string) => styleOf(frame.locator(selector).first(), 'color')
  // The component's styles hold for its own template alone.
  await expect.poll(() => color('.title')).toBe('rgb(4, 5, 6)')
  await expect.poll(() => color('.inside')).toBe('rgb(0, 0, 0)')
})

test('the bar is as app.json, the page and the page’s logic have it', async () => {
  const { frame, say } = await open(
    {
      ...appOf('index', 'plain', 'own'),
      'pages/index.ttml': '<view>index</view>',
      'pages/index.js': 'Page({})',
      'pages/plain.ttml': '<view id="plain" bindtap="set">plain</view>',
      'pages/plain.json':
        '{ "navigationBarBackgroundColor": "#102030", "navigationBarTextStyle": "white" }',
      'pages/plain.js': `Page({
        set() {
          tt.setNavigationBarTitle({ title: 'Changed' })
          tt.setNavigationBarColor({ frontColor: '#000000', backgroundColor: '#ffeedd' })
          tt.showNavigationBarLoading()
        },
      })`,
      'pages/own.ttml': '<view id="own" style="position: fixed; top: 0">own</view>',
      'pages/own.json': '{ "navigationStyle": "custom" }',
      'pages/own.js': 'Page({})',
    },
    { url: 'pages/plain' },
  )
  const bar = frame.locator('header')
  const look = async () => [
    await styleOf(bar, 'color'),
    await styleOf(bar.locator('div').first(), 'backgroundColor'),
  ]
  await frame.locator('#plain').waitFor()
  await expect.poll(() => bar.getByRole('heading').textContent()).toBe('Photos')
  await expect.poll(look).toEqual(['rgb(255, 255, 255)', 'rgb(16, 32, 48)'])
  // Fixed things stay below the bar, whose height is the phone's.
  await expect.poll(() => topOf(frame.locator('#plain'))).toBe(20 + 88)
  await frame.locator('#plain').click()
  await bar.getByText('Changed').waitFor()
  await bar.getByRole('status', { name: 'Loading' }).waitFor()
  await expect.poll(look).toEqual(['rgb(22, 24, 35)', 'rgb(255, 238, 221)'])
  await frame.getByRole('button', { name: 'Home' }).click()
  await frame.getByText('index').waitFor()
  await expect.poll(() => frame.getByRole('button', { name: 'Home' }).count()).toBe(0)
  await say({ type: 'back' })
})

test('a page of its own bar has the whole screen', async () => {
  const { frame } = await open({
    ...appOf('own'),
    'pages/own.ttml': '<view id="own" style="position: fixed; top: 0">own</view>',
    'pages/own.json': '{ "navigationStyle": "custom" }',
    'pages/own.js': 'Page({})',
  })
  await expect.poll(() => topOf(frame.locator('#own'))).toBe(20)
  await expect.poll(() => frame.locator('header').count()).toBe(0)
  await frame.getByRole('group', { name: 'Mini-program' }).waitFor()
})

test('what is wrong with a page stands in a box, and the rest of it goes on', async () => {
  const { frame, until } = await open({
    ...appOf('index'),
    'pages/index.ttml': '<view>{{1 +}}</view>\n<view id="rest" bindtap="tap">{{text}}</view>',
    'pages/index.js': `Page({
      data: { text: 'rest' },
      onLoad() { this.nothing.there() },
      tap() { this.setData({ text: 'tapped' }) },
    })`,
  })
  await until('shown')
  const box = frame.getByRole('alert')
  await box.getByText('pages/index.ttml:1').waitFor()
  await box.getByText('pages/index.js:3').waitFor()
  await box.getByText('{{1 +}} does not parse').waitFor()
  await box.getByText('Cannot read properties of undefined').waitFor()
  await box.getByRole('button', { name: 'Close' }).click()
  await frame.locator('#rest').click()
  await frame.getByText('tapped').waitFor()
})

test('an app that throws says so', async () => {
  const { frame } = await open({
    ...appOf('index'),
    'app.js': 'throw new Error("no app today")',
    'pages/index.ttml': '<view>index</view>',
    'pages/index.js': 'Page({})',
  })
  await frame.getByRole('alert').getByText('no app today').waitFor()
})

test('new styles take the place of the old ones, and nothing else changes', async () => {
  const { frame, until, say } = await open({
    ...appOf('index'),
    'app.ttss': '.title { color: rgb(1, 1, 1) }',
    'pages/index.ttml': '<view class="title" bindtap="tap">{{count}}</view>',
    'pages/index.ttss': '.title { background: url(/a.png) }',
    'pages/index.js': 'Page({ data: { count: 0 }, tap() { this.setData({ count: 1 }) } })',
  })
  await until('shown')
  const title = frame.locator('.title')
  const look = async () => [await styleOf(title, 'color'), await styleOf(title, 'backgroundImage')]
  const picture = /^url\("http:\/\/127\.0\.0\.1:\d+\/project\/a\.png"\)$/
  await expect.poll(look).toEqual(['rgb(1, 1, 1)', expect.stringMatching(picture)])
  await title.click()
  await frame.locator('.title', { hasText: '1' }).waitFor()
  await say({ type: 'styles', css: '.title { color: rgb(2, 2, 2) }', parts: { 'pages/index': '' } })
  await expect.poll(look).toEqual(['rgb(2, 2, 2)', 'none'])
  await expect.poll(() => title.textContent()).toBe('1')
})

test('the tool sees the data of pages as it changes, and sets it', async () => {
  const { frame, until, say } = await open({
    ...appOf('index'),
    'pages/index.ttml': '<view id="name" bindtap="tap">{{name}}</view>',
    'pages/index.js': 'Page({ data: { name: "a" }, tap() { this.setData({ name: "b" }) } })',
  })
  await until('shown')
  await say({ type: 'watchData', on: true })
  await until('appData', ({ parts }) => parts[0]?.data.name === 'a')
  await frame.locator('#name').click()
  const { parts } = await until('appData', ({ parts }) => parts[0]?.data.name === 'b')
  await say({ type: 'setData', part: parts[0]?.id as number, data: { name: 'c' } })
  await frame.getByText('c', { exact: true }).waitFor()
})

test('only what the page around it says is heard', async () => {
  const { frame, until } = await open({
    ...appOf('index'),
    'pages/index.ttml': '<view id="one">one</view>',
    'pages/index.js': 'Page({ onHide() { console.log("hidden") } })',
  })
  await until('shown')
  // It is heard before the timer runs, were it heard at all.
  await frame.evaluate(`new Promise((done) => {
    window.postMessage({ type: 'visible', visible: false }, '*')
    setTimeout(() => setTimeout(done))
  })`)
  expect(await frame.getByText('In the background').count()).toBe(0)
})

test('who leaves by the button puts it into the background, and comes back by a tap', async () => {
  const { frame, until, lines } = await open({
    ...appOf('index'),
    'pages/index.ttml': '<view>index</view>',
    'pages/index.js':
      'Page({ onShow() { console.log("show") }, onHide() { console.log("hide") } })',
  })
  await until('shown')
  await frame.getByRole('button', { name: 'Leave' }).click()
  expect(await until('visible')).toEqual({ type: 'visible', visible: false })
  await frame.getByRole('button', { name: 'Tap to come back' }).click()
  await until('visible', ({ visible }) => visible)
  await expect.poll(lines).toEqual(['show', 'hide', 'show'])
})

test('heights and the safe area are those of the page’s own window', async () => {
  const { frame } = await open({
    ...appOf('index'),
    'pages/index.ttml':
      '<view id="inline" style="height: 50vh"/><view class="h-50vh"/><view id="safe"/>',
    'pages/index.ttss': `.h-50vh { height: calc(50vh - 10px); content: "50vh" }
      #safe { height: env(safe-area-inset-bottom) }`,
    'pages/index.js': 'Page({})',
  })
  const heightOf = async (selector: string) => (await frame.locator(selector).boundingBox())?.height
  await frame.locator('#inline').waitFor({ state: 'attached' })
  const half = (812 - 88) / 2
  await expect.poll(() => heightOf('#inline')).toBe(half)
  await expect.poll(() => heightOf('.h-50vh')).toBe(half - 10)
  await expect.poll(() => heightOf('#safe')).toBe(34)
})

test('a path in a template starts where the template lies, in a slot too', async () => {
  const { frame } = await open({
    ...appOf('index'),
    'pages/index.json': '{ "usingComponents": { "my-card": "/parts/card/card" } }',
    'pages/index.ttml': '<my-card><image id="slotted" src="./a.png"/></my-card>',
    'pages/index.js': 'Page({})',
    'parts/card/card.json': '{ "component": true }',
    'parts/card/card.ttml': '<image id="own" src="./a.png"/><image id="root" src="/a.png"/><slot/>',
    'parts/card/card.js': 'Component({})',
  })
  const pathOf = async (id: string) =>
    new URL((await frame.locator(`#${id} img`).getAttribute('src')) as string).pathname
  await expect.poll(() => pathOf('own')).toBe('/project/parts/card/a.png')
  await expect.poll(() => pathOf('root')).toBe('/project/a.png')
  await expect.poll(() => pathOf('slotted')).toBe('/project/pages/a.png')
})
