import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** An upload as it came. */
export interface Arrived {
  readonly method: string
  /** As on the request line: absolute where the sender took this for a proxy. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** A real server, that is also the HTTP proxy and the server behind the SOCKS proxy. */
export interface Endpoint {
  readonly origin: string
  readonly socks: string
  readonly arrived: Arrived[]
}

/** Starts an endpoint that ends with the test. */
export async function startEndpoint(): Promise<Endpoint> {
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    arrived.push({
      method: request.method ?? '',
      target: request.url ?? '',
      headers,
      body: Buffer.concat(chunks),
    })
    response.setHeader('set-cookie', 'session=42')
    response.end('{"ok":true}')
  })
  // RFC 1928 without a password, whatever the target: the rest of the connection is HTTP.
  const proxied = new Set<Socket>()
  const proxy = createTcpServer((socket) => {
    proxied.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]))
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
        server.emit('connection', socket)
      })
    })
  })
  const ports = await Promise.all(
    [server, proxy].map(async (listening) => {
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
      return (listening.address() as AddressInfo).port
    }),
  )
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    for (const socket of proxied) socket.destroy()
    proxy.close()
  })
  return {
    origin: `http://127.0.0.1:${ports[0]}`,
    socks: `socks5://127.0.0.1:${ports[1]}`,
    arrived,
  }
}
