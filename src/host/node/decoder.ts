/**
 * Undoes the content codings of an answer (spec 7).
 */
import type { Transform } from 'node:stream'
import { builtins } from './builtins.js'

/** Takes an answer's bytes as they came. */
export interface Decoder {
  /** false asks for no more until it drains. */
  write(chunk: Buffer): boolean
  end(): void
  /** Whether what comes out is held back. */
  hold(held: boolean): void
  /** Stops; nothing is told any more. */
  abort(): void
}

/** Told what comes out. */
export interface DecoderObserver {
  data(chunk: Buffer): void
  /** It takes more after {@link Decoder.write} said no. */
  drain(): void
  end(): void
  error(error: Error): void
}

/** Makes the decoder for a content-encoding; undefined where there is nothing to undo. */
export function createDecoder(
  contentEncoding: string | undefined,
  observer: DecoderObserver,
): Decoder | undefined {
  if (contentEncoding === undefined) return undefined
  const codings = contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  // As Chromium does: with one coding that nobody knows, the bytes stay as they are.
  if (codings.length === 0 || !codings.every((coding) => known.has(coding))) return undefined

  codings.reverse()
  let aborted = false
  /** The answer's last byte was read. */
  let whole = false
  /** The last byte was decoded; what follows it in the answer is nothing to decode. */
  let decoded = false
  const streams: Transform[] = []

  const fail = (error: Error) => {
    if (aborted) return
    abort()
    observer.error(error)
  }
  function abort() {
    aborted = true
    for (const stream of streams) stream.destroy()
  }
  function endOnce() {
    if (!aborted && whole && decoded) observer.end()
  }
  function endOfData() {
    decoded = true
    if (!aborted && !whole) observer.drain()
    endOnce()
  }

  /** Opens the stream of a coding; those of the codings under it follow with its first bytes. */
  function open(index: number, first: Buffer): Transform {
    const stream = createStream(codings[index] ?? '', first)
    streams.push(stream)
    stream.on('error', fail)
    if (index === 0) stream.on('drain', () => !aborted && observer.drain())
    if (index === codings.length - 1) {
      stream.on('data', (chunk: Buffer) => {
        if (!aborted) observer.data(chunk)
      })
      stream.on('end', endOfData)
      return stream
    }
    stream.once('end', endOfData)
    stream.once('data', (chunk: Buffer) => {
      stream.off('end', endOfData)
      const following = open(index + 1, chunk)
      following.write(chunk)
      stream.pipe(following)
    })
    return stream
  }

  return {
    write(chunk) {
      if (aborted || decoded) return true
      if (codings.length > mostCodings) {
        fail(new Error(`the answer is said to be coded ${codings.length} times over`))
        return true
      }
      const [stream = open(0, chunk)] = streams
      return stream.write(chunk)
    },
    hold(held) {
      const last = streams.length === codings.length ? streams.at(-1) : undefined
      if (held) last?.pause()
      else last?.resume()
    },
    end() {
      whole = true
      if (aborted) return
      if (streams.length === 0) observer.end()
      else if (decoded) endOnce()
      else streams[0]?.end()
    },
    abort,
  }
}

/** Each takes memory of its own, and a head has room for thousands; nobody means more than two. */
const mostCodings = 5

const known = new Set(['gzip', 'x-gzip', 'deflate', 'br'])

function createStream(coding: string, first: Buffer): Transform {
  const { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } = builtins.zlib()
  if (coding === 'br') return createBrotliDecompress()
  if (coding !== 'deflate') return createGunzip()
  // Many servers send raw deflate under this name; zlib's own header begins with 8 in the low bits.
  return (first[0]! & 0x0f) === 8 ? createInflate() : createInflateRaw()
}
