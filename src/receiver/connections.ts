import type { Socket } from 'node:net'

/** How many connections past the limit are told so at the same time. */
export const mostTurnedAway = 100

/** Which sockets are open, which of them have a request on them, and which are more than the limit. */
export function createConnections(limit: number) {
  const surplus = new Set<string>()
  const open = new Map<string, Socket>()
  const busy = new Map<string, number>()
  let closing = false
  // By address: with TLS a request's socket is another object than the connection's.
  const keyOf = (socket: Socket) => `${socket.remoteAddress} ${socket.remotePort}`
  const closeIfIdle = (key: string) => {
    if (closing && !busy.has(key)) open.get(key)?.destroy()
  }
  return {
    add(socket: Socket) {
      const key = keyOf(socket)
      open.set(key, socket)
      if (open.size - surplus.size > limit) surplus.add(key)
      socket.once('close', () => {
        open.delete(key)
        surplus.delete(key)
      })
    },
    isSurplus: (socket: Socket) => surplus.has(keyOf(socket)),
    use(socket: Socket) {
      const key = keyOf(socket)
      busy.set(key, (busy.get(key) ?? 0) + 1)
      return () => {
        const left = (busy.get(key) ?? 1) - 1
        if (left > 0) busy.set(key, left)
        else busy.delete(key)
        closeIfIdle(key)
      }
    },
    closeIdle() {
      closing = true
      for (const key of open.keys()) closeIfIdle(key)
    },
    reset(socket: Socket) {
      // The connection itself: TLS knows no reset.
      open.get(keyOf(socket))?.resetAndDestroy()
    },
    closeAll() {
      for (const socket of open.values()) socket.destroy()
    },
  }
}
