/**
 * A page that talks to the simulator as the real one does, over real sockets.
 */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { parse, stringify } from 'devalue'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { ApiReply } from '../../../src/simulator/protocol/logic.js'
import {
  type FromNode,
  type PanelAnswers,
  type PanelQuestion,
  type SyncReply,
  type SyncRequest,
  socketPath,
  socketProtocol,
  type ToNode,
  tokenProtocol,
} from '../../../src/simulator/protocol/wire.js'
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/server/startSimulator.js'
import { folderWith } from '../../helpers/folder.js'

type Hello = Extract<FromNode, { type: 'hello' }>

/** A page that is connected. */
export interface TestPage {
  readonly socket: WebSocket
  readonly hello: Hello
  /** All that came so far. */
  readonly messages: readonly FromNode[]
  send(message: ToNode): void
  /** The next message that fits, of those that no call has had. */
  next<Type extends FromNode['type']>(
    type: Type,
    fits?: (message: Extract<FromNode, { type: Type }>) => boolean,
  ): Promise<Extract<FromNode, { type: Type }>>
  /** The first message that fits, whoever had it. */
  seen<Type extends FromNode['type']>(
    type: Type,
    fits?: (message: Extract<FromNode, { type: Type }>) => boolean,
  ): Promise<Extract<FromNode, { type: Type }>>
  /** Calls an API; resolves to all replies when it has ended. */
  call(api: string, options: object, more?: Partial<CallOptions>): Promise<ApiReply[]>
  /** Sends a file as the page does, and gives its id. */
  pick(name: string, data: Uint8Array | string): Promise<string>
  sync(api: string, ...args: unknown[]): Promise<SyncReply>
  ask<Question extends PanelQuestion>(question: Question): Promise<PanelAnswers[Question['ask']]>
  close(): Promise<void>
}

interface CallOptions {
  readonly id: number
  readonly callbacks: readonly string[]
  readonly fileSystem: boolean
}

/** A mini-program of one page. */
export const project = {
  'app.json': { pages: ['pages/index/index'] },
  'app.js': 'App({})',
  'pages/index/index.js': 'Page({ data: { title: 1 } })',
  'pages/index/index.ttml': '<view class="title">{{title}}</view>',
  'pages/index/index.ttss': '.title { color: red }',
}

/** Starts a simulator on a free port, of a project with these files; it ends with the test. */
export async function start(
  options: Partial<SimulatorOptions> = {},
  files: Readonly<Record<string, unknown>> = project,
): Promise<Simulator> {
  const simulator = await startSimulator({
    project: folderWith(files),
    port: 0,
    ...options,
    host: { proxy: false, config: false, ...options.host },
  })
  onTestFinished(() => simulator.close())
  return simulator
}

/** Opens a page of it. */
export async function openPage({ url }: Pick<Simulator, 'url'>): Promise<TestPage> {
  const { origin, host, hash } = new URL(url)
  const protocols = [socketProtocol, tokenProtocol(hash.slice(1))]
  const socket = new WebSocket(`ws://${host}${socketPath}`, protocols, { origin })
  onTestFinished(() => socket.terminate())
  const messages: FromNode[] = []
  const taken = new Set<FromNode>()
  const waiting = new Set<() => void>()
  let ids = 0
  socket.on('message', (data) => {
    messages.push(parse(String(data)) as FromNode)
    for (const look of [...waiting]) look()
  })

  const ended = once(socket, 'close').then(([code]) => code as number)
  const send = (message: ToNode) => socket.send(stringify(message))

  function wait<Type extends FromNode['type']>(
    type: Type,
    fits: (message: Extract<FromNode, { type: Type }>) => boolean,
  ): Promise<Extract<FromNode, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = messages.find(
          (one): one is Extract<FromNode, { type: Type }> =>
            one.type === type && fits(one as never),
        )
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      void ended.then((code) => reject(new Error(`closed with ${code}, no ${type}`)))
      look()
    })
  }

  async function next<Type extends FromNode['type']>(
    type: Type,
    fits: (message: Extract<FromNode, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<FromNode, { type: Type }>> {
    for (;;) {
      const found = await wait(type, (one) => !taken.has(one) && fits(one))
      // Another one may have been quicker.
      if (!taken.has(found)) {
        taken.add(found)
        return found
      }
    }
  }

  await once(socket, 'open')
  const hello = await next('hello')
  return {
    socket,
    hello,
    messages,
    send,
    next,
    seen: (type, fits = () => true) => wait(type, fits),
    async call(api, options, { id, callbacks, fileSystem } = {}) {
      ids += 1
      const own = id ?? ids
      const names = callbacks ?? ['success', 'fail', 'complete']
      send({
        type: 'api',
        message: { type: 'call', id: own, api, args: [options], callbacks: names, fileSystem },
      })
      const replies: ApiReply[] = []
      for (;;) {
        const { message } = await next('api', (one) => one.message.id === own)
        replies.push(message)
        if (message.type === 'ended') return replies
      }
    },
    async pick(name, data) {
      const answer = await fetch(`${hello.pickUrl}?name=${encodeURIComponent(name)}`, {
        method: 'POST',
        body: data as string,
        headers: { origin },
      })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      return answer.text()
    },
    async sync(api, ...args) {
      const asked: SyncRequest = { api, args }
      const answer = await fetch(hello.syncUrl, {
        method: 'POST',
        body: stringify(asked),
        headers: { origin: 'null' },
      })
      return parse(await answer.text()) as SyncReply
    },
    async ask(question) {
      ids += 1
      const id = ids
      send({ type: 'panel', id, question })
      const reply = await next('reply', (one) => one.id === id)
      if (reply.error !== undefined) throw new Error(reply.error)
      return reply.value as never
    },
    async close() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** What a callback got. */
export function told(replies: readonly ApiReply[], name: string): unknown {
  const found = replies.find((one) => one.type === 'callback' && one.name === name)
  return found?.type === 'callback' ? found.args[0] : undefined
}

/** An answer, with headers that fetch would not let us send. */
export function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; path?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { hostname, port, pathname, search } = new URL(url)
  const { body, path = pathname + search, ...rest } = options
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, ...rest }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
