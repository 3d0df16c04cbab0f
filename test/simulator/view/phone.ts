/**
 * A mini-program in the phone's frame: the real frame, compiler, worker and host. The page around the
 * frame, and the test behind it, play the tool and its server.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse, stringify } from 'devalue'
import type { Browser, BrowserContextOptions, Frame, Locator, Page } from 'playwright-core'
import { createHost, type Host, type HostOptions } from 'tt-anywhere'
import { expect } from 'vitest'
import { createCompiler } from '../../../src/simulator/compiler/project.js'
import type { FromFrame, PhoneModel, ToFrame } from '../../../src/simulator/protocol/frame.js'
import { openPages } from '../../../src/simulator/server/pages.js'
import { bridgeTo, builtLogic, callSync, tableOf } from '../logic/bridge.js'

/** An iPhone, as the tool would have it. */
const model: PhoneModel = {
  name: 'Test phone',
  platform: 'ios',
  width: 375,
  height: 812,
  pixelRatio: 2,
  statusBar: 44,
  navigationBar: 44,
  homeBar: 34,
}

type Start = Extract<ToFrame, { type: 'start' }>

/** How a mini-program is opened. */
export interface PhoneOptions
  extends Partial<Pick<Start, 'bare' | 'theme' | 'url' | 'phone'>>,
    Pick<HostOptions, 'album'> {
  readonly context?: BrowserContextOptions
  /** Bytes of files of the project that are not text. */
  readonly assets?: Readonly<Record<string, string>>
  /** Offered with a choice. */
  readonly offered?: readonly object[]
}

/** A file that was picked in the browser. */
interface PickedFile {
  readonly name: string
  readonly type: string
  readonly data: Uint8Array
}

/** A mini-program that runs. */
export interface Phone {
  readonly page: Page
  readonly frame: Frame
  readonly host: Host
  readonly heard: FromFrame[]
  say(message: ToFrame): Promise<void>
  /** Settles with the first message, said or still to come, that fits. */
  until<Kind extends FromFrame['type']>(
    type: Kind,
    fits?: (message: Extract<FromFrame, { type: Kind }>) => boolean,
  ): Promise<Extract<FromFrame, { type: Kind }>>
  /** The console's lines, as texts. */
  lines(): string[]
  close(): Promise<void>
}

/** What serves the frame to all phones of a test file. */
export interface PhoneServer {
  open(
    browser: Browser,
    files: Readonly<Record<string, string>>,
    options?: PhoneOptions,
  ): Promise<Phone>
  close(): Promise<void>
}

const asked = [
  'showModal',
  'showActionSheet',
  'authorize',
  'getUserInfo',
  'getUserProfile',
  'openSetting',
] as const

