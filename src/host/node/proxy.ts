/**
 * Which proxy a URL goes through, and the handshake with it (spec 5).
 */
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { NetworkProblem } from '../../platform.js'
import { portOf } from '../../rules/url.js'
import { agentFor } from './agent.js'

/** Finds the proxy of a URL; undefined where it goes straight. */
export type ProxyFinder = (url: URL) => URL | undefined | Promise<URL | undefined>

const protocols = ['http:', 'https:', 'socks5:', 'socks5h:', 'socks:']

/** Parses a proxy's URL. @throws {TypeError} saying what a proxy can be */
function parseProxy(text: unknown): URL {
  let url: URL | undefined
  try {
    if (typeof text === 'string') url = new URL(text.includes('://') ? text : `http://${text}`)
  } catch {}
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') {
    throw new TypeError(
      `proxy must be an http, https or socks5 URL, got ${typeof text === 'string' ? JSON.stringify(text) : String(text)}`,
    )
  }
  return url
}

/** The host's own proxy, else what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say. */
export function createProxyFinder(
  proxy: string | false | undefined,
  environment: NodeJS.ProcessEnv,
): ProxyFinder {
  if (proxy === false) return () => undefined
  if (proxy !== undefined) {
    const url = parseProxy(proxy)
    return () => url
  }
  return (url) =>
    proxyVariables.some((name) => environment[name])
      ? proxyFromEnvironment(url, environment)
      : undefined
}

/** Those that proxy-from-env reads: it is loaded only where one is set. */
const proxyVariables = [
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
]

async function proxyFromEnvironment(
  url: URL,
  environment: NodeJS.ProcessEnv,
): Promise<URL | undefined> {
  const { getProxyForUrl } = await import('proxy-from-env')
  const text = getProxyForUrl(url.href)
  if (text === '') return undefined
  // It gives a proxy without a scheme the target's own; everybody means an http proxy by that.
  const written = Object.values(environment).includes(text)
  try {
    return parseProxy(written ? text : text.replace(/^https?:\/\//, ''))
  } catch (error) {
    const problem = { kind: 'other', name: 'net::ERR_NO_SUPPORTED_PROXIES' } as const
    throw new ProxyError(problem, 'the environment names no proxy that is known', { cause: error })
  }
}

/** The port of a proxy. */
export function proxyPort(proxy: URL): number {
  return proxy.protocol.startsWith('socks') ? Number(proxy.port || 1080) : portOf(proxy)
}

/** The value of proxy-authorization; undefined where the proxy's URL has no user info. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined
  const pair = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

/** A `%` that begins no escape stands for itself, as in the URL parser. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Why a proxy did not connect. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  constructor(
    readonly problem: NetworkProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** What it means that a proxy did not connect to the server. */
export function tunnelProblem(proxy: URL): NetworkProblem {
  return proxy.protocol.startsWith('socks')
    ? { kind: 'other', name: 'net::ERR_SOCKS_CONNECTION_FAILED' }
    : { kind: 'other', name: 'net::ERR_TUNNEL_CONNECTION_FAILED' }
}

/** Has the proxy connect to the target; calls back when bytes pass through. Never twice. */
export function tunnel(
  proxy: URL,
  socket: Socket,
  target: URL,
  callback: (error: Error | null) => void,
): void {
  if (proxy.protocol.startsWith('socks')) {
    socksTunnel(proxy, socket, target).then(() => callback(null), callback)
  } else {
    httpTunnel(proxy, socket, target, callback)
  }
}

function httpTunnel(
  proxy: URL,
  socket: Socket,
  target: URL,
  callback: (error: Error | null) => void,
): void {
  const authority = `${target.hostname}:${portOf(target)}`
  const authorization = proxyAuthorization(proxy)
  const headers = ['host', authority]
  if (authorization !== undefined) headers.push('proxy-authorization', authorization)
  const request = httpRequest({
    method: 'CONNECT',
    path: authority,
    headers,
    agent: agentFor(socket),
  })
  const refuse = (message: string, cause?: Error) =>
    callback(new ProxyError(tunnelProblem(proxy), message, cause && { cause }))
  request.once('connect', (response, _socket, head) => {
    if (response.statusCode !== 200) return refuse(`the proxy answered ${response.statusCode}`)
    if (head.length > 0) socket.unshift(head)
    callback(null)
  })
  request.once('response', (response) => refuse(`the proxy answered ${response.statusCode}`))
  request.once('error', (error) => refuse('the proxy closed the connection', error))
  request.end()
}

/** Loads what a proxy needs, so that this is no part of its handshake. */
export async function prepareProxy(proxy: URL): Promise<void> {
  if (proxy.protocol.startsWith('socks')) await import('socks')
}

async function socksTunnel(proxy: URL, socket: Socket, target: URL): Promise<void> {
  const { SocksClient } = await import('socks')
  const hostname = target.hostname.replace(/^\[|\]$/g, '')
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination: { host: hostname, port: portOf(target) },
      existing_socket: socket,
      // The call's own time-out holds, not the library's 30 s.
      timeout: 2_147_483_647,
      proxy: {
        host: proxy.hostname,
        port: proxyPort(proxy),
        type: 5,
        ...(proxy.username !== '' && { userId: percentDecoded(proxy.username) }),
        ...(proxy.password !== '' && { password: percentDecoded(proxy.password) }),
      },
    })
  } catch (error) {
    throw new ProxyError(tunnelProblem(proxy), 'the SOCKS proxy did not connect', { cause: error })
  }
}
