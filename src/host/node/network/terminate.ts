/**
 * Ends TLS within the process: to the client it is a connection to the real server, with a
 * certificate of its name; what comes out of it goes on to a server of this machine.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { builtins } from '../builtins.js'
import type { Identity } from './certificate.js'

/** Puts the server's end of TLS before a connection. The result is what the client speaks TLS with. */
export function terminate(onward: Socket, identity: Identity): Socket {
  const [near, far] = duplexPair()
  const server = new (builtins.tls().TLSSocket)(far as Socket, {
    ...identity,
    isServer: true,
    ALPNProtocols: ['http/1.1'],
  })
  const ends = [
    [server, onward],
    [onward, server],
  ] as const
  for (const [one, other] of ends) {
    one.pipe(other)
    // What breaks on one side breaks on the other.
    one.on('error', () => other.destroy())
    one.on('close', () => {
      if (!one.readableEnded) other.destroy()
    })
  }
  onward.on('close', () => {
    if (!onward.readableEnded) near.destroy()
  })
  near.on('close', () => onward.destroy())
  return Object.defineProperties(
    Object.assign(near, {
      ref: () => onward.ref(),
      unref: () => onward.unref(),
    }),
    {
      remoteAddress: { get: () => onward.remoteAddress },
      localAddress: { get: () => onward.localAddress },
    },
  ) as Socket
}

/** Two ends of a pipe within the process: what is written to one is read from the other. */
function duplexPair(): [Duplex, Duplex] {
  const ends: Duplex[] = []
  const wanted: (() => void)[] = []
  const end = (own: number, other: number) =>
    new Duplex({
      read() {
        const next = wanted[own]
        delete wanted[own]
        next?.()
      },
      write(chunk, _encoding, callback) {
        // Taken when the other end has room again.
        if (ends[other]?.push(chunk)) callback()
        else wanted[other] = callback
      },
      final(callback) {
        ends[other]?.push(null)
        callback()
      },
      destroy(error, callback) {
        const peer = ends[other]
        if (peer !== undefined && !peer.destroyed && !peer.readableEnded) {
          setImmediate(() => peer.destroy())
        }
        callback(error)
      },
    })
  ends.push(end(0, 1), end(1, 0))
  return ends as [Duplex, Duplex]
}
