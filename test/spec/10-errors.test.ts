/** Section 10, the rows of URLs, files, answers, time and the runtime itself. */
import {
  chmod,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createHost, type HostOptions } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ClientOptions, fewDescriptors, useClients } from '../helpers/client.js'
import { startHost } from '../helpers/host.js'
import { outcome, outcomes } from '../helpers/outcomes.js'
import { readRequests, startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const clients = useClients()
const big = 8_000_000
const isRoot = process.getuid?.() === 0

/** A host that may upload to these origins, and a call of it. */
async function ready(origin: string, options: HostOptions & { bytes?: number } = {}) {
  const { bytes = 10, ...hostOptions } = options
  const host = startHost({ trustedOrigins: [origin], ...hostOptions })
  const filePath = await host.addFile({ name: 'a.bin', data: Buffer.alloc(bytes) })
  return { host, call: { url: `${origin}/`, filePath } }
}

async function failureAt(origin: string, options: HostOptions & { bytes?: number } = {}) {
  const { host, call } = await ready(origin, options)
  return failureOf(host, call)
}

/** A file of its own on the machine; it is gone when the test has ended. */
async function machineFile(bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  const file = join(folder, 'a.bin')
  await writeFile(file, Buffer.alloc(bytes))
  return file
}

/** Texts that a careless `%s` would change. */
const oddTexts = [
  '%s',
  '%d%s%s',
  "$& $` $' $1 $$",
  '  spaces around  ',
  'UPPER and lower',
  '名字 🎉',
  'tab\there',
  `long${'x'.repeat(100_000)}`,
]

describe('[10.1] 121999 url use invalid protocol', () => {
  const refused = (url: string, protocols: string) =>
    outcome(
      121999,
      `url use invalid protocol, url == ${url}, url support protocol is ${protocols}`,
      'D',
    )

  test('[10.1] a released version and http', async () => {
    const host = startHost({ envType: 'production', domains: { uploadFile: ['https://a.com'] } })
    for (const url of ['http://a.com/', 'HTTP://a.com', ' http://A.com/?$&', 'ftp://a.com/']) {
      const failure = await failureOf(host, { url, filePath: 'ttfile://temp/a' })
      expect(failure).toStrictEqual(refused(url, 'https'))
    }
  })

  test.for(['development', 'preview', 'gray'] as const)(
    '[10.1] a test version (%s) and what is neither http nor https',
    async (envType) => {
      const host = startHost({ envType, domains: { uploadFile: ['https://a.com'] } })
      const odd = oddTexts.map((text) => `data:${text}`)
      for (const url of ['ftp://a.com/', 'file:///a', 'ws://a.com', 'javascript:0', ...odd]) {
        const failure = await failureOf(host, { url, filePath: 'ttfile://temp/a' })
        expect(failure).toStrictEqual(refused(url, 'http, https'))
      }
    },
  )
})

describe('[10.2] 121999 url is invalid', () => {
  test('[10.2] what is no absolute URL, word for word', async () => {
    const host = startHost()
    const urls = ['upload', '/path', '//a.com', 'https://', 'https://a b/', 'https://a:99999/', ' ']
    for (const url of [...urls, ...oddTexts]) {
      const failure = await failureOf(host, { url, filePath: 'ttfile://temp/a' })
      expect(failure).toStrictEqual(outcome(121999, `url is invalid, url == ${url}`, 'D'))
    }
  })
})

describe('[10.3] 121901 url not in domain list', () => {
  const unlisted = (url: string) => outcome(121901, `url not in domain list, url == ${url}`, 'D')

  test('[10.3] on the first hop, with the URL word for word', async () => {
    const host = startHost({ domains: { uploadFile: ['https://a.com'] } })
    const odd = oddTexts.map((text) => `https://b.com/${text}`)
    for (const url of ['HTTPS://B.com', ' https://a.com:443/ ', 'https://a.com@b.com', ...odd]) {
      const failure = await failureOf(host, { url, filePath: 'ttfile://temp/a' })
      expect(failure).toStrictEqual(unlisted(url))
    }
  })

  test('[10.3] on a later hop, with the URL of that hop', async () => {
    const other = await startServer()
    const server = await startServer((_request, response) => {
      response.writeHead(307, { location: `${other.origin}/x?$&%s` }).end()
    })
    expect(await failureAt(server.origin)).toStrictEqual(unlisted(`${other.origin}/x?$&%s`))
    expect(other.connections()).toBe(0)
  })
})

describe('[10.4] 121902 no file exist', () => {
  test('[10.4] paths of the sandbox without a file, word for word', async () => {
    const { host, call } = await ready('http://127.0.0.1:4')
    for (const text of ['a.jpg', 'a/b/c.jpg', 'a%20b', ...oddTexts.map((odd) => odd.trim())]) {
      for (const filePath of [`ttfile://temp/${text}`, `ttfile://user/${text}`]) {
        const failure = await failureOf(host, { ...call, filePath })
        expect(failure).toStrictEqual(
          outcome(121902, `no file exist, filePath == ${filePath}`, 'D'),
        )
      }
    }
  })

  test('[10.4] a file that is gone, and one of another host', async () => {
    const { host, call } = await ready('http://127.0.0.1:4')
    const file = await machineFile(10)
    const gone = await host.addFile(file)
    await rm(file)
    const others = await startHost().addFile({ name: 'a', data: 'a' })
    for (const filePath of [gone, others]) {
      expect(await failureOf(host, { ...call, filePath })).toStrictEqual(
        outcome(121902, `no file exist, filePath == ${filePath}`, 'D'),
      )
    }
  })
})

describe('[10.13] 121929 url error', () => {
  test.for([1, 21, 22, 25, 6000, 6667, 10080])(
    '[10.13] port %i, which is blocked',
    async (port) => {
      const { host, call } = await ready(`http://127.0.0.1:${port}`)
      expect(await failureOf(host, call)).toStrictEqual(outcomes.urlRefused)
      expect(await failureAt(`https://127.0.0.1:${port}`)).toStrictEqual(outcomes.urlRefused)
    },
  )

  test('[10.13] the default port of another protocol is not blocked', async () => {
    expect(await failureAt(`https://127.0.0.1:${await unusedPort()}`)).toStrictEqual(
      outcomes.connect,
    )
  })

  test.for([
    'http://',
    'https://a b/',
    'http://a:99999/',
    'http://[::1/',
    'ftp://127.0.0.1/',
    'data:text/plain,a',
    'file:///etc/hostname',
    'ttfile://temp/a',
    'javascript:0',
    'about:blank',
    'mailto:a@example.com',
    'ws://127.0.0.1/',
    'http://127.0.0.1:6000/',
  ])('[10.13] a redirect to %s', async (location) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await startServer((_request, response) => {
        response.writeHead(status, { location }).end()
      })
      const origins = { trustedOrigins: [server.origin, 'http://127.0.0.1:6000'] }
      expect(await failureAt(server.origin, origins)).toStrictEqual(outcomes.urlRefused)
    }
  })
})

