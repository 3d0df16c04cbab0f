/**
 * A mini-program whose logic runs in a real worker of a real Chromium, with a real host behind it.
 * The test plays the view.
 */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse, stringify } from 'devalue'
import type { Browser, Page } from 'playwright-core'
import { createHost, type Host, type HostOptions } from 'tt-anywhere'
import { buildLogic } from '../../../scripts/lib/simulator.js'
import { platformApis } from '../../../src/doctor/platformApis.js'
import type {
  ApiReply,
  ApiRequest,
  ApiTable,
  Change,
  ConsoleEntry,
  FromLogic,
  ToLogic,
} from '../../../src/simulator/protocol/logic.js'

const tasks = {
  uploadFile: ['abort', 'onProgressUpdate', 'offProgressUpdate', 'onHeadersReceived'],
  request: ['abort', 'onHeadersReceived', 'offHeadersReceived'],
  downloadFile: ['abort', 'onProgressUpdate', 'offProgressUpdate'],
}
const listeners = { onNetworkStatusChange: 'offNetworkStatusChange' }
const notCalls = [
  'env',
  'getFileSystemManager',
  ...Object.keys(tasks),
  ...Object.entries(listeners).flat(),
]

export function tableOf(host: Host): ApiTable {
  const split = (names: string[]) => ({
    async: names.filter((name) => !isSync(name)),
    sync: names.filter(isSync),
  })
  const isSync = (name: string) => /Sync$|^canIUse$/.test(name)
  const names = Object.keys(host.tt)
  return {
    ...split(names.filter((name) => !notCalls.includes(name))),
    tasks,
    listeners,
    fileSystem: split(Object.keys(host.tt.getFileSystemManager())),
    env: { ...host.tt.env },
    elsewhere: [...platformApis].filter((name) => !names.includes(name)),
  }
}

type Functions = Record<string, (...values: unknown[]) => unknown>

/** What the worker says, as it comes. */
export interface LogicTest {
  readonly host: Host
  readonly page: Page
  readonly heard: FromLogic[]
  /** All changes so far. */
  changes(): Change[]
  /** The console's lines, as texts. */
  lines(): string[]
  entries(): ConsoleEntry[]
  /** Settles with the first message, said or still to come, that fits. */
  until<Kind extends FromLogic['type']>(
    type: Kind,
    fits?: (message: Extract<FromLogic, { type: Kind }>) => boolean,
  ): Promise<Extract<FromLogic, { type: Kind }>>
  say(message: ToLogic): Promise<void>
  /** From now on batches are not answered by themselves. */
  holdRendered(): void
  close(): Promise<void>
}

let script: Promise<string> | undefined

/** Starts the logic of a mini-program given by its files. */
export async function startLogic(
  browser: Browser,
  files: Record<string, string>,
  options: HostOptions & { url?: string; answer?: (question: object) => unknown } = {},
): Promise<LogicTest> {
  const { url, answer, ...hostOptions } = options
  script ??= buildLogic().then(({ text }) => text)
  const host = createHost({ proxy: false, ...hostOptions })
  host.on('warning', () => {})
  const server = await serve(host, await script)
  const { port } = server.address() as AddressInfo
  const context = await browser.newContext()
  const page = await context.newPage()
  const heard: FromLogic[] = []
  const waiting = new Set<() => void>()
  let answersBatches = true

  const say = (message: ToLogic) =>
    page.evaluate(`say(${JSON.stringify(stringify(message))})`) as Promise<void>
  const bridge = bridgeTo(host, (message) => void say({ type: 'api', message }).catch(() => {}))
  await page.exposeFunction('heard', (text: string) => {
    const message = parse(text) as FromLogic
    heard.push(message)
    if (message.type === 'api') bridge(message.message)
    if (message.type === 'batch' && answersBatches) {
      void say({ type: 'rendered', number: message.number })
    }
    if (message.type === 'ask') {
      void say({ type: 'answer', id: message.id, value: answer?.(message.question) })
    }
    for (const look of waiting) look()
  })
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.waitForFunction('window.loaded')
  const apis = tableOf(host)
  const syncUrl = `http://127.0.0.1:${port}/sync`
  await say({ type: 'start', files, url, scene: '', apis, syncUrl })

  return {
    host,
    page,
    heard,
    changes: () => heard.flatMap((one) => (one.type === 'batch' ? one.changes : [])),
    entries: () => heard.flatMap((one) => (one.type === 'console' ? [one.entry] : [])),
    lines: () =>
      heard.flatMap((one) =>
        one.type === 'console' ? [one.entry.values.map(String).join(' ')] : [],
      ),
    until: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = heard.find((one) => one.type === type && fits(one as never))
          if (found === undefined) return
          waiting.delete(look)
          clearTimeout(timer)
          resolve(found as never)
        }
        const timer = setTimeout(
          () => reject(new Error(`no ${type} came: ${JSON.stringify(heard).slice(0, 2000)}`)),
          5000,
        )
        waiting.add(look)
        look()
      }),
    say,
    holdRendered() {
      answersBatches = false
    },
    async close() {
      await context.close()
      await new Promise((resolve) => server.close(resolve))
      await host.close()
    },
  }
}

