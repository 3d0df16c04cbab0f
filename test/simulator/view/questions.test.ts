import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { type PhoneServer, pointAt, servePhones } from './phone.js'

let browser: Browser
let phones: PhoneServer
beforeAll(async () => {
  ;[browser, phones] = await Promise.all([openBrowser(), servePhones()])
}, 30_000)
afterAll(async () => {
  await browser.close()
  await phones.close()
})

async function open(files: Record<string, string>) {
  const phone = await phones.open(browser, {
    'app.json': '{ "pages": ["pages/index"] }',
    'app.js': 'App({})',
    ...files,
  })
  onTestFinished(() => phone.close())
  await phone.until('shown')
  return {
    ...phone,
    /** What the page told as JSON, when it has told so much. */
    async told(count = 1) {
      await expect.poll(phone.lines).toHaveLength(count)
      return phone.lines().map((line) => JSON.parse(line))
    },
  }
}

test('a selector query tells of elements as they are on the screen', async () => {
  const { told } = await open({
    'pages/index.ttml': `<view id="box" class="one" data-name="n" style="height: 100px; margin: 10px; width: 50px">
        <view class="in one" style="height: 20px"/></view>
      <scroll-view id="scroll" scroll-y style="height: 60px"><view style="height: 500px"/></scroll-view>`,
    'pages/index.js': `Page({
      onReady() {
        const query = tt.createSelectorQuery()
        query.select('#box').boundingClientRect()
        query.selectAll('.one').fields({ size: true, dataset: true })
        query.select('#box .in').fields({ rect: true, computedStyle: ['height'] })
        query.selectViewport().scrollOffset()
        query.select('.none').boundingClientRect()
        query.exec((result) => console.log(JSON.stringify(result)))
      },
    })`,
  })
  const [[box, ones, inside, viewport, none]] = await told()
  expect(box).toEqual({
    id: 'box',
    dataset: { name: 'n' },
    left: 10,
    top: 10,
    right: 60,
    bottom: 110,
    width: 50,
    height: 100,
  })
  expect(ones).toEqual([
    { width: 50, height: 100, dataset: { name: 'n' } },
    { width: 50, height: 20, dataset: {} },
  ])
  expect(inside).toMatchObject({ top: 10, bottom: 30, height: '20px' })
  expect(viewport).toMatchObject({ scrollTop: 0, scrollLeft: 0 })
  expect(none).toBeNull()
})

test('a query within a component sees its own elements alone', async () => {
  const { told } = await open({
    'pages/index.json': '{ "usingComponents": { "my-part": "/part" } }',
    'pages/index.ttml': '<view class="a" id="mine"/><my-part/>',
    'pages/index.js': `Page({
      onReady() {
        tt.createSelectorQuery().selectAll('.a').fields({ id: true }).exec((result) => console.log(JSON.stringify(result)))
      },
    })`,
    'part.json': '{ "component": true }',
    'part.ttml': '<view class="a" id="its"/>',
    'part.js': `Component({
      lifetimes: { ready() {
        tt.createSelectorQuery().in(this).selectAll('.a').fields({ id: true }).exec((result) => console.log(JSON.stringify(result)))
      } },
    })`,
  })
  const all = await told(2)
  expect(all).toContainEqual([[{ id: 'mine' }]])
  expect(all).toContainEqual([[{ id: 'its' }]])
})

test('an observer is told when an element comes into sight', async () => {
  const phone = await open({
    'pages/index.ttml':
      '<view style="height: 1500px"/><view id="late" data-n="{{1}}" style="height: 100px"/>',
    'pages/index.js': `Page({
      onReady() {
        tt.createIntersectionObserver(this).relativeToViewport().observe('#late', ({ id, dataset, intersectionRatio }) => {
          console.log(JSON.stringify({ id, dataset, seen: intersectionRatio > 0 }))
        })
      },
    })`,
  })
  const { page, told } = phone
  await pointAt(phone, 200, 400)
  await page.mouse.wheel(0, 3000)
  expect(await told()).toEqual([{ id: 'late', dataset: { n: 1 }, seen: true }])
})

test('a canvas is drawn on by the logic', async () => {
  const { frame, told } = await open({
    'pages/index.ttml': '<canvas type="2d" id="c" style="width: 100px; height: 50px"/>',
    'pages/index.js': `Page({
      onReady() {
        tt.createSelectorQuery().select('#c').fields({ node: true, size: true }).exec(([{ node, width, height }]) => {
          node.width = width
          node.height = height
          const context = node.getContext('2d')
          context.fillStyle = '#ff0000'
          context.fillRect(0, 0, width, height)
          console.log(JSON.stringify([width, height]))
        })
      },
    })`,
  })
  expect(await told()).toEqual([[100, 50]])
  // What a worker drew can't be read from the page, but be drawn on another canvas.
  const colorAt = `(() => {
    const copy = document.createElement('canvas').getContext('2d')
    copy.drawImage(document.querySelector('tt-canvas canvas'), 0, 0)
    return [...copy.getImageData(5, 5, 1, 1).data]
  })()`
  await expect.poll(() => frame.evaluate(colorAt)).toEqual([255, 0, 0, 255])
})
