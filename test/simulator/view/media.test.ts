import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.page.evaluate(`(async () => {
    globalThis.handles = await import('/src/simulator/view/components/handles.ts')
  })()`)
})
afterAll(() => stage.close())

/** Half a second of silence: a WAV file. */
const silence = (() => {
  const samples = Buffer.alloc(4000, 128)
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return `data:audio/wav;base64,${Buffer.concat([head, samples]).toString('base64')}`
})()

describe('video', () => {
  const template = `e('video', { id: 'v', src: data.src, muted: true, controls: data.controls, 'object-fit': 'cover', bindplay: 'play', bindpause: 'pause', bindended: 'ended', bindtimeupdate: 'time', bindloadedmetadata: 'meta', binderror: 'error' })`
  const call = (method: string, ...args: unknown[]) =>
    stage.page.evaluate(
      `handles.findMedia(document, 'v').call(${JSON.stringify(method)}, ${JSON.stringify(args)})`,
    )

  it('plays, pauses and seeks as its context says, and tells of it', async () => {
    await stage.show(template, { src: silence })
    expect((await stage.next('meta')).detail).toEqual({ width: 0, height: 0, duration: 0.5 })
    await call('play')
    await stage.next('play')
    await call('pause')
    await stage.next('pause')
    await call('seek', 0.4)
    await stage.next('time')
    await call('play')
    await stage.next('ended')
    expect(await stage.page.evaluate(`stage.has('pause')`)).toBe(false)
    const [{ detail } = { detail: undefined }] = (await stage.events())
      .filter(({ method }) => method === 'time')
      .slice(-1)
    expect(detail).toEqual({ currentTime: 0.5, duration: 0.5 })
    await expect(call('fly')).rejects.toThrow('fly is not there')
  })

  it('has controls unless they are switched off, and says what it cannot play', async () => {
    await stage.show(template, { src: 'data:video/mp4;base64,AAAA' })
    expect((await stage.next('error')).detail).toMatchObject({
      errno: 4,
      errMsg: expect.any(String),
    })
    await expect.poll(() => stage.page.getAttribute('video', 'controls')).toBe('')
    await stage.set({ controls: false })
    await expect.poll(() => stage.page.getAttribute('video', 'controls')).toBeNull()
    expect(await stage.box('#v')).toMatchObject({ width: 300, height: 225 })
  })
})

describe('canvas', () => {
  /** Draws on it as a worker would, and reads the colour of the middle on the screen. */
  const draw = (id: string) =>
    stage.page.evaluate(`(async () => {
      const { canvas, width, height, pixelRatio } = handles.handleOf(document.querySelector('tt-canvas[tt-canvas-id="${id}"], tt-canvas[id="${id}"]')).takeCanvas()
      const worker = new Worker(URL.createObjectURL(new Blob([\`onmessage = ({ data }) => {
        const context = data.getContext('2d')
        context.fillStyle = 'rgb(1, 200, 3)'
        context.fillRect(0, 0, data.width, data.height)
        requestAnimationFrame(() => postMessage([data.width, data.height]))
      }\`])))
      const size = await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.postMessage(canvas, [canvas])
      })
      return { size, width, height, pixelRatio }
    })()`)

  it('is drawn on from a worker, with a pixel for each of the screen by its canvas-id', async () => {
    await stage.show(
      `e('canvas', { 'canvas-id': 'c', id: 'd', style: 'width:200px;height:100px' })`,
    )
    expect(await draw('c')).toEqual({ size: [200, 100], width: 200, height: 100, pixelRatio: 1 })
    const shot = await stage.page.locator('canvas').screenshot()
    const { default: sharp } = await import('sharp')
    const { dominant } = await sharp(shot).stats()
    expect(dominant.g).toBeGreaterThan(190)
    await expect(draw('c')).rejects.toThrow('in use already')
  })

  it('keeps 300 × 150 by type 2d, until the page sets its size', async () => {
    await stage.show(`e('canvas', { type: '2d', id: 'd', style: 'width:200px;height:100px' })`)
    expect(await draw('d')).toEqual({ size: [300, 150], width: 200, height: 100, pixelRatio: 1 })
  })

  it('tells where it is touched, from its own corner, and nobody around it', async () => {
    await stage.show(
      `e('view', { bindtouchstart: 'around', style: 'padding:20px' }, e('canvas', { id: 'd', bindtouchstart: 'start' }))`,
    )
    await stage.page.mouse.move(50, 60)
    await stage.page.mouse.down()
    expect((await stage.next('start')).touches).toMatchObject([{ x: 30, y: 40 }])
    await stage.page.mouse.up()
    expect(await stage.page.evaluate(`stage.has('around')`)).toBe(false)
  })
})

describe('what is not all there', () => {
  it.each(['map', 'camera', 'live-player'])(
    'says so of %s, in its place and in the console',
    async (tag) => {
      await stage.show(`e('${tag}', { id: 'm' })`)
      await expect.poll(() => stage.page.textContent('#m')).toContain('not there in tt-anywhere')
      expect(await stage.told()).toEqual([['warn', expect.stringContaining(`<${tag}>`)]])
    },
  )

  it('shows nothing of an ad, and made-up open data', async () => {
    await stage.show(`[e('ad', { id: 'a' }), e('open-data', { id: 'o', type: 'userNickName' })]`)
    expect(await stage.page.isVisible('#a')).toBe(false)
    await expect.poll(() => stage.page.textContent('#o')).toContain('made up')
  })

  it('opens web pages in a sandbox, and only such', async () => {
    const origin = new URL(stage.page.url()).origin
    await stage.show(`e('web-view', { src: data.src, bindload: 'load' })`, {
      src: `${origin}/empty?x`,
    })
    expect((await stage.next('load')).detail).toEqual({ src: `${origin}/empty?x` })
    await expect
      .poll(() => stage.page.getAttribute('iframe', 'sandbox'))
      .toBe('allow-scripts allow-forms')
    await stage.set({ src: 'javascript:alert(1)' })
    await expect.poll(() => stage.page.locator('iframe').count()).toBe(0)
  })
})
