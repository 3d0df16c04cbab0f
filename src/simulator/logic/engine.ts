/**
 * What the worker keeps for itself of its engine: taken before the mini-program's code runs, which
 * then finds none of it.
 */
import type { FromLogic, ToLogic } from '../protocol/logic.js'

/** The engine's own functions. */
export interface Engine {
  post(message: FromLogic): void
  /** Hears what the view says. */
  listen(hear: (message: ToLogic) => void): void
  /** Hears of promises that nobody cares for, and of errors that nobody caught. */
  onProblem(hear: (reason: unknown, promise: Promise<unknown> | undefined) => void): void
  readonly timers: {
    setTimeout(run: () => void, delay: number): number
    clearTimeout(timer: unknown): void
    setInterval(run: () => void, delay: number): number
    clearInterval(timer: unknown): void
  }
  /** Runs in a task of its own. */
  soon(run: () => void): void
  /** Runs a script in the global scope, and gives its value. */
  run(script: string): unknown
  /** POSTs a text and waits for the answer. */
  ask(url: string, body: string): { readonly status: number; readonly text: string }
  requestFrame(run: (time: number) => void): number
  cancelFrame(id: number): void
  now(): number
  readonly OffscreenCanvas: typeof OffscreenCanvas
}

/** The global object of a worker; the types of pages and of workers exclude each other. */
export type WorkerScope = typeof globalThis

/** Takes them. */
export function takeEngine(scope: WorkerScope): Engine {
  const { apply } = Reflect
  const post = scope.postMessage.bind(scope) as (message: unknown) => void
  const add = scope.addEventListener.bind(scope)
  const evaluate = scope.eval
  const Request = scope.XMLHttpRequest
  const { open, send } = Request.prototype
  const readText = getter(Request.prototype, 'responseText')
  const readStatus = getter(Request.prototype, 'status')
  const performance = scope.performance
  const now = performance.now.bind(performance)
  const timers = {
    setTimeout: scope.setTimeout.bind(scope),
    clearTimeout: scope.clearTimeout.bind(scope),
    setInterval: scope.setInterval.bind(scope),
    clearInterval: scope.clearInterval.bind(scope),
  }
  const channel = new scope.MessageChannel()
  const waiting: (() => void)[] = []
  const postTask = channel.port2.postMessage.bind(channel.port2)
  channel.port1.onmessage = () => waiting.shift()?.()

  return {
    post: (message) => post(message),
    listen: (hear) => add('message', (event) => hear((event as MessageEvent).data)),
    onProblem(hear) {
      add('unhandledrejection', (event) => {
        event.preventDefault()
        hear(event.reason, event.promise)
      })
      add('error', (event) => {
        event.preventDefault()
        hear(event.error ?? event.message, undefined)
      })
    },
    timers: {
      setTimeout: (run, delay) => timers.setTimeout(run, delay),
      clearTimeout: (timer) => timers.clearTimeout(timer as number),
      setInterval: (run, delay) => timers.setInterval(run, delay),
      clearInterval: (timer) => timers.clearInterval(timer as number),
    },
    soon(run) {
      waiting.push(run)
      postTask(undefined)
    },
    run: (script) => evaluate(script),
    ask(url, body) {
      const request = new Request()
      apply(open, request, ['POST', url, false])
      apply(send, request, [body])
      return { status: apply(readStatus, request, []), text: apply(readText, request, []) }
    },
    requestFrame:
      scope.requestAnimationFrame?.bind(scope) ??
      ((run) => timers.setTimeout(() => run(now()), 16)),
    cancelFrame: scope.cancelAnimationFrame?.bind(scope) ?? timers.clearTimeout,
    now,
    OffscreenCanvas: scope.OffscreenCanvas,
  }
}

function getter(prototype: object, name: string): () => never {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get as () => never
}
