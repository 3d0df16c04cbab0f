import type { TestApp, TestPage } from 'tt-anywhere/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { startApp } from '../helpers/app.js'

let app: TestApp
let host: Awaited<ReturnType<typeof startApp>>['host']

beforeEach(async () => {
  const started = await startApp('life')
  app = started.app
  host = started.host
})

/** What was written down since the last look. */
function log(): unknown[] {
  const { log } = app.instance.globalData as { log: unknown[] }
  return JSON.parse(JSON.stringify(log.splice(0))) as unknown[]
}

/** Calls a navigation API from the page that is shown; gives what complete got. */
async function go(api: string, options: object = {}): Promise<{ errMsg: string; errNo?: number }> {
  const detail = { api, ...options }
  return (await (app.current as TestPage).call('go', { detail })) as { errMsg: string }
}

const routes = () => app.pages.map((page) => page.route)

describe('life cycles', () => {
  test('[18.1] [18.2] [18.3] the first page launches the app, and its view comes after its logic', async () => {
    await app.open('/pages/first/first?id=7&name=a%20b&empty=&twice=1=2')
    const query = { id: '7', name: 'a%20b', empty: '', twice: '1=2' }
    const options = { path: 'pages/first/first', query, scene: '', referrerInfo: {}, showFrom: 10 }
    expect(log()).toEqual([
      ['App.onLaunch', options],
      ['App.onShow', options],
      `first.onLoad${JSON.stringify(query)}`,
      'first.onShow',
      'first: a promise of onLoad',
      'outer.created',
      'outer.attached',
      'inner.created',
      'inner.attached',
      'outer.show',
      'inner.show',
      'inner.ready',
      'outer.ready',
      'first.onReady',
    ])
    expect(app.current?.options).toEqual(query)
  })

  test('[18.4] without a path the first page of app.json is opened', async () => {
    const page = await app.open()
    expect(page.route).toBe('pages/first/first')
    expect(app.current).toBe(page)
    expect(app.pages).toEqual([page])
  })

  test('[18.5] opening another page from outside closes all others', async () => {
    const first = await app.open('pages/first/first')
    log()
    const page = await app.open('/pages/second/second?a=1')
    expect(log()).toEqual([
      'first.onUnload',
      'inner.detached',
      'outer.detached',
      'second.onLoad{"a":"1"}',
      'second.onShow',
      'second.onReady',
    ])
    expect(first.closed).toBe(true)
    expect(app.pages).toEqual([page])
  })

  test('[18.6] the background hides the page and the app, and the foreground shows them', async () => {
    await app.open('/pages/first/first?id=7')
    log()
    host.enterBackground()
    host.enterBackground()
    expect(log()).toEqual(['first.onHide', 'outer.hide', 'inner.hide', 'App.onHide'])
    host.enterForeground()
    const options = { path: 'pages/first/first', query: { id: '7' }, scene: '', referrerInfo: {} }
    expect(log()).toEqual([
      ['App.onShow', { ...options, showFrom: 0 }],
      'first.onShow',
      'outer.show',
      'inner.show',
    ])
  })
})

