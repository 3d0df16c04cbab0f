/**
 * The one WebSocket to Node: opened with the token of the page's address, and opened again whenever
 * it was lost.
 */
import { parse, stringify } from 'devalue'
import { type Ref, readonly, ref } from 'vue'
import {
  type FromNode,
  type PanelAnswers,
  type PanelQuestion,
  socketPath,
  socketProtocol,
  type ToNode,
  tokenProtocol,
  wrongToken,
} from '../../protocol/wire.js'

/** `refused`: Node is there, and does not take this page's token. */
type ConnectionState = 'connecting' | 'open' | 'gone' | 'refused'

/** What stands for the server. */
export interface Connection {
  readonly state: Readonly<Ref<ConnectionState>>
  /**
   * Says something to Node; without a connection nothing happens.
   *
   * @throws {TypeError} where the message holds what cannot be sent
   */
  send(message: ToNode): void
  /** Asks for what a panel shows. Rejects where Node says no, or goes away. */
  ask<Question extends PanelQuestion>(question: Question): Promise<PanelAnswers[Question['ask']]>
  /** Ends it for good. */
  close(): void
}

/** Milliseconds between two attempts: more and more, up to the last. */
const pauses = [150, 300, 600, 1200, 2000]

/** What cannot be said in JSON is said by devalue; errors are not of its types. */
const reducers = {
  Error: (value: unknown) =>
    value instanceof Error && { name: value.name, message: value.message, stack: value.stack },
}
const revivers = {
  Error: ({ name, message, stack }: Error) => Object.assign(new Error(message), { name, stack }),
}

/**
 * Opens it, to the server of this page, with the token that is the fragment of its address. `listen`
 * is told all that Node says, but for the answers to `ask`.
 */
export function connect(listen: (message: FromNode) => void): Connection {
  const url = new URL(socketPath, location.origin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const token = location.hash.slice(1)
  const state = ref<ConnectionState>('connecting')
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let socket: WebSocket | undefined
  let attempts = 0
  let closed = false
  let nextId = 1
  let timer: ReturnType<typeof setTimeout> | undefined

  function open() {
    // What cannot stand in a protocol's name is no token either.
    if (!/^[\w-]+$/.test(token)) {
      state.value = 'refused'
      return
    }
    const opened = new WebSocket(url, [socketProtocol, tokenProtocol(token)])
    socket = opened
    opened.onopen = () => {
      attempts = 0
      state.value = 'open'
    }
    opened.onmessage = ({ data }) => take(parse(String(data), revivers) as FromNode)
    opened.onclose = ({ code }) => lost(code)
  }

  function take(message: FromNode) {
    if (message.type !== 'reply') return listen(message)
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error !== undefined) asked?.reject(new Error(message.error))
    else asked?.resolve(message.value)
  }

  function lost(code: number) {
    for (const { reject } of waiting.values()) reject(new Error('the server is gone'))
    waiting.clear()
    if (closed) return
    state.value = code === wrongToken ? 'refused' : 'gone'
    if (state.value === 'refused') return
    timer = setTimeout(open, pauses[Math.min(attempts, pauses.length - 1)])
    attempts += 1
  }

  function send(message: ToNode) {
    const text = stringify(message, reducers)
    if (socket?.readyState === WebSocket.OPEN) socket.send(text)
  }

  // The address of another run in the same tab is the same page to the browser.
  addEventListener('hashchange', () => location.reload())
  open()
  return {
    state: readonly(state),
    send,
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (socket?.readyState !== WebSocket.OPEN) throw new Error('the server is gone')
        const id = nextId
        nextId += 1
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
        send({ type: 'panel', id, question })
      }),
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}
