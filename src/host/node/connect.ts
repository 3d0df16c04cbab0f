/**
 * Makes connections: name, TCP, proxy, TLS; each step timed, each failure told apart (spec 9, 10).
 */
import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction, Socket, connect as tcpConnect } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import type { Clock, HopTimings, NetworkProblem } from '../../platform.js'
import { type AddressBlock, isBlockedHost } from '../../rules/addresses.js'
import { portOf } from '../../rules/url.js'
import { type AddressWatch, watchedAddress } from './addressWatch.js'
import { builtins } from './builtins.js'
import { watchBusy } from './busy.js'
import { connectProblem, type Phase } from './failures.js'
import { findAddresses, hostOf } from './findAddresses.js'
import type { TestNetwork } from './network/network.js'
import type { Route } from './network/routes.js'
import { shape } from './network/shape.js'
import { ProxyError, proxyAuthorization, proxyPort, tunnel, tunnelProblem } from './proxy.js'

/** How connections of one host are made. */
export interface ConnectOptions {
  readonly clock: Clock
  readonly lookup: LookupFunction | undefined
  /** The addresses that no connection is made to; undefined where there are none. */
  readonly block: AddressBlock | undefined
  readonly checkCertificates: boolean
  /** Made when first needed: built-in roots and own ones together take a while. */
  secureContext(): SecureContext
  readonly network: TestNetwork
}

/** What the transport adds. */
export interface ConnectParts extends ConnectOptions {
  /** The number of the next connection. */
  nextId(): number
  readonly watch: AddressWatch
}

