import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { type PhoneServer, servePhones } from '../view/phone.js'

// The real frame, worker and host: what the logic asks is answered by what is on the screen.
let browser: Browser
let phones: PhoneServer
beforeAll(async () => {
  ;[browser, phones] = await Promise.all([openBrowser(), servePhones()])
}, 30_000)
afterAll(async () => {
  await browser.close()
  await phones.close()
})

const css = '.box { position: absolute; left: 10px; top: 20px; width: 100px; height: 50px }'

/** Opens a page, runs code when it is ready, and gives what was logged before `end`. */
async function run(ttml: string, code: string, files: Record<string, string> = {}) {
  const assets = {
    'red.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="4" height="2" fill="#f00"/></svg>',
  }
  const phone = await phones.open(
    browser,
    {
      'app.json': '{ "pages": ["pages/index/index"] }',
      'app.js': 'App({})',
      'pages/index/index.ttml': ttml,
      'pages/index/index.ttss': css,
      'pages/index/index.js': `
        const log = (...values) => console.log(...values)
        const end = () => log('end')
        Page({ async onReady() { ${code} } })`,
      ...files,
    },
    { assets },
  )
  onTestFinished(() => phone.close())
  const { entry } = await phone.until(
    'console',
    ({ entry }) => entry.values[0] === 'end' || entry.level === 'error',
  )
  expect(entry.values).toEqual(['end'])
  return {
    phone,
    values: phone.heard.flatMap((one) =>
      one.type === 'console' && one.entry.values[0] !== 'end' ? one.entry.values : [],
    ),
  }
}

describe('createSelectorQuery', () => {
  test('tells boxes, fields and offsets, in the order in which they were asked for', async () => {
    const { values } = await run(
      `<view class="box" id="one" data-n="{{1}}"></view><text class="t">a</text><text class="t">b</text>
       <view style="height: 3000px"></view>`,
      `tt.createSelectorQuery()
        .select('#one').boundingClientRect((box) => log('own', box.width))
        .selectAll('.t').fields({ size: true, id: true })
        .selectViewport().scrollOffset()
        .select('.none').boundingClientRect()
        .select('#one').fields({ dataset: true, computedStyle: ['position'] })
        .exec((results) => { log(results); end() })`,
    )
    const [own, width, results] = values as [string, number, Record<string, unknown>[]]
    expect([own, width]).toEqual(['own', 100])
    expect(results).toEqual([
      {
        ...{ id: 'one', dataset: { n: 1 } },
        ...{ left: 10, top: 20, right: 110, bottom: 70, width: 100, height: 50 },
      },
      [
        { id: '', width: expect.any(Number), height: expect.any(Number) },
        { id: '', width: expect.any(Number), height: expect.any(Number) },
      ],
      expect.objectContaining({ scrollTop: 0, scrollLeft: 0 }),
      null,
      { dataset: { n: 1 }, position: 'absolute' },
    ])
  })

  test('sees what was set before, and looks into a component where it is told to', async () => {
    const { values } = await run(
      '<view style="height: {{height}}px" class="in"></view><my-box id="mine"/>',
      `this.setData({ height: 77 })
       tt.createSelectorQuery().select('.in').boundingClientRect().exec(([box]) => {
         log(box.height)
         const component = this.selectComponent('#mine')
         const query = component.createSelectorQuery()
         tt.createSelectorQuery().in(component).select('.in').boundingClientRect().exec(([same]) => log(same.height))
         query.select('.in').boundingClientRect()
         query.exec(([inside]) =>  { log(inside.height); end() })
       })`,
      {
        'pages/index/index.json': '{ "usingComponents": { "my-box": "/box" } }',
        'box.json': '{ "component": true }',
        'box.js': 'Component({})',
        'box.ttml': '<view class="in" style="height: 33px"></view>',
      },
    )
    expect(values).toEqual([77, 33, 33])
  })
})