describe('the stack', () => {
  beforeEach(async () => {
    await app.open('/pages/first/first')
    log()
  })

  test('[18.7] navigateTo hides the page before, and navigateBack closes the one above', async () => {
    const told = await go('navigateTo', { url: '/pages/second/second?a=1&b' })
    expect(told).toEqual({ errMsg: 'navigateTo:ok', eventChannel: expect.anything() })
    expect(routes()).toEqual(['pages/first/first', 'pages/second/second'])
    expect(log()).toEqual([
      'first.onHide',
      'outer.hide',
      'inner.hide',
      'second.onLoad{"a":"1","b":""}',
      'second.onShow',
      'second.onReady',
    ])
    expect(await go('navigateBack')).toEqual({ errMsg: 'navigateBack:ok' })
    expect(log()).toEqual(['second.onUnload', 'first.onShow', 'outer.show', 'inner.show'])
    expect(routes()).toEqual(['pages/first/first'])
  })

  test('[18.8] redirectTo closes the page and opens another in its place', async () => {
    await go('navigateTo', { url: '/pages/second/second' })
    log()
    expect(await go('redirectTo', { url: '/shop/cart/cart' })).toEqual({ errMsg: 'redirectTo:ok' })
    expect(log()).toEqual(['second.onUnload', 'cart.onLoad{}', 'cart.onShow', 'cart.onReady'])
    expect(routes()).toEqual(['pages/first/first', 'shop/cart/cart'])
  })

  test('[18.9] reLaunch closes all pages, those of the tab bar too', async () => {
    await go('switchTab', { url: '/tabs/home/home' })
    await go('switchTab', { url: '/tabs/mine/mine' })
    await go('navigateTo', { url: '/pages/second/second' })
    log()
    expect(await go('reLaunch', { url: '/pages/deep/deep?x=1' })).toEqual({ errMsg: 'reLaunch:ok' })
    expect(log()).toEqual([
      'second.onUnload',
      'mine.onUnload',
      'home.onUnload',
      'deep.onLoad{"x":"1"}',
      'deep.onShow',
      'deep.onReady',
    ])
    expect(routes()).toEqual(['pages/deep/deep'])
  })

  test('[18.10] navigateBack takes several pages, and never the first', async () => {
    await go('navigateTo', { url: '/pages/second/second' })
    await go('navigateTo', { url: '/pages/deep/deep' })
    await go('navigateTo', { url: '/shop/cart/cart' })
    log()
    await go('navigateBack', { delta: 2 })
    expect(log()).toEqual(['cart.onUnload', 'deep.onUnload', 'second.onShow'])
    await go('navigateBack', { delta: 99 })
    expect(routes()).toEqual(['pages/first/first'])
    expect(await go('navigateBack')).toEqual({
      errMsg: 'navigateBack:fail can not navigate back at the first page',
    })
  })

  test('[18.11] ten pages may be open', async () => {
    for (let count = 1; count < 10; count += 1) {
      const { errMsg } = await go('navigateTo', { url: `/pages/second/second?n=${count}` })
      expect(errMsg).toBe('navigateTo:ok')
    }
    expect(app.pages).toHaveLength(10)
    expect(await go('navigateTo', { url: '/pages/deep/deep' })).toEqual({
      errMsg: 'navigateTo:fail page limit exceeded: 10',
    })
    expect((await go('redirectTo', { url: '/pages/deep/deep' })).errMsg).toBe('redirectTo:ok')
    expect(app.pages).toHaveLength(10)
  })

  test('[18.12] a URL is seen from the page, or from the root', async () => {
    for (const url of ['../second/second', 'pages/second/second', '/pages/second/second.html']) {
      expect((await go('redirectTo', { url })).errMsg).toBe('redirectTo:ok')
      expect(routes()).toEqual(['pages/second/second'])
    }
  })

  test('[18.13] `query` adds parameters; one that the URL has already is left out', async () => {
    await go('navigateTo', { url: '/pages/second/second?a=1', query: { a: 2, b: 3 } })
    expect(app.current?.options).toEqual({ a: '1', b: '3' })
  })

  test('[18.14] a page that app.json does not name fails with 21500', async () => {
    for (const api of ['navigateTo', 'redirectTo', 'reLaunch', 'switchTab']) {
      expect(await go(api, { url: '/pages/none/none?a=1' })).toEqual({
        errMsg: `${api}:fail url "pages/none/none" is not in app.json`,
        errNo: 21500,
      })
    }
    expect(log()).toEqual([])
  })

  test.each([
    [undefined, 'params.url should be string, but got undefined'],
    [7, 'params.url should be string, but got 7'],
    ['', 'url is invalid'],
  ])('[18.15] the url %j fails with 20000', async (url, detail) => {
    expect(await go('navigateTo', { url })).toEqual({
      errMsg: `navigateTo:fail ${detail}`,
      errNo: 20000,
    })
  })

  test('[18.16] getCurrentPages gives the instances, the last one shown', async () => {
    expect(await app.current?.call('stack')).toEqual(['pages/first/first'])
    await go('navigateTo', { url: '/pages/second/second' })
    expect(await app.pages[0]?.call('stack')).toEqual(['pages/first/first', 'pages/second/second'])
  })

  test('[18.17] a page and the one that it opened hear each other', async () => {
    const first = app.current as TestPage
    expect(await first.call('greet')).toBe('navigateTo:ok')
    const second = app.current as TestPage
    expect(second.route).toBe('pages/second/second')
    expect((await second.wait(({ heard }) => (heard as []).length)).heard).toEqual(['hello'])
    await first.wait(({ answers }) => (answers as []).length > 0)
    expect(first.data.answers).toEqual(['from second'])
  })
})

