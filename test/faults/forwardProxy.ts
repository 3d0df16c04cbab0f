/**
 * An HTTP proxy as companies have them: it forwards plain requests and connects to what CONNECT
 * names. Every name leads to this machine. A side that breaks off takes the other one with it.
 */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, type Socket, connect as tcpConnect } from 'node:net'
import { pipeline } from 'node:stream'

/** A running proxy. */
export interface ForwardProxy {
  readonly port: number
  close(): Promise<void>
}

/** Starts a proxy on a free port of loopback. */
export async function startForwardProxy(): Promise<ForwardProxy> {
  const open = new Set<Socket>()
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => {})
  }
  const server = createServer((incoming, outgoing) => {
    const { port, pathname, search } = new URL(incoming.url ?? '')
    const headers = [...ownLines(incoming), 'Connection', 'close']
    const { method } = incoming
    const path = `${pathname}${search}`
    const onward = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false })
    onward.on('socket', keep)
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, ownLines(answer))
      pipeline(answer, outgoing, () => {})
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.once('close', () => onward.destroy())
    pipeline(incoming, onward, () => {})
  })
  server.on('connection', keep)
  // It says nothing of its own: every answer is the server's.
  server.on('clientError', (_error, socket) => socket.destroy())
  server.on('connect', ({ url = '' }: IncomingMessage, client: Socket, head: Buffer) => {
    const target = tcpConnect(Number(url.slice(url.lastIndexOf(':') + 1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      pipeline(client, target, client, () => {})
    })
    keep(target)
    target.once('close', () => client.destroy())
    client.once('close', () => target.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open) socket.destroy()
      return closed
    },
  }
}

/** The header lines, without those of one connection alone. */
function ownLines({ rawHeaders }: IncomingMessage): string[] {
  const lines: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!/^(?:connection|keep-alive|proxy-.*)$/i.test(name)) lines.push(name, value)
  }
  return lines
}
