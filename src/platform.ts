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
  /** The same at once, for what is small: returns the number of bytes read. */
  readNow(target: Uint8Array, position: number): number
  /** Whether the file has another size or modification time than when it was opened. */
  changed(): boolean
  close(): void
}

/** Why the sandbox can't do what it was asked. */
export type FileProblem =
  /** The path names nothing. */
  | 'missing'
  /** It lies outside, is not to be written, or the system refuses it. */
  | 'denied'
  /** Something is there already. */
  | 'exists'
  /** It is no folder. */
  | 'not-folder'
  /** It is a folder, where a file is wanted. */
  | 'folder'
  | 'not-empty'
  /** The saved files would take more than the mini-program may have. */
  | 'quota'
  /** The path is too long. */
  | 'long'
  /** The disk is full. */
  | 'full'
  /** The process may open no more files. */
  | 'exhausted'
  /** The system failed in any other way, or the file changed while it was read. */
  | 'failed'

/** What a {@link FileStore} throws. */
export interface FileStoreError extends Error {
  readonly problem: FileProblem
  /** The sandbox path that it is about. */
  readonly path: string
}

/** What is known of a file or folder. Times are milliseconds since the epoch. */
export interface FileStat {
  readonly kind: 'file' | 'folder'
  readonly size: number
  readonly accessed: number
  readonly modified: number
  /** As POSIX has it: type and permissions. */
  readonly mode: number
}

/** A file of the machine that goes into the sandbox: by its path, or as bytes under a name. */
export type FileSource = string | { readonly name: string; readonly data: Uint8Array }

/**
 * The sandbox behind `ttfile://` (spec 2): one mini-program's temporary and saved files. What takes
 * a path takes a sandbox path, and throws a {@link FileStoreError}. Nothing here takes long, but for
 * what returns a promise: a change is made whole or not at all.
 */
export interface FileStore {
  /** Opens a file for reading. */
  open(path: string): OpenFile
  /** Where a temporary file lies on the machine, for who runs the host; undefined of all others. */
  locate(path: string): string | undefined
  stat(path: string): FileStat
  /** The names in a folder, sorted. */
  list(path: string): string[]
  /** Writes a saved file, whole or not at all; it replaces one that is there. */
  write(path: string, data: Uint8Array): void
  /** Adds to the end of a saved file, which is made where it is not there. */
  append(path: string, data: Uint8Array): void
  /** Cuts a saved file off, or fills it up with zeros. */
  truncate(path: string, length: number): void
  /** Copies a file to where saved files lie. */
  copy(from: string, to: string): Promise<void>
  /** The same at once. */
  copyNow(from: string, to: string): void
  /** Moves a saved file or folder. */
  rename(from: string, to: string): void
  /** Removes a saved file. */
  remove(path: string): void
  makeFolder(path: string, recursive: boolean): void
  removeFolder(path: string, recursive: boolean): void
  /** Moves a temporary file to the saved ones; under a random name where none is given. */
  save(from: string, to: string | undefined): Promise<string>
  /** The same at once. */
  saveNow(from: string, to: string | undefined): string
  /** All saved files, wherever they lie; `created` in milliseconds since the epoch. */
  saved(): { path: string; size: number; created: number }[]
  /** Puts a file into temp under its own name. A file of the machine is only referred to. */
  add(source: FileSource): Promise<string>
  /** The same under a random name with the file's extension, as a chosen file on the phone. */
  addChosen(source: FileSource): Promise<string>
  /**
   * Begins a file that comes piece by piece: it will be a temporary one with a random name, or lie
   * at `to`, where saved files do. Throws at once where it can't lie there.
   */
  receive(to: string | undefined, events: IncomingEvents): IncomingFile
  /** Takes a file out of temp again; never throws. A file that is only referred to stays. */
  discard(path: string): Promise<void>
  /** Removes what is temporary. */
  close(): Promise<void>
}

/** What an {@link IncomingFile} tells. */
export interface IncomingEvents {
  /** It takes more after {@link IncomingFile.write} said no. */
  drained(): void
  /** It can't be written. Nothing is told after this. */
  failed(error: unknown): void
}

/** A file that comes piece by piece. It is nowhere in the sandbox before it is kept. */
export interface IncomingFile {
  /** Takes the next piece; false asks for no more until it is written. */
  write(piece: Uint8Array): boolean
  /** Settles when every piece is written. */
  finish(): Promise<void>
  /** Puts the finished file into its place, and gives its path. A temporary one gets the extension. */
  keep(extension: string): string
  /** Leaves nothing of it. Does nothing once it is kept. */
  discard(): Promise<void>
}

/**
 * What a mini-program keeps under keys (spec 15): texts, each whole. Nothing here takes long. What the
 * system refuses is thrown as it is.
 */
export interface KeyValueStore {
  /** The text of a key; undefined where there is none. */
  get(key: string): string | undefined
  /** Keeps a text, whole or not at all; false where all would take more than is allowed. */
  set(key: string, text: string): boolean
  remove(key: string): void
  clear(): void
  /** All keys, and the bytes that keys and texts take together, as UTF-8. */
  info(): { keys: string[]; size: number }
  /** Leaves what it keeps as it is. */
  close(): void
}

/** The digests that files can have. */
export type DigestAlgorithm = 'md5' | 'sha1' | 'sha256'

