import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const property = (selector: string, name: string) =>
  stage.page.evaluate(`document.querySelector(${JSON.stringify(selector)}).${name}`)
const waitFor = (expression: string) => stage.page.waitForFunction(expression)
const detail = async (method: string) => (await stage.next(method)).detail

describe('scroll-view', () => {
  const rows = `...Array.from({ length: 20 }, (_, index) => e('view', { id: 'row' + index, style: 'height:50px' }, String(index)))`
  const down = `e('scroll-view', { id: 's', 'scroll-y': '', style: 'height:200px', 'scroll-top': data.top, 'scroll-into-view': data.into,
    bindscroll: 'scroll', bindscrolltolower: 'lower', bindscrolltoupper: 'upper', 'lower-threshold': '100' }, ${rows})`

  it('goes where scroll-top and scroll-into-view say, and tells how it moved', async () => {
    await stage.show(down, { top: 60 })
    await waitFor(`document.getElementById('s').scrollTop === 60`)
    await stage.next('scroll')
    await stage.set({ into: 'row5' })
    await expect.poll(() => property('#s', 'scrollTop')).toBe(250)
    expect(await detail('scroll')).toEqual({
      scrollLeft: 0,
      scrollTop: 250,
      scrollWidth: 375,
      scrollHeight: 1000,
      deltaX: 0,
      deltaY: -190,
    })
  })

  it('tells once that an end is near', async () => {
    await stage.show(down)
    await stage.set({ top: 500 })
    await stage.next('scroll')
    await stage.set({ top: 701 })
    expect(await detail('lower')).toEqual({ direction: 'bottom' })
    await stage.set({ top: 710 })
    await waitFor(`stage.hasDetail('scroll', 'scrollTop', 710)`)
    await stage.set({ top: 10 })
    expect(await detail('upper')).toEqual({ direction: 'top' })
    expect((await stage.events()).map(({ method }) => method)).not.toContain('lower')
  })

  it('is dragged by the mouse, inside a page that stays, and taps nothing by it', async () => {
    await stage.show(`e('view', { style: 'height:2000px', bindtap: 'tap' }, ${down})`)
    await stage.drag({ x: 100, y: 180 }, { y: -120 })
    await waitFor(`document.getElementById('s').scrollTop >= 110`)
    expect(await property('.tt-page', 'scrollTop')).toBe(0)
    expect((await stage.events()).map(({ method }) => method)).not.toContain('tap')
  })

  it('scrolls sideways, and lays out as flex only by enable-flex', async () => {
    await stage.show(
      `e('scroll-view', { id: 's', 'scroll-x': true, 'enable-flex': data.flex, style: 'display:flex', bindscrolltolower: 'lower' },
         ...[1, 2, 3].map((index) => e('view', { class: 'box', style: 'flex:none;width:200px;height:50px' }, String(index))))`,
      { flex: false },
    )
    expect((await stage.box('.box >> nth=1')).y).toBe(50)
    await stage.set({ flex: true })
    expect(await stage.box('.box >> nth=1')).toMatchObject({ x: 200, y: 0 })
    await stage.drag({ x: 300, y: 20 }, { x: -280 })
    expect(await detail('lower')).toEqual({ direction: 'right' })
  })

  it('refreshes when it is pulled far enough', async () => {
    await stage.show(
      `e('scroll-view', { id: 's', 'scroll-y': '', style: 'height:300px', 'refresher-enabled': '', 'refresher-triggered': data.on,
        bindrefresherpulling: 'pulling', bindrefresherrefresh: 'refresh', bindrefresherrestore: 'restore', bindrefresherabort: 'abort' }, ${rows})`,
      { on: false },
    )
    await stage.drag({ x: 100, y: 50 }, { y: 40 })
    await stage.next('abort')
    await waitFor(`document.querySelector('.tt-refresher').offsetHeight === 0`)
    await stage.drag({ x: 100, y: 50 }, { y: 150 })
    await stage.next('pulling')
    expect(await detail('refresh')).toEqual({ dy: 45 })
    await waitFor(`document.querySelector('.tt-refresher').offsetHeight === 45`)
    await stage.set({ on: true })
    await stage.set({ on: false })
    await stage.next('restore')
    await waitFor(`document.querySelector('.tt-refresher').offsetHeight === 0`)
  })
})

