/** One side of a proxied connection: bytes in their order, each when its time has come. */
import type { Socket } from 'node:net'
import type { Shape } from './plan.js'
import type { Random } from './random.js'

/** Takes bytes, and what is to be done between them. */
export interface Lane {
  /** Bytes that were handed on. */
  readonly passed: number
  /** Adds what the source did not say. */
  insert(bytes: Buffer): void
  /** Does something when all before it has passed. */
  after(act: () => void): void
  /** Lets nothing pass any more. With `swallow` the source is still read. */
  stop(swallow: boolean): void
}

/** What a lane tells. */
export interface LaneEvents {
  /** These have come: what of them is to pass is for {@link Lane.insert}. */
  seen(bytes: Buffer): void
  /** The source has ended. */
  ended(): void
}

/** Bytes that wait before the source is held back. */
const most = 256 * 1024

/** Hands what comes from one socket to the other. */
export function createLane(
  source: Socket,
  sink: Socket | undefined,
  shape: Shape | undefined,
  random: Random,
  events: LaneEvents,
): Lane {
  const queue: { due: number; bytes?: Buffer; act?: () => void }[] = []
  let waiting = 0
  let due = 0
  let passed = 0
  let timer: NodeJS.Timeout | undefined
  let blocked = false
  let state: 'open' | 'held' | 'swallow' = 'open'

  source.on('data', (bytes: Buffer) => {
    if (state === 'open') events.seen(bytes)
  })
  source.on('end', () => {
    if (state === 'open') events.ended()
    // Nobody waits for what is swallowed: the other half goes as well.
    else source.end()
  })
  sink?.once('close', () => {
    blocked = false
    pump()
  })

  function timeOf(length: number): number {
    const now = performance.now()
    if (shape === undefined) return now
    const { latency, jitter, rate } = shape
    const arrival = now + latency + random.next() * jitter
    due = Math.max(due, arrival) + (rate === undefined ? 0 : (length / rate) * 1000)
    return due
  }
  function push(bytes: Buffer) {
    // A rate wants pieces, else a whole chunk comes at once in the end.
    const piece = shape?.piece ?? (shape?.rate === undefined ? bytes.length : 4_096)
    for (let at = 0; at < bytes.length; at += piece) {
      const part = bytes.subarray(at, at + piece)
      queue.push({ due: timeOf(part.length), bytes: part })
    }
    waiting += bytes.length
    pump()
  }
  function pump() {
    for (let next = queue[0]; next !== undefined && !blocked; next = queue[0]) {
      if (state !== 'open') return
      const wait = next.due - performance.now()
      if (wait > 0) {
        timer ??= setTimeout(() => {
          timer = undefined
          pump()
        }, wait)
        break
      }
      queue.shift()
      next.act?.()
      if (next.bytes !== undefined) pass(next.bytes)
    }
    flow()
  }
  function pass(bytes: Buffer) {
    waiting -= bytes.length
    passed += bytes.length
    if (sink === undefined || !sink.writable || sink.write(bytes)) return
    blocked = true
    sink.once('drain', () => {
      blocked = false
      pump()
    })
  }
  function flow() {
    const held = state === 'held' || (state === 'open' && (blocked || waiting > most))
    if (held) source.pause()
    else source.resume()
  }

  flow()
  return {
    get passed() {
      return passed
    },
    insert: push,
    after(act) {
      queue.push({ due: timeOf(0), act })
      pump()
    },
    stop(swallow) {
      state = swallow ? 'swallow' : 'held'
      queue.length = 0
      clearTimeout(timer)
      flow()
      if (swallow && source.readableEnded) source.end()
    },
  }
}
