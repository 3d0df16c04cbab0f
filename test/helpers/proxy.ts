import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** An HTTP proxy that leads names to ports of loopback. */
export interface ConnectProxy {
  readonly url: string
  /** What it was asked to connect to, such as `upload.example.com:443`. */
  readonly asked: string[]
}

/** Starts a proxy that ends with the test; `portFor` gives the port, 0 to refuse. */
export async function startConnectProxy(
  portFor: (authority: string) => number,
): Promise<ConnectProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer()
  server.on('connection', keep)
  server.on('connect', (request, client: Socket, head: Buffer) => {
    const authority = request.url ?? ''
    asked.push(authority)
    const port = portFor(authority)
    if (port === 0) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      target.write(head)
      client.pipe(target).pipe(client)
    })
    keep(target)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}
