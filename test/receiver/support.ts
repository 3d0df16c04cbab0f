import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { connect, type Socket } from 'node:net'
import type { Receiver, ReceiverAnswer } from 'tt-anywhere/receiver'

export const boundary = 'x-boundary-x'
export const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` }

export interface Part {
  name: string
  value?: string | Buffer
  filename?: string
  type?: string
  /** The Content-Disposition as it shall stand on the wire, instead of one made of the names. */
  disposition?: string
}

/** A body by hand, so that no library's idea of a form stands between the test and the receiver. */
export function bodyOf(parts: Part[], end = `--${boundary}--\r\n`): Buffer {
  const chunks: (string | Buffer)[] = []
  for (const { name, value = '', filename, type, disposition } of parts) {
    const file = filename === undefined ? '' : `; filename="${filename}"`
    chunks.push(`--${boundary}\r\nContent-Disposition: `)
    chunks.push(disposition ?? `form-data; name="${name}"${file}`, '\r\n')
    if (type !== undefined) chunks.push(`Content-Type: ${type}\r\n`)
    chunks.push('\r\n', value, '\r\n')
  }
  return Buffer.concat([...chunks, end].map((chunk) => Buffer.from(chunk)))
}

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
  json: ReceiverAnswer & { error: { code: string; message: string } }
}

/** Sends a body (or an iterable's chunks) and waits for the answer. */
export async function send(
  url: string,
  body: Buffer | AsyncIterable<Buffer>,
  options: RequestOptions = {},
): Promise<Reply> {
  const make = url.startsWith('https') ? httpsRequest : httpRequest
  const headers = { ...multipart, ...options.headers }
  const request = make(url, { method: 'POST', agent: false, ...options, headers })
  const answered = once(request, 'response')
  if (Buffer.isBuffer(body)) request.end(body)
  else {
    for await (const chunk of body) {
      if (!request.write(chunk)) await once(request, 'drain')
    }
    request.end()
  }
  const [response] = await answered
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    json: text === '' ? undefined : JSON.parse(text),
  }
}

/** A connection on which a test writes what it likes. */
export async function dial(receiver: Receiver): Promise<Socket & { readAll(): Promise<string> }> {
  const socket = connect(receiver.port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.on('error', () => undefined)
  const readAll = async () => {
    await closed
    return text
  }
  return Object.assign(socket, { readAll })
}

/** The head of an upload with a Content-Length, for `dial`. */
export const headOf = (length: number, more = ''): string =>
  `POST /path HTTP/1.1\r\nHost: test\r\nContent-Type: ${multipart['content-type']}\r\nContent-Length: ${length}\r\n${more}\r\n`

export const sha256 = (data: string | Buffer): string =>
  createHash('sha256').update(data).digest('hex')

/** Resolves with the next value of a receiver's event. */
export function next<Name extends 'upload' | 'broken'>(receiver: Receiver, name: Name) {
  return new Promise<Parameters<Parameters<typeof receiver.on<Name>>[1]>[0]>((resolve) => {
    const listener: Parameters<typeof receiver.on<Name>>[1] = (value) => {
      receiver.off(name, listener)
      resolve(value)
    }
    receiver.on(name, listener)
  })
}

/** Resolves when the folder holds as many files as the predicate wants; for what gives no event. */
export async function folderHolds(folder: string, wanted: (names: string[]) => boolean) {
  for (;;) {
    if (wanted(await readdir(folder))) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}
