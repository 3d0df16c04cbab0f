/**
 * The network in Node: one hop over node:http on a connection of our own pool.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type {
  HopRecord,
  NetworkProblem,
  Transport,
  TransportExchange,
  TransportObserver,
  TransportRequest,
} from '../../platform.js'
import { leastDownload, type NetworkQuality } from '../../profile/quality.js'
import { portOf } from '../../rules/url.js'
import { createAddressWatch } from './addressWatch.js'
import { agentFor } from './agent.js'
import { type BodyObserver, FileChangedError, sendBody } from './body.js'
import { watchBusy, watchNothing } from './busy.js'
import { type Connection, type ConnectOptions, connect, type Way } from './connect.js'
import { createDecoder, type Decoder } from './decoder.js'
import { exchangeProblem } from './failures.js'
import { createPool, type Pooled } from './pool.js'
import { ProxyError, type ProxyFinder, prepareProxy } from './proxy.js'
import { saidMore } from './surplus.js'
import { bytesSent, holdWriteErrors } from './writes.js'

/** Bytes of an answer's head, at most: Chromium's own limit. */
const maxHeaderSize = 256 * 1024
/** Milliseconds between two pieces of an answer that may be the process's own doing. */
const longPause = 50
/** Interim answers (1xx) before the real one, at most. */
const interimLimit = 100

const invalidResponse = { kind: 'other', name: 'net::ERR_INVALID_HTTP_RESPONSE' } as const

