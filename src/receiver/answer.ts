import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ReceiverError } from './errors.js'

/** Sends an answer and resolves when it is sent, or the sender is gone. */
export async function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> {
  // Who is gone gives no further sign, so none may be waited for.
  if (isGone(response)) return
  // Before its turn Node would have no 100 Continue go before it, and so close the connection.
  if (response.req.headers.expect !== undefined && !(await turnOf(response))) return
  response.writeHead(status, { ...safety, ...headers } as OutgoingHttpHeaders)
  const sent = closed(response)
  response.end(body)
  await sent
}

/** Settles when all answers before this one are out; with false where the sender is gone. */
export async function turnOf(response: ServerResponse): Promise<boolean> {
  if (response.socket === null && !isGone(response)) {
    const turn = new Promise((resolve) => response.once('socket', resolve))
    await Promise.race([turn, closed(response)])
  }
  return !isGone(response)
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
  // It is one connection, or one upload, too many.
  if (error.status === 503) headers.connection = 'close'
  if (request.complete || !announcesBody(request)) {
    const body = JSON.stringify(documentOf(error))
    return send(response, error.status, body, { ...headersOf(body), ...headers })
  }
  const body = JSON.stringify(documentOf(error))
  const { socket } = request
  const poured = pourAway(request, lingerTimeout)
  if (!(await hasTurn(response, poured))) return void socket.destroy()
  response.writeHead(error.status, { ...headersOf(body), ...headers, connection: 'close' })
  response.write(body)
  // Half a close: who reads up to the connection's end has the answer at once. `response.end()`
  // would close the whole of it.
  socket.end()
  // More requests may follow on the connection, unread: the same holds for them.
  if (await poured) await endOf(socket, Math.min(lingerTimeout, longestGoodbye))
  socket.destroy()
}

/** Milliseconds in which a sender that was refused sees the end of its connection, and ends it too. */
const longestGoodbye = 1_000

/** Settles when the other side has ended a connection, or after a while. */
function endOf(socket: Socket, most: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(over, most)
    socket.once('end', over)
    socket.once('close', over)
    if (socket.destroyed || socket.readableEnded) over()
  })
}

/** Throws the rest of a body away; tells whether it came to its end in time, or the sender went. */
function pourAway(request: IncomingMessage, lingerTimeout: number): Promise<boolean> {
  const { socket } = request
  request.resume()
  return new Promise((resolve) => {
    const over = (inTime: boolean) => {
      clearTimeout(timer)
      request.off('end', stop)
      socket.off('close', stop)
      resolve(inTime)
    }
    const stop = () => over(true)
    const timer = setTimeout(over, lingerTimeout, false)
    request.once('end', stop)
    socket.once('close', stop)
    if (socket.destroyed || request.readableEnded) stop()
  })
}

/**
 * Waits until the answers to what came before on the connection are out: half a close would cut them
 * off, also that of an upload which is stored. False where the sender is gone, or pours on for too long.
 */
function hasTurn(response: ServerResponse, poured: Promise<boolean>): Promise<boolean> {
  const turn = turnOf(response)
  return Promise.race([turn, poured.then((inTime) => inTime && turn)])
}

/** Answers what is not HTTP, where Node gives us a bare socket. */
export function refuseSocket(socket: Socket, error: ReceiverError, lingerTimeout: number): void {
  const status = error.status as number
  const body = JSON.stringify(documentOf(error))
  const head = Object.entries({ ...headersOf(body), connection: 'close' })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const timer = setTimeout(() => socket.destroy(), Math.min(lingerTimeout, longestGoodbye))
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
