/**
 * Where an answer's body goes: into memory here, into a file for a download.
 */
import type { ResponseHead } from '../platform.js'
import { ApiError } from './errors.js'

/** What a {@link BodySink} can do to the exchange that feeds it. */
export interface Flow {
  /** No more pieces, but for what is on its way, until {@link resume}. */
  pause(): void
  resume(): void
  /** Ends the exchange with this error. */
  fail(error: unknown): void
}

/** Takes the body of the answer that is the result; what it throws ends the exchange. */
export interface BodySink {
  /** The answer has begun. */
  begin?(head: ResponseHead, flow: Flow): void
  /** The next piece of the body, with its content codings undone. */
  take(piece: Uint8Array): void
}

/** Keeps a body in memory. */
export interface MemorySink extends BodySink {
  /** Bytes so far. */
  readonly size: number
  /** Those that it still holds. */
  readonly held: number
  /** Lets them go. */
  forget(): void
  /** All of it, once the exchange is over. */
  bytes(): Uint8Array<ArrayBuffer>
}

/** The body is over the host's limit: 121991 and its kin. */
export function tooBig(): ApiError {
  return new ApiError('network', ['net::ERR_FILE_TOO_BIG'])
}

/** Makes a {@link MemorySink} that takes so many bytes. */
export function createMemorySink(limit: number): MemorySink {
  let pieces: Uint8Array[] = []
  let size = 0
  let whole: Uint8Array<ArrayBuffer> | undefined
  let forgotten = false
  return {
    get size() {
      return size
    },
    get held() {
      return forgotten ? 0 : size
    },
    forget() {
      forgotten = true
      pieces = []
      whole = undefined
    },
    take(piece) {
      size += piece.byteLength
      if (size > limit) throw tooBig()
      pieces.push(piece)
    },
    bytes() {
      if (whole !== undefined) return whole
      whole = new Uint8Array(size)
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.byteLength
      }
      pieces = []
      return whole
    },
  }
}