describe('canvas', () => {
  const pixels = `const pixel = (id, x, y) => new Promise((success) => tt.canvasGetImageData({
      canvasId: id, x, y, width: 1, height: 1, success: ({ data }) => success(Array.from(data)) }))
    const draw = (context, keep) => new Promise((done) => context.draw(keep, done))`

  test('the old context draws what was called, when draw is called', async () => {
    const { phone, values } = await run(
      '<canvas canvas-id="c" style="width: 40px; height: 20px"></canvas>',
      `${pixels}
       const context = tt.createCanvasContext('c')
       context.setFillStyle('#00ff00')
       context.fillRect(0, 0, 40, 20)
       context.fillStyle = 'blue'
       context.fillRect(20, 0, 20, 20)
       context.drawImage('/red.svg', 0, 10, 40, 10)
       context.setFontSize(20)
       log(context.measureText('MMMM').width > 40)
       await draw(context)
       log(await pixel('c', 2, 2), await pixel('c', 32, 2), await pixel('c', 2, 16))
       context.setFillStyle('#ffffff')
       context.fillRect(0, 0, 5, 5)
       await draw(context, true)
       log(await pixel('c', 2, 2), await pixel('c', 32, 2))
       await draw(context)
       log(await pixel('c', 32, 2))
       tt.canvasToTempFilePath({ canvasId: 'c', destWidth: 80, destHeight: 40,
         success: ({ tempFilePath }) => tt.getImageInfo({ src: tempFilePath, success({ width, height, type }) { log(width, height, type); end() } }),
         fail: log })`,
    )
    const green = [0, 255, 0, 255]
    const blue = [0, 0, 255, 255]
    expect(values).toEqual([
      ...[true, green, blue, [255, 0, 0, 255]],
      ...[[255, 255, 255, 255], blue],
      [0, 0, 0, 0],
      ...[80, 40, 'png'],
    ])
    // It is on the screen, too.
    await expect.poll(() => phone.frame.locator('canvas').count()).toBe(1)
  })

  test('a 2d node draws at once, with images and frames', async () => {
    const { phone, values } = await run(
      '<canvas id="c" type="2d" style="width: 40px; height: 20px; display: block"></canvas>',
      `const [{ node, width, height }] = await new Promise((done) =>
         tt.createSelectorQuery().select('#c').fields({ node: true, size: true }).exec(done))
       node.width = width * 2
       node.height = height * 2
       const context = node.getContext('2d')
       const image = node.createImage()
       await new Promise((resolve, reject) => { image.onload = resolve; image.onerror = reject; image.src = '/red.svg' })
       log(image.width, image.height)
       context.drawImage(image, 0, 0, node.width, node.height)
       log(Array.from(context.getImageData(3, 3, 1, 1).data))
       await new Promise((frame) => node.requestAnimationFrame(frame))
       tt.canvasToTempFilePath({ canvas: node, fileType: 'jpg', success: ({ tempFilePath }) => {
         this.file = tempFilePath
         log(tt.getFileSystemManager().readFileSync(tempFilePath, 'base64'))
         const broken = node.createImage()
         broken.onerror = ({ errMsg }) => { log(errMsg); end() }
         broken.src = '/none.png'
       } })`,
    )
    expect(values.slice(0, 3)).toEqual([4, 2, [255, 0, 0, 255]])
    const picture = sharp(Buffer.from(String(values[3]), 'base64'))
    expect(await picture.metadata()).toMatchObject({ width: 80, height: 40, format: 'jpeg' })
    expect(values[4]).toMatch(/^\/none\.png: /)
    const shown = await phone.frame.locator('canvas').screenshot()
    const { dominant } = await sharp(shown).stats()
    expect(dominant.r).toBeGreaterThan(200)
    expect(dominant.b).toBeLessThan(50)
  })

  test('one that is not there fails, saying so', async () => {
    const { values } = await run(
      '<view/>',
      `tt.canvasToTempFilePath({ canvasId: 'none', fail: ({ errMsg }) => log(errMsg), complete: end })`,
    )
    expect(values).toEqual(['canvasToTempFilePath:fail canvas "none" is not on the page'])
  })
})

describe('the rest', () => {
  test('there is never an update, and it says so', async () => {
    const { values } = await run(
      '<view/>',
      'tt.getUpdateManager().onCheckForUpdate(({ hasUpdate }) => { log(hasUpdate); end() })',
    )
    expect(values).toEqual([false])
  })

  test('an observer sees an element that is scrolled to, until it is disconnected', async () => {
    const { values } = await run(
      '<view style="height: 3000px"></view><view class="far" style="height: 10px">far</view>',
      `let told = 0
       const observer = tt.createIntersectionObserver()
       observer.relativeToViewport().observe('.far', ({ intersectionRatio }) => {
         told += 1
         log(intersectionRatio > 0)
         observer.disconnect()
         tt.pageScrollTo({ scrollTop: 0, duration: 0, success: ({ errMsg }) => { log(errMsg, told); end() } })
       })
       tt.pageScrollTo({ selector: '.far', duration: 0 })`,
    )
    expect(values).toEqual([true, 'pageScrollTo:ok', 1])
  })

  test('an animation is exported step by step', async () => {
    const { values } = await run(
      '<view animation="{{animation}}"/>',
      `const animation = tt.createAnimation({ duration: 100 })
       animation.opacity(0.5).width(10).step().rotate(45).step({ duration: 200, timingFunction: 'ease' })
       const exported = animation.export()
       log(exported.actions.length, exported.actions[1], animation.export().actions.length)
       this.setData({ animation: exported }, end)`,
    )
    expect(values).toEqual([
      2,
      {
        animates: [
          { type: 'opacity', args: [0.5] },
          { type: 'width', args: ['10px'] },
          { type: 'rotate', args: [45] },
        ],
        option: {
          transformOrigin: '50% 50% 0',
          transition: { duration: 200, timingFunction: 'ease', delay: 0 },
        },
      },
      0,
    ])
  })

  test('nextTick comes when what runs is done', async () => {
    const { values } = await run('<view/>', "tt.nextTick(() => { log('next'); end() }); log('now')")
    expect(values).toEqual(['now', 'next'])
  })
})
