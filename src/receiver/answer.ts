import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ReceiverError } from './errors.js'

/** Sends an answer and resolves when it is sent, or the sender is gone. */
export function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> {
  // Who is gone gives no further sign, so none may be waited for.
  if (isGone(response)) return Promise.resolve()
  response.writeHead(status, { ...safety, ...headers } as OutgoingHttpHeaders)
  const sent = closed(response)
  response.end(body)
  return sent
}

/** Whether nobody is there to be answered. */
export function isGone({ destroyed, req }: ServerResponse): boolean {
  return destroyed || req.socket.destroyed
}

/** Settles when the answer is out, or the sender is gone. */
export function closed(response: ServerResponse): Promise<void> {
  const { socket } = response.req
  // As many as one sends without waiting for answers.
  socket.setMaxListeners(0)
  return new Promise((resolve) => {
    const over = () => {
      response.off('close', over)
      socket.off('close', over)
      resolve()
    }
    response.once('close', over)
    // An answer that waits for an earlier one of its connection is not told of the connection's end.
    socket.once('close', over)
  })
}

/**
 * Answers a request that is refused. Where its body is still coming, the rest is read and thrown away
 * for a while: a connection that is closed with unread bytes is reset, and the reset can overtake the
 * answer on its way to the sender.
 */
export async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: ReceiverError,
  lingerTimeout: number,
): Promise<void> {
  if (error.status === undefined || response.destroyed || request.socket.destroyed) return
  const headers: Record<string, string> = {}
  if (error.status === 405) headers.allow = 'POST'
  // It is the connection that is too much.
  if (error.status === 503) headers.connection = 'close'
  if (request.complete || !announcesBody(request)) {
    const body = JSON.stringify(documentOf(error))
    return send(response, error.status, body, { ...headersOf(body), ...headers })
  }
  const body = JSON.stringify(documentOf(error))
  response.writeHead(error.status, { ...headersOf(body), ...headers, connection: 'close' })
  response.write(body)
  const { socket } = request
  // Half a close: who reads up to the connection's end has the answer at once. `response.end()`
  // would close the whole of it.
  socket.end()
  request.resume()
  await new Promise<void>((over) => {
    const timer = setTimeout(over, lingerTimeout)
    const stop = () => {
      clearTimeout(timer)
      over()
    }
    request.once('end', stop)
    socket.once('close', stop)
    if (socket.destroyed || request.readableEnded) stop()
  })
  socket.destroy()
}

/** Answers what is not HTTP, where Node gives us a bare socket. */
export function refuseSocket(socket: Socket, error: ReceiverError, lingerTimeout: number): void {
  const status = error.status as number
  const body = JSON.stringify(documentOf(error))
  const head = Object.entries({ ...headersOf(body), connection: 'close' })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const timer = setTimeout(() => socket.destroy(), Math.min(lingerTimeout, 1_000))
  socket.once('close', () => clearTimeout(timer))
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`)
}

const documentOf = ({ code, message }: ReceiverError) => ({ error: { code, message } })

const safety = { 'x-content-type-options': 'nosniff' }

const headersOf = (body: string): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(Buffer.byteLength(body)),
  ...safety,
})

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
