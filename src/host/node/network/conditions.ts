/**
 * What kind of network a host stands in: none of its own, or one that a test asks for.
 */
import type { NetworkCondition, NetworkNumbers } from '../../../platform.js'

/** Chromium's typical numbers of each type; it has one rate, for both ways. */
export const networkKinds: Readonly<Record<string, NetworkNumbers>> = {
  'slow 2g': { rtt: 3000, upKbps: 40, downKbps: 40 },
  '2g': { rtt: 1500, upKbps: 75, downKbps: 75 },
  '3g': { rtt: 400, upKbps: 400, downKbps: 400 },
  '4g': { rtt: 125, upKbps: 1600, downKbps: 1600 },
}

/** One way of a link: bytes leave it one after another, at its rate. */
interface Lane {
  /** Takes bytes, and tells when the last of them has left: milliseconds of `performance.now`. */
  depart(bytes: number): number
  /** Bytes that leave it in a fiftieth of a second, and one packet at least. */
  readonly piece: number
}

/** What all connections of a host share while a test slows its network. */
export interface Link {
  readonly rtt: number
  readonly up: Lane
  readonly down: Lane
}

/** Makes the link of a condition; undefined where nothing is slowed. @throws {TypeError} */
export function createLink(condition: NetworkCondition): Link | undefined {
  if (condition === 'online' || condition === 'offline') return undefined
  const numbers = typeof condition === 'string' ? networkKinds[condition] : condition
  if (typeof numbers !== 'object' || numbers === null) {
    const names = ['online', 'offline', ...Object.keys(networkKinds)].join(', ')
    throw new TypeError(
      `network must be one of ${names}, or { rtt, upKbps, downKbps }, got ${shown(condition)}`,
    )
  }
  const { rtt, upKbps, downKbps } = numbers
  if (!(typeof rtt === 'number' && rtt >= 0 && Number.isFinite(rtt))) {
    throw new TypeError(`network.rtt must be milliseconds, 0 or more, got ${shown(rtt)}`)
  }
  return { rtt, up: createLane('upKbps', upKbps), down: createLane('downKbps', downKbps) }
}

/** Bytes of a packet's content, on most networks. */
const packet = 1460

function createLane(name: string, kbps: number): Lane {
  if (!(typeof kbps === 'number' && kbps > 0)) {
    throw new TypeError(`network.${name} must be kbit/s, above 0, got ${shown(kbps)}`)
  }
  let free = 0
  return {
    depart(bytes) {
      free = Math.max(free, performance.now()) + (bytes * 8) / kbps
      return free
    },
    piece: Math.max(packet, Math.floor((kbps * 20) / 8)),
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
