/**
 * Servers whose delays are known: each tells when it held something up, by the clock that profiles
 * have, for it runs in the same process.
 */
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { HostOptions } from 'tt-anywhere'
import { onTestFinished } from 'vitest'
import type { Identity } from './certificates.js'

/** The phases that a server can hold up. */
export type Phase = 'dns' | 'proxy' | 'tls' | 'send' | 'wait' | 'receive'

/** Milliseconds that each phase is held up. */
export type Delays = Partial<Record<Phase, number>>

/** When something was held up, in milliseconds since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a slow server is. */
export interface SlowOptions {
  readonly delays: Delays
  /** With it the server speaks TLS. */
  readonly identity?: Identity | undefined
  readonly address?: '127.0.0.1' | '::1' | undefined
  /** Where the answer leads, if anywhere. */
  readonly location?: string
  /** Told as it begins to hold something up. */
  readonly onHold?: (phase: Phase) => void
}

/** A server that is slow wherever it was told to be. */
export interface SlowServer {
  /** By its name, for {@link SlowServer.lookup}. */
  readonly url: string
  readonly port: number
  readonly lookup: NonNullable<HostOptions['lookup']>
  /** What was held up by the last exchange. */
  readonly spans: Partial<Record<Phase, Span>>
  /** Connections that are open, the newest last. */
  readonly sockets: Socket[]
  /** Nobody listens any more. */
  stop(): void
}

/** The clock of profiles. */
export const now = () => performance.timeOrigin + performance.now()

/** Starts one; it ends with the test. */
export async function startSlow(options: SlowOptions): Promise<SlowServer> {
  const { delays, identity, address = '127.0.0.1', location, onHold } = options
  const spans: Partial<Record<Phase, Span>> = {}
  const hold = holder(delays, spans, onHold)
  const sockets: Socket[] = []

  const answer = (socket: Socket) => {
    sockets.push(socket)
    const head = location === undefined ? '200 OK' : `307 Away\r\nlocation: ${location}`
    eachRequest(socket, {
      begun(resume) {
        if (delays.send === undefined) return
        socket.pause()
        hold('send', resume)
      },
      whole() {
        hold('wait', () => {
          socket.write(`HTTP/1.1 ${head}\r\ncontent-length: 4\r\n\r\nha`)
          hold('receive', () => socket.write('lf'))
        })
      },
    })
  }
  const server = identity ? createTlsServer(identity, answer) : createServer(answer)
  const backend = await listen(server, address)
  // TLS is held up on its way: the server's first bytes wait.
  const hop = createServer((client) => {
    const onward = join(client, connect(backend, address))
    client.pipe(onward)
    client.once('data', () => hold('tls', () => onward.pipe(client)))
  })
  const isHeld = delays.tls !== undefined
  const port = isHeld ? await listen(hop, address) : backend
  const family = address === '::1' ? 6 : 4
  return {
    url: `${identity ? 'https' : 'http'}://upload.test:${port}`,
    port,
    lookup: (_name, _options, callback) => hold('dns', () => callback(null, [{ address, family }])),
    spans,
    sockets,
    stop: () => void (isHeld ? hop : server).close(),
  }
}

/** A proxy that is slow to say that it has connected; it leads to a port of loopback. */
export async function startSlowProxy(kind: 'http' | 'socks5', port: number, delay: number) {
  const spans: Partial<Record<Phase, Span>> = {}
  const hold = holder({ proxy: delay }, spans)
  const lead = (client: Socket, ready: Buffer | string) => {
    const onward = join(client, connect(port, '127.0.0.1'))
    onward.once('connect', () => {
      client.write(ready)
      client.pipe(onward).pipe(client)
    })
  }
  const http = () =>
    createHttpServer().on('connect', (_request, client: Socket) =>
      hold('proxy', () => lead(client, 'HTTP/1.1 200 OK\r\n\r\n')),
    )
  const socks = () =>
    createServer((client) => {
      client.once('data', () => {
        client.write(Buffer.from([5, 0]))
        client.once('data', () =>
          hold('proxy', () => lead(client, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 80]))),
        )
      })
    })
  const at = await listen(kind === 'http' ? http() : socks(), '127.0.0.1')
  return { url: `${kind}://127.0.0.1:${at}`, spans }
}

/** Does a step later, and writes down how much later that was. */
function holder(
  delays: Delays,
  spans: Partial<Record<Phase, Span>>,
  onHold = (_phase: Phase) => {},
) {
  return (phase: Phase, step: () => void) => {
    const delay = delays[phase]
    if (delay === undefined) return step()
    const from = now()
    onHold(phase)
    setTimeout(() => {
      spans[phase] = { from, to: now() }
      step()
    }, delay).unref()
  }
}

/** Tells the first bytes of a body, and when a request is whole. */
function eachRequest(socket: Socket, tell: { begun(resume: () => void): void; whole(): void }) {
  let head = ''
  let left = 0
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    if (left === 0) {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      left = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - head.length
      head = ''
      if (left > 0) tell.begun(() => socket.resume())
    } else left -= chunk.byteLength
    if (left === 0) tell.whole()
  })
}

/** What ends one of two connections ends the other. */
function join(one: Socket, other: Socket): Socket {
  for (const [socket, partner] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => {})
    socket.on('close', () => partner.destroy())
  }
  return other
}

async function listen(server: ReturnType<typeof createServer> | Server, address: string) {
  server.listen(0, address)
  await once(server, 'listening')
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay()
    open.add(socket)
  })
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}