describe('[10.14] 121991 network error:net::ERR_TOO_MANY_REDIRECTS', () => {
  test.for([302, 307])('[10.14] a loop of %i', async (status) => {
    const server = await startServer((_request, response) => {
      response.writeHead(status, { location: '/' }).end()
    })
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.tooManyRedirects)
    expect(server.received).toHaveLength(21)
  })

  test('[10.14] 20 redirects pass', async () => {
    const server = await startServer(({ target }, response) => {
      const hop = Number(target.slice(1) || 0)
      if (hop < 20) response.writeHead(308, { location: `/${hop + 1}` }).end()
      else response.end('at last')
    })
    const { host, call } = await ready(server.origin)
    expect((await successOf(host, call)).data).toBe('at last')
  })
})

describe('[10.16] 121991 network error:net::ERR_CONTENT_DECODING_FAILED', () => {
  const text = Buffer.from('some text that is worth compressing '.repeat(100))
  const broken = (bytes: Buffer) => {
    const copy = Buffer.from(bytes)
    for (let at = 12; at < 40; at += 1) copy[at] = 0xff
    return copy
  }
  test.for<[string, string, Buffer]>([
    ['gzip', 'gzip', broken(gzipSync(text))],
    ['deflate', 'deflate', broken(deflateSync(text))],
    ['br', 'br', broken(brotliCompressSync(text))],
    [
      'gzip whose checksum is wrong',
      'gzip',
      Buffer.concat([gzipSync(text).subarray(0, -8), Buffer.alloc(8, 7)]),
    ],
    ['gzip that ends too early', 'gzip', gzipSync(text).subarray(0, -20)],
    ['br that ends too early', 'br', brotliCompressSync(text).subarray(0, -5)],
    ['plain text', 'gzip', text],
    ['gzip over what is no deflate', 'deflate, gzip', gzipSync(text)],
  ])('[10.16] broken: %s', async ([, encoding, bytes]) => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes)
    })
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.decodingFailed)
  })
})

