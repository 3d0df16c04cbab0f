import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { refuseSocket } from './answer.js'
import { createConnections, mostTurnedAway } from './connections.js'
import { ReceiverError, type ReceiverErrorCode, reasonOf } from './errors.js'
import { createEvents } from './events.js'
import { createFieldMemory } from './fieldMemory.js'
import type { Expectation } from './head.js'
import { type CheckedOptions, checkOptions, type ReceiverOptions } from './options.js'
import { createUploadQueue } from './queue.js'
import type { BrokenUpload, UploadRecord } from './record.js'
import { createReplies, type Reply, type ReplyFunction } from './reply.js'
import { createFolderStore, type Store } from './store.js'
import { receiveUpload, type UploadContext } from './upload.js'

/** The events of a {@link Receiver} and what their listeners get. */
export interface ReceiverEvents {
  /** An upload is whole and stored; comes before the sender has its answer. */
  upload: UploadRecord
  /** A request was refused or an upload broke; nothing of it is stored. Comes before any answer. */
  broken: BrokenUpload
}

/** A running server that takes uploads. */
export interface Receiver {
  /** Where to send uploads: the origin, without a slash at its end. Every path takes them. */
  readonly url: string
  /** The port it listens on. */
  readonly port: number
  /** The absolute path of the folder that files go to. */
  readonly folder: string
  /** Listens to an event. A listener that throws becomes a process warning and harms no upload. */
  on<Name extends keyof ReceiverEvents>(
    name: Name,
    listener: (value: ReceiverEvents[Name]) => void,
  ): Receiver
  /** Takes a listener away. */
  off<Name extends keyof ReceiverEvents>(
    name: Name,
    listener: (value: ReceiverEvents[Name]) => void,
  ): Receiver
  /**
   * The next upload that no call has had yet, in the order in which they became whole. Those that
   * came before the call wait for it: the last 1,000, fewer where their fields exceed 16 MiB.
   * Rejects with a ReceiverError `closed` when the receiver is closed and none is left.
   */
  nextUpload(): Promise<UploadRecord>
  /**
   * Says how the next upload, or with `all` each one that no other call is for, is answered: with
   * what, when, or not at all. Several wait in their order. `reply(undefined, 'all')` ends it.
   *
   * @throws TypeError for a reply that makes no sense.
   * @example receiver.reply({ status: 503, body: 'busy', headers: { 'retry-after': '5' } })
   * @example receiver.reply({ resetAfter: 100_000 }, 'all')
   * @example receiver.reply(({ fields }) => isSigned(fields) ? undefined : { status: 403 }, 'all')
   */
  reply(reply: Reply | ReplyFunction | undefined, which?: 'next' | 'all'): Receiver
  /**
   * Stops taking connections, lets running uploads finish for `graceMs` milliseconds (default
   * 5,000), then cuts them; removes a temporary folder. A second call gives the same promise and may
   * shorten the time.
   */
  close(options?: { graceMs?: number }): Promise<void>
}

/**
 * Starts a server that takes uploads (multipart/form-data by POST, at every path), stores their files
 * and answers with what arrived, as JSON (`ReceiverAnswer`).
 *
 * @example
 * ```ts
 * const receiver = await createReceiver()
 * // … something uploads to receiver.url …
 * const { files, fields } = await receiver.nextUpload()
 * console.log(files[0].path, files[0].sha256, fields)
 * await receiver.close()
 * ```
 * @throws TypeError for an option that makes no sense.
 * @throws ReceiverError where the server cannot start: `portInUse`, `portForbidden`, `hostUnknown`,
 *   `cannotListen`, `folderUnusable`.
 */
export async function createReceiver(options?: ReceiverOptions): Promise<Receiver> {
  const checked = checkOptions(options)
  return startReceiver(checked, await createFolderStore(checked.folder))
}