/** Makes the transport of one host. */
export function createTransport(
  options: ConnectOptions,
  findProxy: ProxyFinder,
  quality: NetworkQuality,
): Transport {
  const { clock, network } = options
  const pool = createPool()
  const watch = createAddressWatch()
  let connections = 0
  const nextId = () => {
    connections += 1
    return connections
  }

  function send(request: TransportRequest, observer: TransportObserver): TransportExchange {
    const { url, body } = request
    const record = createRecord(url, clock.now())
    const { timings } = record
    let done = false
    /** Frees what the present step holds. */
    let release = () => {}
    /** Stops and goes on reading the answer. */
    let hold = (_held: boolean) => {}
    const foundAgain = network.onLost(() => fail({ kind: 'changed' }))

    function finish() {
      done = true
      foundAgain()
      release()
      release = () => {}
    }
    function fail(problem: NetworkProblem, cause?: Error) {
      if (done) return
      timings.requestEnd = clock.now()
      finish()
      observer.error(problem, cause)
    }

    function start() {
      if (done) return
      if (network.offline) return fail({ kind: 'offline' })
      guard(() => {
        const route = network.routes.find(url)
        const proxy = route === undefined ? findProxy(url) : undefined
        if (proxy instanceof Promise)
          proxy.then((found) => open({ route, proxy: found })).catch(broken)
        else open({ route, proxy })
      })
    }

    /** Takes a connection that is kept, or makes one. */
    function open(way: Way) {
      if (done) return
      const key = wayKey(url, way, network.generation)
      const kept = takeKept(key)
      if (kept !== undefined) return guard(() => run(kept, true))
      if (way.proxy === undefined) makeConnection(way, key)
      else
        prepareProxy(way.proxy)
          .then(() => makeConnection(way, key))
          .catch(broken)
    }

    function makeConnection(way: Way, key: string) {
      if (done) return
      const parts = { ...options, watch, nextId }
      release = connect(url, way, timings, parts, {
        ready(connection) {
          if (!connection.busy) quality.observeRtt(connection.rtt)
          guard(() => run(pool.adopt(key, connection), false))
        },
        failed: fail,
      })
    }

    /** A kept connection whose address the machine has lost meanwhile is as good as closed. */
    function takeKept(key: string) {
      for (;;) {
        const kept = pool.take(key)
        if (kept === undefined || watch.present(kept.connection.localAddress)) return kept
        kept.connection.socket.destroy()
      }
    }

    function broken(error: unknown) {
      if (error instanceof ProxyError) return fail(error.problem, error)
      fail({ kind: 'internal' }, error instanceof Error ? error : new Error(String(error)))
    }

    /** What is thrown where an event calls, nobody would catch. */
    function guard(step: () => void) {
      try {
        step()
      } catch (error) {
        broken(error)
      }
    }

    function run(pooled: Pooled, reused: boolean) {
      const { connection } = pooled
      const { socket, forward } = connection
      record.socketReused = reused
      record.rtt = connection.rtt
      record.peerIP = connection.peerIP
      record.connectionId = connection.id
      timings.requestStart = clock.now()
      const wroteBefore = socket.bytesWritten
      const readBefore = socket.bytesRead
      let response: IncomingMessage | undefined
      let decoder: Decoder | undefined
      let interim = 0
      let lastBody: Buffer | undefined
      let bodySent = body === undefined
      let stopSending = () => {}
      let replaced = false
      holdWriteErrors(socket)
      const outgoing = httpRequest({
        method: request.method,
        path: forward === undefined ? `${url.pathname}${url.search}` : requestTarget(url),
        headers: wireHeaders(request, connection),
        agent: agentFor(socket),
        maxHeaderSize,
      })
      outgoing.maxHeadersCount = 0
      // Not earlier: to listen begins to read, and the parser must miss nothing.
      if (!reused) outgoing.once('socket', () => pool.watch(pooled))
      const unwatch = watch.add(connection.localAddress, () => fail({ kind: 'changed' }))

      function count() {
        record.sentBytesCount = bytesSent(socket) - wroteBefore
        record.receivedBytesCount = socket.bytesRead - readBefore
      }
      release = () => {
        count()
        unwatch()
        stopSending()
        decoder?.abort()
        outgoing.destroy()
        socket.destroy()
      }

      const lost = (problem: NetworkProblem, error?: Error) => {
        if (done) return
        const gone = problem.kind === 'interrupted' && !watch.present(connection.localAddress)
        fail(gone ? { kind: 'changed' } : problem, error)
      }

      outgoing.on('error', (error) => {
        // The answer is whole: what a server sends after it is nobody's.
        if (done || replaced || response?.complete) return
        // Known to be dead before a byte was written: nothing was sent, so take another (spec 7).
        if (reused && socket.bytesWritten === wroteBefore && response === undefined) {
          replaced = true
          release()
          release = () => {}
          forgetConnection(record)
          return start()
        }
        lost(exchangeProblem(error, response !== undefined), error)
      })
      outgoing.on('close', () => {
        if (response === undefined && !replaced) lost({ kind: 'interrupted' })
      })
      outgoing.on('information', () => {
        interim += 1
        if (interim > interimLimit) fail(invalidResponse)
      })
      // Nobody asked for another protocol.
      outgoing.on('upgrade', () => fail(invalidResponse))
      outgoing.on('response', (incoming) => {
        if (done) return incoming.resume()
        // 101 without the headers of an upgrade.
        if (incoming.statusCode === 101) return fail(invalidResponse)
        response = incoming
        timings.responseStart = clock.now()
        record.protocol = `http/${incoming.httpVersion}`
        receive(incoming)
      })

      function receive(incoming: IncomingMessage) {
        const head = responseHead(incoming)
        decoder = createDecoder(joinedLines(incoming, 'content-encoding'), {
          data: observer.data,
          drain() {
            decoderFull = false
            flow()
          },
          end: complete,
          error: (error) =>
            fail({ kind: 'other', name: 'net::ERR_CONTENT_DECODING_FAILED' }, error),
        })
        incoming.on('error', (error) => lost(exchangeProblem(error, true), error))
        incoming.on('close', () => {
          if (!incoming.complete) lost({ kind: 'interrupted' })
        })
        observer.response(head)
        if (done) return
        let held = false
        // What came with the head took no time that was seen.
        const readWithHead = socket.bytesRead
        let lastPiece = timings.responseStart
        // A short answer is no sample of the rate, and most are short.
        const short = Number(joinedLines(incoming, 'content-length')) < leastDownload / 2
        const watchPiece = short ? watchNothing : watchBusy
        let isBusy = watchPiece()
        let clean = true
        let decoderFull = false
        const flow = () => (held || decoderFull ? incoming.pause() : incoming.resume())
        hold = (now) => {
          held = now
          decoder?.hold(now)
          flow()
        }
        incoming.on('data', (chunk: Buffer) => {
          if (done) return
          lastBody = chunk
          const now = clock.now()
          if (now - lastPiece > longPause && isBusy(now - lastPiece)) clean = false
          lastPiece = now
          isBusy = watchPiece()
          if (decoder === undefined) return observer.data(chunk)
          decoderFull = !decoder.write(chunk)
          if (decoderFull) flow()
        })
        incoming.on('end', () => {
          if (done) return
          timings.requestEnd = clock.now()
          const took = timings.requestEnd - timings.responseStart
          if (clean) quality.observeDownload(socket.bytesRead - readWithHead, took)
          if (bodySent) over()
          // Over TLS a quick answer can be read before Node tells that the last write went out: it
          // tells in this turn of the event loop, and then 100 % comes before success (spec 8).
          else setImmediate(over)
        })
        const over = () => {
          if (done) return
          leave(incoming)
          if (decoder === undefined) complete()
          else decoder.end()
        }
      }

      /** The exchange is over on the wire: keep the connection, or close it. */
      function leave(incoming: IncomingMessage) {
        count()
        unwatch()
        stopSending()
        release = () => decoder?.abort()
        // A body that was cut off can't be followed by another request, and words behind the answer are
        // no answer to the next one.
        if (!bodySent || !outgoing.shouldKeepAlive || saidMore(pooled.lastRead, lastBody)) {
          outgoing.destroy()
          socket.destroy()
          return
        }
        pool.keep(pooled, joinedLines(incoming, 'keep-alive'))
      }

      function complete() {
        if (done) return
        finish()
        observer.end()
      }

      if (body === undefined) {
        outgoing.end(() => {
          timings.sendEnd = clock.now()
        })
        return
      }
      const observed: BodyObserver = {
        sent: (bytes) => {
          if (!done) observer.sent(bytes)
        },
        finished: () => {
          bodySent = true
          timings.sendEnd = clock.now()
        },
        failed: (error) =>
          fail(
            error instanceof FileChangedError
              ? { kind: 'other', name: 'net::ERR_UPLOAD_FILE_CHANGED' }
              : { kind: 'other', name: 'net::ERR_FAILED' },
            error,
          ),
      }
      stopSending = sendBody(body, outgoing, clock, observed, network.link?.up.piece)
    }

    // Not before send has returned: whoever called it wants to hold the exchange first.
    void Promise.resolve().then(() => pool.settle(start))
    return {
      record,
      abort() {
        if (done) return
        timings.requestEnd = clock.now()
        finish()
      },
      pause: () => !done && hold(true),
      resume: () => !done && hold(false),
    }
  }

  return {
    send,
    close() {
      pool.close()
    },
  }
}

