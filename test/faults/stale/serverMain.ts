/** A server that ends idle connections when it likes, at the far end of a link of some latency. */
import { type AddressInfo, createServer } from 'node:net'
import { serveParent } from '../chaos/process.js'
import { startFaultProxy } from '../proxy.js'
import { createRandom } from '../random.js'
import { createRequestReader } from '../requestReader.js'

/** What it is started with. */
export interface ServerOptions {
  readonly seed: number
  /** Milliseconds of silence after an answer, at least and at most; drawn anew each time. */
  readonly idle: readonly [least: number, most: number]
  /** Seconds of the Keep-Alive hint; none where undefined. */
  readonly hint?: number
  readonly how: 'end' | 'reset'
  /** Milliseconds of the link, one way. */
  readonly latency: number
}

/** What it says. */
export type FromServer =
  | { readonly type: 'ready'; readonly port: number }
  /** How often each path came, whole or cut off. */
  | { readonly type: 'counts'; readonly came: readonly [path: string, times: number][] }

const { seed, idle, hint, how, latency }: ServerOptions = JSON.parse(process.argv[2] ?? '{}')
const random = createRandom(seed, 6)
const came = new Map<string, number>()
const keepAlive = hint === undefined ? '' : `Keep-Alive: timeout=${hint}\r\n`
const answer = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${keepAlive}\r\nok`

const server = createServer((socket) => {
  let timer: NodeJS.Timeout | undefined
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.once('close', () => clearTimeout(timer))
  const read = createRequestReader({
    head(path) {
      came.set(path, (came.get(path) ?? 0) + 1)
    },
    body() {
      socket.write(answer)
      const close = () => (how === 'reset' ? socket.resetAndDestroy() : socket.destroy())
      timer = setTimeout(close, random.between(...idle))
    },
  })
  socket.on('data', (bytes: Buffer) => {
    clearTimeout(timer)
    read(bytes)
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
const shape = latency > 0 ? { latency, jitter: 0 } : undefined
const proxy = await startFaultProxy({
  target: { host: '127.0.0.1', port },
  plan: () => ({
    number: 0,
    fault: { kind: 'none' },
    ...(shape && { up: shape, down: shape }),
  }),
})
const say = serveParent<object, FromServer>('server', () => {
  say({ type: 'counts', came: [...came] })
})
say({ type: 'ready', port: latency > 0 ? proxy.port : port })