/** Starts it. */
export async function servePhones(): Promise<PhoneServer> {
  const hosts = new Map<string, Host>()
  const assets = new Map<string, string>()
  const pages = openPages()
  const [logic, compiler] = await Promise.all([builtLogic(), createCompiler()])

  async function answer(path: string, request: IncomingMessage): Promise<[string, Content]> {
    const [, room = '', rest = ''] = /^\/(\w+)(.*)$/.exec(path) ?? []
    if (room === 'tool') return ['text/html; charset=utf-8', toolSource]
    if (room === 'sync') {
      let body = ''
      for await (const chunk of request.setEncoding('utf8')) body += chunk
      const host = hosts.get(rest.slice(1)) as Host
      return ['text/plain; charset=utf-8', stringify(callSync(host, parse(body)))]
    }
    if (room === 'devalue') {
      const file = new URL(`.${rest}`, import.meta.resolve('devalue'))
      return ['text/javascript', readFileSync(file)]
    }
    if (room === 'project') return ['image/svg+xml', assets.get(rest)]
    const type = { js: 'text/javascript', css: 'text/css', html: 'text/html; charset=utf-8' }
    const file = pages.find(path)?.file
    return [
      type[path.split('.').at(-1) as keyof typeof type],
      file === undefined ? undefined : readFileSync(file),
    ]
  }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(String(request.url), 'http://localhost')
    const [type, content] = await answer(decodeURIComponent(pathname), request)
    response.statusCode = content === undefined ? 404 : 200
    if (type !== undefined) response.setHeader('content-type', type)
    // The frame has an origin of its own, which is none.
    response.setHeader('access-control-allow-origin', '*')
    response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  let count = 0

  return {
    async open(browser, files, options = {}) {
      count += 1
      const name = String(count)
      const { context: contextOptions, album, offered = [], ...more } = options
      for (const [path, text] of Object.entries(options.assets ?? {})) {
        assets.set(`/${path}`, text)
      }
      const asks = new Map<number, (message: Extract<FromFrame, { type: 'answer' }>) => void>()
      let lastAsk = 0
      const ask = (api: string, values: object) =>
        new Promise<unknown>((resolve, reject) => {
          lastAsk += 1
          asks.set(lastAsk, ({ value, error }) =>
            error === undefined ? resolve(value) : reject(new Error(error)),
          )
          void say({ type: 'ask', id: lastAsk, api, asked: values as Record<string, unknown> })
        })
      const host = createHost({
        proxy: false,
        album:
          album ??
          (async ({ api, ...request }) => {
            const picked = await ask(api, { ...request, album: offered })
            return (picked as { files?: PickedFile[] } | undefined)?.files ?? []
          }),
      })
      hosts.set(name, host)
      host.on('warning', () => {})
      host.on('ui', (event) => void say({ type: 'ui', ...event } as unknown as ToFrame))
      for (const api of asked) host.answer(api, (values) => ask(api, values) as never)

      const context = await browser.newContext({
        viewport: { width: 1000, height: 900 },
        ...contextOptions,
      })
      context.setDefaultTimeout(12_000)
      const page = await context.newPage()
      const heard: FromFrame[] = []
      const waiting = new Set<() => void>()
      const say = (message: ToFrame) =>
        page
          .evaluate(`say(${JSON.stringify(stringify(message))})`)
          // Closed: what was under way is said to nobody.
          .catch((error: Error) => {
            if (!page.isClosed()) throw error
          }) as Promise<void>
      const bridge = bridgeTo(host, (message) => void say({ type: 'api', message }).catch(() => {}))
      await page.exposeFunction('heard', (text: string) => {
        const message = parse(text) as FromFrame
        heard.push(message)
        if (message.type === 'api') bridge(message.message)
        if (message.type === 'answer') asks.get(message.id)?.(message)
        for (const look of waiting) look()
      })
      const until: Phone['until'] = (type, fits = () => true) =>
        new Promise((resolve, reject) => {
          const look = () => {
            const found = heard.find((one) => one.type === type && fits(one as never))
            if (found === undefined) return
            waiting.delete(look)
            clearTimeout(timer)
            resolve(found as never)
          }
          const timer = setTimeout(
            () => reject(new Error(`no ${type} came: ${stringify(heard).slice(0, 3000)}`)),
            12_000,
          )
          waiting.add(look)
          look()
        })
      const phone = { ...model, ...options.phone }
      await page.goto(`${url}/tool?${phone.width}x${phone.height}`)
      await until('ready')
      const bundle = compiler.compile({
        read: (path) => files[path],
        list: () => Object.keys(files),
      })
      await say({
        type: 'start',
        bundle,
        logic,
        apis: tableOf(host),
        syncUrl: `${url}/sync/${name}`,
        files: { project: `${url}/project`, sandbox: `${url}/sandbox/` },
        bare: false,
        theme: 'light',
        ...more,
        phone,
      })
      const frame = page.frames()[1] as Frame
      return {
        page,
        frame,
        host,
        heard,
        say,
        until,
        lines: () =>
          heard.flatMap((one) =>
            one.type === 'console' ? [one.entry.values.map(String).join(' ')] : [],
          ),
        async close() {
          await context.close()
          await host.close()
        },
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a CSS property of an element comes to. */
export function styleOf(locator: Locator, name: 'color' | 'backgroundColor' | 'backgroundImage') {
  return locator.evaluate((one, name) => {
    const { defaultView } = one.ownerDocument
    return defaultView?.getComputedStyle(one)[name]
  }, name)
}

/**
 * Brings the mouse over the page on the phone. The frame is a window of its own: until the browser
 * has seen where it lies, it sends what the mouse does to the page around it.
 */
export async function pointAt({ page, frame }: Phone, x: number, y: number): Promise<void> {
  await expect
    .poll(async () => {
      await page.mouse.move(x - 1, y)
      await page.mouse.move(x, y)
      return frame.locator('.phone-scroller:hover').count()
    })
    .toBe(1)
}

/** How far an element is below the top of the window. */
export async function topOf(locator: Locator): Promise<number | undefined> {
  return (await locator.boundingBox())?.y
}

type Content = string | Uint8Array | undefined

/** The page around the frame. What it hears and says are texts of devalue. */
const toolSource = `<!doctype html><meta charset="utf-8"><title>tool</title>
<style>body { margin: 20px; background: #ddd } iframe { border: 0; border-radius: 30px }</style>
<iframe sandbox="allow-scripts allow-forms"></iframe>
<script type="module">
  import { parse, stringify } from '/devalue/index.js'
  const frame = document.querySelector('iframe')
  const [width, height] = location.search.slice(1).split('x')
  frame.width = width
  frame.height = height
  window.say = (text) => frame.contentWindow.postMessage(parse(text), '*')
  const bytes = async (value) => {
    const files = value?.files
    if (files === undefined) return value
    const read = async (file) => ({ name: file.name, type: file.type, data: new Uint8Array(await file.arrayBuffer()) })
    return { ...value, files: await Promise.all(files.map(read)) }
  }
  let last = Promise.resolve()
  addEventListener('message', ({ source, data }) => {
    if (source !== frame.contentWindow) return
    last = last.then(async () => {
      const message = data.type === 'answer' ? { ...data, value: await bytes(data.value) } : data
      window.heard(stringify(message))
    })
  })
  frame.src = '/view/frame.html'
</script>`
