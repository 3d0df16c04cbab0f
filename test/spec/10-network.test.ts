/** Section 10, the rows of names, connections and answers: each by its real cause, on loopback. */
import type { LookupFunction } from 'node:net'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { HostOptions } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isOffline } from '../../src/host/node/failures.js'
import { startHost } from '../helpers/host.js'
import { outcomes } from '../helpers/outcomes.js'
import { readRequests, startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

/** Uploads to this origin, with the body's length in bytes. */
async function uploadTo(origin: string, options: HostOptions & { bytes?: number } = {}) {
  const { bytes = 10, ...hostOptions } = options
  const host = startHost({ trustedOrigins: [origin], ...hostOptions })
  const filePath = await host.addFile({ name: 'a.bin', data: Buffer.alloc(bytes) })
  return { host, call: { url: `${origin}/`, filePath } }
}

async function failureAt(origin: string, options: HostOptions & { bytes?: number } = {}) {
  const { host, call } = await uploadTo(origin, options)
  return failureOf(host, call)
}

/** A lookup of node:net's shape that does as it likes. */
function lookup(answer: (callback: (...values: unknown[]) => void) => unknown): LookupFunction {
  return (_name, _options, callback) => answer(callback as (...values: unknown[]) => void)
}

// Without a network a name that does not resolve is another row of the table (spec 10, 121985).
describe.skipIf(isOffline())('[10.8] 121924 dns error', () => {
  test('[10.8] a name that nobody has', async () => {
    expect(await failureAt('http://something.invalid')).toStrictEqual(outcomes.dns)
    expect(await failureAt('https://something.invalid')).toStrictEqual(outcomes.dns)
  })

  test('[10.8] a name that is too long for any name server', async () => {
    const name = `${'a'.repeat(64)}.invalid`
    expect(await failureAt(`http://${name}`)).toStrictEqual(outcomes.dns)
  })

  test.for<[string, (callback: (...values: unknown[]) => void) => unknown]>([
    ['fails', (callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))],
    ['fails with a text', (callback) => callback('no such name')],
    ['fails later', (callback) => setImmediate(callback, new Error('no'))],
    ['finds an empty list', (callback) => callback(null, [])],
    ['finds nothing', (callback) => callback(null)],
    ['finds nothing later', (callback) => setImmediate(callback, null)],
    ['finds what is no address', (callback) => callback(null, [{ address: 'here', family: 4 }])],
    ['finds null', (callback) => callback(null, [null])],
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['is async and throws', () => Promise.reject(new Error('no'))],
    [
      'fails twice',
      (callback) => {
        callback(new Error('no'))
        callback(new Error('no'))
      },
    ],
  ])('[10.8] a lookup that %s', async ([, answer]) => {
    const failure = await failureAt('http://upload.test', { lookup: lookup(answer) })
    expect(failure).toStrictEqual(outcomes.dns)
  })

  test.for<[string, (callback: (...values: unknown[]) => void) => unknown]>([
    ['ignores `all`', (callback) => callback(null, '127.0.0.1', 4)],
    ['tells no family', (callback) => callback(null, [{ address: '127.0.0.1' }])],
    ['tells addresses alone', (callback) => callback(null, ['127.0.0.1'])],
    [
      'calls back twice',
      (callback) => {
        callback(null, '127.0.0.1', 4)
        callback(null, '127.0.0.1', 4)
        setImmediate(callback, null, '127.0.0.1', 4)
      },
    ],
    [
      'throws after it called back',
      (callback) => {
        callback(null, '127.0.0.1', 4)
        throw new Error('late')
      },
    ],
    [
      'is async and throws after it called back',
      (callback) => {
        callback(null, '127.0.0.1', 4)
        return Promise.reject(new Error('late'))
      },
    ],
  ])('[10.8] it works with a lookup that %s, and sends once', async ([, answer]) => {
    const server = await startServer()
    const { host, call } = await uploadTo(`http://upload.test:${server.port}`, {
      lookup: lookup(answer),
    })
    expect((await successOf(host, call)).statusCode).toBe(200)
    expect(server.received).toHaveLength(1)
    expect(server.connections()).toBe(1)
  })

  test('[10.8] a lookup that never calls back times out', async () => {
    const { host, call } = await uploadTo('http://upload.test', { lookup: lookup(() => {}) })
    expect(await failureOf(host, { ...call, timeout: 50 })).toStrictEqual(outcomes.timeout)
  })
})

