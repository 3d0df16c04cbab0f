/**
 * The ground floor: what a platform (Node, later a browser) provides. Types alone; imports nothing.
 */

/** Time. Everything that waits or measures goes through it, so that a test can hold the clock. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions, from one monotonic clock. */
  now(): number
  /** Calls `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void
}

/** A file that is open for reading. Its size is the one it had when it was opened. */
export interface OpenFile {
  readonly size: number
  /**
   * Fills `target` from `position` on, as far as the file reaches. Calls back with the number of
   * bytes read: 0 at the end of the file. May call back before it returns.
   */
  read(
    target: Uint8Array,
    position: number,
    callback: (error: Error | null, bytesRead: number) => void,
  ): void
  /** Whether the file has another size or modification time than when it was opened. */
  changed(): boolean
  close(): void
}

/** Why a path of the sandbox can't be opened; `exhausted`: the process may open no more files. */
export type FileProblem = 'missing' | 'denied' | 'exhausted'

/** The sandbox behind `ttfile://`. */
export interface FileStore {
  /** Opens a sandbox path for reading. Rejects with a {@link FileStoreError}. */
  open(path: string): Promise<OpenFile>
  /** Refers to a file of the machine, or keeps bytes, and returns the new `ttfile://temp/…` path. */
  add(source: string | { name: string; data: Uint8Array }): Promise<string>
  /** Removes what is temporary. */
  close(): Promise<void>
}

/** What a {@link FileStore} rejects with. */
export interface FileStoreError extends Error {
  problem: FileProblem
}

/** A request body: bytes and files in their order on the wire, and their exact length together. */
export interface RequestBody {
  readonly parts: readonly (Uint8Array | OpenFile)[]
  readonly length: number
}

/** One hop: a request that goes out as it is, and whose redirect nobody follows. */
export interface TransportRequest {
  method: string
  url: URL
  /** In the order of the wire. Values are Latin-1 strings, a character a byte. */
  headers: readonly (readonly [name: string, value: string])[]
  body: RequestBody | undefined
}

/** The head of an answer. */
export interface ResponseHead {
  statusCode: number
  statusText: string
  /** As received: names in their own case, a pair for each line, values as Latin-1. */
  headers: readonly (readonly [name: string, value: string])[]
}

/** Chromium's names for failures of the network that have no row of their own in spec 10. */
export type NetworkErrorName =
  | 'net::ERR_TOO_MANY_REDIRECTS'
  | 'net::ERR_INVALID_HTTP_RESPONSE'
  | 'net::ERR_INVALID_CHUNKED_ENCODING'
  | 'net::ERR_CONTENT_DECODING_FAILED'
  | 'net::ERR_RESPONSE_HEADERS_TOO_BIG'
  | 'net::ERR_FILE_TOO_BIG'
  | 'net::ERR_UPLOAD_FILE_CHANGED'
  | 'net::ERR_INSUFFICIENT_RESOURCES'
  | 'net::ERR_TUNNEL_CONNECTION_FAILED'
  | 'net::ERR_SOCKS_CONNECTION_FAILED'
  | 'net::ERR_NO_SUPPORTED_PROXIES'
  | 'net::ERR_FAILED'

/**
 * Why a hop failed, in the terms of spec 10.
 * `other` carries Chromium's name of the error.
 */
export type NetworkProblem =
  | { kind: 'offline' }
  | { kind: 'forbidden' }
  | { kind: 'changed' }
  | { kind: 'dns' }
  | { kind: 'tls' }
  | { kind: 'connect' }
  | { kind: 'interrupted' }
  | { kind: 'certificate' }
  /** A defect of the runtime, or of what the host was given; the cause says which. */
  | { kind: 'internal' }
  | { kind: 'other'; name: NetworkErrorName }

/**
 * When the steps of a hop took place, as {@link Clock.now} tells them; 0 where a step has not taken
 * place (yet). `connectEnd` includes the proxy's and the TLS handshake.
 */
export interface HopTimings {
  fetchStart: number
  domainLookupStart: number
  domainLookupEnd: number
  connectStart: number
  secureConnectionStart: number
  secureConnectionEnd: number
  connectEnd: number
  requestStart: number
  responseStart: number
  requestEnd: number
}

/** What is known of a hop; the transport fills it in as it goes. */
export interface HopRecord {
  readonly timings: HopTimings
  secure: boolean
  socketReused: boolean
  /** Of the TCP handshake, in milliseconds; 0 until there is one. */
  rtt: number
  protocol: string
  peerIP: string
  port: number
  /** Bytes of HTTP, head and body, without TLS's own. */
  sentBytesCount: number
  receivedBytesCount: number
}

/** Who is told of a hop. Exactly one of `end` and `error` is called, last. */
export interface TransportObserver {
  /** Bytes of the body that were handed to the connection so far. */
  sent(bytes: number): void
  response(head: ResponseHead): void
  /** A piece of the answer's body, with its content codings undone. */
  data(chunk: Uint8Array): void
  end(): void
  error(problem: NetworkProblem, cause: Error | undefined): void
}

/** A hop under way. */
export interface TransportExchange {
  readonly record: HopRecord
  /** Stops it and frees what it holds. The observer hears nothing more. */
  abort(): void
}

/** The network. */
export interface Transport {
  send(request: TransportRequest, observer: TransportObserver): TransportExchange
  close(): void
}

/** All that a host needs of the platform that it runs on. */
export interface Platform {
  clock: Clock
  /** Random bytes, good enough that nobody guesses them. */
  random(length: number): Uint8Array
  transport: Transport
  files: FileStore
  /** The content type of a file name's extension; `application/octet-stream` where unknown. */
  contentType(fileName: string): string | Promise<string>
  /** Reports an error that a callback of the mini-program threw. */
  reportError(error: unknown): void
}