/** A connection that is ready for a request. */
export interface Connection {
  readonly socket: Socket
  /** Its number, among the connections of the host. */
  readonly id: number
  readonly secure: boolean
  /** Of the TCP handshake, in milliseconds. */
  readonly rtt: number
  /** Whether the process was too busy then to take that for the network's. */
  readonly busy: boolean
  readonly peerIP: string
  /** See {@link watchedAddress}. */
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

/** The way to a server: a proxy, or a route of the host's; straight where there is neither. */
export interface Way {
  readonly proxy: URL | undefined
  readonly route: Route | undefined
}

/** Connects to the origin of a URL. The returned function gives it up; the observer hears no more. */
export function connect(
  url: URL,
  { proxy, route }: Way,
  timings: HopTimings,
  options: ConnectParts,
  observer: ConnectObserver,
): () => void {
  const { clock } = options
  const secure = url.protocol === 'https:'
  let phase: Phase = 'lookup'
  let current: Socket | undefined
  let addresses: readonly LookupAddress[] = []
  let throughProxy: NetworkProblem | undefined
  let busy = false
  let unwatchAddress = () => {}
  let cancelDelay = () => {}
  let done = false

  const end = (problem: NetworkProblem, error: Error) => {
    if (done) return
    done = true
    unwatchAddress()
    cancelDelay()
    current?.destroy()
    observer.failed(problem, error)
  }
  const fail = (error: Error) => end(problemOf(error), error)
  const refuse = (host: string, found: readonly string[]) =>
    end({ kind: 'blocked', host, addresses: found }, new Error('the address is private'))
  const defect = (error: unknown) => end({ kind: 'internal' }, asError(error))
  /** Runs a step that an event calls: what it throws there, nobody would catch. */
  const guard = (step: () => void) => {
    try {
      step()
    } catch (error) {
      defect(error)
    }
  }
  function problemOf(error: Error): NetworkProblem {
    if (error instanceof ProxyError) return error.problem
    if (options.checkCertificates && isCertificateError(current)) return { kind: 'certificate' }
    if (phase === 'proxy' && throughProxy !== undefined) return throughProxy
    return connectProblem(
      error,
      phase === 'proxy' ? 'connect' : phase,
      addresses.map(({ address }) => address),
    )
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
    // Reading all roots takes the first time a while, which is no part of any handshake.
    if (secure || proxy?.protocol === 'https:') contextOf()
    if (route !== undefined) return runRouted(route)
    const target = hostOf(url)
    const { block } = options
    // What a proxy resolves is not known here.
    if (proxy !== undefined && block !== undefined && isBlockedHost(target, block)) {
      return refuse(target, [])
    }
    const hostname = proxy === undefined ? target : hostOf(proxy)
    const port = proxy === undefined ? portOf(url) : proxyPort(proxy)
    resolve(hostname, proxy === undefined ? block : undefined, () => {
      connectTcp(hostname, port, (socket, rtt) => {
        if (proxy === undefined) finish(socket, rtt, undefined)
        else if (proxy.protocol === 'https:') {
          startTls(socket, proxy, (tls) => askProxy(proxy, tls, rtt))
        } else askProxy(proxy, socket, rtt)
      })
    })
  }

  function contextOf(): SecureContext {
    return route?.secureContext() ?? options.secureContext()
  }

  /** To a server of this machine, in the place of the URL's own. */
  function runRouted({ place }: Route) {
    const { host, port } = place()
    resolve(host, undefined, () =>
      connectTcp(host, port, (socket, rtt) => finish(socket, rtt, undefined)),
    )
  }

  function askProxy(proxy: URL, socket: Socket, rtt: number) {
    if (!secure && !proxy.protocol.startsWith('socks')) {
      finish(socket, rtt, { authorization: proxyAuthorization(proxy) })
      return
    }
    throughProxy = tunnelProblem(proxy)
    watch(socket, 'proxy')
    tunnel(proxy, socket, url, (error) => {
      if (done) return
      if (error) fail(error)
      else guard(() => finish(socket, rtt, undefined))
    })
  }

  /** The last step: TLS with the server itself, if the URL asks for it. */
  function finish(socket: Socket, rtt: number, forward: Connection['forward']) {
    const handOver = (ready: Socket) => {
      done = true
      unwatchAddress()
      unwatch(ready)
      timings.connectEnd = clock.now()
      observer.ready({
        socket: ready,
        id: options.nextId(),
        secure,
        rtt,
        busy,
        peerIP: socket.remoteAddress ?? '',
        localAddress: watchedAddress(socket),
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

  /** Finds the addresses of a server, without those that are blocked. */
  function resolve(host: string, block: AddressBlock | undefined, next: () => void) {
    findAddresses(host, timings, options, {
      found(all) {
        if (done) return
        addresses = all.filter(({ address }) => !block?.(address))
        if (addresses.length > 0) guard(next)
        else
          refuse(
            host,
            all.map(({ address }) => address),
          )
      },
      failed: fail,
    })
  }

  function connectTcp(hostname: string, port: number, next: (socket: Socket, rtt: number) => void) {
    timings.connectStart = clock.now()
    let attemptStart = timings.connectStart
    let isBusy = watchBusy()
    const socket = tcpConnect({
      host: hostname,
      port,
      noDelay: true,
      autoSelectFamily: addresses.length > 1,
      autoSelectFamilyAttemptTimeout: attemptTimeout,
      lookup: (_name, { all }, callback) => {
        if (all) callback(null, [...addresses])
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
      },
    })
    watch(socket, 'connect')
    const attempt = () => {
      attemptStart = clock.now()
      isBusy = watchBusy()
    }
    socket.on('connectionAttempt', attempt)
    socket.once('connect', () => {
      // A kept connection must not keep the call that it was made for.
      socket.off('connectionAttempt', attempt)
      // The handshakes that follow would stall, just as a request does.
      unwatchAddress = options.watch.add(watchedAddress(socket), () =>
        end({ kind: 'changed' }, new Error('the local address vanished')),
      )
      busy = isBusy(clock.now() - attemptStart)
      guard(() => onWire(route?.enter(socket, url) ?? socket))
    })
    /** The handshake takes a round trip of the network that a test asks for. */
    function onWire(wire: Socket) {
      const { link } = options.network
      if (wire !== socket) watch(wire, 'connect')
      if (link === undefined) return next(wire, clock.now() - attemptStart)
      cancelDelay = clock.after(link.rtt, () => {
        const slow = shape(wire, link)
        watch(slow, 'connect')
        guard(() => next(slow, clock.now() - attemptStart))
      })
    }
  }

  function startTls(socket: Socket, server: URL, next: (tls: TLSSocket) => void) {
    const hostname = hostOf(server)
    const tls = builtins.tls().connect({
      socket,
      // RFC 6066: without the dot that a name may end with.
      servername: isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : '',
      host: hostname,
      ALPNProtocols: ['http/1.1'],
      secureContext: contextOf(),
      rejectUnauthorized: options.checkCertificates,
    })
    // Over what is no socket of the system, TLS does not hand these down.
    const { ref, unref } = socket
    if (!(socket instanceof Socket)) Object.assign(tls, { ref, unref })
    watch(tls, 'tls')
    tls.once('secureConnect', () => guard(() => next(tls)))
  }

  guard(run)
  return () => {
    if (done) return
    done = true
    unwatchAddress()
    cancelDelay()
    if (current !== undefined) {
      unwatch(current)
      current.on('error', () => {})
      current.destroy()
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function isCertificateError(socket: Socket | undefined): boolean {
  return socket !== undefined && Boolean((socket as Partial<TLSSocket>).authorizationError)
}
