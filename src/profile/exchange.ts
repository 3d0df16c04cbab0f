/**
 * The record of a call of the network: all that went over the wire, but for the bytes themselves.
 */
import type { HopTimings } from '../platform.js'
import type { Profile } from './profile.js'

/** A header line as it was sent, or received: the name in its own case. */
export type HeaderLine = readonly [name: string, value: string]

/** One request and its answer: a redirect has one of each hop. */
export interface ExchangeHop {
  readonly method: string
  readonly url: string
  /** Such as `http/1.1`; empty where no answer came. */
  readonly protocol: string
  /** In the order of the wire. */
  readonly requestHeaders: readonly HeaderLine[]
  readonly responseHeaders: readonly HeaderLine[]
  /** 0 where no answer came. */
  readonly statusCode: number
  readonly statusText: string
  /** Milliseconds since the epoch; 0 for what did not take place. */
  readonly timings: Readonly<HopTimings>
  /** Of the request's body, as it was announced. */
  readonly bodySize: number
  /** Bytes of HTTP, head and body, without TLS's own. */
  readonly sentBytesCount: number
  readonly receivedBytesCount: number
  readonly secure: boolean
  /** The address of the server, or of the proxy; empty where there was no connection. */
  readonly peerIP: string
  readonly port: number
  readonly socketReused: boolean
  /** A number for each connection of the host; 0 where there was none. */
  readonly connectionId: number
  /** Milliseconds of the TCP handshake. */
  readonly rtt: number
}

/** A part of the form that an upload sends. */
export interface ExchangePart {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Of a field; a file's bytes are not recorded. */
  readonly value?: string
  readonly fileName?: string
  readonly contentType?: string
  /** Of a file: its path in the sandbox. */
  readonly filePath?: string
}

/** What `host.on('exchange')` is told as a call ends, whatever its end. */
export interface ExchangeRecord {
  /** A number for each call of the host. */
  readonly id: number
  /** The API's name, such as `uploadFile`. */
  readonly api: string
  readonly method: string
  /** As the caller gave it. */
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  /** In their order; none where the call failed before anything was sent. */
  readonly hops: readonly ExchangeHop[]
  /** The form of an upload. */
  readonly form?: readonly ExchangePart[]
  /** The text that was sent, where it is one and not long. */
  readonly text?: string
  /** The answer's body, its content codings undone. */
  readonly content?: {
    readonly mimeType: string
    /** Bytes. */
    readonly size: number
    /** Where it is one, and not long. */
    readonly text?: string
  }
  /** What `success` or `fail` got of it. */
  readonly errMsg: string
  readonly errorCode?: number
  /** Of the last hop, also where the call failed; not where nothing was sent. */
  readonly profile?: Profile
}
