/**
 * Routes: what goes to an origin is sent to a server of this machine. TLS ends within the process,
 * with a certificate of the real name, so that rules, names and certificates are as ever.
 */
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { RouteTarget } from '../../../platform.js'
import { parseUrl, portOf } from '../../../rules/url.js'
import { builtins } from '../builtins.js'
import { type Authority, createAuthority, type Identity } from './certificate.js'
import { terminate } from './terminate.js'

/** A route that is taken. */
export interface Route {
  /** Tells kept connections of one route from those of another. */
  readonly key: string
  /** Where to connect. @throws {Error} where the server does not listen */
  place(): Place
  /** What stands for the origin, on a connection to that place. */
  enter(socket: Socket, url: URL): Socket
  /** Trusts the routes' certificates alone. */
  secureContext(): SecureContext
}

/** The routes of one host. */
export interface Routes {
  /** Adds one, in the place of what was there; the returned function takes it away. @throws {TypeError} */
  add(origin: string, target: RouteTarget): () => void
  /** The route that a URL takes, if any. */
  find(url: URL): Route | undefined
}

/** A server of this machine. */
interface Place {
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/** Makes the routes of one host. */
export function createRoutes(): Routes {
  const routes = new Map<string, Route>()
  const identities = new Map<string, Identity>()
  let made: { authority: Authority; context: SecureContext } | undefined
  let count = 0

  function trust() {
    if (made === undefined) {
      const authority = createAuthority()
      const context = builtins
        .tls()
        .createSecureContext({ ca: [authority.cert], minVersion: 'TLSv1.2' })
      made = { authority, context }
    }
    return made
  }

  function identityOf(name: string): Identity {
    const identity = identities.get(name) ?? trust().authority.issue(name)
    identities.set(name, identity)
    return identity
  }

  function enter(socket: Socket, { protocol, hostname }: URL, { secure }: Place): Socket {
    const onward = secure
      ? builtins.tls().connect({ socket, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
      : socket
    if (protocol === 'http:') return onward
    return terminate(onward, identityOf(hostname.replace(/^\[|\]$/g, '')))
  }

  return {
    add(origin, target) {
      const name = readOrigin(origin)
      const place = readTarget(target)
      count += 1
      const route: Route = {
        key: `route-${count}`,
        place,
        enter: (socket, url) => enter(socket, url, place()),
        secureContext: () => trust().context,
      }
      routes.set(name, route)
      return () => {
        if (routes.get(name) === route) routes.delete(name)
      }
    },
    find: (url) => routes.get(url.origin) ?? routes.get('*'),
  }
}

function readOrigin(text: unknown): string {
  if (text === '*') return text
  const url = typeof text === 'string' ? parseUrl(text) : undefined
  const isOrigin = url?.pathname === '/' && url.search === '' && url.hash === ''
  if (url === undefined || !isOrigin || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `route wants an origin such as https://upload.example.com, or *, got ${shown(text)}`,
    )
  }
  return url.origin
}

/** A server may listen later than its route is made: its address is asked for when it is needed. */
function readTarget(target: RouteTarget): () => Place {
  if (typeof target === 'number') {
    if (!Number.isInteger(target) || target < 1 || target > 65_535) throw targetError(target)
    return () => ({ host: '127.0.0.1', port: target, secure: false })
  }
  if (typeof target === 'object' && target !== null && 'address' in target) {
    return () => {
      const address = target.address()
      if (address === null || typeof address === 'string') {
        throw new Error('the server of a route must listen on a port')
      }
      return {
        host: localAddress(address),
        port: address.port,
        secure: 'setSecureContext' in target,
      }
    }
  }
  const text = typeof target === 'object' && target !== null ? target.url : target
  const url = typeof text === 'string' ? parseUrl(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw targetError(target)
  const place = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(url),
    secure: url.protocol === 'https:',
  }
  return () => place
}

/** Who listens on all addresses is reached by the one of the machine itself. */
function localAddress({ address, family }: { address: string; family: string }): string {
  if (address !== '::' && address !== '0.0.0.0') return address
  return family === 'IPv6' ? '::1' : '127.0.0.1'
}

function targetError(target: unknown): TypeError {
  return new TypeError(
    `route wants a server: a URL, a port, a server of Node's, or a receiver, got ${shown(target)}`,
  )
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
