/**
 * Connections that are kept for the next request that goes the same way: to one origin, straight or
 * through one proxy.
 */
import type { Connection } from './connect.js'

/** A connection that was used and is free. */
interface Idle {
  readonly connection: Connection
  readonly forget: () => void
  timer: NodeJS.Timeout
}

/** Keeps idle connections; the one used last is taken first. */
export interface Pool {
  /**
   * Calls back once what had come from the network by now was seen, so that no connection is taken
   * whose end waits to be read. At once where there is none to take.
   */
  settle(callback: () => void): void
  /** Takes a connection of this route that is still alive. */
  take(route: string): Connection | undefined
  /** Keeps a connection, for as long as the server's Keep-Alive hint allows. */
  keep(route: string, connection: Connection, hint: string | undefined): void
  close(): void
}

/** Milliseconds that an idle connection is kept where the server does not say. */
const idleLimit = 15_000
/** Leave so much before the server's own limit, for a request may be on its way as it closes. */
const hintMargin = 1_000
/** Idle connections kept of one route. */
const idleMost = 256

/** Makes a {@link Pool}. */
export function createPool(): Pool {
  const idle = new Map<string, Idle[]>()

  function drop(route: string, entry: Idle) {
    const list = idle.get(route)
    const index = list?.indexOf(entry) ?? -1
    if (list === undefined || index < 0) return
    list.splice(index, 1)
    if (list.length === 0) idle.delete(route)
    clearTimeout(entry.timer)
    entry.forget()
  }

  return {
    settle(callback) {
      if (idle.size === 0) callback()
      // The first may come in this turn of the event loop, the second has a look at the network before it.
      else setImmediate(() => setImmediate(callback))
    },
    take(route) {
      for (let list = idle.get(route); list !== undefined; list = idle.get(route)) {
        const entry = list.at(-1)
        if (entry === undefined) return undefined
        drop(route, entry)
        const { socket } = entry.connection
        if (!socket.destroyed && socket.readable && socket.writable) {
          socket.ref()
          return entry.connection
        }
        socket.destroy()
      }
      return undefined
    },
    keep(route, connection, hint) {
      const { socket } = connection
      const limit = keepFor(hint)
      const list = idle.get(route) ?? []
      if (limit <= 0 || list.length >= idleMost || socket.destroyed || !socket.writable) {
        socket.destroy()
        return
      }
      const end = () => {
        drop(route, entry)
        socket.on('error', () => {})
        socket.destroy()
      }
      // Whatever an idle connection says, it is no answer to a request that comes later.
      const events = ['error', 'end', 'close', 'data'] as const
      for (const event of events) socket.on(event, end)
      const entry: Idle = {
        connection,
        forget: () => {
          for (const event of events) socket.off(event, end)
        },
        timer: setTimeout(end, limit).unref(),
      }
      socket.unref()
      list.push(entry)
      idle.set(route, list)
    },
    close() {
      for (const [route, list] of [...idle]) {
        for (const entry of [...list]) {
          drop(route, entry)
          entry.connection.socket.on('error', () => {})
          entry.connection.socket.destroy()
        }
      }
    },
  }
}

function keepFor(hint: string | undefined): number {
  const seconds = /(?:^|[,\s])timeout=(\d+)/i.exec(hint ?? '')?.[1]
  return seconds === undefined
    ? idleLimit
    : Math.min(idleLimit, Number(seconds) * 1000 - hintMargin)
}
