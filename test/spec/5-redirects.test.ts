import type { HostOptions, UploadFileOptions } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { writesPort } from '../../src/rules/url.js'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { parts } from '../helpers/multipart.js'
import { toLoopback } from '../helpers/names.js'
import { type Received, startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'
import { startWire, values, type WireRequest } from '../helpers/wire.js'

const refusedUrl = { errMsg: 'uploadFile:fail url error', errorCode: 121929, errorType: 'D' }

/** A host that lets every URL pass, unless told otherwise, and what it uploads. */
async function ready(options: HostOptions = {}, data: string | Uint8Array = 'the file') {
  const host = startHost({ checkDomains: false, lookup: toLoopback, ...options })
  const filePath = await host.addFile({ name: 'a.txt', data })
  type Extra = Partial<UploadFileOptions>
  return {
    success: (url: string, more: Extra = {}) => successOf(host, { url, filePath, ...more }),
    failure: (url: string, more: Extra = {}) => failureOf(host, { url, filePath, ...more }),
    upload: (url: string, more: Extra = {}) => upload(host, { url, filePath, ...more }),
  }
}

/** A server whose `/start` answers with a status and a Location, byte for byte. */
function startRedirector(status: number, location: string | undefined, more: string[] = []) {
  return startWire(({ start }, socket) => {
    const lines = start.includes(' /start')
      ? [`HTTP/1.1 ${status} Moved`, ...(location === undefined ? [] : [`Location: ${location}`])]
      : ['HTTP/1.1 200 OK']
    socket.write(
      Buffer.from([...lines, ...more, 'Content-Length: 2', '', 'ok'].join('\r\n'), 'latin1'),
    )
  })
}

describe('which answers are redirects', () => {
  test.each([301, 302, 303])('[5.19] %i goes on as GET without a body', async (status) => {
    const server = await startRedirector(status, '/next')
    const { success } = await ready()
    const result = await success(`${server.origin}/start`, { header: { 'x-own': '1' } })
    expect(result.statusCode).toBe(200)
    expect(result.profile?.redirectCount).toBe(1)
    const [first, second] = server.received as [WireRequest, WireRequest]
    expect(server.received).toHaveLength(2)
    expect(first.start).toBe('POST /start HTTP/1.1')
    expect(second.start).toBe('GET /next HTTP/1.1')
    expect(second.body.byteLength).toBe(0)
    for (const name of ['content-type', 'content-length', 'transfer-encoding']) {
      expect(values(second, name)).toEqual([])
    }
    for (const name of ['x-own', 'user-agent', 'referer', 'host']) {
      expect(values(second, name)).toEqual(values(first, name))
    }
  })

  test.each([307, 308])('[5.19] %i sends the whole body again', async (status) => {
    const data = Buffer.alloc(300_000, 'abcdefghij')
    const server = await startRedirector(status, '/next')
    const { success } = await ready({}, data)
    await success(`${server.origin}/start`, { formData: { field: '值' } })
    const [first, second] = server.received as [WireRequest, WireRequest]
    expect(second.start).toBe('POST /next HTTP/1.1')
    expect(second.body.equals(first.body)).toBe(true)
    expect(second.lines).toEqual(first.lines)
    const [field, file] = parts(second.body, values(second, 'content-type')[0] ?? '')
    expect(field?.data.toString()).toBe('值')
    expect(file?.data.equals(data)).toBe(true)
  })

  test.each([307, 308])('[5.19] %i answered before the body was read', async (status) => {
    const data = Buffer.alloc(8_000_000, 'abcdefghij')
    const next = await startServer()
    // The head alone is read; what follows stays with the sender.
    const first = await startTcpServer((socket) => {
      socket.once('data', () => {
        socket.pause()
        socket.write(
          `HTTP/1.1 ${status} Moved\r\nLocation: ${next.origin}/next\r\nContent-Length: 0\r\n\r\n`,
        )
      })
    })
    const { upload: start } = await ready({}, data)
    const told = await start(`${first.origin}/start`)
    expect(told.fail).toBeUndefined()
    const [received] = next.received as [Received]
    expect(parts(received.body, received.headers['content-type'] ?? '')[0]?.data.equals(data)).toBe(
      true,
    )
    const percentages = told.progress.map(({ progress }) => progress)
    expect(percentages).toEqual([...percentages].sort((a, b) => a - b))
  })

  test('[5.19] 307 and then 303: the body twice, then none', async () => {
    const server = await startServer((request, response) => {
      if (request.target === '/1') response.writeHead(307, { location: '/2' }).end()
      else if (request.target === '/2') response.writeHead(303, { location: '/3' }).end()
      else if (request.target === '/3') response.writeHead(307, { location: '/4' }).end()
      else response.end('done')
    })
    const { success } = await ready()
    expect((await success(`${server.origin}/1`)).data).toBe('done')
    expect(server.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'POST /1',
      'POST /2',
      'GET /3',
      'GET /4',
    ])
    expect(server.received[1]?.body.equals(server.received[0]?.body as Buffer)).toBe(true)
    expect(server.received[3]?.body.byteLength).toBe(0)
  })

  test.each([200, 201, 300, 305, 306, 309, 399, 400, 404, 500])(
    '[5.19] %i with a Location is the result',
    async (status) => {
      const server = await startRedirector(status, '/next')
      const { success } = await ready()
      const result = await success(`${server.origin}/start`)
      expect(result.statusCode).toBe(status)
      expect(result.header.location).toBe('/next')
      expect(server.received).toHaveLength(1)
    },
  )

  test('[5.19] 304 with a Location is the result', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(304, { location: '/next' }).end(),
    )
    const { success } = await ready()
    expect((await success(server.origin)).statusCode).toBe(304)
    expect(server.received).toHaveLength(1)
  })

  test.each([301, 302, 303, 307, 308])(
    '[5.19] %i without a Location, or with an empty one, is the result',
    async (status) => {
      for (const location of [undefined, '']) {
        const server = await startRedirector(status, location)
        const { success } = await ready()
        const result = await success(`${server.origin}/start`)
        expect([result.statusCode, result.data]).toEqual([status, 'ok'])
        expect(server.received).toHaveLength(1)
      }
    },
  )
})