/** Digests bytes, piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void
  /** In hex, lower case; ends the hasher. */
  digest(): string
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
  | 'net::ERR_FILE_NO_SPACE'
  | 'net::ERR_UPLOAD_FILE_CHANGED'
  | 'net::ERR_INSUFFICIENT_RESOURCES'
  | 'net::ERR_TUNNEL_CONNECTION_FAILED'
  | 'net::ERR_SOCKS_CONNECTION_FAILED'
  | 'net::ERR_NO_SUPPORTED_PROXIES'
  | 'net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS'
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
  /** The host blocks private addresses, and the server has no other. */
  | { kind: 'blocked'; host: string; addresses: readonly string[] }
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
  /** All of the request was handed to the connection. */
  sendEnd: number
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
  /** A number for each connection of the host; 0 until there is one. */
  connectionId: number
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
  /** No more of the answer's body is read, but for what is on its way, until {@link resume}. */
  pause(): void
  resume(): void
}

/** The network. */
export interface Transport {
  send(request: TransportRequest, observer: TransportObserver): TransportExchange
  close(): void
}

/** A server of this machine: its URL, its port, a server of Node's that listens, or a receiver. */
export type RouteTarget =
  | string
  | number
  | { readonly url: string }
  | { address(): { address: string; family: string; port: number } | string | null }

/** A network by its numbers. */
export interface NetworkNumbers {
  /** The round trip, in milliseconds. */
  rtt: number
  /** What can be sent, in kbit/s. */
  upKbps: number
  /** What can be received, in kbit/s. */
  downKbps: number
}

/**
 * As it is (`online`), none, one of Chromium's effective connection types with its typical numbers,
 * or numbers of one's own.
 */
export type NetworkCondition =
  | 'online'
  | 'offline'
  | 'slow 2g'
  | '2g'
  | '3g'
  | '4g'
  | Readonly<NetworkNumbers>

/** What a test sets on the network. */
export interface NetworkControl {
  /** Sends what goes to an origin, or `*` for all others, to a server of this machine. */
  route(origin: string, target: RouteTarget): () => void
  condition: NetworkCondition
}

/** The kind of network that the machine is on. */
export type Connection = 'wifi' | '2g' | '3g' | '4g' | 'unknown' | 'none'

/** Whether the machine is on a network. */
export interface NetworkState {
  connection(): Connection
  /** Calls back when that changes. The returned function ends the watch. */
  watch(changed: (connection: Connection) => void): () => void
}

/** All that a host needs of the platform that it runs on. */
export interface Platform {
  clock: Clock
  /** Random bytes, good enough that nobody guesses them. */
  random(length: number): Uint8Array
  transport: Transport
  networkControl: NetworkControl
  network: NetworkState
  files: FileStore
  keyValues: KeyValueStore
  album: Album
  media: Media
  createHasher(algorithm: DigestAlgorithm): Hasher
  /** The content type of a file name's extension; `application/octet-stream` where unknown. */
  contentType(fileName: string): string | Promise<string>
  /** The extension of a content type's files, with its dot; `""` where unknown. */
  extension(contentType: string): string | Promise<string>
  /** Reports an error that a callback of the mini-program threw. */
  reportError(error: unknown): void
}

/** A picture or film, and what it says of itself. */
export interface Medium {
  readonly kind: 'image' | 'video'
  /** Pixels, as it is shown: turned where its file says so. */
  readonly width: number
  readonly height: number
  /** Seconds; 0 for a picture. All three are 0 for a film of a kind that is known but not read. */
  readonly duration: number
}

/** What a picture's file says. */
export interface PictureInfo {
  /** Pixels, as they are stored: before `orientation` turns them. */
  readonly width: number
  readonly height: number
  /** Such as `jpeg` or `png`. */
  readonly format: string
  /** As Exif has it: 1 to 8. */
  readonly orientation: number
}

/** Reads, and makes smaller, what is chosen. */
export interface Media {
  /** undefined where the file is no picture of a known format. */
  readPicture(file: OpenFile): Promise<PictureInfo | undefined>
  /** undefined where the file is no picture or film of a known kind. */
  inspect(file: OpenFile): Promise<Medium | undefined>
  /**
   * A picture made smaller, in its own format; the same bytes where that would not help, undefined
   * where this machine has no tool for it. Fails where the picture is damaged.
   */
  compress(picture: Uint8Array): Promise<Uint8Array | undefined>
  /** A JPEG at a quality of 0 to 100, in its own size; the rest as {@link Media.compress}. */
  recode(picture: Uint8Array, quality: number): Promise<Uint8Array | undefined>
}

/** What a mini-program wants to have chosen. */
export interface ChooseRequest {
  readonly api: 'chooseImage' | 'chooseVideo' | 'chooseMedia' | 'filePicker'
  /** How many at most. */
  readonly count: number
  /** `file` is any kind. */
  readonly mediaType: readonly ('image' | 'video' | 'file')[]
  /** The extensions that are wanted, such as `pdf`; all where it is not there. Of filePicker. */
  readonly fileTypes?: readonly string[]
  readonly sourceType: readonly ('album' | 'camera')[]
  readonly sizeType: readonly ('original' | 'compressed')[]
  readonly camera: 'front' | 'back'
  /** Seconds a film may last. */
  readonly maxDuration: number
}

/** What the user chose: files of the machine, or bytes; undefined where they cancelled. */
type ChooseAnswer = readonly FileSource[] | undefined

/** Who chooses where no person can. */
export interface Album {
  /** Whether the host was given none: then every choice is cancelled. */
  readonly empty: boolean
  /** `noMatch` is told each pattern that names no picture or film. */
  choose(request: ChooseRequest, noMatch: (pattern: string) => void): Promise<ChooseAnswer>
}
