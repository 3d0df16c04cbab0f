/**
 * Undoes the content codings of an answer (spec 7).
 */
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'

/** Takes an answer's bytes as they came. */
export interface Decoder {
  write(chunk: Buffer): void
  end(): void
  /** Stops; nothing is told any more. */
  abort(): void
}

/** Told what comes out. */
export interface DecoderObserver {
  data(chunk: Buffer): void
  end(): void
  error(error: Error): void
}

/** Makes the decoder for a content-encoding; undefined where there is nothing to undo. */
export function createDecoder(
  contentEncoding: string | undefined,
  observer: DecoderObserver,
): Decoder | undefined {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  // As Chromium does: with one coding that nobody knows, the bytes stay as they are.
  if (codings.length === 0 || !codings.every((coding) => known.has(coding))) return undefined

  let aborted = false
  let streams: Transform[] | undefined
  const fail = (error: Error) => {
    if (aborted) return
    aborted = true
    for (const stream of streams ?? []) stream.destroy()
    observer.error(error)
  }

  function open(first: Buffer): Transform[] {
    const made = codings
      .reverse()
      .map((coding, index) => createStream(coding, index === 0 ? first : undefined))
    made.forEach((stream, index) => {
      stream.on('error', fail)
      const following = made[index + 1]
      if (following !== undefined) stream.pipe(following)
    })
    const last = made.at(-1)
    last?.on('data', (chunk: Buffer) => {
      if (!aborted) observer.data(chunk)
    })
    last?.on('end', () => {
      if (!aborted) observer.end()
    })
    return made
  }

  return {
    write(chunk) {
      if (aborted) return
      streams ??= open(chunk)
      streams[0]?.write(chunk)
    },
    end() {
      if (aborted) return
      if (streams === undefined) observer.end()
      else streams[0]?.end()
    },
    abort() {
      aborted = true
      for (const stream of streams ?? []) stream.destroy()
    },
  }
}

const known = new Set(['gzip', 'x-gzip', 'deflate', 'br'])

function createStream(coding: string, first: Buffer | undefined): Transform {
  if (coding === 'br') return createBrotliDecompress()
  if (coding !== 'deflate') return createGunzip()
  // Many servers send raw deflate under this name; zlib's own header begins with 8 in the low bits.
  return first === undefined || (first[0]! & 0x0f) === 8 ? createInflate() : createInflateRaw()
}