describe('where a Location leads', () => {
  test.each([
    ['/next', '/next'],
    ['next', '/dir/next'],
    ['../next', '/next'],
    ['./', '/dir/'],
    ['?q=1', '/dir/start?q=1&again'],
    ['/next#part', '/next'],
    ['//127.0.0.1:PORT/next', '/next'],
    ['\\\\127.0.0.1:PORT\\next', '/next'],
    ['http://127.0.0.1:PORT/next', '/next'],
    ['HTTP://127.0.0.1:PORT/next', '/next'],
    ['http:/next', '/next'],
    ['http:next', '/dir/next'],
    ['http://127.0.0.1:PORT', '/'],
    ['http://127.0.0.1:PORT?x', '/?x'],
    ['  /next  ', '/next'],
    ['/a b', '/a%20b'],
    ['/next?q=a b', '/next?q=a%20b'],
    ['/%E4%B8%AD', '/%E4%B8%AD'],
    // UTF-8 as it is: what Chromium reads
    ['/\u00e4\u00b8\u00ad', '/%E4%B8%AD'],
    // Latin-1, for it is no UTF-8
    ['/caf\u00e9', '/caf%C3%A9'],
  ])('[5.18] %j leads to %s', async (location, target) => {
    const targets: string[] = []
    const server = await startWire(({ start }, socket) => {
      const at = start.split(' ')[1] ?? ''
      targets.push(at)
      const to =
        location.replace('PORT', String(server.port)) + (location === '?q=1' ? '&again' : '')
      socket.write(
        Buffer.from(
          targets.length === 1
            ? `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`
            : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
          'latin1',
        ),
      )
    })
    const { success } = await ready()
    await success(`${server.origin}/dir/start?first#fragment`)
    expect(targets).toEqual(['/dir/start?first', target])
  })

  test('[5.18] #part alone leads to the same URL', async () => {
    const server = await startServer((request, response) => {
      if (request.method === 'POST') response.writeHead(303, { location: '#part' }).end()
      else response.end('got')
    })
    const { success } = await ready()
    expect((await success(`${server.origin}/a?b`)).data).toBe('got')
    expect(server.received[1]?.target).toBe('/a?b')
  })

  test('[5.18] of several Locations the first that is not empty counts', async () => {
    const server = await startWire(({ start }, socket) =>
      socket.write(
        start.includes('/start')
          ? 'HTTP/1.1 302 F\r\nLocation:\r\nLocation: /1\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n'
          : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      ),
    )
    const { success } = await ready()
    await success(`${server.origin}/start`)
    expect(server.received[1]?.start).toBe('GET /1 HTTP/1.1')
  })

  test.each([
    'http://',
    'http://[::1',
    'http://a b/',
    'http://a.example:99999/',
    'https://256.256.256.256/',
    'ftp://a.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    'blob:http://a.example/x',
    'mailto:a@a.example',
    'ws://a.example/',
    'about:blank',
    'ttfile://temp/a',
    'a.example:80/path',
    'http://a.example:22/',
    'http://a.example:0/',
    'https://a.example:25/',
  ])('[5.20] %s fails', async (location) => {
    const server = await startRedirector(302, location)
    const { failure } = await ready()
    expect(await failure(`${server.origin}/start`)).toEqual(refusedUrl)
    const listed = await ready({ checkDomains: true, trustedOrigins: [server.origin] })
    // Past the rules a URL that leads elsewhere is refused by the list first.
    const elsewhere = /^https?:\/\/a\.example:\d+\/$/.test(location) && !location.includes('99999')
    const code = elsewhere ? 121901 : 121929
    expect((await listed.failure(`${server.origin}/start`)).errorCode).toBe(code)
    expect(server.received).toHaveLength(2)
  })
})

