// A server for requests and downloads: it keeps what it got, and hangs where it is asked to.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Identity } from '../helpers/certificates.js'

/** A request as it came, its body whole. */
interface Received {
  method: string
  /** Path and query. */
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
}

/** A request that the server lets hang: it has begun, and gets no end. */
interface Hanging {
  method: string
  /** Resolves once the client has cut the connection: whether all of the body had come. */
  cut(): Promise<{ whole: boolean }>
}

/** Where the server does what. */
export const routes = { echo: '/items', denied: '/denied', file: '/files/photo.jpg', hang: '/hang' }

/** What {@link routes.echo} answers, with 201. */
export const answer = { id: 7, name: '照片' }
/** What {@link routes.denied} answers, with 403. */
export const denial = { error: 'denied' }

/** What {@link routes.file} gives. */
const file = randomBytes(3 * 1024 * 1024)
export const fileSha256 = createHash('sha256').update(file).digest('hex')

export interface ApiServer {
  readonly port: number
  /** The next request that no call has had yet. */
  nextRequest(): Promise<Received>
  /** The next request to {@link routes.hang}. */
  nextHanging(): Promise<Hanging>
  /** Forgets what nobody asked for, so that a test that fails takes no other with it. */
  forget(): void
  close(): Promise<void>
}

export async function startApiServer(tls: Identity): Promise<ApiServer> {
  const requests = createLine<Received>()
  const hanging = createLine<Hanging>()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0]
    // An object storage takes its forms at the root.
    if (path === routes.hang || path === '/') return hang(request, response)
    const { method = '', url = '', headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    requests.put({ method, url, headers, body: Buffer.concat(chunks) })
    if (path === routes.file) {
      response.setHeader('content-length', file.byteLength)
      response.end(file)
      return
    }
    const [status, body] = path === routes.denied ? [403, denial] : [201, answer]
    response.writeHead(status, { 'content-type': 'application/json', 'x-answer': 'yes' })
    response.end(JSON.stringify(body))
  }

  function hang(request: IncomingMessage, response: ServerResponse): void {
    const closed = once(response, 'close')
    const { method = '' } = request
    const tell = () => {
      // A body stops here; more than the buffers of a connection hold can't be sent.
      request.pause()
      const cut = async () => {
        request.resume()
        await closed
        return { whole: request.complete }
      }
      hanging.put({ method, cut })
    }
    request.on('error', () => {})
    if (method !== 'GET') {
      request.once('data', tell)
      return
    }
    // A download begins, and stops halfway.
    response.setHeader('content-length', file.byteLength)
    response.write(file.subarray(0, file.byteLength / 2), tell)
  }

  const server = createServer(tls, (request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    nextRequest: requests.take,
    nextHanging: hanging.take,
    forget() {
      requests.clear()
      hanging.clear()
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Things wait for those who want them, or these for things. */
function createLine<Thing>() {
  const things: Thing[] = []
  const waiting: ((thing: Thing) => void)[] = []
  return {
    put(thing: Thing): void {
      const next = waiting.shift()
      if (next === undefined) things.push(thing)
      else next(thing)
    },
    take(): Promise<Thing> {
      const thing = things.shift()
      if (thing !== undefined) return Promise.resolve(thing)
      return new Promise((resolve) => waiting.push(resolve))
    },
    clear(): void {
      things.length = 0
      waiting.length = 0
    },
  }
}
