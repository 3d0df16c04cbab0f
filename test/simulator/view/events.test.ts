import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const methods = async () => (await stage.events()).map(({ method }) => method)

it('tells a tap from the inside out, with what the element says of itself', async () => {
  await stage.show(
    `e('view', { id: 'out', bindtap: 'outer', 'data-where': 'out', style: 'padding:10px' },
       e('view', { id: 'in', bindtap: 'inner', 'data-alpha-beta': 1, style: 'height:40px' }))`,
  )
  await stage.page.mouse.click(50, 30)
  const events = await stage.events()
  expect(events.map(({ method }) => method)).toEqual(['inner', 'outer'])
  expect(events[1]).toMatchObject({
    type: 'tap',
    target: { id: 'in', dataset: { alphaBeta: 1 } },
    currentTarget: { id: 'out', dataset: { where: 'out' } },
    detail: { x: 50, y: 30 },
    touches: [{ identifier: 0, pageX: 50, pageY: 30, clientX: 50, clientY: 30 }],
    changedTouches: [{ identifier: 0, pageX: 50, pageY: 30, clientX: 50, clientY: 30 }],
  })
  expect(events[1]?.timeStamp).toBeTypeOf('number')
})

it('ends an event where it is caught, on the way down as on the way up', async () => {
  await stage.show(
    `e('view', { bindtap: 'out', 'capture-bind:tap': 'down', style: 'padding:10px' },
       e('view', { catchtap: 'caught', style: 'padding:10px' },
         e('view', { bindtap: 'in', style: 'height:40px' })))`,
  )
  await stage.page.mouse.click(50, 40)
  expect(await methods()).toEqual(['down', 'in', 'caught'])
  await stage.show(
    `e('view', { 'capture-catch:tap': 'down' }, e('view', { bindtap: 'in', style: 'height:40px' }))`,
  )
  await stage.page.mouse.click(50, 20)
  expect(await methods()).toEqual(['down'])
})

it('shows a part nothing of what another one has inside', async () => {
  await stage.show(
    `e('view', { id: 'host', part: 1, bindtap: 'page' },
       e('view', { id: 'secret', part: 2, bindtap: 'own', style: 'height:40px' }))`,
  )
  await stage.page.mouse.click(50, 20)
  const events = await stage.events()
  expect(events.map(({ part, target }) => [part, target.id])).toEqual([
    [2, 'secret'],
    [1, 'host'],
  ])
})

it('makes no tap of a movement, but touches', async () => {
  await stage.show(
    `e('view', { bindtap: 'tap', bindtouchstart: 'start', bindtouchmove: 'move', bindtouchend: 'end', style: 'height:200px' })`,
  )
  await stage.page.mouse.move(100, 100)
  await stage.page.mouse.down()
  await stage.page.mouse.move(130, 100, { steps: 2 })
  await stage.page.mouse.up()
  const start = await stage.next('start')
  expect(start.touches).toMatchObject([{ identifier: 0, pageX: 100, pageY: 100 }])
  const first = await stage.next('move')
  expect(first.changedTouches).toMatchObject([{ clientX: 115 }])
  const end = await stage.next('end')
  expect(end.touches).toEqual([])
  expect(end.changedTouches).toMatchObject([{ clientX: 130 }])
  expect(await methods()).not.toContain('tap')
})

it('takes a long press for one, and for no tap where somebody listens for it', async () => {
  await stage.show(`e('view', { bindtap: 'tap', bindlongpress: 'long', style: 'height:200px' })`)
  await stage.page.mouse.move(100, 100)
  await stage.page.mouse.down()
  const long = await stage.next('long')
  expect(long).toMatchObject({ type: 'longpress', detail: { x: 100, y: 100 } })
  await stage.page.mouse.up()
  expect(await methods()).toEqual([])

  await stage.show(`e('view', { bindtap: 'tap', bindlongtap: 'long', style: 'height:200px' })`)
  await stage.page.mouse.down()
  await stage.next('long')
  await stage.page.mouse.up()
  expect(await methods()).toEqual(['tap'])
})

it('counts places from the corner of the page, which may be scrolled', async () => {
  await stage.show(`e('view', { bindtap: 'tap', style: 'height:3000px' })`)
  await stage.page.evaluate(`document.querySelector('.tt-page').scrollTop = 500`)
  await stage.page.mouse.click(50, 20)
  expect((await stage.next('tap')).touches).toMatchObject([{ pageY: 520, clientY: 20 }])
})

it('scrolls a page by dragging it with the mouse, and lets it run on', async () => {
  await stage.show(`e('view', { bindtap: 'tap', style: 'height:3000px' })`)
  await stage.drag({ x: 100, y: 500 }, { y: -200 })
  const top = () => stage.page.evaluate(`document.querySelector('.tt-page').scrollTop`)
  await expect.poll(top).toBeGreaterThanOrEqual(190)
  await stage.page.waitForFunction(`document.querySelector('.tt-page').scrollTop > 210`)
  expect(await methods()).toEqual([])
})

it('keeps a page still whose touchmove is caught', async () => {
  await stage.show(
    `e('view', { style: 'height:3000px' }, e('view', { catchtouchmove: 'held', style: 'height:600px' }))`,
  )
  await stage.drag({ x: 100, y: 500 }, { y: -200 })
  expect(await stage.page.evaluate(`document.querySelector('.tt-page').scrollTop`)).toBe(0)
})

it('shows hover-class while pressed, on the innermost only where it says so', async () => {
  await stage.show(
    `e('view', { id: 'a', 'hover-class': 'down', style: 'padding:20px' },
       e('view', { id: 'b', 'hover-class': 'down', 'hover-stop-propagation': '', 'hover-start-time': 0, 'hover-stay-time': 30, style: 'height:40px' }))`,
  )
  await stage.page.mouse.move(60, 40)
  await stage.page.mouse.down()
  await stage.page.waitForSelector('#b.down')
  expect(await stage.page.locator('#a.down').count()).toBe(0)
  await stage.page.mouse.up()
  await stage.page.waitForSelector('#b:not(.down)')
})

it('tells of the end of a transition of the page, and of none inside a component', async () => {
  await stage.show(
    `e('view', { bindtransitionend: 'ended', style: 'transition:opacity 1ms;opacity:' + data.opacity },
       e('switch', { checked: data.on, id: 's' }))`,
    { opacity: 1, on: false },
  )
  await stage.set({ on: true, opacity: 0.5 })
  await stage.next('ended')
  await stage.page.waitForFunction(
    `document.querySelector('.tt-track').getAnimations({ subtree: true }).length === 0`,
  )
  expect(await methods()).toEqual([])
})