describe('[10.17] 121991 network error:net::ERR_RESPONSE_HEADERS_TOO_BIG', () => {
  test.for<[string, string]>([
    ['one header', `a: ${'x'.repeat(300_000)}\r\n`],
    ['many headers', 'a-name: a value\r\n'.repeat(30_000)],
    ['a header without end', `a: ${'x'.repeat(1_000_000)}`],
  ])('[10.17] %s', async ([, lines]) => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => socket.write(`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`)),
    )
    expect(await failureAt(server.origin)).toStrictEqual(outcomes.headersTooBig)
  })

  test('[10.17] 200 KiB pass', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () =>
        socket.end(`HTTP/1.1 200 OK\r\na: ${'x'.repeat(200 * 1024)}\r\n\r\n`),
      ),
    )
    const { host, call } = await ready(server.origin)
    expect((await successOf(host, call)).header.a).toHaveLength(200 * 1024)
  })
})

describe('[10.18] 121991 network error:net::ERR_FILE_TOO_BIG', () => {
  test.for<[string, Buffer, Record<string, string>]>([
    ['with a length', Buffer.alloc(1_001), { 'content-length': '1001' }],
    ['in chunks', Buffer.alloc(1_001), {}],
    ['that unfolds', gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' }],
  ])('[10.18] an answer %s', async ([, bytes, headers]) => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, headers).end(bytes)
    })
    expect(await failureAt(server.origin, { maxResponseSize: 1_000 })).toStrictEqual(
      outcomes.fileTooBig,
    )
  })

  test('[10.18] an answer just at the limit passes', async () => {
    const server = await startServer((_request, response) => response.end(Buffer.alloc(1_000)))
    const { host, call } = await ready(server.origin, { maxResponseSize: 1_000 })
    expect((await successOf(host, call)).data).toHaveLength(1_000)
  })
})

describe('[10.19] 121991 network error:net::ERR_UPLOAD_FILE_CHANGED', () => {
  test.for<[string, (file: string) => Promise<void>]>([
    ['shrinks', (file) => truncate(file, 1_000_000)],
    ['is emptied', (file) => truncate(file, 0)],
    ['grows', (file) => writeFile(file, 'more', { flag: 'a' })],
    ['is written over', (file) => writeFile(file, Buffer.alloc(big * 2, 1))],
  ])('[10.19] a file that %s while it is sent', async ([, change]) => {
    let received = 0
    let announced = 0
    let resume = () => {}
    const server = await startTcpServer((socket) => {
      socket.once('data', (chunk) => {
        announced = Number(/content-length: (\d+)/i.exec(chunk.toString('latin1'))?.[1])
        socket.pause()
      })
      socket.on('data', (chunk) => {
        received += chunk.byteLength
      })
      resume = () => socket.resume()
    })
    const file = await machineFile(big * 2)
    const { host, call } = await ready(server.origin)
    const filePath = await host.addFile(file)
    let first = () => {}
    const sending = new Promise<void>((resolve) => {
      first = resolve
    })
    const told = upload(host, { ...call, filePath }, (task) => task.onProgressUpdate(first))
    await sending
    await change(file)
    resume()
    expect((await told).fail).toStrictEqual(outcomes.fileChanged)
    expect(announced).toBeGreaterThan(big * 2)
    expect(received).toBeLessThan(announced)
  })
})

