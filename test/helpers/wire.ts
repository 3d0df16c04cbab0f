import type { Socket } from 'node:net'
import { readRequests, startTcpServer } from './server.js'

/** A request as its bytes came, a character a byte. */
export interface WireRequest {
  /** Such as `POST / HTTP/1.1`. */
  readonly start: string
  /** In the order of the wire. */
  readonly lines: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

/** The values of a header, whatever the case of its name. */
export function values({ lines }: WireRequest, name: string): string[] {
  return lines.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** A TCP server that keeps requests byte for byte, and answers 200 unless told otherwise. */
export async function startWire(
  answer: (request: WireRequest, socket: Socket) => void = (_request, socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
) {
  const received: WireRequest[] = []
  const server = await startTcpServer((socket) => {
    readRequests(socket, (head, body) => {
      const [start = '', ...rest] = head.split('\r\n')
      const lines = rest.map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
      })
      const request = { start, lines, body }
      received.push(request)
      answer(request, socket)
    })
  })
  return { ...server, received, connections: () => server.sockets.length }
}