describe('swiper', () => {
  const template = `e('swiper', { id: 's', duration: 20, bindchange: 'change', bindanimationfinish: 'finish', ...data.own },
    ...data.items.map((item) => e('swiper-item', { 'item-id': 'id-' + item, class: item, bindtap: 'tap' }, item)))`
  const items = ['a', 'b', 'c']
  /** Which item fills the swiper. */
  const rests = (item: string) =>
    waitFor(
      `Math.abs(document.querySelector('#s .${item}').getBoundingClientRect().left) < 1 && Math.abs(document.querySelector('#s .${item}').getBoundingClientRect().top) < 1`,
    )

  it('is turned by a drag, and not by a tremble', async () => {
    await stage.show(template, { items, own: { current: 1 } })
    await rests('b')
    await stage.drag({ x: 300, y: 50 }, { x: -250 })
    expect(await detail('change')).toEqual({ current: 2, currentItemId: 'id-c', source: 'touch' })
    expect(await detail('finish')).toEqual({ current: 2, currentItemId: 'id-c', source: 'touch' })
    await rests('c')
    // Past the end it comes back.
    await stage.drag({ x: 300, y: 50 }, { x: -250 })
    await stage.next('finish')
    await rests('c')
    await stage.page.mouse.click(100, 50)
    expect((await stage.events()).map(({ method }) => method)).toEqual(['tap'])
  })

  it('goes to current and current-item-id, with an empty source', async () => {
    await stage.show(template, { items, own: { current: 0 } })
    await stage.set({ own: { current: '2' } })
    expect(await detail('change')).toMatchObject({ current: 2, source: '' })
    await rests('c')
    await stage.set({ own: { 'current-item-id': 'id-b' } })
    expect(await detail('change')).toMatchObject({ current: 1, source: '' })
    await rests('b')
  })

  it('plays by itself, round and round where it is circular', async () => {
    await stage.show(template, { items, own: { autoplay: '', interval: 30, circular: true } })
    for (const current of [1, 2, 0, 1]) {
      expect(await detail('change')).toMatchObject({ current, source: 'autoplay' })
    }
  })

  it('goes round a circle by a drag', async () => {
    await stage.show(template, { items, own: { circular: '' } })
    await stage.drag({ x: 50, y: 50 }, { x: 280 })
    expect(await detail('change')).toMatchObject({ current: 2, source: 'touch' })
    await rests('c')
  })

  it('is dragged upright where it is vertical, and leaves the page its own way', async () => {
    await stage.show(`e('view', { style: 'height:2000px' }, ${template})`, {
      items,
      own: { vertical: '' },
    })
    await stage.drag({ x: 100, y: 140 }, { y: -120 })
    expect(await detail('change')).toMatchObject({ current: 1 })
    await rests('b')
    expect(await property('.tt-page', 'scrollTop')).toBe(0)
    await stage.show(`e('view', { style: 'height:2000px' }, ${template})`, { items, own: {} })
    await stage.drag({ x: 100, y: 140 }, { y: -120 })
    await expect.poll(() => property('.tt-page', 'scrollTop')).toBeGreaterThan(100)
  })

  it('shows several at once, between margins, and dots', async () => {
    await stage.show(template, {
      items,
      own: {
        'display-multiple-items': 2,
        'previous-margin': '75rpx',
        'next-margin': '37.5px',
        'indicator-dots': '',
        'indicator-active-color': 'rgb(1, 2, 3)',
      },
    })
    expect(await stage.box('#s .a')).toMatchObject({ x: 37.5, width: 150 })
    expect(await stage.box('#s .b')).toMatchObject({ x: 187.5, width: 150 })
    await expect.poll(() => stage.page.locator('.tt-swiper-dots i').count()).toBe(3)
    await expect
      .poll(() => stage.page.locator('.tt-swiper-dots i[style*="rgb(1, 2, 3)"]').count())
      .toBe(2)
  })

  it('keeps up with items that come and go', async () => {
    await stage.show(template, { items: [], own: { current: 1, 'indicator-dots': true } })
    await stage.set({ items })
    await rests('b')
    await stage.set({ items: ['a'] })
    await rests('a')
  })
})

describe('navigator', () => {
  it.each([
    [{ url: '/pages/a?x=1' }, ['navigateTo', { url: '/pages/a?x=1' }]],
    [{ url: 'b', 'open-type': 'redirect' }, ['redirectTo', { url: 'b' }]],
    [{ url: 'c', 'open-type': 'switchTab' }, ['switchTab', { url: 'c' }]],
    [{ url: 'd', 'open-type': 'reLaunch' }, ['reLaunch', { url: 'd' }]],
    [{ 'open-type': 'navigateBack', delta: '2' }, ['navigateBack', { delta: 2 }]],
  ])('asks the frame to go: %j', async (attributes, asked) => {
    await stage.show(`e('navigator', { id: 'n', ...data }, 'go')`, attributes)
    await stage.tap('#n')
    expect(await stage.told()).toEqual([['navigate', ...asked]])
  })

  it('stays where a tap inside it is caught', async () => {
    await stage.show(
      `e('navigator', { url: 'a' }, e('view', { id: 'v', catchtap: 'caught' }, 'x'))`,
    )
    await stage.tap('#v')
    await stage.next('caught')
    expect(await stage.told()).toEqual([])
  })
})

it('moves a movable-view within its area', async () => {
  await stage.show(
    `e('movable-area', { style: 'width:200px;height:100px' },
       e('movable-view', { id: 'm', direction: data.direction, x: data.x, animation: false, bindchange: 'change', style: 'width:50px;height:50px' }))`,
    { direction: 'all', x: 10 },
  )
  await waitFor(`document.getElementById('m').getBoundingClientRect().left === 10`)
  await stage.drag({ x: 30, y: 20 }, { x: 60, y: 300 })
  expect(await stage.box('#m')).toMatchObject({ x: 70, y: 50 })
  expect((await stage.events()).at(-1)?.detail).toEqual({ x: 70, y: 50, source: 'touch' })
  await stage.set({ x: 500 })
  expect(await detail('change')).toEqual({ x: 150, y: 0, source: '' })
})

it('shows what match-media holds where it matches', async () => {
  await stage.show(
    `[e('match-media', { 'min-width': 300, 'max-width': 400 }, e('view', { id: 'a' })), e('match-media', { 'min-width': '500' }, e('view', { id: 'b' }))]`,
  )
  await expect.poll(() => stage.page.locator('#a').count()).toBe(1)
  expect(await stage.page.locator('#b').count()).toBe(0)
})
