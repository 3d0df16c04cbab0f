/**
 * The WebSockets of the simulator: from our own pages, and with the token of this run.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  type FromNode,
  socketPath,
  socketProtocol,
  type ToNode,
  tokenProtocol,
  wrongToken,
} from '../protocol/wire.js'
import { type Door, doorOf } from './guard.js'
import { sameSecret } from './places.js'
import { decode, encode } from './plain.js'

/** Bytes of a message: a file of the sandbox, as text. */
const mostBytes = 64 * 1024 * 1024

/** A message that is none (RFC 6455 7.4.1: policy violation). */
const noMessage = 1008

/** Milliseconds between two looks whether the other side is still there. */
const heartbeat = 30_000

/** A page that has connected. */
export interface Peer {
  /** The page on a phone: it has no panels, and is told nothing of this machine. */
  readonly bare: boolean
  readonly origin: string
  send(message: FromNode): void
  /** Ends it for a defect of ours. */
  fail(reason: string): void
}

/** What is done for a page; the returned functions take its messages, and its end. */
export type Serve = (peer: Peer) => { take(message: ToNode): void; closed(): void }

/** The tokens of one run. */
export interface Tokens {
  /** Of the person's own page, on this machine. */
  readonly tool: string
  /** Of the page on a phone; undefined where the simulator is for this machine alone. */
  readonly phone: string | undefined
}

/** The WebSockets of one simulator. */
export interface Sockets {
  /** Takes an upgrade, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** Makes them. */
export function createSockets(tokens: Tokens, serve: Serve): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    perMessageDeflate: false,
    // The token itself is not said back.
    handleProtocols: (offered) => offered.has(socketProtocol) && socketProtocol,
  })

  /** Whose token a request has; undefined where it is none of this run. */
  function ownerOf({ headers }: IncomingMessage, door: Door): keyof Tokens | undefined {
    const given = headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? []
    const isGiven = (token: string | undefined) =>
      token !== undefined && given.some((one) => sameSecret(one, tokenProtocol(token)))
    // What opens the person's page opens nothing from another device.
    if (!door.lan && isGiven(tokens.tool)) return 'tool'
    return isGiven(tokens.phone) ? 'phone' : undefined
  }

  function open(socket: WebSocket, door: Door, bare: boolean) {
    const { take, closed } = serve({
      origin: door.origin,
      bare,
      send: (message) => {
        if (socket.readyState === socket.OPEN) socket.send(encode(message))
      },
      fail: (reason) => socket.close(1011, reason.slice(0, 40)),
    })
    let alive = true
    const timer = setInterval(() => {
      if (!alive) return socket.terminate()
      alive = false
      socket.ping()
    }, heartbeat)
    timer.unref()
    socket.on('pong', () => {
      alive = true
    })
    socket.on('message', (data, binary) => {
      if (binary) return socket.close(noMessage, 'no text')
      try {
        take(decode(String(data)) as ToNode)
      } catch {
        socket.close(noMessage, 'no message')
      }
    })
    // ws closes the socket itself.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      closed()
    })
  }

  return {
    upgrade(request, socket, head) {
      const door = doorOf(request, tokens.phone !== undefined)
      const [path] = request.url?.split('?') ?? []
      // Without its own origin any page in the browser could try.
      if (door === undefined) return refuse(socket, '421 Misdirected Request')
      if (path !== socketPath) return refuse(socket, '404 Not Found')
      if (request.headers.origin !== door.origin) return refuse(socket, '403 Forbidden')
      server.handleUpgrade(request, socket, head, (opened) => {
        const owner = ownerOf(request, door)
        if (owner !== undefined) open(opened, door, owner === 'phone')
        // The page must be able to tell this from a server that is gone.
        else opened.close(wrongToken, 'the token is of another run')
      })
    },
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
