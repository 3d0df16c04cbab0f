import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import type { HostOptions, UploadFileOptions } from 'tt-anywhere'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { parts } from '../helpers/multipart.js'
import { toLoopback } from '../helpers/names.js'
import {
  type ForeignProxy,
  missing,
  startMicrosocks,
  startSquid,
  startTinyproxy,
} from '../helpers/proxies.js'
import { startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'
import { startWire, values } from '../helpers/wire.js'

const connection = {
  errMsg: 'uploadFile:fail connection error',
  errorCode: 121926,
  errorType: 'U',
}
const tunnel = {
  errMsg: 'uploadFile:fail network error:net::ERR_TUNNEL_CONNECTION_FAILED',
  errorCode: 121991,
  errorType: 'F',
}
const socks = {
  errMsg: 'uploadFile:fail network error:net::ERR_SOCKS_CONNECTION_FAILED',
  errorCode: 121991,
  errorType: 'F',
}

const authority = await createAuthority()
// Spread, for the helper takes any option of node:tls.
const identity = {
  ...(await authority.issue({ names: ['localhost', 'upload.example', '127.0.0.1'] })),
}
const file = Buffer.alloc(200_000, 'abcdefghij')

/** A host behind a proxy. Nothing resolves: a name must be left to the proxy. */
async function ready(options: HostOptions) {
  const host = startHost({
    checkDomains: false,
    lookup: (hostname, _options, callback) =>
      callback(Object.assign(new Error(`asked for ${hostname}`), { code: 'ENOTFOUND' }), '', 4),
    ...options,
  })
  const filePath = await host.addFile({ name: 'a.bin', data: file })
  const more: Partial<UploadFileOptions> = { timeout: 15_000 }
  return {
    host,
    success: (url: string) => successOf(host, { url, filePath, ...more }),
    /** The status, or the code of the error. */
    outcome: (url: string) =>
      new Promise<number>((resolve) => {
        host.tt.uploadFile({
          url,
          filePath,
          name: 'file',
          success: ({ statusCode }) => resolve(statusCode),
          fail: ({ errorCode }) => resolve(errorCode),
        })
      }),
    failure: (url: string, timeout = 15_000) => failureOf(host, { url, filePath, timeout }),
  }
}

/** What must hold through every proxy of the http kind, and of the SOCKS kind. */
function behaves(what: string, proxyUrl: () => string, options: HostOptions = {}) {
  test(`[5.16] ${what}: a plain upload arrives whole`, async () => {
    const server = await startServer()
    const { success } = await ready({ ...options, proxy: proxyUrl() })
    const result = await success(`http://localhost:${server.port}/path?q=1`)
    expect([result.statusCode, result.data]).toEqual([200, '{"ok":true}'])
    const [request] = server.received
    expect(request?.target).toBe('/path?q=1')
    expect(request?.headers.host).toBe(`localhost:${server.port}`)
    const [part] = parts(request?.body ?? Buffer.of(), request?.headers['content-type'] ?? '')
    expect(part?.data.equals(file)).toBe(true)
    for (const name of request?.rawHeaders ?? []) expect(name).not.toMatch(/^proxy-/i)
  })

  test(`[5.16] ${what}: an upload over TLS arrives whole, its certificate checked`, async () => {
    const server = await startServer(undefined, identity)
    const url = `https://localhost:${server.port}/path?q=1`
    const trusted = { checkDomains: true, trustedOrigins: [new URL(url).origin] }
    const { success } = await ready({
      ...options,
      ...trusted,
      proxy: proxyUrl(),
      ca: authority.cert,
    })
    expect((await success(url)).statusCode).toBe(200)
    const [request] = server.received
    expect(request?.target).toBe('/path?q=1')
    expect(request?.headers.host).toBe(`localhost:${server.port}`)
    const [part] = parts(request?.body ?? Buffer.of(), request?.headers['content-type'] ?? '')
    expect(part?.data.equals(file)).toBe(true)
    for (const name of request?.rawHeaders ?? []) expect(name).not.toMatch(/^proxy-/i)
  })

  test(`[5.16] ${what}: an address instead of a name`, async () => {
    const server = await startServer(undefined, identity)
    const { success } = await ready({ ...options, proxy: proxyUrl() })
    expect((await success(`https://127.0.0.1:${server.port}/`)).statusCode).toBe(200)
  })

  test(`[5.16][5.17] ${what}: a wrong certificate of the server is 121928`, async () => {
    const other = { ...(await authority.issue({ names: ['other.example'] })) }
    const server = await startServer(undefined, other)
    const origin = `https://localhost:${server.port}`
    const trusted = { checkDomains: true, trustedOrigins: [origin] }
    const { failure } = await ready({
      ...options,
      ...trusted,
      proxy: proxyUrl(),
      ca: authority.cert,
    })
    expect((await failure(origin)).errorCode).toBe(121928)
    expect(server.received).toEqual([])
  })

  test(`[5.16][5.17] ${what}: a server without TLS behind an https URL is 121925`, async () => {
    const server = await startTcpServer((socket) => socket.end('HTTP/1.1 400 no\r\n\r\n'))
    const { failure } = await ready({ ...options, proxy: proxyUrl() })
    expect((await failure(`https://localhost:${server.port}/`)).errorCode).toBe(121925)
  })

  test(`[5.16] ${what}: kept connections over TLS are used again`, async () => {
    const server = await startServer(undefined, identity)
    const { success } = await ready({ ...options, proxy: proxyUrl() })
    const first = await success(`https://localhost:${server.port}/1`)
    const second = await success(`https://localhost:${server.port}/2`)
    expect([first.profile?.socketReused, second.profile?.socketReused]).toEqual([false, true])
    expect(server.connections()).toBe(1)
  })

  test(`[5.16] ${what}: a server that is down, over TLS`, async () => {
    const port = await unusedPort()
    const { failure } = await ready({ ...options, proxy: proxyUrl() })
    const error = await failure(`https://localhost:${port}/`)
    expect([tunnel, socks]).toContainEqual(error)
  })
}

describe.skipIf(missing('tinyproxy'))('tinyproxy', () => {
  let open: ForeignProxy
  let closed: ForeignProxy
  let narrow: ForeignProxy
  beforeAll(async () => {
    open = await startTinyproxy()
    closed = await startTinyproxy(['BasicAuth user pass-word.1'])
    narrow = await startTinyproxy(['ConnectPort 443'])
  })

  behaves('http', () => `http://${open.address}`)
  behaves('http with a password', () => `http://user:pass-word.1@${closed.address}`)
  behaves('without a scheme', () => open.address)

  test('[5.16] a plain request is forwarded in the absolute form', async () => {
    const server = await startServer()
    const { success } = await ready({ proxy: `http://${open.address}` })
    await success(`http://localhost:${server.port}/forwarded?x=1#part`)
    expect(open.log()).toContain(`POST http://localhost:${server.port}/forwarded?x=1 HTTP/1.1`)
    expect(server.received[0]?.headers.via).toContain('tinyproxy')
  })

  test('[5.16] one over TLS goes through CONNECT', async () => {
    const server = await startServer(undefined, identity)
    const { success } = await ready({ proxy: `http://${open.address}` })
    await success(`https://localhost:${server.port}/secret`)
    expect(open.log()).toContain(`CONNECT localhost:${server.port} HTTP/1.1`)
    expect(open.log()).not.toContain('/secret')
    expect(server.received[0]?.headers.via).toBeUndefined()
  })

  test.each(['', 'user:wrong@', 'other:pass-word.1@', 'user@', '%:%@'])(
    '[5.16] a wrong password (%s): CONNECT fails, a plain request gets the 407',
    async (userInfo) => {
      const server = await startServer()
      const { failure, outcome } = await ready({ proxy: `http://${userInfo}${closed.address}` })
      expect(await failure(`https://localhost:${server.port}/`)).toEqual(tunnel)
      // Where the proxy's reset overtakes its own answer, that is lost.
      expect([401, 407, 121927]).toContain(await outcome(`http://localhost:${server.port}/`))
      expect(server.connections()).toBe(0)
    },
  )

  test('[5.16] a CONNECT that is refused', async () => {
    const server = await startServer(undefined, identity)
    const { failure } = await ready({ proxy: `http://${narrow.address}` })
    expect(await failure(`https://localhost:${server.port}/`)).toEqual(tunnel)
    expect(server.connections()).toBe(0)
  })

  test('[5.16] a name that the proxy can not resolve', async () => {
    const { failure, outcome } = await ready({ proxy: `http://${open.address}` })
    expect(await failure('https://nowhere.localhost.invalid/')).toEqual(tunnel)
    expect([500, 121927]).toContain(await outcome('http://nowhere.localhost.invalid/'))
  })

  test('[5.16] each hop of a redirect goes through it', async () => {
    const target = await startServer(undefined, identity)
    const server = await startServer((_request, response) =>
      response.writeHead(307, { location: `https://localhost:${target.port}/hop` }).end(),
    )
    const { success } = await ready({ proxy: `http://user:pass-word.1@${closed.address}` })
    expect((await success(`http://localhost:${server.port}/start`)).statusCode).toBe(200)
    expect(closed.log()).toContain(`CONNECT localhost:${target.port} HTTP/1.1`)
    expect(target.received[0]?.headers).not.toHaveProperty('proxy-authorization')
    expect(target.received[0]?.body.equals(server.received[0]?.body as Buffer)).toBe(true)
  })

  test('[5.16] a proxy that goes down: connection error, and interrupted under way', async () => {
    const proxy = await startTinyproxy()
    const { failure } = await ready({ proxy: `http://${proxy.address}` })
    const server = await startTcpServer((socket) => socket.once('data', () => proxy.stop()))
    expect((await failure(`http://localhost:${server.port}/`)).errorCode).toBe(121927)
    expect(await failure(`http://localhost:${server.port}/`)).toEqual(connection)
    expect(await failure(`https://localhost:${server.port}/`)).toEqual(connection)
  })
})

describe.skipIf(missing('squid'))('squid', () => {
  let plain: ForeignProxy
  let secure: ForeignProxy
  beforeAll(async () => {
    plain = await startSquid(['localhost', 'upload.example'])
    secure = await startSquid(['localhost', 'upload.example'], identity)
  })

  behaves('http', () => `http://${plain.address}`)
  behaves('https', () => `https://${secure.address}`, { ca: authority.cert })

  test('[5.16] it resolves the name, not this machine', async () => {
    const server = await startServer()
    const { success } = await ready({
      checkDomains: true,
      domains: { uploadFile: [`https://upload.example:${server.port}`] },
      proxy: `http://${plain.address}`,
    })
    await success(`http://upload.example:${server.port}/resolved`)
    expect(server.received[0]?.headers.host).toBe(`upload.example:${server.port}`)
    expect(server.received[0]?.headers.via).toContain('squid')
  })

  test('[5.16] kept connections of plain requests are used again', async () => {
    const server = await startServer()
    const { success } = await ready({ proxy: `http://${plain.address}` })
    const first = await success(`http://localhost:${server.port}/1`)
    const second = await success(`http://localhost:${server.port}/2`)
    expect([first.profile?.socketReused, second.profile?.socketReused]).toEqual([false, true])
  })

  test('[5.16] an https proxy with a wrong certificate is 121928', async () => {
    const server = await startServer()
    const origin = `http://localhost:${server.port}`
    const trusted = { checkDomains: true, trustedOrigins: [origin] }
    const { failure } = await ready({ ...trusted, proxy: `https://${secure.address}` })
    expect((await failure(origin)).errorCode).toBe(121928)
    expect(server.connections()).toBe(0)
  })
})

describe.skipIf(missing('microsocks'))('microsocks', () => {
  let open: ForeignProxy
  let closed: ForeignProxy
  beforeAll(async () => {
    open = await startMicrosocks()
    closed = await startMicrosocks(['-u', 'user', '-P', 'p@ss:w%rd'])
  })

  behaves('socks5', () => `socks5://${open.address}`)
  behaves('socks5h', () => `socks5h://${open.address}`)
  behaves('socks', () => `socks://${open.address}`)
  behaves('socks5 with a password', () => `socks5://user:p%40ss%3Aw%25rd@${closed.address}`)

  test('[5.16] it resolves the name, not this machine', async () => {
    const server = await startServer()
    const { success } = await ready({ proxy: `socks5://${open.address}` })
    await success(`http://localhost:${server.port}/`)
    expect(open.log()).toContain(`connected to localhost:${server.port}`)
  })

  test.each(['', 'user:wrong@', 'other:p%40ss%3Aw%25rd@', 'user@', '%:%@'])(
    '[5.16] a wrong password (%s) fails',
    async (userInfo) => {
      const server = await startServer()
      const { failure } = await ready({ proxy: `socks5://${userInfo}${closed.address}` })
      for (const scheme of ['http', 'https']) {
        expect(await failure(`${scheme}://localhost:${server.port}/`)).toEqual(socks)
      }
      expect(server.connections()).toBe(0)
    },
  )

  test('[5.16] kept connections of plain requests are used again', async () => {
    const server = await startServer()
    const { success } = await ready({ proxy: `socks5://${open.address}` })
    const first = await success(`http://localhost:${server.port}/1`)
    const second = await success(`http://localhost:${server.port}/2`)
    expect([first.profile?.socketReused, second.profile?.socketReused]).toEqual([false, true])
    expect(server.connections()).toBe(1)
  })

  test('[5.16] a name that it can not resolve, a server that is down', async () => {
    const { failure } = await ready({ proxy: `socks5://${open.address}` })
    expect(await failure('http://nowhere.localhost.invalid/')).toEqual(socks)
    expect(await failure(`http://127.0.0.1:${await unusedPort()}/`)).toEqual(socks)
  })
})

describe('a proxy that fails', () => {
  const kinds = ['http', 'https', 'socks5'] as const

  test.each(kinds)('[5.16] %s, and nobody listens: connection error', async (kind) => {
    const { failure } = await ready({ proxy: `${kind}://127.0.0.1:${await unusedPort()}` })
    for (const scheme of ['http', 'https']) {
      expect(await failure(`${scheme}://upload.example/`)).toEqual(connection)
    }
  })

  test.each(kinds)('[5.16] %s, and it says nothing: request time out', async (kind) => {
    const { origin } = await startTcpServer(() => {})
    const { failure } = await ready({ proxy: origin.replace('http', kind) })
    for (const scheme of ['http', 'https']) {
      expect((await failure(`${scheme}://upload.example/`, 300)).errorCode).toBe(121920)
    }
  })

  test('[5.16] http, and it hangs up on a CONNECT', async () => {
    const { origin } = await startTcpServer((socket) => socket.once('data', () => socket.end()))
    const { failure } = await ready({ proxy: origin })
    expect(await failure('https://upload.example/')).toEqual(tunnel)
  })

  test.each([
    'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad',
    'HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'SSH-2.0-OpenSSH_9.2\r\n',
  ])('[5.16] http, and it answers a CONNECT with %j', async (answer) => {
    const { origin } = await startTcpServer((socket) =>
      socket.once('data', () => socket.write(answer)),
    )
    const { failure } = await ready({ proxy: origin })
    expect(await failure('https://upload.example/')).toEqual(tunnel)
  })

  test('[5.16] socks5, and it is none', async () => {
    const { origin } = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))
    const { failure } = await ready({ proxy: origin.replace('http', 'socks5') })
    expect(await failure('http://upload.example/')).toEqual(socks)
  })

  test('[5.16] an abort while the proxy hangs ends the call', async () => {
    for (const kind of kinds) {
      const { origin } = await startTcpServer((socket) => socket.once('data', () => task?.abort()))
      const { host } = await ready({ proxy: origin.replace('http', kind) })
      const filePath = await host.addFile({ name: 'a', data: 'x' })
      let task: { abort(): void } | undefined
      const error = await new Promise<{ errorCode: number }>((fail) => {
        task = host.tt.uploadFile({ url: 'https://upload.example/', filePath, name: 'f', fail })
      })
      expect(error.errorCode).toBe(121905)
    }
  })
})

