/**
 * Answers of the server: texts, and files with their ranges.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { OpenFile } from '../../platform.js'

/** Sends a text. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders,
): void {
  const body = Buffer.from(text)
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
    'content-length': body.byteLength,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** Bytes that are read at once. */
const piece = 256 * 1024

/** Sends a file, or the range of it that is asked for, and closes it. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: OpenFile,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  try {
    const { size } = file
    const range = readRange(request.headers.range, size)
    if (range === 'none') {
      sendText(response, 416, '', { ...headers, 'content-range': `bytes */${size}` })
      return
    }
    const [start, end] = range ?? [0, size]
    response.writeHead(range === undefined ? 200 : 206, {
      'accept-ranges': 'bytes',
      ...headers,
      'content-length': end - start,
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    })
    if (request.method !== 'HEAD') await stream(response, file, start, end)
    response.end()
  } catch (error) {
    // What was promised can't be kept: the connection says so.
    response.destroy(error as Error)
  } finally {
    file.close()
  }
}

async function stream(response: ServerResponse, file: OpenFile, from: number, to: number) {
  for (let position = from; position < to && !response.destroyed; ) {
    const bytes = await readAt(file, position, Math.min(piece, to - position))
    if (bytes.byteLength === 0) throw new Error('the file has become shorter')
    position += bytes.byteLength
    if (!response.write(bytes)) await drained(response)
  }
}

function readAt(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const target = new Uint8Array(length)
    file.read(target, position, (error, count) => {
      if (error) reject(error)
      else resolve(target.subarray(0, count))
    })
  })
}

/** Also where nobody reads any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

/**
 * One range of bytes, its end exclusive; undefined for the whole file (RFC 9110 14.2: what is no such
 * range is ignored), `none` where it lies behind the end.
 */
export function readRange(
  header: string | undefined,
  size: number,
): readonly [start: number, end: number] | 'none' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Number(last)
    return length === 0 || size === 0 ? 'none' : [Math.max(0, size - length), size]
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'none' : [start, end]
}

/** The body of a request, as text. @throws {TooLargeError} */
export async function readText(request: IncomingMessage, most: number): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength
    if (size > most) throw new TooLargeError()
    pieces.push(chunk as Buffer)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** More came than is taken. */
export class TooLargeError extends Error {}
