/**
 * Where an answer's body goes: into memory here, into a file for a download.
 */
import type { ResponseHead } from '../platform.js'
import { decodeText } from './charset.js'
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

/** The body is over the host's limit: 121991 and its kin. */
export function tooBig(): ApiError {
  return new ApiError('network', ['net::ERR_FILE_TOO_BIG'])
}

/** Keeps a body in memory. A class, for one lives with each call. */
export class MemorySink implements BodySink {
  /** Bytes so far. */
  size = 0
  private pieces: Uint8Array[] = []
  private whole: Uint8Array<ArrayBuffer> | undefined
  private decoded: string | undefined

  /** @param limit bytes that it takes */
  constructor(private readonly limit: number) {}

  take(piece: Uint8Array): void {
    this.size += piece.byteLength
    this.pieces.push(piece)
    if (this.size > this.limit) throw tooBig()
  }

  /** All of it, once the exchange is over. */
  bytes(): Uint8Array<ArrayBuffer> {
    if (this.whole !== undefined) return this.whole
    this.whole = new Uint8Array(this.size)
    let at = 0
    for (const piece of this.pieces) {
      this.whole.set(piece, at)
      at += piece.byteLength
    }
    this.pieces = []
    return this.whole
  }

  /** The same as text, decoded once. */
  text(contentType: string | undefined): string {
    const { pieces } = this
    const only = pieces.length === 1 ? pieces[0] : undefined
    this.decoded ??= decodeText(only ?? this.bytes(), contentType)
    return this.decoded
  }
}
