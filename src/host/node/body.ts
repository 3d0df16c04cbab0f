/**
 * Sends a body: reads the file ahead of the socket into two buffers that take turns. Callbacks
 * rather than promises, and no copy: what was read is what is written.
 */
import type { ClientRequest } from 'node:http'
import type { Clock, OpenFile, RequestBody } from '../../platform.js'
import { openBuffers, releaseSmall, takeSmall } from './buffers.js'

/** A body up to this many bytes goes out in one write together with the head. */
const oneWrite = 64 * 1024
/**
 * Milliseconds a write may take before smaller ones follow, so that progress keeps moving, and under
 * which larger ones do. Not less: where the machine is busy every write takes some.
 */
const slowWrite = 150
const quickWrite = 50
const leastWrite = 16 * 1024
const mostWrite = 2 * 1024 * 1024

/** The file is not as long as it was when the Content-Length was told. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError'
}

/** Told how the sending goes. */
export interface BodyObserver {
  sent(bytes: number): void
  /** All of the body was handed to the connection. */
  finished(): void
  failed(error: Error): void
}

/**
 * Starts to send; the returned function stops it.
 *
 * @param piece bytes that a slowed network takes in a moment: writes are no larger then
 */
export function sendBody(
  body: RequestBody,
  request: ClientRequest,
  clock: Clock,
  observer: BodyObserver,
  piece?: number,
): () => void {
  return body.length <= (piece ?? oneWrite)
    ? sendSmall(body, request, observer)
    : sendLarge(body, request, clock, observer, piece)
}

function sendSmall(body: RequestBody, request: ClientRequest, observer: BodyObserver): () => void {
  let done = false
  const buffer = takeSmall(body.length)
  const bytes = buffer.subarray(0, body.length)
  const finish = (reusable: boolean) => {
    done = true
    releaseSmall(buffer, reusable)
  }
  createFiller(body)(bytes, (error) => {
    if (done) return
    if (error) {
      finish(false)
      return observer.failed(error)
    }
    request.end(bytes, () => {
      if (done) return
      finish(true)
      observer.sent(body.length)
      observer.finished()
    })
  })
  return () => {
    if (!done) finish(false)
  }
}

function sendLarge(
  body: RequestBody,
  request: ClientRequest,
  clock: Clock,
  observer: BodyObserver,
  piece: number | undefined,
): () => void {
  const buffers = openBuffers(body.length)
  const free = [buffers.take(), buffers.take()]
  const full: Filled[] = []
  const fill = createFiller(body)
  let unread = body.length
  let sent = 0
  let reading = false
  let writing = false
  let stopped = false
  const least = piece ?? leastWrite
  let slice = piece ?? leastWrite * 4

  function stop(reusable: boolean) {
    if (stopped) return
    stopped = true
    buffers.end(reusable)
  }

  function readNext() {
    if (reading || unread === 0) return
    const buffer = free.pop()
    if (buffer === undefined) return
    reading = true
    const wanted = Math.min(buffer.byteLength, unread)
    const bytes = wanted === buffer.byteLength ? buffer : buffer.subarray(0, wanted)
    fill(bytes, (error) => {
      reading = false
      if (stopped) return
      if (error) {
        stop(false)
        return observer.failed(error)
      }
      unread -= wanted
      full.push({ buffer, bytes })
      writeNext()
      readNext()
    })
  }

  function writeNext() {
    if (writing) return
    const next = full.shift()
    if (next === undefined) return
    writing = true
    writeSlices(next, 0)
  }

  function writeSlices(filled: Filled, from: number) {
    const { buffer, bytes } = filled
    const to = Math.min(bytes.byteLength, from + slice)
    const started = clock.now()
    request.write(from === 0 && to === bytes.byteLength ? bytes : bytes.subarray(from, to), () => {
      if (stopped) return
      sent += to - from
      adapt(clock.now() - started, to - from)
      if (sent === body.length) {
        stop(true)
        request.end()
        observer.sent(sent)
        observer.finished()
        return
      }
      if (to < bytes.byteLength) {
        writeSlices(filled, to)
      } else {
        writing = false
        free.push(buffers.refit(buffer))
        writeNext()
        readNext()
      }
      observer.sent(sent)
    })
  }

  function adapt(milliseconds: number, bytes: number) {
    if (milliseconds > slowWrite) slice = Math.max(least, Math.min(slice, bytes) / 2)
    else if (milliseconds < quickWrite) slice = Math.min(mostWrite, slice * 2)
  }

  readNext()
  return () => stop(false)
}

/** A buffer, and what of it is to be written. */
interface Filled {
  readonly buffer: Uint8Array
  readonly bytes: Uint8Array
}

/** Fills buffers one after another with the body's bytes, in order. */
function createFiller(body: RequestBody) {
  let index = 0
  let position = 0

  return function fill(target: Uint8Array, callback: (error: Error | null) => void) {
    let at = 0

    function next(): void {
      while (at < target.byteLength) {
        const part = body.parts[index]
        if (part === undefined) return callback(new FileChangedError('the body is too short'))
        if (!(part instanceof Uint8Array)) return fillFrom(part)
        const taken = Math.min(part.byteLength - position, target.byteLength - at)
        target.set(part.subarray(position, position + taken), at)
        advance(taken, part.byteLength)
      }
      callback(null)
    }

    function advance(taken: number, length: number) {
      at += taken
      position += taken
      if (position === length) {
        index += 1
        position = 0
      }
    }

    function fillFrom(file: OpenFile): void {
      const wanted = Math.min(file.size - position, target.byteLength - at)
      const last = position + wanted === file.size
      if (wanted === 0) {
        advance(0, file.size)
        return next()
      }
      file.read(target.subarray(at, at + wanted), position, (error, bytesRead) => {
        if (error) return callback(error)
        // Told before the last byte goes out: a body that is whole can't be taken back.
        if (bytesRead < wanted || (last && file.changed())) {
          return callback(new FileChangedError('the file changed while it was sent'))
        }
        advance(wanted, file.size)
        next()
      })
    }

    next()
  }
}
