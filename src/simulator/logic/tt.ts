/**
 * `tt` in the worker: each call goes to the host in Node, and its callbacks come back.
 */
import { parse, stringify } from 'devalue'
import type { ApiReply, ApiRequest, ApiTable } from '../protocol/logic.js'
import { toWire } from './values.js'

type Run = (...values: unknown[]) => unknown
type Functions = Record<string, unknown>

/** How calls leave the worker. */
export interface Link {
  send(message: ApiRequest): void
  /** POSTs a text to the URL for calls that answer at once. */
  ask(body: string): { readonly status: number; readonly text: string }
  /** Told what nobody waits for. */
  report(error: unknown): void
}

/** The host's API as the worker has it. */
export interface RemoteTt {
  readonly tt: Functions
  reply(message: ApiReply): void
}

/** A call or a listener that waits for what comes back. */
interface Waiting {
  hear(name: string, values: readonly unknown[]): void
}

/** Makes it of the table that the host tells of itself. */
export function createTt(table: ApiTable, link: Link): RemoteTt {
  const waiting = new Map<number, Waiting>()
  let last = 0

  function open(hear: Waiting['hear']): number {
    last += 1
    waiting.set(last, { hear })
    return last
  }

  function callAsync(api: string, fileSystem: boolean, values: readonly unknown[], more?: Waiting) {
    const [options] = values
    const callbacks = readCallbacks(options)
    const id = open((name, told) => {
      const run = callbacks.get(name)
      if (run !== undefined) run(...told)
      else more?.hear(name, told)
    })
    link.send({
      type: 'call',
      id,
      api,
      ...(fileSystem && { fileSystem }),
      args: values.map((value) => toWire(value)),
      callbacks: [...callbacks.keys()],
    })
    return id
  }

  function callTask(api: string, methods: readonly string[], values: readonly unknown[]): unknown {
    const listeners = new Map<string, unknown[]>()
    const id = callAsync(api, false, values, {
      hear(name, told) {
        for (const run of [...(listeners.get(name) ?? [])]) (run as Run)(...told)
      },
    })
    const entries = methods.map((method): [string, Run] => {
      const event = /^(on|off)(.+)$/.exec(method)
      if (event === null) {
        return [
          method,
          (...args) =>
            link.send({ type: 'task', id, method, args: args.map((one) => toWire(one)) }),
        ]
      }
      const name = `on${event[2]}`
      if (event[1] === 'on') return [method, (run) => addListener(name, run)]
      return [method, (run) => removeListener(listeners, name, run)]
    })

    function addListener(name: string, run: unknown): void {
      if (typeof run !== 'function') return
      const list = listeners.get(name) ?? []
      listeners.set(name, list)
      if (!list.includes(run)) list.push(run)
      if (list.length === 1) link.send({ type: 'task', id, method: name, args: [] })
    }

    return Object.fromEntries(entries)
  }

  function callSync(api: string, fileSystem: boolean, values: readonly unknown[]): unknown {
    const args = values.map((value) => toWire(value))
    const answer = link.ask(stringify({ api, ...(fileSystem && { fileSystem }), args }))
    if (answer.status !== 200)
      throw new Error(`${api}: the simulator's server answers ${answer.status}: ${answer.text}`)
    const { value, error } = parse(answer.text) as { value?: unknown; error?: unknown }
    if (error !== undefined) throw toError(error)
    return value
  }

  function listenerPair(on: string, off: string): [string, Run][] {
    let id: number | undefined
    const listeners = new Map<string, unknown[]>([[on, []]])
    const list = listeners.get(on) as unknown[]
    return [
      [
        on,
        (run) => {
          if (typeof run !== 'function' || list.includes(run)) return
          list.push(run)
          if (id !== undefined) return
          id = open((_name, told) => {
            for (const one of [...list]) (one as Run)(...told)
          })
          link.send({ type: 'listen', id, api: on, on: true })
        },
      ],
      [
        off,
        (run) => {
          removeListener(listeners, on, run)
          if (list.length > 0 || id === undefined) return
          waiting.delete(id)
          link.send({ type: 'listen', id, api: on, on: false })
          id = undefined
        },
      ],
    ]
  }

  const asyncApi = (api: string, fileSystem = false): [string, Run] => [
    api,
    (...values) => void callAsync(api, fileSystem, values),
  ]
  const syncApi = (api: string, fileSystem = false): [string, Run] => [
    api,
    (...values) => callSync(api, fileSystem, values),
  ]
  const manager = Object.fromEntries([
    ...table.fileSystem.async.map((api) => asyncApi(api, true)),
    ...table.fileSystem.sync.map((api) => syncApi(api, true)),
  ])
  const tt: Functions = {
    ...Object.fromEntries(table.async.map((api) => asyncApi(api))),
    ...Object.fromEntries(table.sync.map((api) => syncApi(api))),
    ...Object.fromEntries(
      Object.entries(table.tasks).map(([api, methods]): [string, Run] => [
        api,
        (...values) => callTask(api, methods, values),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(table.listeners).flatMap(([on, off]) => listenerPair(on, off)),
    ),
    getFileSystemManager: () => manager,
    env: Object.freeze({ ...table.env }),
  }

  return {
    tt,
    reply(message) {
      const found = waiting.get(message.id)
      if (message.type === 'callback') found?.hear(message.name, message.args)
      else {
        waiting.delete(message.id)
        if (message.type === 'threw') link.report(new TypeError(message.message))
      }
    },
  }
}

/** The functions of an options object, each read once; what can't be read is not there. */
function readCallbacks(options: unknown): Map<string, Run> {
  const callbacks = new Map<string, Run>()
  if (typeof options !== 'object' || options === null) return callbacks
  try {
    for (const name in options) {
      try {
        const value = (options as Functions)[name]
        if (typeof value === 'function') callbacks.set(name, value as Run)
      } catch {
        // A getter that throws.
      }
    }
  } catch {
    // A revoked proxy.
  }
  return callbacks
}

/** All of them where none is named. */
function removeListener(listeners: Map<string, unknown[]>, name: string, run: unknown): void {
  const list = listeners.get(name) ?? []
  const kept = run === undefined ? [] : list.filter((one) => one !== run)
  list.splice(0, list.length, ...kept)
}

/** What the host threw, with its fields. */
function toError(told: unknown): Error {
  if (typeof told !== 'object' || told === null) return new Error(String(told))
  const { message, ...rest } = told as { message?: unknown }
  return Object.assign(new Error(String(message)), rest)
}
