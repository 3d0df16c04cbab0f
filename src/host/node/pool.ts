/**
 * Connections that are kept for the next request that goes the same way: to one origin, straight or
 * through one proxy.
 */
import { performance } from 'node:perf_hooks'
import { leaveRequest } from './agent.js'
import type { Connection } from './connect.js'

/** A connection of the pool's, in use or idle. */
export interface Pooled {
  readonly connection: Connection
  /** What came last while it was in use. */
  readonly lastRead: Uint8Array | undefined
}

/** Keeps idle connections; the one used last is taken first. */
export interface Pool {
  /**
   * Calls back once what had come from the network by now was seen, so that no connection is taken
   * whose end waits to be read. At once where there is none to take.
   */
  settle(callback: () => void): void
  /** Takes in a new connection of this route, which is in use. */
  adopt(route: string, connection: Connection): Pooled
  /** Hears from now on what happens to it and what comes; once, with its first request. */
  watch(pooled: Pooled): void
  /** Takes an idle connection of this route that is still alive. */
  take(route: string): Pooled | undefined
  /**
   * Keeps one whose exchange is over, from when Node has done with it, too, and for as long as the
   * server's Keep-Alive hint allows.
   */
  keep(pooled: Pooled, hint: string | undefined): void
  close(): void
}

/** Milliseconds that an idle connection is kept where the server does not say. */
const idleLimit = 15_000
/** Leave so much before the server's own limit, for a request may be on its way as it closes. */
const hintMargin = 1_000
/** Idle connections kept of one route. */
const idleMost = 256

interface Entry extends Pooled {
  readonly route: string
  lastRead: Uint8Array | undefined
  /**
   * Whether Node has done with its request, and for how many milliseconds it is to be kept: which of
   * the two comes first is open. Values, no callback of the exchange: that would keep one exchange
   * after another from the collector of young objects.
   */
  free: boolean
  keepFor: number | undefined
  /** When it is dropped, if idle until then; undefined while it is in use. */
  until: number | undefined
}

/** Makes a {@link Pool}. */
export function createPool(): Pool {
  const routes = new Map<string, Entry[]>()
  let idle = 0
  let closed = false
  /** Who waits for the two turns, and whether the first of them is over for others. */
  let settling: (() => void)[] = []
  let looked = false
  let timer: NodeJS.Timeout | undefined
  /** When the timer looks for connections whose time is over. */
  let looksAt = Number.POSITIVE_INFINITY

  function leave(entry: Entry) {
    const list = listOf(entry.route)
    list.splice(list.lastIndexOf(entry), 1)
    entry.until = undefined
    idle -= 1
  }
  function drop(entry: Entry) {
    leave(entry)
    entry.connection.socket.destroy()
  }
  function rest(entry: Entry, limit: number) {
    const { socket } = entry.connection
    const fit = !closed && limit > 0 && !socket.destroyed && socket.writable
    // No list is made for a route that keeps nothing.
    if (!fit || listOf(entry.route).length >= idleMost) {
      socket.destroy()
      return
    }
    leaveRequest(socket)
    entry.lastRead = undefined
    socket.unref()
    entry.until = performance.now() + limit
    listOf(entry.route).push(entry)
    idle += 1
    lookAt(entry.until)
  }

  /** One timer for all: most connections are taken again long before their time is over. */
  function lookAt(time: number) {
    if (time >= looksAt) return
    clearTimeout(timer)
    looksAt = time
    timer = setTimeout(look, Math.max(1, Math.ceil(time - performance.now()))).unref()
  }
  function look() {
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const [route, list] of routes) {
      for (const entry of [...list]) {
        if (entry.until! <= now) drop(entry)
        else next = Math.min(next, entry.until!)
      }
      if (list.length === 0) routes.delete(route)
    }
    looksAt = Number.POSITIVE_INFINITY
    if (next !== Number.POSITIVE_INFINITY) lookAt(next)
  }

  // The first turn may be this one of the event loop; the second has a look at the network before it.
  // Those that come together take them together.
  function lookOnce() {
    const ready = settling
    settling = []
    looked = true
    setImmediate(() => {
      looked = false
      if (settling.length > 0) setImmediate(lookOnce)
      for (const callback of ready) callback()
    })
  }

  function listOf(route: string): Entry[] {
    const found = routes.get(route)
    if (found !== undefined) return found
    const list: Entry[] = []
    routes.set(route, list)
    return list
  }

  return {
    settle(callback) {
      if (idle === 0) return callback()
      settling.push(callback)
      if (settling.length === 1 && !looked) setImmediate(lookOnce)
    },
    adopt(route, connection) {
      const entry: Entry = {
        connection,
        route,
        lastRead: undefined,
        free: false,
        keepFor: undefined,
        until: undefined,
      }
      connection.socket.on('free', () => {
        entry.free = true
        if (entry.keepFor !== undefined) rest(entry, entry.keepFor)
      })
      return entry
    },
    watch(pooled) {
      const entry = pooled as Entry
      const { socket } = entry.connection
      const end = () => {
        if (entry.until !== undefined) drop(entry)
      }
      for (const event of ['error', 'end', 'close']) socket.on(event, end)
      socket.on('data', (piece: Buffer) => {
        // Whatever an idle connection says, it is no answer to a request that comes later.
        if (entry.until !== undefined) drop(entry)
        else entry.lastRead = piece
      })
    },
    take(route) {
      const list = routes.get(route)
      for (let entry = list?.at(-1); entry !== undefined; entry = list?.at(-1)) {
        const { socket } = entry.connection
        const inTime = entry.until! > performance.now()
        leave(entry)
        if (inTime && !socket.destroyed && socket.readable && socket.writable) {
          socket.ref()
          entry.free = false
          entry.keepFor = undefined
          return entry
        }
        socket.destroy()
      }
      return undefined
    },
    keep(pooled, hint) {
      const entry = pooled as Entry
      entry.keepFor = keepFor(hint)
      if (entry.free) rest(entry, entry.keepFor)
    },
    close() {
      closed = true
      clearTimeout(timer)
      looksAt = Number.POSITIVE_INFINITY
      for (const list of routes.values()) for (const entry of [...list]) drop(entry)
      routes.clear()
    },
  }
}

function keepFor(hint: string | undefined): number {
  if (hint === undefined) return idleLimit
  const seconds = /(?:^|[,\s])timeout=(\d+)/i.exec(hint)?.[1]
  return seconds === undefined
    ? idleLimit
    : Math.min(idleLimit, Number(seconds) * 1000 - hintMargin)
}