describe('what a proxy is asked for, to the byte', () => {
  test('[5.16] proxy-authorization stands in the CONNECT alone', async () => {
    const heads: string[] = []
    const target = await startServer(undefined, identity)
    const { origin } = await startTcpServer((socket) =>
      socket.once('data', (chunk) => {
        heads.push(chunk.toString('latin1'))
        const through = connect(target.port, '127.0.0.1')
        through.on('error', () => socket.destroy())
        socket.on('close', () => through.destroy())
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(through).pipe(socket)
      }),
    )
    const { success } = await ready({ proxy: origin.replace('//', '//user:%E5%AF%86@') })
    await success(`https://localhost:${target.port}/`)
    const authorization = Buffer.from('user:密').toString('base64')
    expect(heads[0]).toMatch(new RegExp(`^CONNECT localhost:${target.port} HTTP/1.1\r\n`))
    expect(heads[0]).toMatch(new RegExp(`\r\nhost: localhost:${target.port}\r\n`, 'i'))
    expect(heads[0]).toMatch(new RegExp(`\r\nproxy-authorization: Basic ${authorization}\r\n`, 'i'))
    expect(heads[0]).not.toMatch(/cookie|referer|content-/i)
    expect(target.received[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test('[5.16] a plain request holds it once, and the URL whole', async () => {
    const proxy = await startWire()
    const { success } = await ready({ proxy: proxy.origin.replace('//', '//u:p@') })
    await success('http://name:secret@upload.example:8080/a?b#c')
    const [request] = proxy.received
    expect(request?.start).toBe('POST http://upload.example:8080/a?b HTTP/1.1')
    expect(request && values(request, 'host')).toEqual(['upload.example:8080'])
    expect(request && values(request, 'proxy-authorization')).toEqual([`Basic ${btoa('u:p')}`])
    expect(request && values(request, 'authorization')).toEqual([`Basic ${btoa('name:secret')}`])
  })

  test('[5.16] an IPv6 address goes in brackets', async () => {
    const proxy = await startWire((_request, socket) =>
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
    )
    const { failure, success } = await ready({ proxy: proxy.origin })
    await failure('https://[fd00::1]/')
    await success('http://[fd00::1]:8080/')
    expect(proxy.received.map(({ start }) => start)).toEqual([
      'CONNECT [fd00::1]:443 HTTP/1.1',
      'POST http://[fd00::1]:8080/ HTTP/1.1',
    ])
  })

  test("[5.16] a proxy's name is resolved by the host's lookup", async () => {
    const proxy = await startWire()
    const asked: string[] = []
    const { success } = await ready({
      proxy: `http://proxy.example:${proxy.port}`,
      lookup: (hostname, _options, callback) => {
        asked.push(hostname)
        callback(null, [{ address: '127.0.0.1', family: 4 }])
      },
    })
    await success('http://upload.example/')
    expect(asked).toEqual(['proxy.example'])
  })
})

describe('the environment', () => {
  const own = /^(?:https?|all|no)_proxy$/i
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-environment-'))
    const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
    await build({
      input: { uploadEach: path('../helpers/uploadEach.ts') },
      platform: 'node',
      resolve: { alias: { 'tt-anywhere': path('../../src/index.ts') } },
      output: { dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      logLevel: 'silent',
    })
    return () => rmSync(folder, { recursive: true, force: true })
  })

  /** Uploads to each URL in a process of its own with these variables; tells the error codes. */
  async function uploadEach(variables: Record<string, string>, urls: string[], options = {}) {
    const script = join(folder, 'uploadEach.mjs')
    const request = JSON.stringify({ urls, options })
    const child = spawn(process.execPath, [script, request], {
      env: { ...clean, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    let text = ''
    for await (const chunk of child.stdout) text += String(chunk)
    return JSON.parse(text) as number[]
  }

  /** Answers requests that are meant for it and for others, and refuses to connect anywhere. */
  const startAny = () =>
    startWire(({ start }, socket) =>
      socket.write(
        start.startsWith('CONNECT')
          ? 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
          : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      ),
    )
  const starts = ({ received }: { received: readonly { start: string }[] }) =>
    received.map(({ start }) => start.replace(' HTTP/1.1', ''))

  const http = 'http://upload.example/'
  const https = 'https://upload.example/'

  test.each([
    ['HTTP_PROXY', http, 'POST http://upload.example/'],
    ['http_proxy', http, 'POST http://upload.example/'],
    ['HTTPS_PROXY', https, 'CONNECT upload.example:443'],
    ['https_proxy', https, 'CONNECT upload.example:443'],
    ['ALL_PROXY', http, 'POST http://upload.example/'],
    ['all_proxy', http, 'POST http://upload.example/'],
    ['ALL_PROXY', https, 'CONNECT upload.example:443'],
    ['all_proxy', https, 'CONNECT upload.example:443'],
  ])('[5.16] %s holds for %s', async (name, url, start) => {
    const proxy = await startAny()
    await uploadEach({ [name]: proxy.origin }, [url])
    expect(starts(proxy)).toEqual([start])
  })

  test.each([
    ['HTTP_PROXY', http, 'POST http://upload.example/'],
    ['HTTPS_PROXY', https, 'CONNECT upload.example:443'],
    ['all_proxy', https, 'CONNECT upload.example:443'],
  ])('[5.16] %s without a scheme is an http proxy, for %s', async (name, url, start) => {
    const proxy = await startAny()
    await uploadEach({ [name]: `u:p@127.0.0.1:${proxy.port}` }, [url])
    expect(starts(proxy)).toEqual([start])
    expect(proxy.received[0] && values(proxy.received[0], 'proxy-authorization')).toEqual([
      `Basic ${btoa('u:p')}`,
    ])
  })

  test('[5.16] the one for the scheme goes before ALL_PROXY, and lower case before upper', async () => {
    const [right, wrong] = [await startAny(), await startAny()]
    await uploadEach({ HTTP_PROXY: right.origin, ALL_PROXY: wrong.origin }, [http])
    if (process.platform !== 'win32') {
      await uploadEach({ http_proxy: right.origin, HTTP_PROXY: wrong.origin }, [http])
    }
    expect(new Set(starts(right))).toEqual(new Set(['POST http://upload.example/']))
    expect(wrong.received).toEqual([])
  })

  test('[5.16] HTTP_PROXY does not hold for https, nor HTTPS_PROXY for http', async () => {
    const proxy = await startAny()
    const server = await startAny()
    const down = `https://upload.example:${await unusedPort()}/`
    expect(await uploadEach({ HTTP_PROXY: proxy.origin }, [down])).toEqual([121926])
    await uploadEach({ HTTPS_PROXY: proxy.origin }, [`http://upload.example:${server.port}/`])
    expect(proxy.received).toEqual([])
    expect(starts(server)).toEqual(['POST /'])
  })

  test.each([
    ['upload.example', true],
    ['UPLOAD.example', true],
    ['other.example, upload.example', true],
    ['other.example upload.example', true],
    ['.example', true],
    ['*.example', true],
    ['*', true],
    ['upload.example:PORT', true],
    ['upload.example:1', false],
    ['load.example', false],
    ['upload.example.other', false],
    ['', false],
  ])('[5.16] NO_PROXY=%j: straight %s', async (exceptions, straight) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      const server = await startAny()
      const { origin, port } = server
      const url = `http://upload.example:${port}/`
      const value = exceptions.replace('PORT', String(port))
      expect(await uploadEach({ HTTP_PROXY: origin, [name]: value }, [url])).toEqual([0])
      expect(starts(server)).toEqual([straight ? 'POST /' : `POST ${url}`])
    }
  })

  test('[5.16] proxy: false ignores the environment', async () => {
    const proxy = await startAny()
    const server = await startAny()
    const url = `http://upload.example:${server.port}/`
    const variables = { HTTP_PROXY: proxy.origin, ALL_PROXY: proxy.origin }
    expect(await uploadEach(variables, [url], { proxy: false })).toEqual([0])
    expect([starts(server), proxy.received]).toEqual([['POST /'], []])
  })

  test('[5.16] the proxy option wins over the environment, NO_PROXY too', async () => {
    const [right, wrong] = [await startAny(), await startAny()]
    const variables = { HTTP_PROXY: wrong.origin, ALL_PROXY: wrong.origin, NO_PROXY: '*' }
    await uploadEach(variables, [http, https], { proxy: right.origin })
    expect(starts(right)).toEqual(['POST http://upload.example/', 'CONNECT upload.example:443'])
    expect(wrong.received).toEqual([])
  })

  test('[5.16] what is no proxy in the environment is told as such', async () => {
    for (const value of ['ftp://127.0.0.1', 'http://', '://', 'a b']) {
      expect(await uploadEach({ HTTP_PROXY: value }, [http])).toEqual([121991])
    }
  })

  test('[5.16] a kept connection is not mixed with one by another way', async () => {
    const server = await startAny()
    const [first, second] = [await startAny(), await startAny()]
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    for (const name of Object.keys(process.env).filter((key) => own.test(key))) vi.stubEnv(name, '')
    const host = startHost({ checkDomains: false, proxy: undefined, lookup: toLoopback })
    const filePath = await host.addFile({ name: 'a', data: 'x' })
    const url = `http://upload.example:${server.port}/`
    for (const proxy of ['', first.origin, second.origin, '', first.origin, second.origin]) {
      vi.stubEnv('http_proxy', proxy)
      await successOf(host, { url, filePath })
    }
    expect(starts(server)).toEqual(['POST /', 'POST /'])
    for (const proxy of [first, second])
      expect(starts(proxy)).toEqual([`POST ${url}`, `POST ${url}`])
    // And each is used again.
    expect([server, first, second].map(({ connections }) => connections())).toEqual([1, 1, 1])
  })
})
