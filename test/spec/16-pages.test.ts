import type { TT, UiEvent } from 'tt-anywhere'
import { expect, test } from 'vitest'
import { ask } from '../helpers/ask.js'
import { startHost } from '../helpers/host.js'

function withEvents() {
  const host = startHost()
  const events: UiEvent[] = []
  host.on('ui', (event) => events.push(event))
  return { host, events }
}

test('[16.14, 16.18] what is shown and where it goes is told, with the defaults', async () => {
  const cases: [keyof TT, object, object][] = [
    ['navigateTo', { url: 'pages/a?b=1' }, { url: 'pages/a?b=1' }],
    ['redirectTo', { url: '../a' }, { url: '../a' }],
    ['reLaunch', { url: '/a' }, { url: '/a' }],
    ['switchTab', { url: '/a' }, { url: '/a' }],
    ['navigateBack', {}, { delta: 1 }],
    ['navigateBack', { delta: 3 }, { delta: 3 }],
    ['setNavigationBarTitle', { title: '标题' }, { title: '标题' }],
    [
      'setNavigationBarColor',
      { frontColor: '#FFFFFF', backgroundColor: '#ff0000' },
      { frontColor: '#FFFFFF', backgroundColor: '#ff0000' },
    ],
    ['showNavigationBarLoading', {}, {}],
    ['hideNavigationBarLoading', {}, {}],
    ['hideHomeButton', {}, {}],
    ['pageScrollTo', { scrollTop: 0 }, { scrollTop: 0, duration: 200 }],
    ['pageScrollTo', { scrollTop: 9, duration: 0 }, { scrollTop: 9, duration: 0 }],
    ['startPullDownRefresh', {}, {}],
    ['stopPullDownRefresh', {}, {}],
    ['previewImage', { urls: ['a', 'b'] }, { urls: ['a', 'b'], current: 'a', showmenu: true }],
    [
      'previewImage',
      { urls: ['a', 'b'], current: 'b', showmenu: false },
      { urls: ['a', 'b'], current: 'b', showmenu: false },
    ],
    ['vibrateShort', {}, {}],
    ['vibrateLong', {}, {}],
    ['makePhoneCall', { phoneNumber: '10086' }, { phoneNumber: '10086' }],
  ]
  const { host, events } = withEvents()
  for (const [api, options] of cases) {
    expect(await ask(host, api, options)).toEqual({ errMsg: `${api}:ok` })
  }
  expect(events).toEqual(cases.map(([api, , told]) => ({ api, options: told })))
})

test('[16.15] query goes behind url, but for keys that it has', async () => {
  const { host, events } = withEvents()
  const query = { a: 1, 'b&c': '张 三', d: true, e: undefined }
  for (const api of ['navigateTo', 'redirectTo', 'reLaunch'] as const) {
    await ask(host, api, { url: 'p', query })
    await ask(host, api, { url: 'p?a=0', query })
    await ask(host, api, { url: 'p?a', query: { a: 1 } })
  }
  const added = 'b%26c=%E5%BC%A0%20%E4%B8%89&d=true'
  const urls = [`p?a=1&${added}`, `p?a=0&${added}`, 'p?a']
  expect(events.map(({ options }) => (options as { url: string }).url)).toEqual([
    ...urls,
    ...urls,
    ...urls,
  ])
})

test('[16.16] a wrong url has the number and the words of the page', async () => {
  const { host, events } = withEvents()
  for (const api of ['navigateTo', 'redirectTo', 'reLaunch', 'switchTab'] as const) {
    const fail = async (url: unknown) => ask(host, api, { url })
    const wrong = (text: string) => ({ errMsg: `${api}:fail ${text}`, errNo: 20000 })
    expect(await fail(undefined)).toEqual(wrong('params.url should be string, but got undefined'))
    expect(await fail(5)).toEqual(wrong('params.url should be string, but got 5'))
    expect(await fail(Object.create(null))).toEqual(
      wrong('params.url should be string, but got object'),
    )
    expect(await fail('')).toEqual(wrong('url is invalid'))
  }
  expect(events).toEqual([])
})

