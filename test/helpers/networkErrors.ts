import { createHost, type Host, type HostOptions } from 'tt-anywhere'
import { onTestFinished } from 'vitest'
import { type Api, failed } from './call.js'
import { selfSigned } from './certificates.js'
import { startHost } from './host.js'
import { readRequests, startServer, startTcpServer, unusedPort } from './server.js'

/** One row of spec 10 brought about for real: what the call failed with. */
interface Case {
  readonly name: string
  /** The last two digits, the detail and the type that it must have. */
  readonly suffix: number
  readonly detail: string
  readonly type: 'D' | 'U' | 'F'
  fail(api: Api): ReturnType<typeof failed>
}

function open(origin: string, options: HostOptions = {}): Host {
  return startHost({ trustedOrigins: [origin], ...options })
}

/** The causes that all APIs of the network share. */
export const sharedErrors: readonly Case[] = [
  {
    name: 'no url',
    suffix: 99,
    detail: 'params url is required',
    type: 'D',
    fail: (api) => failed(startHost(), api, {}),
  },
  {
    name: 'a header of another type',
    suffix: 99,
    detail: 'params header type is not object',
    type: 'D',
    fail: (api) => failed(startHost(), api, { url: 'https://a.example/', header: 'a: b' }),
  },
  {
    name: 'what is no URL',
    suffix: 99,
    detail: 'url is invalid, url == nowhere',
    type: 'D',
    fail: (api) => failed(startHost(), api, { url: 'nowhere' }),
  },
  {
    name: 'http in a released version',
    suffix: 99,
    detail: 'url use invalid protocol, url == http://a.example/, url support protocol is https',
    type: 'D',
    fail: (api) => failed(startHost({ envType: 'production' }), api, { url: 'http://a.example/' }),
  },
  {
    name: 'an origin that is not in the list',
    suffix: 1,
    detail: 'url not in domain list, url == https://a.example/',
    type: 'D',
    fail: (api) => failed(startHost(), api, { url: 'https://a.example/' }),
  },
  {
    name: 'a blocked port',
    suffix: 29,
    detail: 'url error',
    type: 'D',
    fail: (api) => failed(open('http://127.0.0.1:25'), api, { url: 'http://127.0.0.1:25/' }),
  },
  {
    name: 'a name that does not resolve',
    suffix: 24,
    detail: 'dns error',
    type: 'U',
    fail(api) {
      const lookup: HostOptions['lookup'] = (_name, _options, callback) =>
        callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 0)
      return failed(open('http://a.example', { lookup }), api, { url: 'http://a.example/' })
    },
  },
  {
    name: 'a port that nobody listens on',
    suffix: 26,
    detail: 'connection error',
    type: 'U',
    async fail(api) {
      const origin = `http://127.0.0.1:${await unusedPort()}`
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'a plain server behind https',
    suffix: 25,
    detail: 'ssl error',
    type: 'U',
    async fail(api) {
      const { port } = await startServer()
      const origin = `https://127.0.0.1:${port}`
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'a self-signed certificate',
    suffix: 28,
    detail: 'certificate error',
    type: 'D',
    async fail(api) {
      const { origin } = await startServer(undefined, {
        ...(await selfSigned({ names: ['127.0.0.1'] })),
      })
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'a connection that closes without an answer',
    suffix: 27,
    detail: 'interrupted',
    type: 'U',
    async fail(api) {
      const { origin } = await startTcpServer((socket) =>
        readRequests(socket, () => socket.destroy()),
      )
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'an answer that breaks off',
    suffix: 27,
    detail: 'interrupted',
    type: 'U',
    async fail(api) {
      const { origin } = await startTcpServer((socket) =>
        readRequests(socket, () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')),
      )
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'gzip that is none',
    suffix: 91,
    detail: 'network error:net::ERR_CONTENT_DECODING_FAILED',
    type: 'F',
    async fail(api) {
      const { origin } = await startServer((_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all'),
      )
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'redirects without an end',
    suffix: 91,
    detail: 'network error:net::ERR_TOO_MANY_REDIRECTS',
    type: 'F',
    async fail(api) {
      const { origin } = await startServer((_request, response) =>
        response.writeHead(302, { location: '/again' }).end(),
      )
      return failed(open(origin), api, { url: origin })
    },
  },
  {
    name: 'a server that does not answer in time',
    suffix: 20,
    detail: 'request time out',
    type: 'D',
    async fail(api) {
      const { origin } = await startServer(() => {})
      return failed(open(origin), api, { url: origin, timeout: 100 })
    },
  },
  {
    name: 'a host that is closed',
    suffix: 92,
    detail: 'host is closed',
    type: 'F',
    async fail(api) {
      const host = createHost({ proxy: false })
      await host.close()
      return failed(host, api, { url: 'https://a.example/' })
    },
  },
  {
    name: 'a strict host, and a warning',
    suffix: 99,
    detail: "header Referer can't be set by a mini-program; it was dropped",
    type: 'D',
    fail: (api) =>
      failed(open('https://a.example', { strict: true }), api, {
        url: 'https://a.example/',
        header: { Referer: 'x' },
      }),
  },
]

/** A server that holds its answers, and tells how many it held at once. */
export async function startHolding() {
  const held: (() => void)[] = []
  let most = 0
  const server = await startServer((_request, response) => {
    held.push(() => response.end('{}'))
    most = Math.max(most, held.length)
  })
  onTestFinished(() => {
    for (const release of held) release()
  })
  return { ...server, held, most: () => most, release: () => held.shift()?.() }
}
