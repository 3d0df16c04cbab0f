/**
 * Makes connections: name, TCP, proxy, TLS; each step timed, each failure told apart (spec 9, 10).
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket, connect as tcpConnect } from 'node:net'
import { type SecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Clock, HopTimings, NetworkProblem } from '../../platform.js'
import { portOf } from '../../rules/url.js'
import { connectProblem, type Phase } from './failures.js'
import { ProxyError, proxyAuthorization, proxyPort, tunnel } from './proxy.js'

/** How connections of one host are made. */
export interface ConnectOptions {
  readonly clock: Clock
  readonly lookup: LookupFunction | undefined
  readonly checkCertificates: boolean
  /** Made when first needed: built-in roots and own ones together take a while. */
  secureContext(): SecureContext
}

/** A connection that is ready for a request. */
export interface Connection {
  readonly socket: Socket
  readonly secure: boolean
  /** Of the TCP handshake, in milliseconds. */
  readonly rtt: number
  readonly peerIP: string
  readonly localAddress: string
  /** Where a proxy forwards plain requests: what to put before the path, and for the proxy itself. */
  readonly forward: { readonly authorization: string | undefined } | undefined
}

/** Told once: the connection, or why there is none. */
export interface ConnectObserver {
  ready(connection: Connection): void
  failed(problem: NetworkProblem, cause: Error): void
}

/** Node drops an address after this many milliseconds and tries the next; its own 250 are too few. */
const attemptTimeout = 5_000

/** Connects to the origin of a URL, straight or through a proxy. The returned function gives it up; the observer hears no more. */
export function connect(
  url: URL,
  proxy: URL | undefined,
  timings: HopTimings,
  options: ConnectOptions,
  observer: ConnectObserver,
): () => void {
  const { clock } = options
  const secure = url.protocol === 'https:'
  let phase: Phase = 'lookup'
  let current: Socket | undefined
  let address: string | undefined
  let done = false

  const fail = (error: Error) => {
    if (done) return
    done = true
    current?.destroy()
    const problem =
      error instanceof ProxyError
        ? error.problem
        : options.checkCertificates && isCertificateError(current)
          ? ({ kind: 'certificate' } as const)
          : connectProblem(error, phase, address)
    observer.failed(problem, error)
  }
  const onClose = () => fail(new Error('the connection was closed'))

  /** Watches the socket of this phase until the next one, or until the connection is handed over. */
  function watch(socket: Socket, next: Phase) {
    if (current !== undefined) unwatch(current)
    phase = next
    current = socket
    socket.on('error', fail)
    socket.on('close', onClose)
  }
  function unwatch(socket: Socket) {
    socket.off('error', fail)
    socket.off('close', onClose)
  }

  function run() {
    const server = proxy ?? url
    const port = proxy === undefined ? portOf(url) : proxyPort(proxy)
    const hostname = server.hostname.replace(/^\[|\]$/g, '')
    resolve(hostname, (addresses) => {
      connectTcp(hostname, port, addresses, (socket, rtt) => {
        if (proxy === undefined) finish(socket, rtt, undefined)
        else if (proxy.protocol === 'https:') {
          startTls(socket, proxy, (tls) => throughProxy(proxy, tls, rtt))
        } else throughProxy(proxy, socket, rtt)
      })
    })
  }

  function throughProxy(proxy: URL, socket: Socket, rtt: number) {
    if (!secure && !proxy.protocol.startsWith('socks')) {
      finish(socket, rtt, { authorization: proxyAuthorization(proxy) })
      return
    }
    watch(socket, 'proxy')
    tunnel(proxy, socket, url, (error) => {
      if (done) return
      if (error) fail(error)
      else finish(socket, rtt, undefined)
    })
  }

  /** The last step: TLS with the server itself, if the URL asks for it. */
  function finish(socket: Socket, rtt: number, forward: Connection['forward']) {
    const handOver = (ready: Socket) => {
      done = true
      unwatch(ready)
      timings.connectEnd = clock.now()
      observer.ready({
        socket: ready,
        secure,
        rtt,
        peerIP: socket.remoteAddress ?? '',
        localAddress: socket.localAddress ?? '',
        forward,
      })
    }
    if (!secure) return handOver(socket)
    timings.secureConnectionStart = clock.now()
    startTls(socket, url, (tls) => {
      timings.secureConnectionEnd = clock.now()
      handOver(tls)
    })
  }

  function resolve(hostname: string, next: (addresses: LookupAddress[]) => void) {
    const family = isIP(hostname)
    if (family !== 0) return next([{ address: hostname, family }])
    timings.domainLookupStart = clock.now()
    // Cast: node:net's type knows one shape of the answer, its documentation two.
    const lookup = (options.lookup ?? systemLookup) as typeof systemLookup
    lookup(
      hostname,
      { all: true },
      (error, found: LookupAddress[] | string, foundFamily?: number) => {
        if (done) return
        timings.domainLookupEnd = clock.now()
        if (error) return fail(error)
        // An own lookup may ignore `all`.
        const addresses =
          typeof found === 'string'
            ? [{ address: found, family: foundFamily ?? isIP(found) }]
            : found
        if (addresses.length === 0) return fail(new Error(`no address for ${hostname}`))
        next(addresses)
      },
    )
  }

  function connectTcp(
    hostname: string,
    port: number,
    addresses: LookupAddress[],
    next: (socket: Socket, rtt: number) => void,
  ) {
    address = addresses[0]?.address
    timings.connectStart = clock.now()
    let attemptStart = timings.connectStart
    const socket = tcpConnect({
      host: hostname,
      port,
      noDelay: true,
      autoSelectFamily: addresses.length > 1,
      autoSelectFamilyAttemptTimeout: attemptTimeout,
      lookup: (_name, { all }, callback) => {
        if (all) callback(null, addresses)
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
      },
    })
    watch(socket, 'connect')
    socket.on('connectionAttempt', () => {
      attemptStart = clock.now()
    })
    socket.once('connect', () => next(socket, clock.now() - attemptStart))
  }

  function startTls(socket: Socket, server: URL, next: (tls: TLSSocket) => void) {
    const hostname = server.hostname.replace(/^\[|\]$/g, '')
    const tls = tlsConnect({
      socket,
      servername: isIP(hostname) === 0 ? hostname : '',
      host: hostname,
      ALPNProtocols: ['http/1.1'],
      secureContext: options.secureContext(),
      rejectUnauthorized: options.checkCertificates,
    })
    watch(tls, 'tls')
    tls.once('secureConnect', () => next(tls))
  }

  try {
    run()
  } catch (error) {
    // An own lookup may throw.
    fail(error as Error)
  }
  return () => {
    if (done) return
    done = true
    if (current !== undefined) {
      unwatch(current)
      current.on('error', () => {})
      current.destroy()
    }
  }
}

function isCertificateError(socket: Socket | undefined): boolean {
  return socket !== undefined && Boolean((socket as Partial<TLSSocket>).authorizationError)
}