/** What a kept connection is good for: one origin, by one way, through one network. */
function wayKey({ origin }: URL, { proxy, route }: Way, generation: number): string {
  return `${origin} ${proxy?.href ?? route?.key ?? ''} ${generation}`
}

function createRecord(url: URL, now: number): HopRecord {
  return {
    timings: {
      fetchStart: now,
      domainLookupStart: 0,
      domainLookupEnd: 0,
      connectStart: 0,
      secureConnectionStart: 0,
      secureConnectionEnd: 0,
      connectEnd: 0,
      requestStart: 0,
      sendEnd: 0,
      responseStart: 0,
      requestEnd: 0,
    },
    secure: url.protocol === 'https:',
    socketReused: false,
    rtt: 0,
    protocol: '',
    peerIP: '',
    connectionId: 0,
    port: portOf(url),
    sentBytesCount: 0,
    receivedBytesCount: 0,
  }
}

/** A kept connection was of no use: what is told is the new one's, also where that fails. */
function forgetConnection(record: HopRecord) {
  record.timings.requestStart = 0
  record.socketReused = false
  record.rtt = 0
  record.peerIP = ''
  record.connectionId = 0
}

function wireHeaders(request: TransportRequest, { forward }: Connection): string[] {
  const { headers } = request
  const flat: string[] = []
  for (let at = 0; at < headers.length; at += 1) flat.push(headers[at]![0], headers[at]![1])
  if (forward?.authorization !== undefined) flat.push('proxy-authorization', forward.authorization)
  return flat
}

/** What a proxy is asked for: the URL without what is not for the wire. */
function requestTarget(url: URL): string {
  return `${url.origin}${url.pathname}${url.search}`
}

/** The values of a header. Node's own object of all headers takes longer to make than to look at. */
function joinedLines({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  let joined: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const key = rawHeaders[index]!
    if (key.length !== name.length || key.toLowerCase() !== name) continue
    joined = joined === undefined ? rawHeaders[index + 1] : `${joined}, ${rawHeaders[index + 1]}`
  }
  return joined
}

function responseHead(incoming: IncomingMessage) {
  const { rawHeaders, statusCode = 0, statusMessage = '' } = incoming
  const headers: [string, string][] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
  }
  return { statusCode, statusText: statusMessage, headers }
}