describe('[10.20] 121920 request time out', () => {
  const silent: (socket: Socket) => void = () => {}
  const answering = (bytes: string) => (socket: Socket) =>
    readRequests(socket, () => socket.write(bytes))
  test.for<[string, (socket: Socket) => void, { scheme?: string; bytes?: number }]>([
    ['in the TLS handshake', silent, { scheme: 'https' }],
    [
      'while sending to a server that stops reading',
      (socket) => socket.pause(),
      { bytes: big * 4 },
    ],
    ['while waiting for the answer', (socket) => socket.resume(), {}],
    ["in the answer's head", answering('HTTP/1.1 200 OK\r\ncontent-'), {}],
    ["in the answer's body", answering('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'), {}],
    ['after an interim answer', answering('HTTP/1.1 102 Processing\r\n\r\n'), {}],
  ])('[10.20] %s', async ([, handle, { scheme = 'http', bytes = 10 }]) => {
    const server = await startTcpServer(handle)
    const { host, call } = await ready(`${scheme}://127.0.0.1:${server.port}`, { bytes })
    const since = performance.now()
    expect(await failureOf(host, { ...call, timeout: 200 })).toStrictEqual(outcomes.timeout)
    expect(performance.now() - since).toBeGreaterThan(195)
    // The connection is given up, not left behind.
    const [socket] = server.sockets
    await new Promise((resolve) =>
      socket?.closed ? resolve(0) : socket?.resume().on('close', resolve),
    )
  })

  test('[10.20] while reading an answer that dribbles', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
        const timer = setInterval(() => socket.write('.'), 20)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    const { host, call } = await ready(server.origin)
    expect(await failureOf(host, { ...call, timeout: 300 })).toStrictEqual(outcomes.timeout)
  })

  test.for(['http', 'socks5'])('[10.20] waiting for a %s proxy', async (scheme) => {
    const server = await startTcpServer((socket) => socket.resume())
    const { host, call } = await ready('https://upload.test', {
      proxy: `${scheme}://127.0.0.1:${server.port}`,
    })
    expect(await failureOf(host, { ...call, timeout: 200 })).toStrictEqual(outcomes.timeout)
  })
})

describe('[10.21] 121905 upload file abort', () => {
  test('[10.21] abort at once, while sending, and while waiting', async () => {
    const server = await startTcpServer((socket) => socket.resume())
    const { host, call } = await ready(server.origin, { bytes: big })
    expect((await upload(host, call, (task) => task.abort())).fail).toStrictEqual(outcomes.abort)
    for (const least of [1, 100]) {
      const told = await upload(host, call, (task) =>
        task.onProgressUpdate(({ progress }) => progress >= least && task.abort()),
      )
      expect(told.fail).toStrictEqual(outcomes.abort)
    }
  })

  test('[10.21] abort at any time under a big file breaks nothing', async () => {
    const server = await startServer()
    // Two reads hold all of it, and both run when the first aborts come.
    const { host, call } = await ready(server.origin, { bytes: 3_000_000 })
    for (let round = 0; round < 40; round += 1) {
      const told = upload(host, call, (task) => {
        let turns = round
        const turn = () => (turns-- > 0 ? setImmediate(turn) : task.abort())
        turn()
      })
      const { fail } = await told
      if (fail !== undefined) expect(fail).toStrictEqual(outcomes.abort)
    }
  })
})

describe('[10.22] 121906 file path permission denied', () => {
  const denied = (path: string) =>
    outcome(121906, `file path permission denied, open '${path}'`, 'D')

  test('[10.22] paths that are not of the sandbox, word for word', async () => {
    const { host, call } = await ready('http://127.0.0.1:4')
    const paths = [
      '/etc/hostname',
      'C:\\a.txt',
      'a.jpg',
      'file:///etc/hostname',
      'ttfile://other/a',
      'ttfile://temp/../a',
      'ttfile://user/a/../../../etc/hostname',
      'TTFILE://temp/a',
      ...oddTexts,
    ]
    for (const filePath of paths) {
      expect(await failureOf(host, { ...call, filePath })).toStrictEqual(denied(filePath))
    }
  })

  test.skipIf(process.platform === 'win32')('[10.22] a file that cannot be read', async () => {
    const server = await startServer()
    const file = await machineFile(10)
    await chmod(file, 0)
    // Root reads everything: another user it must be.
    const client = clients.start({
      host: { trustedOrigins: [server.origin] },
      ...(isRoot && { uid: 65534 }),
    })
    const filePath = await client.addPath(file)
    const { fail } = await client.upload({ url: server.origin, filePath }).outcome
    expect(fail).toStrictEqual(denied(filePath))
    expect(server.connections()).toBe(0)
  })
})

