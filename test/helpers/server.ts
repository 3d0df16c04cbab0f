import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as it came. */
export interface Received {
  readonly method: string
  /** As on the request line. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** A server of node:http that keeps what it got. */
export interface TestServer {
  readonly port: number
  /** Such as `http://127.0.0.1:1234`. */
  readonly origin: string
  readonly received: Received[]
  /** How many connections were made to it. */
  readonly connections: () => number
}

type Answer = (request: Received, response: ServerResponse) => void

/** Starts a server that ends with the test. By default it answers 200 with `{"ok":true}`. */
export async function startServer(
  answer: Answer = (_request, response) => response.end('{"ok":true}'),
  tls?: { key: string; cert: string; [option: string]: unknown },
): Promise<TestServer> {
  const received: Received[] = []
  let connections = 0
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const one = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: Buffer.concat(chunks),
    }
    received.push(one)
    answer(one, response)
  }
  const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle)
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  return { port, origin, received, connections: () => connections }
}

/** Starts a bare TCP server that ends with the test; `handle` gets each connection. */
export async function startTcpServer(
  handle: (socket: Socket, index: number) => void,
  address: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<{ port: number; origin: string; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
    handle(socket, sockets.length - 1)
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const host = address === '::1' ? '[::1]' : address
  return { port, origin: `http://${host}:${port}`, sockets }
}

/** Reads requests off a socket; calls back with each whole head and body, as bytes. */
export function readRequests(socket: Socket, whole: (head: string, body: Buffer) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = pending.subarray(0, end).toString('latin1')
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      if (pending.byteLength < end + 4 + length) return
      const body = pending.subarray(end + 4, end + 4 + length)
      pending = pending.subarray(end + 4 + length)
      whole(head, body)
    }
  })
}

/** A port on loopback that nobody listens on. */
export async function unusedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
