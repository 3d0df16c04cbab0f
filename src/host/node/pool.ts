/**
 * Connections that are kept for the next request to the same origin.
 */
import type { Connection } from './connect.js'

/** A connection that was used and is free. */
interface Idle {
  readonly connection: Connection
  readonly since: number
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
  /** Takes a connection to this origin that is still alive. */
  take(origin: string): Connection | undefined
  /** Keeps a connection, for as long as the server's Keep-Alive hint allows. */
  keep(origin: string, connection: Connection, hint: string | undefined): void
  close(): void
}

/** Milliseconds that an idle connection is kept where the server does not say. */
const idleLimit = 15_000
/** Leave so much before the server's own limit, for a request may be on its way as it closes. */
const hintMargin = 1_000
/** Idle connections kept to one origin. */
const idleMost = 64

/** Makes a {@link Pool}. */
export function createPool(): Pool {
  const idle = new Map<string, Idle[]>()

  function drop(origin: string, entry: Idle) {
    const list = idle.get(origin)
    const index = list?.indexOf(entry) ?? -1
    if (list === undefined || index < 0) return
    list.splice(index, 1)
    if (list.length === 0) idle.delete(origin)
    clearTimeout(entry.timer)
    entry.forget()
  }

  return {
    settle(callback) {
      if (idle.size === 0) callback()
      // The first may come in this turn of the event loop, the second has a look at the network before it.
      else setImmediate(() => setImmediate(callback))
    },
    take(origin) {
      for (let list = idle.get(origin); list !== undefined; list = idle.get(origin)) {
        const entry = list.at(-1)
        if (entry === undefined) return undefined
        drop(origin, entry)
        const { socket } = entry.connection
        if (!socket.destroyed && socket.readable && socket.writable) {
          socket.ref()
          return entry.connection
        }
        socket.destroy()
      }
      return undefined
    },
    keep(origin, connection, hint) {
      const { socket } = connection
      const limit = keepFor(hint)
      const list = idle.get(origin) ?? []
      if (limit <= 0 || list.length >= idleMost || socket.destroyed || !socket.writable) {
        socket.destroy()
        return
      }
      const end = () => {
        drop(origin, entry)
        socket.on('error', () => {})
        socket.destroy()
      }
      // Whatever an idle connection says, it is no answer to a request that comes later.
      const events = ['error', 'end', 'close', 'data'] as const
      for (const event of events) socket.on(event, end)
      const entry: Idle = {
        connection,
        since: Date.now(),
        forget: () => {
          for (const event of events) socket.off(event, end)
        },
        timer: setTimeout(end, limit).unref(),
      }
      socket.unref()
      list.push(entry)
      idle.set(origin, list)
    },
    close() {
      for (const [origin, list] of [...idle]) {
        for (const entry of [...list]) {
          drop(origin, entry)
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
