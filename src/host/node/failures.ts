/**
 * What a Node error means in the terms of spec 10.
 */
import { BlockList, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { NetworkProblem } from '../../platform.js'

/** How far a hop had come when it failed. */
export type Phase = 'lookup' | 'connect' | 'proxy' | 'tls' | 'open'

type NodeError = Error & { code?: string }

/** What a failure before the request went out means. */
export function connectProblem(
  error: NodeError,
  phase: Exclude<Phase, 'proxy'>,
  addresses: readonly string[],
): NetworkProblem {
  const code = error.code ?? ''
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'ENOBUFS' || code === 'ENOMEM') {
    return { kind: 'other', name: 'net::ERR_INSUFFICIENT_RESOURCES' }
  }
  if (phase === 'tls') return { kind: 'tls' }
  if (isOffline() && !addresses.some(isLoopback)) return { kind: 'offline' }
  if (phase === 'lookup') return { kind: 'dns' }
  if (code === 'EACCES' || code === 'EPERM') return { kind: 'forbidden' }
  return { kind: 'connect' }
}

/** What a failure on an open connection means. */
export function exchangeProblem(error: NodeError, responseBegun: boolean): NetworkProblem {
  const code = error.code ?? ''
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { kind: 'other', name: 'net::ERR_RESPONSE_HEADERS_TOO_BIG' }
  }
  if (code.startsWith('HPE_')) {
    const name = responseBegun
      ? 'net::ERR_INVALID_CHUNKED_ENCODING'
      : 'net::ERR_INVALID_HTTP_RESPONSE'
    return { kind: 'other', name }
  }
  // TLS 1.3 tells only now that a client certificate was missing.
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return { kind: 'tls' }
  return { kind: 'interrupted' }
}

/** Whether no interface but loopback is up. */
export function isOffline(): boolean {
  return ownAddresses()?.size === 0
}

/**
 * The addresses of the machine's interfaces, but for loopback; undefined where the system does not
 * say, for it wants a file descriptor and a permission to answer.
 */
export function ownAddresses(): Set<string> | undefined {
  const addresses = new Set<string>()
  try {
    for (const list of Object.values(networkInterfaces())) {
      for (const { internal, address } of list ?? []) if (!internal) addresses.add(address)
    }
  } catch {
    return undefined
  }
  return addresses
}

let loopback: BlockList | undefined

/** The addresses that lead to the machine itself; made when first needed. */
function loopbackAddresses(): BlockList {
  if (loopback !== undefined) return loopback
  loopback = new BlockList()
  loopback.addSubnet('127.0.0.0', 8)
  loopback.addAddress('::1', 'ipv6')
  // Connecting to "any address" connects to the machine itself.
  loopback.addAddress('0.0.0.0')
  loopback.addAddress('::', 'ipv6')
  return loopback
}

/** Whether an address is the machine's own loopback, also where IPv6 maps it (`::ffff:7f00:1`). */
export function isLoopback(address: string): boolean {
  // The usual ones, without what the list takes to load.
  if (address.startsWith('127.') || address === '::1') return true
  const [plain = ''] = address.split('%')
  return loopbackAddresses().check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
