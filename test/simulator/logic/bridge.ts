/**
 * A mini-program whose logic runs in a real worker of a real Chromium, with a real host behind it.
 * The test plays the view.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse, stringify } from 'devalue'
import type { Browser, Page } from 'playwright-core'
import { createHost, type Host, type HostOptions } from 'tt-anywhere'
import type {
  ApiReply,
  ApiTable,
  Change,
  ConsoleEntry,
  FromLogic,
  ToLogic,
} from '../../../src/simulator/protocol/logic.js'
import type { SyncReply, SyncRequest } from '../../../src/simulator/protocol/wire.js'
import { apiTable } from '../../../src/simulator/server/apiTable.js'
import { createBridge } from '../../../src/simulator/server/bridge.js'

/** What a host's tt has. */
export const tableOf = (host: Host): ApiTable => apiTable(host.tt)

/** Takes the calls of the worker to the host; `reply` brings what comes of them. */
export function bridgeTo(host: Host, reply: (message: ApiReply) => void) {
  return createBridge(host.tt, tableOf(host), reply).take
}

/** Answers a call that is answered at once. */
export function callSync(host: Host, request: SyncRequest): SyncReply {
  return createBridge(host.tt, tableOf(host), () => {}).answerNow(request)
}

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

/** The script of the logic as it is shipped. */
export function builtLogic(): Promise<string> {
  return readFile(new URL('../../../dist/simulator/logic.js', import.meta.url), 'utf8')
}

/** Starts the logic of a mini-program given by its files. */
export async function startLogic(
  browser: Browser,
  files: Record<string, string>,
  options: HostOptions & { url?: string; answer?: (question: object) => unknown } = {},
): Promise<LogicTest> {
  const { url, answer, ...hostOptions } = options
  const host = createHost({ proxy: false, ...hostOptions })
  host.on('warning', () => {})
  const server = await serve(host, await builtLogic())
  const { port } = server.address() as AddressInfo
  const context = await browser.newContext()
  const page = await context.newPage()
  const heard: FromLogic[] = []
  const waiting = new Set<() => void>()
  let answersBatches = true

  const say = (message: ToLogic) =>
    page.evaluate(`say(${JSON.stringify(stringify(message))})`) as Promise<void>
  // What comes when the test is over reaches nobody.
  const answerWith = (message: ToLogic) => void say(message).catch(() => {})
  const bridge = bridgeTo(host, (message) => answerWith({ type: 'api', message }))
  await page.exposeFunction('heard', (text: string) => {
    const message = parse(text) as FromLogic
    heard.push(message)
    if (message.type === 'api') bridge(message.message)
    if (message.type === 'batch' && answersBatches) {
      answerWith({ type: 'rendered', number: message.number })
    }
    if (message.type === 'ask') {
      answerWith({ type: 'answer', id: message.id, value: answer?.(message.question) })
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
          12_000,
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