describe('the tab bar', () => {
  const a = '/tabs/home/home'
  const b = '/tabs/mine/mine'
  const c = '/pages/second/second'
  const d = '/pages/deep/deep'

  /** Opens a tab, and pages above it. */
  async function stand(tab: string, ...above: string[]): Promise<void> {
    await app.open(tab)
    for (const url of above) await go('navigateTo', { url })
    log()
  }

  const opened = (name: string) => [`${name}.onLoad{}`, `${name}.onShow`, `${name}.onReady`]

  test('[18.18] from A to A nothing happens', async () => {
    await stand(a)
    expect((await go('switchTab', { url: a })).errMsg).toBe('switchTab:ok')
    expect(log()).toEqual([])
  })

  test('[18.18] from A to B, and again', async () => {
    await stand(a)
    await go('switchTab', { url: b })
    expect(log()).toEqual(['home.onHide', ...opened('mine')])
    await go('switchTab', { url: a })
    expect(log()).toEqual(['mine.onHide', 'home.onShow'])
    expect(routes()).toEqual(['tabs/home/home'])
  })

  test('[18.18] from C, opened from A, to A', async () => {
    await stand(a, c)
    await go('switchTab', { url: a })
    expect(log()).toEqual(['second.onUnload', 'home.onShow'])
  })

  test('[18.18] from C, opened from A, to B', async () => {
    await stand(a, c)
    await go('switchTab', { url: b })
    expect(log()).toEqual(['second.onUnload', ...opened('mine')])
  })

  test('[18.18] from D, opened from C, to B', async () => {
    await stand(a, c, d)
    await go('switchTab', { url: b })
    expect(log()).toEqual(['deep.onUnload', 'second.onUnload', ...opened('mine')])
    await go('switchTab', { url: a })
    expect(log()).toEqual(['mine.onHide', 'home.onShow'])
  })

  test('[18.18] from D, opened from outside, to A', async () => {
    await stand(d)
    await go('switchTab', { url: a })
    expect(log()).toEqual(['deep.onUnload', ...opened('home')])
  })

  test('[18.19] only switchTab and reLaunch lead to a tab, and switchTab to nothing else', async () => {
    await stand(c)
    expect((await go('navigateTo', { url: a })).errMsg).toBe(
      'navigateTo:fail can not navigate to a tabBar page',
    )
    expect((await go('redirectTo', { url: a })).errMsg).toBe(
      'redirectTo:fail can not redirect to a tabBar page',
    )
    expect((await go('switchTab', { url: d })).errMsg).toBe(
      'switchTab:fail can not switch to a page that is no tabBar page',
    )
    expect(log()).toEqual([])
    expect((await go('reLaunch', { url: `${a}?x=1` })).errMsg).toBe('reLaunch:ok')
    expect(app.current?.options).toEqual({ x: '1' })
  })

  test('[18.20] switchTab takes no parameters along', async () => {
    await stand(c)
    await go('switchTab', { url: `${a}?x=1` })
    expect(log()).toContain('home.onLoad{}')
  })
})
