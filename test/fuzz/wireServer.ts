/** A server that reads each request strictly, keeps it, and answers `ok`. */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type Message, takeMessage } from './http.js'
import { must } from './target.js'

/** The server, and what it was sent. */
export interface WireServer {
  /** Its host and port. */
  readonly authority: string
  /** Emptied by whoever reads it. */
  readonly received: Message[]
  /** Throws what was wrong with a request. */
  check(): void
  close(): Promise<void>
}

/** Starts one on loopback. */
export async function startWireServer(): Promise<WireServer> {
  const received: Message[] = []
  let problem: Error | undefined
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let pending = Buffer.alloc(0)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk])
      try {
        const taken = takeMessage(pending)
        if (taken === undefined) return
        must(taken.size === pending.length, () => `there is more: ${pending.subarray(taken.size)}`)
        received.push(taken.message)
        pending = Buffer.alloc(0)
      } catch (error) {
        problem ??= error as Error
      }
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    check() {
      if (problem !== undefined) throw problem
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