/** createReceiver for checked options and any store. @internal */
export async function startReceiver(options: CheckedOptions, store: Store): Promise<Receiver> {
  const { limits, tls } = options
  const events = createEvents<ReceiverEvents>()
  const queue = createUploadQueue()
  const connections = createConnections(limits.connections)
  const replies = createReplies()
  const running = new Set<Promise<void>>()
  /** The last upload of a connection that is under way; those before it end first. */
  const lastOf = new WeakMap<Socket, Promise<void>>()
  let closing: Promise<void> | undefined
  let cut = false
  let closed = false
  let cutTimer: NodeJS.Timeout | undefined

  const context: UploadContext = {
    limits,
    store,
    closing: () => closing !== undefined,
    cut: () => cut,
    forms: new WeakMap(),
    replies,
    shareOfFields: createFieldMemory(limits.fieldsSize),
    surplus: ({ socket }) => connections.isSurplus(socket),
    reset: ({ socket }) => connections.reset(socket),
    taken(record) {
      queue.push(record)
      events.emit('upload', record)
    },
    broken: (record) => events.emit('broken', record),
  }
  /** Connections that were told why nothing more of them is heard. */
  const refused = new WeakSet<object>()
  /** Connections that are about to be told that their head is late. */
  const late = new WeakSet<object>()
  const listen =
    (expects: Expectation): RequestListener =>
    (request, response) => {
      const { socket } = request
      late.delete(socket)
      // It was told 408 and read nothing yet, or follows a refusal that ended the connection: what came
      // of it nobody could be told.
      if (refused.has(socket) || socket.writableEnded) return void request.resume()
      const free = connections.use(socket)
      const upload = receiveUpload(request, response, context, expects).finally(() => {
        running.delete(upload)
        if (lastOf.get(socket) === upload) lastOf.delete(socket)
        free()
      })
      running.add(upload)
      lastOf.set(socket, upload)
    }

  const settings = {
    headersTimeout: limits.headersTimeout,
    // A big file may take hours; what counts is that bytes keep coming (idleTimeout).
    requestTimeout: 0,
    // Told in our own way.
    requireHostHeader: false,
    connectionsCheckingInterval: Math.min(Math.max(limits.headersTimeout / 4, 50), 5_000),
  }
  const server =
    tls === undefined
      ? createHttpServer(settings)
      : createHttpsServer({ ...settings, ...tls, handshakeTimeout: limits.headersTimeout })
  // Node reads 0 as no limit, and no more than a 32-bit number.
  server.maxConnections = Math.min(limits.connections + mostTurnedAway, 2 ** 31 - 1)
  server.on('request', listen('nothing'))
  server.on('checkContinue', listen('continue'))
  server.on('checkExpectation', listen('unknown'))
  server.on('connection', (socket: Socket) => connections.add(socket))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code !== 'ERR_HTTP_REQUEST_TIMEOUT') return refuse(error, socket)
    // A process that was stopped hears of the time first: what came meanwhile is read after that.
    late.add(socket)
    setImmediate(() => late.delete(socket) && refuse(error, socket))
  })
  function refuse(error: NodeJS.ErrnoException, socket: Socket) {
    // What comes after the first error is noise, and is let through like a refused body.
    if (refused.has(socket)) return
    refused.add(socket)
    const code = clientErrorCode(error)
    if (code === undefined || !socket.writable) return void socket.destroy()
    const known = new ReceiverError(code, { reason: reasonOf(error) })
    const form = context.forms.get(socket)
    if (form?.complete === false && form.fail(known)) return
    // The answers to what came before come first: they may tell of an upload that is stored.
    const before = lastOf.get(socket) ?? Promise.resolve()
    before.then(() => {
      if (socket.writable) refuseSocket(socket, known, limits.lingerTimeout)
    })
  }

  try {
    await startListening(server, options)
  } catch (error) {
    await store.close()
    throw error
  }
  const { port } = server.address() as AddressInfo

  const cutConnections = () => {
    cut = true
    connections.closeAll()
  }
  const shutDown = async () => {
    const lastConnection = new Promise((resolve) => server.close(resolve))
    connections.closeIdle()
    await lastConnection
    closed = true
    clearTimeout(cutTimer)
    await Promise.all(running)
    queue.close()
    await store.close()
  }

  const receiver: Receiver = {
    url: `${tls === undefined ? 'http' : 'https'}://${hostInUrl(options.host)}:${port}`,
    port,
    folder: store.folder,
    on(name, listener) {
      events.on(name, listener)
      return receiver
    },
    off(name, listener) {
      events.off(name, listener)
      return receiver
    },
    nextUpload: () => queue.next(),
    reply(reply, which = 'next') {
      replies.add(reply, which)
      return receiver
    },
    close({ graceMs = 5_000 } = {}) {
      clearTimeout(cutTimer)
      if (!closed) cutTimer = setTimeout(cutConnections, graceMs)
      replies.close()
      closing ??= shutDown()
      return closing
    },
  }
  return receiver
}

/** What to say to a sender whose bytes Node could not read; nothing where TLS or the wire failed. */
function clientErrorCode({ code = '' }: NodeJS.ErrnoException): ReceiverErrorCode | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'headTimeout'
  if (code === 'HPE_HEADER_OVERFLOW') return 'headTooLarge'
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE' ? 'badHttp' : undefined
}

const listenErrors: Readonly<Record<string, ReceiverErrorCode>> = {
  EADDRINUSE: 'portInUse',
  EACCES: 'portForbidden',
  EADDRNOTAVAIL: 'hostUnknown',
  ENOTFOUND: 'hostUnknown',
  EAI_AGAIN: 'hostUnknown',
}

function startListening(server: Server, { port, host }: CheckedOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = reasonOf(error)
      const code = listenErrors[reason] ?? 'cannotListen'
      reject(new ReceiverError(code, { host, port, reason }, error))
    })
    server.listen({ port, host }, resolve)
  })
}

/** An address that a client on this machine can use. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