describe('how many', () => {
  function startChain(length: number) {
    return startServer((request, response) => {
      const step = Number(request.target.slice(1))
      if (step < length) response.writeHead(302, { location: `/${step + 1}` }).end('moved')
      else response.end('there')
    })
  }

  test('[5.18] 20 are followed', async () => {
    const server = await startChain(20)
    const { success } = await ready()
    const result = await success(`${server.origin}/0`)
    expect(result.data).toBe('there')
    expect(result.profile?.redirectCount).toBe(20)
    expect(server.received).toHaveLength(21)
    // Their bodies are read, so one connection serves them all.
    expect(server.connections()).toBe(1)
  })

  test('[5.18] the 21st fails', async () => {
    const server = await startChain(21)
    const { failure } = await ready()
    expect(await failure(`${server.origin}/0`)).toEqual({
      errMsg: 'uploadFile:fail network error:net::ERR_TOO_MANY_REDIRECTS',
      errorCode: 121991,
      errorType: 'F',
    })
    expect(server.received).toHaveLength(21)
  })

  test.each([302, 307])('[5.18] a loop of %i fails', async (status) => {
    const server = await startServer((_request, response) =>
      response.writeHead(status, { location: '/' }).end(),
    )
    const { failure } = await ready()
    expect((await failure(server.origin)).errMsg).toContain('net::ERR_TOO_MANY_REDIRECTS')
    expect(server.received).toHaveLength(21)
  })

  test('[5.18] the body of a redirect is not the result, nor told as headers', async () => {
    const server = await startChain(3)
    const { upload: start } = await ready()
    const told = await start(`${server.origin}/0`)
    expect(told.headers).toHaveLength(1)
    expect(told.headers[0]).not.toHaveProperty('location')
    expect(told.success?.data).toBe('there')
  })

  test.each([
    ['endless', 'Transfer-Encoding: chunked\r\n\r\n', true],
    ['promised and never sent', 'Content-Length: 10\r\n\r\n', false],
    ['chunked and never ended', 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', false],
    ['without a length', '\r\n', false],
  ])('[5.18] a redirect whose body is %s is followed', async (_what, rest, endless) => {
    let poured = 0
    const server = await startWire(({ start }, socket) => {
      if (!start.includes('/start')) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        return
      }
      socket.write(`HTTP/1.1 302 Found\r\nLocation: /next\r\n${rest}`)
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
      const pour = () => {
        while (endless && socket.writable && socket.write(chunk)) poured += chunk.length
      }
      socket.on('drain', pour)
      pour()
    })
    const { success } = await ready()
    expect((await success(`${server.origin}/start`, { timeout: 10_000 })).data).toBe('ok')
    expect(server.received).toHaveLength(2)
    // Read so far as it costs less than a new connection, no further.
    expect(poured).toBeLessThan(32_000_000)
  })
})