describe('[10.10] 121926 connection error', () => {
  const both = lookup((callback) =>
    callback(null, [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]),
  )

  test.for(['http', 'https'])('[10.10] a port that nobody listens on, by %s', async (scheme) => {
    const failure = await failureAt(`${scheme}://127.0.0.1:${await unusedPort()}`)
    expect(failure).toStrictEqual(outcomes.connect)
  })

  test('[10.10] a name of two addresses works where one of them listens', async () => {
    const server = await startServer()
    const { host, call } = await uploadTo(`http://upload.test:${server.port}`, { lookup: both })
    expect((await successOf(host, call)).statusCode).toBe(200)
  })

  test('[10.10] a name of two addresses where neither listens', async () => {
    const failure = await failureAt(`http://upload.test:${await unusedPort()}`, { lookup: both })
    expect(failure).toStrictEqual(outcomes.connect)
  })

  test('[10.10] a server that was there for the upload before', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      readRequests(socket, () => {
        server.close()
        socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const { host, call } = await uploadTo(`http://127.0.0.1:${port}`)
    expect((await successOf(host, call)).statusCode).toBe(204)
    expect(await failureOf(host, call)).toStrictEqual(outcomes.connect)
  })

  test.for(['http', 'socks5'])('[10.10] a %s proxy that nobody listens for', async (scheme) => {
    const failure = await failureAt('https://upload.test', {
      proxy: `${scheme}://127.0.0.1:${await unusedPort()}`,
    })
    expect(failure).toStrictEqual(outcomes.connect)
  })
})

const head = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const big = 8_000_000

describe('[10.11] 121927 interrupted', () => {
  const ends: [string, (socket: Socket) => void][] = [
    ['reset', (socket) => socket.resetAndDestroy()],
    ['closed', (socket) => socket.end()],
  ]
  const having = (text: string) => (socket: Socket, end: (socket: Socket) => void) =>
    socket.write(text, () => setImmediate(end, socket))
  const places: [
    string,
    'connect' | 'body' | 'answer',
    (socket: Socket, end: (socket: Socket) => void) => void,
  ][] = [
    ['before a byte was sent', 'connect', (socket, end) => end(socket)],
    ['in the middle of the body', 'body', (socket, end) => end(socket)],
    ['after the body', 'answer', (socket, end) => end(socket)],
    ['in the status line', 'answer', having('HTTP/1.1 2')],
    ["in the answer's head", 'answer', having('HTTP/1.1 200 OK\r\ncontent-le')],
    ['after an interim answer', 'answer', having('HTTP/1.1 102 Processing\r\n\r\n')],
    ["in the answer's body", 'answer', having(`${head}five5`)],
    ['in a chunk', 'answer', having(`${chunked}a\r\nfive5`)],
    ['between two chunks', 'answer', having(`${chunked}5\r\nfive5\r\n`)],
    ['before the last chunk ended', 'answer', having(`${chunked}5\r\nfive5\r\n0\r\n`)],
  ]
  const cases = ends.flatMap(([how, end]) =>
    places
      // A reset can overtake the news that TCP is up: no connection then (10.10).
      .filter(([, when]) => how !== 'reset' || when !== 'connect')
      .map(([where, when, act]) => [how, where, when, act, end] as const),
  )

  test.for(cases)('[10.11] a connection that is %s %s', async ([, , when, act, end]) => {
    let requests = 0
    const server = await startTcpServer((socket) => {
      if (when === 'connect') act(socket, end)
      if (when === 'body') socket.once('data', () => act(socket, end))
      if (when === 'answer') readRequests(socket, () => act(socket, end))
      socket.once('data', () => {
        requests += 1
      })
    })
    const { host, call } = await uploadTo(server.origin, { bytes: when === 'body' ? big : 10 })
    const told = await upload(host, call)
    expect(told.fail).toStrictEqual(outcomes.interrupted)
    expect(told.complete).toBe(told.fail)
    // Never sent twice (spec 7).
    expect(server.sockets).toHaveLength(1)
    expect(requests).toBeLessThanOrEqual(1)
  })

  test('[10.11] a compressed answer that is cut', async () => {
    const zipped = gzipSync('x'.repeat(1_000))
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.byteLength}\r\n\r\n`,
        )
        socket.end(zipped.subarray(0, 20))
      }),
    )
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.interrupted)
  })

  test('[10.11] an answer whose length nobody told ends with the connection, and is whole', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it')),
    )
    const { host, call } = await uploadTo(server.origin)
    expect((await successOf(host, call)).data).toBe('all of it')
  })
})

/** Answers every request with these bytes; the connection stays open unless `end` says so. */
function answering(bytes: string | Buffer, end = false) {
  return startTcpServer((socket) =>
    readRequests(socket, () => {
      if (end) socket.end(bytes)
      else socket.write(bytes)
    }),
  )
}

describe('[10.15] 121991 network error:net::ERR_INVALID_HTTP_RESPONSE', () => {
  test.for<[string, string | Buffer]>([
    ['the banner of SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['the greeting of a mail server', '220 mail.example.com ESMTP\r\n'],
    ['binary garbage', Buffer.from([0, 1, 2, 0xff, 0xfe, 0, 0, 0])],
    ['a page without a head, as HTTP/0.9 has it', '<html>hello</html>'],
    ['the settings of HTTP/2', Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100])],
    ['a request', 'POST / HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['an alert of TLS', Buffer.from([0x15, 3, 1, 0, 2, 2, 40])],
    ['an empty status line', '\r\n\r\n\r\n\r\nHTTQ'],
    ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a version that is none', 'HTTP/9.7 200 OK\r\n\r\n'],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nno colon here\r\n\r\n'],
    ['a header with a space in its name', 'HTTP/1.1 200 OK\r\na b: c\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: c\r\n\r\n'],
    ['a header with NUL', 'HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nabc'],
    ['a length below 0', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nabc'],
    [
      'a length too long for any number',
      `HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(40)}\r\n\r\nabc`,
    ],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
    ],
    ['interim answers without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1_000)],
    ['hints without end', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(1_000)],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: a\r\n\r\n'],
    ['101 and no protocol', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['garbage after an interim answer', 'HTTP/1.1 100 Continue\r\n\r\nSSH-2.0-a\r\n'],
  ])('[10.15] %s', async ([, bytes]) => {
    const server = await answering(bytes)
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.invalidResponse)
    const closing = await answering(bytes, true)
    expect(await failureAt(closing.origin)).toStrictEqual(outcomes.invalidResponse)
  })

  test('[10.15] bytes that come before the request was sent', async () => {
    const server = await startTcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.invalidResponse)
    expect(await failureAt(server.origin, { bytes: big })).toStrictEqual(outcomes.invalidResponse)
  })

  test.for<[string, string, string]>([
    ['a status without a reason', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', 'ok'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok', 'ok'],
    ['two equal lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', 'ok'],
    [
      'some interim answers',
      `${'HTTP/1.1 102 A\r\n\r\n'.repeat(20)}HTTP/1.1 200 B\r\n\r\nok`,
      'ok',
    ],
    ['bytes after the answer', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more', 'ok'],
    [
      'an answer nobody asked for',
      `${head.replace('10', '2')}ok${head.replace('10', '2')}no`,
      'ok',
    ],
  ])('[10.15] what is HTTP after all: %s', async ([, bytes, data]) => {
    const server = await answering(bytes, true)
    const { host, call } = await uploadTo(server.origin)
    expect((await successOf(host, call)).data).toBe(data)
  })
})

describe('[10.25] 121991 for any other failure of the network', () => {
  test.for<[string, string]>([
    ['a size that is no number', 'zz\r\nab\r\n'],
    ['a chunk longer than its size', '2\r\nabc\r\n0\r\n\r\n'],
    ['a size too long for any number', `${'f'.repeat(40)}\r\nab`],
    ['garbage in the place of the last chunk', '2\r\nab\r\n!\r\n\r\n'],
  ])('[10.25] broken chunks: %s', async ([, body]) => {
    const server = await answering(chunked + body)
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.invalidChunks)
  })

  test.for<[string, (socket: Socket) => void]>([
    ['refuses', (socket) => socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')],
    [
      'wants a password',
      (socket) => socket.write('HTTP/1.1 407 A\r\nproxy-authenticate: Basic realm="a"\r\n\r\n'),
    ],
    ['cannot reach the server', (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
    ['closes', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['is no proxy', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('[10.25] a proxy that %s', async ([, handle]) => {
    const server = await startTcpServer((socket) => socket.once('data', () => handle(socket)))
    const failure = await failureAt('https://upload.test', { proxy: server.origin })
    expect(failure).toStrictEqual(outcomes.tunnelFailed)
  })

  test.for<[string, (socket: Socket) => void]>([
    ['has no method in common', (socket) => socket.write(Buffer.from([5, 0xff]))],
    [
      'refuses',
      (socket) => {
        socket.write(Buffer.from([5, 0]))
        socket.once('data', () => socket.write(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0])))
      },
    ],
    ['closes', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['is no SOCKS proxy', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('[10.25] a SOCKS proxy that %s', async ([, handle]) => {
    const server = await startTcpServer((socket) => socket.once('data', () => handle(socket)))
    const proxy = `socks5://127.0.0.1:${server.port}`
    expect(await failureAt('http://upload.test', { proxy })).toStrictEqual(outcomes.socksFailed)
  })

  test('[10.25] a variable that names no proxy', async () => {
    const before = { ...process.env }
    onTestFinished(() => {
      process.env = before
    })
    const proxyless = Object.entries(before).filter(([name]) => !/_proxy$/i.test(name))
    process.env = { ...Object.fromEntries(proxyless), HTTP_PROXY: 'ftp://127.0.0.1:21' }
    const failure = await failureAt('http://upload.test', { proxy: undefined })
    expect(failure).toStrictEqual(outcomes.noSupportedProxies)
  })
})