describe('[10.23] 121992 the runtime itself', () => {
  test('[10.23] a host that is closed', async () => {
    const { host, call } = await ready('http://127.0.0.1:4')
    await host.close()
    expect(await failureOf(host, call)).toStrictEqual(outcomes.closed)
  })

  test('[10.23] an installation that lacks a part', async () => {
    const server = await startServer()
    const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const names = await readdir(clients.folder())
    for (const name of names.filter((one) => one.endsWith('.mjs'))) {
      // The table of content types is loaded when it is first needed.
      const text = await readFile(join(clients.folder(), name), 'utf8')
      const needed = name === 'client.mjs' || !text.includes('application/epub+zip')
      if (needed) await copyFile(join(clients.folder(), name), join(folder, name))
    }
    const client = clients.start({ folder, host: { trustedOrigins: [server.origin] } })
    const book = join(folder, 'a.epub')
    await writeFile(book, 'book')
    const filePath = await client.addPath(book)
    const { fail } = await client.upload({ url: server.origin, filePath }).outcome
    expect(fail).toStrictEqual({
      errMsg: expect.stringMatching(/^uploadFile:fail Cannot find module '/),
      errorCode: 121992,
      errorType: 'F',
    })
  })
})

describe('[10.24] 121994 app in background', () => {
  test('[10.24] five seconds after it went there, until it comes back', async () => {
    const server = await startServer()
    const { host, call } = await ready(server.origin)
    host.enterBackground()
    const since = performance.now()
    let told = await upload(host, call)
    while (told.fail === undefined && performance.now() - since < 10_000) {
      await delay(50)
      told = await upload(host, call)
    }
    expect(told.fail).toStrictEqual(outcomes.background)
    const elapsed = performance.now() - since
    expect(elapsed).toBeGreaterThan(4_990)
    expect(elapsed).toBeLessThan(6_000)
    host.enterForeground()
    expect((await successOf(host, call)).statusCode).toBe(200)
  })
})

describe('[10.25] 121991 network error:net::ERR_INSUFFICIENT_RESOURCES', () => {
  test.skipIf(process.platform === 'win32').for([
    [0, 'file'],
    [1, 'connection'],
  ] as const)('[10.25] no file descriptor left, with %i for the %s', async ([left]) => {
    const server = await startServer((_request, response) => {
      response.setHeader('connection', 'close').end('ok')
    })
    const host: ClientOptions = { trustedOrigins: [server.origin] }
    const client = clients.start({
      by: fewDescriptors,
      host,
    })
    const file = await machineFile(10)
    const filePath = await client.addPath(file)
    const call = { url: `${server.origin}/`, filePath }
    // What is loaded when first needed is loaded now.
    expect((await client.upload(call).outcome).success?.data).toBe('ok')
    expect(await client.exhaust(left)).toBe('EMFILE')
    expect((await client.upload(call).outcome).fail).toStrictEqual(outcomes.insufficientResources)
    await client.release()
    expect((await client.upload(call).outcome).success?.data).toBe('ok')
  })
})

test('[10.23] [10.21] closing the host ends what runs as aborted', async () => {
  const server = await startTcpServer((socket) => socket.resume())
  const host = createHost({ proxy: false, trustedOrigins: [server.origin] })
  host.on('warning', () => {})
  const filePath = await host.addFile({ name: 'a.bin', data: 'a' })
  const failure = failureOf(host, { url: server.origin, filePath })
  await host.close()
  expect(await failure).toStrictEqual(outcomes.abort)
})