describe('each hop is checked again', () => {
  test('[5.21] an origin that is not in the list fails with its URL', async () => {
    const target = await startServer()
    const url = `http://evil.example:${target.port}/next?q=1#part`
    for (const status of [302, 307]) {
      const server = await startRedirector(status, url)
      const { failure } = await ready({
        checkDomains: true,
        domains: { uploadFile: [`https://good.example:${server.port}`] },
      })
      expect(await failure(`http://good.example:${server.port}/start`)).toEqual({
        errMsg: `uploadFile:fail url not in domain list, url == ${url}`,
        errorCode: 121901,
        errorType: 'D',
      })
      expect(server.received).toHaveLength(1)
    }
    expect(target.connections()).toBe(0)
  })

  test.each([
    '//evil.example/',
    '\\\\evil.example/',
    '/\\evil.example/',
    'http:\\\\evil.example/',
    'http://good.example@evil.example/',
    'http://good.example\\@evil.example:1234/',
    'http://good.example/',
    'http://good.example:80/',
    'http://sub.good.example:PORT/',
  ])('[5.21] %j is in no list with a port', async (location) => {
    const port = await unusedPort()
    const server = await startRedirector(302, location.replace('PORT', String(port)))
    const { failure } = await ready({
      checkDomains: true,
      domains: { uploadFile: [`https://good.example:${server.port}`] },
    })
    const error = await failure(`http://good.example:${server.port}/start`)
    expect(error.errorCode).toBe(121901)
    expect(error.errMsg).toMatch(/url == http:\/\//)
  })

  test.each(['/next', 'next', 'http:next', 'http:next:80', '//good.example:PORT/', '?x', '#y'])(
    '[5.21] %j stays at a listed origin with a port',
    async (location) => {
      const server = await startWire(({ start }, socket) => {
        const to = location.replace('PORT', String(server.port))
        socket.write(
          start.startsWith('POST')
            ? `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`
            : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
        )
      })
      const { success } = await ready({
        checkDomains: true,
        domains: { uploadFile: [`https://good.example:${server.port}`] },
      })
      const result = await success(`http://good.example:${server.port}/start`)
      expect(result.statusCode).toBe(200)
    },
  )

  test.each([
    ['https://good.example/next', false],
    ['https://good.example:443/next', true],
    ['//good.example:443', true],
    ['\\\\good.example:443', true],
    ['/next:80', false],
    ['next:80', false],
    ['https:next:80', false],
    ['https:/next:80', false],
    ['HTTPS:next:80', false],
    ['https://next:80', true],
    ['http:next:8080', true],
    ['http:/next:8080', true],
  ])('[5.21] from an https URL, %j writes a port: %s', (location, expected) => {
    const base = new URL('https://good.example/start')
    expect(writesPort(location, base)).toBe(expected)
    // And so says the URL parser, which drops only a scheme's own port.
    const url = new URL(location, base)
    expect(url.port !== '' || (url.host === base.host && location.includes(':443'))).toBe(expected)
  })

  test('[5.21] from one listed origin to another', async () => {
    const target = await startServer()
    const server = await startRedirector(307, `http://b.example:${target.port}/next`)
    const { success } = await ready({
      checkDomains: true,
      domains: {
        uploadFile: [`https://a.example:${server.port}`, `https://b.example:${target.port}`],
      },
    })
    const result = await success(`http://a.example:${server.port}/start`)
    expect(result.statusCode).toBe(200)
    expect(target.received[0]?.method).toBe('POST')
    expect(target.received[0]?.headers.host).toBe(`b.example:${target.port}`)
  })

  test('[5.21] http in a released version fails with its URL', async () => {
    const authority = await createAuthority()
    const identity = { ...(await authority.issue({ names: ['a.example'] })) }
    const target = await startServer()
    const location = `http://a.example:${target.port}/next`
    const server = await startServer(
      (_request, response) => response.writeHead(302, { location }).end(),
      identity,
    )
    const domains = {
      uploadFile: [`https://a.example:${server.port}`, `https://a.example:${target.port}`],
    }
    const url = `https://a.example:${server.port}/start`
    const options = { checkDomains: true, domains, ca: authority.cert }
    const released = await ready({ ...options, envType: 'production' })
    expect(await released.failure(url)).toEqual({
      errMsg: `uploadFile:fail url use invalid protocol, url == ${location}, url support protocol is https`,
      errorCode: 121999,
      errorType: 'D',
    })
    expect(target.connections()).toBe(0)
    const preview = await ready({ ...options, envType: 'preview' })
    expect((await preview.success(url)).statusCode).toBe(200)
  })
})

describe('what goes along', () => {
  const header = { Authorization: 'Bearer secret', Cookie: 'own=1', 'X-Own': 'stays' }

  /** Redirects from `from` to `to`, and returns the request that arrived there. */
  async function follow(status: number, toOf: (port: number) => string, more: HostOptions = {}) {
    const target = await startWire()
    const server = await startRedirector(status, toOf(target.port))
    const { success } = await ready(more)
    await success(`http://a.example:${server.port}/start`, { header })
    expect(values(server.received[0] as WireRequest, 'authorization')).toEqual(['Bearer secret'])
    return target.received[0] as WireRequest
  }

  test.each([301, 302, 303, 307, 308])(
    '[5.22] %i to another port: authorization and cookie are dropped',
    async (status) => {
      const request = await follow(status, (port) => `http://a.example:${port}/next`)
      expect(values(request, 'authorization')).toEqual([])
      expect(values(request, 'cookie')).toEqual([])
      expect(values(request, 'x-own')).toEqual(['stays'])
    },
  )

  test('[5.22] to another host', async () => {
    const request = await follow(307, (port) => `http://b.example:${port}/next`)
    expect(values(request, 'authorization')).toEqual([])
    expect(values(request, 'cookie')).toEqual([])
    expect(values(request, 'x-own')).toEqual(['stays'])
  })

  test('[5.22] to another scheme', async () => {
    const authority = await createAuthority()
    const identity = { ...(await authority.issue({ names: ['a.example'] })) }
    const target = await startServer(undefined, identity)
    const server = await startRedirector(307, `https://a.example:${target.port}/`)
    const { success } = await ready({ ca: authority.cert })
    await success(`http://a.example:${server.port}/start`, { header })
    expect(target.received[0]?.headers.authorization).toBeUndefined()
    expect(target.received[0]?.headers.cookie).toBeUndefined()
    expect(target.received[0]?.headers['x-own']).toBe('stays')
  })

  test.each([301, 302, 303, 307, 308])(
    '[5.22] %i to the same origin keeps them',
    async (status) => {
      const server = await startRedirector(status, '/next')
      const { success } = await ready()
      await success(`${server.origin}/start`, { header })
      const request = server.received[1] as WireRequest
      expect(values(request, 'authorization')).toEqual(['Bearer secret'])
      expect(values(request, 'cookie')).toEqual(['own=1'])
    },
  )

  test('[5.22] once dropped they do not come back with the first origin', async () => {
    const other = await startServer((_request, response) =>
      response.writeHead(307, { location: `${first.origin}/back` }).end(),
    )
    const first = await startServer((request, response) => {
      if (request.target === '/back') response.end('back')
      else response.writeHead(307, { location: other.origin }).end()
    })
    const { success } = await ready()
    expect((await success(`${first.origin}/start`, { header })).data).toBe('back')
    expect(first.received[0]?.headers.authorization).toBe('Bearer secret')
    expect(first.received[1]?.headers.authorization).toBeUndefined()
    expect(first.received[1]?.headers.cookie).toBeUndefined()
  })

  test('[5.22] user info of the first URL does not go to another origin', async () => {
    const target = await startWire()
    const server = await startRedirector(307, `http://a.example:${target.port}/next`)
    const { success } = await ready()
    await success(`http://user:pw@a.example:${server.port}/start`)
    expect(values(server.received[0] as WireRequest, 'authorization')).toHaveLength(1)
    expect(values(target.received[0] as WireRequest, 'authorization')).toEqual([])
  })

  test("[5.11] user info of a Location is that hop's authorization", async () => {
    const target = await startWire()
    const server = await startRedirector(307, `http://user:pw@a.example:${target.port}/next`)
    const { success } = await ready()
    await success(`http://a.example:${server.port}/start`, { header })
    expect(values(target.received[0] as WireRequest, 'authorization')).toEqual([
      `Basic ${btoa('user:pw')}`,
    ])
    expect(target.received[0]?.start).toBe('POST /next HTTP/1.1')
  })
})