test('[16.17] showActionSheet taps the first item, or what an answer says', async () => {
  const { host, events } = withEvents()
  const itemList = ['拍照', '相册']
  expect(await ask(host, 'showActionSheet', { itemList })).toEqual({
    errMsg: 'showActionSheet:ok',
    tapIndex: 0,
  })
  expect(events).toEqual([{ api: 'showActionSheet', options: { itemList } }])
  host.answer('showActionSheet', ({ itemList }) => ({ tapIndex: itemList.indexOf('相册') }))
  expect((await ask(host, 'showActionSheet', { itemList })).tapIndex).toBe(1)
  host.answer('showActionSheet', () => ({ tapIndex: 2 }))
  expect((await ask(host, 'showActionSheet', { itemList })).errMsg).toBe(
    'showActionSheet:fail no item 2 to tap',
  )
  host.answer('showActionSheet', () => ({ tapIndex: 'length' }) as never)
  expect((await ask(host, 'showActionSheet', { itemList })).errMsg).toBe(
    'showActionSheet:fail no item length to tap',
  )
  host.answer('showActionSheet', () => {
    throw new Error('cancel')
  })
  expect((await ask(host, 'showActionSheet', { itemList })).errMsg).toBe(
    'showActionSheet:fail cancel',
  )
  host.answer('showActionSheet', undefined)
  const failures: [unknown, string][] = [
    [undefined, 'params itemList is required'],
    ['one', 'params itemList type is not array'],
    [[], 'params itemList is invalid'],
    [['1', '2', '3', '4', '5', '6', '7'], 'params itemList is invalid'],
    [['1', 2], 'params itemList is invalid'],
  ]
  for (const [list, text] of failures) {
    expect((await ask(host, 'showActionSheet', { itemList: list })).errMsg).toBe(
      `showActionSheet:fail ${text}`,
    )
  }
})

test('[16.19] colours that the bar can not have fail', async () => {
  const { host, events } = withEvents()
  const set = async (frontColor: string, backgroundColor: string) =>
    (await ask(host, 'setNavigationBarColor', { frontColor, backgroundColor })).errMsg
  expect(await set('#ff0000', '#ffffff')).toBe(
    'setNavigationBarColor:fail params frontColor is invalid',
  )
  expect(await set('#000000', 'red')).toBe(
    'setNavigationBarColor:fail params backgroundColor is invalid',
  )
  expect(await set('', '#ffffff')).toBe('setNavigationBarColor:fail params frontColor is required')
  expect(events).toEqual([])
})

test('[16.14, 16.18] numbers that are none fail', async () => {
  const { host, events } = withEvents()
  for (const [api, options, text] of [
    ['navigateBack', { delta: Number.NaN }, 'params delta is invalid'],
    ['pageScrollTo', {}, 'params scrollTop is required'],
    ['pageScrollTo', { scrollTop: Number.POSITIVE_INFINITY }, 'params scrollTop is invalid'],
    ['pageScrollTo', { scrollTop: 1, duration: '2' }, 'params duration type is not number'],
  ] as const) {
    expect((await ask(host, api, options)).errMsg).toBe(`${api}:fail ${text}`)
  }
  expect(events).toEqual([])
})

test('[16.20] calls that show nothing are not told', async () => {
  const { host, events } = withEvents()
  for (const api of [
    'login',
    'checkSession',
    'getUserInfo',
    'getUserProfile',
    'getSetting',
    'openSetting',
    'getClipboardData',
    'getSystemInfo',
  ] as const) {
    expect((await ask(host, api)).errMsg).toBe(`${api}:ok`)
  }
  await ask(host, 'authorize', { scope: 'scope.camera' })
  await ask(host, 'setClipboardData', { data: 'text' })
  expect(events).toEqual([])
})
