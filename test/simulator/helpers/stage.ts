/**
 * A page of components in a real browser, drawn as compiled templates draw them, and driven by a
 * real mouse, keyboard and fingers.
 */
import type { Browser, Page } from 'playwright-core'
import type { ViewEvent } from '../../../src/simulator/protocol/logic.js'
import { openBrowser } from '../../helpers/browser.js'
import { type ModuleServer, serveModules } from './modules.js'
import { type Mouse, takeMouse } from './mouse.js'

/** An event that reached a handler. */
interface SeenEvent extends ViewEvent {
  readonly method: string
  readonly part: number
}

/** Where components are shown. */
export interface Stage {
  readonly page: Page
  /**
   * Shows a template: a text in JavaScript of `e(tag, attributes, …children)` and `data`, which is
   * reactive. Attributes are those of TTML: `bindtap`, `catch:tap`, `capture-bind:tap`, `data-…`.
   */
  show(template: string, data?: object): Promise<void>
  /** Changes data of the template, as setData does. */
  set(data: object): Promise<void>
  /** All events since the last call, without those of touches. */
  events(): Promise<SeenEvent[]>
  /** Waits for an event that a handler of this name gets, and takes it. */
  next(method: string): Promise<SeenEvent>
  /** What navigators, share buttons and warnings told the frame. */
  told(): Promise<unknown[][]>
  /** Clicks the middle of an element, whatever it says of being disabled. */
  tap(selector: string): Promise<void>
  /** A template element's box. */
  box(selector: string): Promise<{ x: number; y: number; width: number; height: number }>
  /** Presses the mouse at a place, moves it on, and lets go. */
  readonly drag: Mouse['drag']
  close(): Promise<void>
}

/** Opens one of a phone's size. `touch`: fingers instead of a mouse. */
export async function openStage({ touch = false } = {}): Promise<Stage> {
  const server: ModuleServer = await serveModules()
  const browser: Browser = await openBrowser()
  const context = await browser.newContext({
    viewport: { width: 375, height: 667 },
    hasTouch: touch,
    isMobile: touch,
  })
  const page = await context.newPage()
  const mouse = await takeMouse(page)
  page.setDefaultTimeout(12_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(server.url)
  await page.evaluate(script)

  async function boxOf(selector: string) {
    const box = await page.locator(selector).first().boundingBox()
    if (box === null) throw new Error(`nothing to be seen of ${selector}`)
    return box
  }

  return {
    page,
    async show(template, data = {}) {
      await page.evaluate(`stage.show((e, data) => ${template}, ${JSON.stringify(data)})`)
    },
    async set(data) {
      await page.evaluate(`stage.set(${JSON.stringify(data)})`)
    },
    async events() {
      const events = (await page.evaluate('stage.takeAll()')) as SeenEvent[]
      return events.filter(({ type }) => !type.startsWith('touch'))
    },
    async next(method) {
      await page.waitForFunction(`stage.has(${JSON.stringify(method)})`)
      return (await page.evaluate(`stage.take(${JSON.stringify(method)})`)) as SeenEvent
    },
    async told() {
      return (await page.evaluate('stage.told.splice(0)')) as unknown[][]
    },
    async tap(selector) {
      const { x, y, width, height } = await boxOf(selector)
      await page.mouse.click(x + width / 2, y + height / 2)
    },
    box: boxOf,
    drag: mouse.drag,
    async close() {
      await browser.close()
      await server.close()
      if (errors.length > 0) throw new Error(`the page threw: ${errors.join('; ')}`)
    },
  }
}

/** The page's side. */
const script = `(async () => {
  const { createApp, h, nextTick, reactive, Fragment } = await import('/test/simulator/helpers/vue.js')
  const { components } = await import('/src/simulator/view/components/index.ts')
  const { servicesKey } = await import('/src/simulator/view/components/services.ts')
  const { setEventSink } = await import('/src/simulator/view/dispatch.ts')
  const { watchGestures } = await import('/src/simulator/view/gestures.ts')
  document.body.innerHTML =
    '<style>body{margin:0;font:16px/1.5 sans-serif}.tt-page{height:667px;overflow:auto}</style>' +
    '<div id="overlays"></div>'
  let root
  let stopGestures
  const camel = (name) => name.replace(/-(\\w)/g, (_, letter) => letter.toUpperCase())
  let events = []
  let app
  let data
  const told = []
  setEventSink((part, method, event) => {
    events.push({ part, method, ...event })
    return globalThis.answers?.[method]
  })
  const e = (tag, attributes = {}, ...children) => {
    const handlers = {}
    const dataset = {}
    const props = {}
    for (const [name, value] of Object.entries(attributes)) {
      const bound = /^(capture-)?(bind|catch):?(\\w+)$/.exec(name)
      if (bound) {
        const [, capture, verb, type] = bound
        const handler = { method: value, stops: verb === 'catch', capture: Boolean(capture) }
        ;(handlers[type] ??= []).push(handler)
      } else if (name.startsWith('data-')) dataset[camel(name.slice(5))] = value
      else if (name !== 'part') props[name] = value
    }
    const { part = 1, id = '' } = attributes
    props['.__tt'] = { part, id, dataset, handlers }
    props['s-test'] = ''
    const type = typeof tag === 'string' ? components[tag] : tag
    return h(type, props, children.length > 0 ? { default: () => children } : undefined)
  }
  globalThis.stage = {
    told,
    async show(template, initial) {
      app?.unmount()
      data = reactive(initial)
      app = createApp({
        render: () => [template(e, data)].flat(),
      })
      app.provide(servicesKey, {
        resolveFile: (src) => (globalThis.files?.[src] ?? src),
        navigate: (...args) => told.push(['navigate', ...args]),
        warn: (...args) => told.push(['warn', ...args]),
        share: (button) => told.push(['share', button.id]),
      })
      // A page of its own: the one before may run on.
      stopGestures?.()
      root?.remove()
      root = document.createElement('div')
      root.className = 'tt-page'
      document.body.prepend(root)
      stopGestures = watchGestures(root)
      told.length = 0
      app.mount(root)
      events = []
      await nextTick()
    },
    async set(changed) {
      Object.assign(data, changed)
      await nextTick()
      await nextTick()
    },
    has: (method) => events.some((event) => event.method === method),
    hasDetail: (method, name, value) =>
      events.some((event) => event.method === method && event.detail[name] === value),
    take(method) {
      const at = events.findIndex((event) => event.method === method)
      return events.splice(at, 1)[0]
    },
    takeAll: () => events.splice(0),
  }
})()`
