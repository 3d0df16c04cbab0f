import type { AddressInfo, Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import type { Identity } from './certificates.js'

/** Starts a bare TLS server that ends with the test; `handle` gets each connection. */
export async function startTlsWireServer(
  identity: Identity,
  handle: (socket: TLSSocket, index: number) => void,
): Promise<{ port: number; origin: string; sockets: TLSSocket[] }> {
  const sockets: TLSSocket[] = []
  const raws = new Map<number | undefined, Socket>()
  const server = createServer({ key: identity.key, cert: identity.cert }, (socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
    const raw = raws.get(socket.remotePort)
    // A TLSSocket can't reset by itself.
    socket.resetAndDestroy = () => {
      raw?.resetAndDestroy()
      return socket
    }
    handle(socket, sockets.length - 1)
  })
  server.on('tlsClientError', () => {})
  server.on('connection', (raw: Socket) => {
    // Nagle's algorithm holds an answer back behind the session tickets; a reset then drops it.
    raw.setNoDelay(true)
    raws.set(raw.remotePort, raw)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, origin: `https://127.0.0.1:${port}`, sockets }
}

/** Resolves once the socket is closed, for whatever reason. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

/** Reads the head of a request, and from then on nothing: what follows stays in the system. */
export function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', read)
      socket.pause()
      resolve(text.slice(0, end))
    }
    socket.on('data', read)
  })
}

/** A response's bytes, with an exact content-length unless the lines say how long it is. */
export function response(
  status: number | string,
  body: string | Uint8Array = '',
  lines: readonly string[] = [],
): Buffer {
  const bytes = Buffer.from(body)
  const measured = lines.some((line) => /^(?:content-length|transfer-encoding):/i.test(line))
  const head = [
    `HTTP/1.1 ${typeof status === 'number' ? `${status} Status` : status}`,
    ...lines,
    ...(measured ? [] : [`Content-Length: ${bytes.byteLength}`]),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}

/** A promise, and what settles it. */
export function deferred<Value = void>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