/** The page around the worker, and the URL of calls that answer at once. */
async function serve(host: Host, logic: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    if (request.url === '/sync') {
      let body = ''
      for await (const chunk of request.setEncoding('utf8')) body += chunk
      response.setHeader('access-control-allow-origin', '*')
      response.end(stringify(callSync(host, parse(body))))
    } else if (request.url === '/logic.js') {
      response.setHeader('content-type', 'text/javascript')
      response.end(logic)
    } else if (request.url?.startsWith('/devalue/')) {
      response.setHeader('content-type', 'text/javascript')
      response.end(
        readFileSync(new URL(`.${request.url.slice(8)}`, import.meta.resolve('devalue'))),
      )
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(pageSource)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Makes the worker of a Blob, as the frame does; the test hears and says texts of devalue. */
const pageSource = `<!doctype html><title>test</title><script type="module">
  import { parse, stringify } from '/devalue/index.js'
  const text = await (await fetch('/logic.js')).text()
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))
  worker.onmessage = ({ data }) => window.heard(stringify(data))
  worker.onerror = (event) => window.heard(stringify({ type: 'console', entry: { level: 'error', values: ['worker: ' + event.message], time: 0 } }))
  window.say = (text) => worker.postMessage(parse(text))
  window.loaded = true
</script>`

export function callSync(
  host: Host,
  { api, fileSystem, args }: { api: string; fileSystem?: boolean; args: unknown[] },
) {
  try {
    return { value: run(host, api, fileSystem, args) }
  } catch (error) {
    return { error: { message: (error as Error).message, ...(error as object) } }
  }
}

function run(host: Host, api: string, fileSystem: boolean | undefined, args: readonly unknown[]) {
  const target = fileSystem ? host.tt.getFileSystemManager() : host.tt
  return (target as unknown as Functions)[api]?.(...args)
}

/** Plays the server's part: calls of the worker reach the host, callbacks go back. */
export function bridgeTo(host: Host, reply: (message: ApiReply) => void) {
  const running = new Map<number, Functions>()
  return (message: ApiRequest) => {
    const { id } = message
    const tell =
      (name: string) =>
      (...args: unknown[]) => {
        reply({ type: 'callback', id, name, args })
        if (name === 'complete') reply({ type: 'ended', id })
      }
    if (message.type === 'call') {
      const [options, ...rest] = message.args
      const own =
        typeof options === 'object' && options !== null
          ? {
              ...options,
              ...Object.fromEntries(message.callbacks.map((name) => [name, tell(name)])),
              complete: tell('complete'),
            }
          : options
      try {
        const task = run(host, message.api, message.fileSystem, [own, ...rest]) as
          | Functions
          | undefined
        if (task !== undefined) {
          running.set(id, task)
          task.onProgressUpdate?.(tell('onProgressUpdate'))
          task.onHeadersReceived?.(tell('onHeadersReceived'))
        }
      } catch (error) {
        reply({ type: 'threw', id, message: (error as Error).message })
      }
    } else if (message.type === 'task') running.get(id)?.[message.method]?.(...message.args)
    else if (message.on) {
      const listener = tell('listener')
      running.set(id, { listener })
      run(host, message.api, false, [listener])
    } else {
      run(host, listeners.onNetworkStatusChange, false, [running.get(id)?.listener])
    }
  }
}
