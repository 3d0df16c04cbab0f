import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
let fingers: CDPSession
beforeAll(async () => {
  stage = await openStage({ touch: true })
  fingers = await stage.page.context().newCDPSession(stage.page)
})
afterAll(() => stage.close())

type Point = { x: number; y: number; id?: number }
const touch = (
  type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel',
  ...touchPoints: Point[]
) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints })
const methods = async () => (await stage.events()).map(({ method }) => method)

async function swipe(from: Point, by: { x?: number; y?: number }): Promise<void> {
  await touch('touchStart', from)
  for (const part of [0.2, 0.4, 0.6, 0.8, 1]) {
    await touch('touchMove', { x: from.x + (by.x ?? 0) * part, y: from.y + (by.y ?? 0) * part })
  }
  await touch('touchEnd')
}

it('takes a finger for a tap', async () => {
  await stage.show(`e('button', { id: 'b', bindtap: 'tap' }, 'Send')`)
  await stage.page.tap('#b')
  expect((await stage.next('tap')).touches).toMatchObject([{ identifier: 0 }])
  expect(await methods()).toEqual([])
})

it('tells of each of two fingers', async () => {
  await stage.show(
    `e('view', { bindtouchstart: 'start', bindtouchend: 'end', bindtap: 'tap', style: 'height:300px' })`,
  )
  await touch('touchStart', { x: 50, y: 50, id: 1 })
  await touch('touchStart', { x: 50, y: 50, id: 1 }, { x: 150, y: 60, id: 2 })
  await stage.next('start')
  const second = await stage.next('start')
  expect(second.touches).toHaveLength(2)
  expect(second.changedTouches).toMatchObject([{ identifier: 1, pageX: 150, pageY: 60 }])
  await touch('touchEnd')
  await stage.next('end')
  await stage.next('end')
  expect(await methods()).toEqual([])
})

it('goes on telling of a finger while the browser scrolls by it', async () => {
  await stage.show(
    `e('view', { bindtouchmove: 'move', bindtouchend: 'end', bindtap: 'tap', style: 'height:3000px' })`,
  )
  await swipe({ x: 100, y: 500 }, { y: -200 })
  await stage.next('move')
  expect((await stage.next('end')).changedTouches).toMatchObject([{ clientY: 300 }])
  await stage.page.waitForFunction(`document.querySelector('.tt-page').scrollTop > 100`)
  expect(await methods()).toEqual([])
})

it('keeps a page still whose touchmove is caught', async () => {
  await stage.show(
    `e('view', { style: 'height:3000px' }, e('view', { catchtouchmove: 'held', bindtouchend: 'end', style: 'height:600px' }))`,
  )
  await swipe({ x: 100, y: 500 }, { y: -200 })
  await stage.next('end')
  expect(await stage.page.evaluate(`document.querySelector('.tt-page').scrollTop`)).toBe(0)
})

it('turns a swiper by a finger', async () => {
  await stage.show(
    `e('swiper', { duration: 20, bindchange: 'change' }, e('swiper-item', {}, 'a'), e('swiper-item', {}, 'b'))`,
  )
  await swipe({ x: 300, y: 50 }, { x: -250 })
  expect((await stage.next('change')).detail).toMatchObject({ current: 1, source: 'touch' })
})

it('drags a slider by a finger', async () => {
  await stage.show(`e('slider', { bindchange: 'change' })`)
  const track = await stage.box('.tt-slider-track')
  await swipe({ x: track.x, y: track.y }, { x: track.width / 2 })
  expect((await stage.next('change')).detail).toEqual({ value: 50 })
})

it('pulls a scroll-view down to refresh it', async () => {
  await stage.show(
    `e('scroll-view', { 'scroll-y': '', style: 'height:300px', 'refresher-enabled': '', bindrefresherrefresh: 'refresh' }, e('view', { style: 'height:900px' }))`,
  )
  await swipe({ x: 100, y: 50 }, { y: 200 })
  await stage.next('refresh')
})

it('takes a finger that rests for a long press', async () => {
  await stage.show(`e('view', { bindlongpress: 'long', bindtap: 'tap', style: 'height:300px' })`)
  await touch('touchStart', { x: 50, y: 50 })
  await stage.next('long')
  await touch('touchEnd')
  expect(await methods()).toEqual([])
})
