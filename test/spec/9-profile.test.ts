/** Section 9: profile, against servers whose delays and bytes are known. */
import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer, connect as tcpConnect } from 'node:net'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { ExchangeRecord, HostOptions, Profile } from 'tt-anywhere'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Authority, createAuthority, type Identity } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { readRequests, startServer, startTcpServer } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'

/** Far above what a busy machine adds to a phase that has no delay of its own. */
const delay = 400
const quick = delay / 2

let authority: Authority
let identity: Identity
beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issue({ names: ['upload.test', '127.0.0.1', '::1'] })
})

type Lookup = NonNullable<HostOptions['lookup']>
/** Every name is this machine, after a while. */
const lookupAfter =
  (ms: number): Lookup =>
  (_name, _options, callback) => {
    setTimeout(() => callback(null, [{ address: '127.0.0.1', family: 4 }]), ms)
  }

/** A server that is slow wherever it is told to be. */
async function slowServer({ tls = false, handshake = 0, think = 0, download = 0 }) {
  const answer = (socket: import('node:net').Socket) => {
    socket.on('error', () => {})
    readRequests(socket, () => {
      setTimeout(() => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nha')
        setTimeout(() => socket.write('lf'), download)
      }, think)
    })
  }
  const server = tls
    ? createTlsServer(
        {
          SNICallback: (_name, done) =>
            void setTimeout(() => done(null, createSecureContext(identity)), handshake),
        },
        answer,
      )
    : createTcpServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return `${tls ? 'https' : 'http'}://upload.test:${port}`
}

async function profileOf(url: string, options: HostOptions = {}): Promise<Profile> {
  const host = startHost({
    trustedOrigins: [new URL(url).origin],
    ca: authority.cert,
    lookup: lookupAfter(0),
    ...options,
  })
  const { profile } = await successOf(host, {
    url,
    filePath: await host.addFile({ name: 'a', data: 'a' }),
  })
  return profile!
}

function phases(profile: Profile) {
  const { fetchStart, sslConnectionStart } = profile
  return {
    before: profile.domainLookupStart - fetchStart,
    dns: profile.domainLookupEnd - profile.domainLookupStart,
    connect: (sslConnectionStart || profile.connectEnd) - profile.connectStart,
    tls: profile.sslConnectionEnd - sslConnectionStart,
    wait: profile.responseStart - profile.requestStart,
    receive: profile.requestEnd - profile.responseStart,
  }
}

/** All in their order, and none from another clock. */
function expectOrder(profile: Profile) {
  const times = [
    profile.fetchStart,
    profile.domainLookupStart,
    profile.domainLookupEnd,
    profile.connectStart,
    ...(profile.sslConnectionStart ? [profile.sslConnectionStart, profile.sslConnectionEnd] : []),
    profile.connectEnd,
    profile.requestStart,
    profile.responseStart,
    profile.requestEnd,
  ]
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(Math.abs(Date.now() - profile.fetchStart)).toBeLessThan(60_000)
}

describe("[9.14] each phase shows its own delay and no other's", () => {
  const cases = {
    dns: { lookup: delay },
    tls: { tls: true, handshake: delay },
    wait: { think: delay },
    receive: { download: delay },
  }
  test.each(Object.entries(cases))('[9.14] %s', async (slow, options) => {
    const { lookup = 0, ...server } = options as { lookup?: number }
    const url = await slowServer(server)
    const profile = await profileOf(url, { lookup: lookupAfter(lookup) })
    expectOrder(profile)
    for (const [phase, took] of Object.entries(phases(profile))) {
      // A timer may fire a fraction early.
      if (phase === slow) expect(took, phase).toBeGreaterThanOrEqual(delay - 2)
      else expect(took, phase).toBeLessThan(quick)
    }
  })

  test('[9.13] [9.14] all of them at once, over TLS, in their order', async () => {
    const url = await slowServer({ tls: true, handshake: delay, think: delay, download: delay })
    const profile = await profileOf(url, { lookup: lookupAfter(delay) })
    expectOrder(profile)
    const { dns, connect, tls, wait, receive } = phases(profile)
    for (const took of [dns, tls, wait, receive]) {
      expect(took).toBeGreaterThanOrEqual(delay - 2)
      expect(took).toBeLessThan(delay + quick)
    }
    expect(connect).toBeLessThan(quick)
  })

  test('[9.2] [9.6] a slow TCP handshake is connect, and rtt', async () => {
    const url = await slowServer({ tls: true })
    const host = startHost({ trustedOrigins: [url], ca: authority.cert, lookup: lookupAfter(0) })
    host.network = { rtt: delay, upKbps: 1e6, downKbps: 1e6 }
    const { profile } = await successOf(host, {
      url,
      filePath: await host.addFile({ name: 'a', data: 'a' }),
    })
    expectOrder(profile!)
    expect(phases(profile!).connect).toBeGreaterThanOrEqual(delay)
    expect(profile!.rtt).toBeGreaterThanOrEqual(delay)
    expect(phases(profile!).dns).toBeLessThan(quick)
    // [9.7] such a round trip makes it 3g; a better estimate has nothing to stand on.
    expect(profile!.estimateNetType).toBe('3g')
  })
})

describe('connections', () => {
  test.each(['plain', 'TLS'])(
    '[9.1] [9.2] [9.4] [9.10] a kept one, %s: no look-up, no handshake',
    async (kind) => {
      const url = await slowServer({ tls: kind === 'TLS' })
      const host = startHost({ trustedOrigins: [url], ca: authority.cert, lookup: lookupAfter(0) })
      const filePath = await host.addFile({ name: 'a', data: 'a' })
      const { profile: first } = await successOf(host, { url, filePath })
      expect(first?.socketReused).toBe(false)
      const { profile } = await successOf(host, { url, filePath })
      const { fetchStart } = profile!
      expect(profile).toMatchObject({
        socketReused: true,
        domainLookupStart: fetchStart,
        domainLookupEnd: fetchStart,
        connectStart: fetchStart,
        connectEnd: fetchStart,
        sslConnectionStart: kind === 'TLS' ? fetchStart : 0,
        sslConnectionEnd: kind === 'TLS' ? fetchStart : 0,
        rtt: first?.rtt,
      })
      expectOrder(profile!)
    },
  )

  test('[9.1] [9.4] [9.9] [9.12] an address needs no look-up; IPv4 and IPv6', async () => {
    for (const [address, inUrl] of [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '[::1]'],
    ] as const) {
      const server = createTcpServer((socket) =>
        readRequests(socket, () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
      )
      server.listen(0, address)
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      const { port } = server.address() as AddressInfo
      const profile = await profileOf(`http://${inUrl}:${port}`)
      expect(profile).toMatchObject({
        domainLookupStart: profile.fetchStart,
        domainLookupEnd: profile.fetchStart,
        sslConnectionStart: 0,
        sslConnectionEnd: 0,
        port,
        peerIP: address,
        protocol: 'http/1.1',
        redirectCount: 0,
      })
      expect(profile.connectEnd).toBeGreaterThan(profile.connectStart)
      expectOrder(profile)
    }
  })

  test('[9.3] after a kept connection that proved dead: the new one', async () => {
    const { origin, sockets } = await startTcpServer((socket) =>
      readRequests(socket, () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
    )
    const host = startHost({ trustedOrigins: [origin] })
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    await successOf(host, { url: origin, filePath })
    const gone = once(sockets[0]!, 'close')
    sockets[0]?.resetAndDestroy()
    await gone
    const { profile } = await successOf(host, { url: origin, filePath })
    expect(profile?.socketReused).toBe(false)
    expect(profile!.connectEnd).toBeGreaterThan(profile!.fetchStart)
    expectOrder(profile!)
  })

  test("[9.2] a proxy's handshake belongs to connect", async () => {
    const url = await slowServer({ tls: true })
    const proxy = createTcpServer((client) => {
      client.on('error', () => {})
      client.once('data', () => {
        const onward = tcpConnect(Number(new URL(url).port), '127.0.0.1', () => {
          setTimeout(() => {
            client.write('HTTP/1.1 200 OK\r\n\r\n')
            client.pipe(onward).pipe(client)
          }, delay)
        })
        onward.on('error', () => {})
      })
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    onTestFinished(() => void proxy.close())
    const profile = await profileOf(url, {
      proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    })
    expect(phases(profile).connect).toBeGreaterThanOrEqual(delay - 2)
    expect(phases(profile).tls).toBeLessThan(quick)
    expect(profile.port).toBe(Number(new URL(url).port))
    expectOrder(profile)
  })

  test('[9.12] after redirects all is of the last hop', async () => {
    const last = await startServer((_request, response) => response.end('end'))
    const first = await startServer((_request, response) => {
      setTimeout(() => response.writeHead(307, { location: last.origin }).end(), delay)
    })
    const host = startHost({ trustedOrigins: [first.origin, last.origin] })
    const { profile } = await successOf(host, {
      url: first.origin,
      filePath: await host.addFile({ name: 'a', data: 'a' }),
    })
    expect(profile).toMatchObject({ redirectCount: 1, port: last.port })
    expect(phases(profile!).wait).toBeLessThan(quick)
    expectOrder(profile!)
  })
})

describe('[9.11] bytes', () => {
  const answers = {
    'a body of known length': 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
    chunks: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'an interim answer before it':
      'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
    'a compressed body': Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${gzipSync('hello').length}\r\n\r\n`,
      ),
      gzipSync('hello'),
    ]),
  }
  describe.each(['plain', 'TLS'])('%s', (kind) => {
    test.each(Object.entries(answers))(
      '[9.11] %s: head and body, as they were on the wire',
      async (_name, answer) => {
        let arrived = 0
        const serve = (socket: import('node:net').Socket) => {
          socket.on('error', () => {})
          socket.on('data', (chunk) => {
            arrived += chunk.byteLength
          })
          readRequests(socket, () => socket.write(answer))
        }
        const server = kind === 'TLS' ? createTlsServer(identity, serve) : createTcpServer(serve)
        server.listen(0, '127.0.0.1')
        await once(server, 'listening')
        onTestFinished(() => void server.close())
        const { port } = server.address() as AddressInfo
        const url = `${kind === 'TLS' ? 'https' : 'http'}://127.0.0.1:${port}`
        const host = startHost({ trustedOrigins: [url], ca: authority.cert })
        for (const size of [10, 300_000]) {
          arrived = 0
          const filePath = await host.addFile({ name: 'a', data: Buffer.alloc(size) })
          const { profile } = await successOf(host, { url, filePath })
          expect(profile?.sentBytesCount).toBe(arrived)
          expect(profile?.receivedBytesCount).toBe(Buffer.byteLength(answer))
        }
      },
    )
  })
})

describe('estimates', () => {
  test('[9.7] [9.8] unknown and 0 before there is anything to go by, then what was seen', async () => {
    const { origin } = await startServer((_request, response) =>
      response.end(Buffer.alloc(400_000)),
    )
    const host = startHost({ trustedOrigins: [origin] })
    host.network = { rtt: 50, upKbps: 100_000, downKbps: 2_000 }
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const { profile } = await successOf(host, { url: origin, filePath })
    expect(profile?.estimateNetType).toBe('4g')
    expect(profile?.throughputKbps).toBeGreaterThan(1_000)
    expect(profile?.throughputKbps).toBeLessThan(2_400)
  })

  test('[9.7] [9.16] offline where there is no network, in the record of what failed', async () => {
    const host = startHost({ checkDomains: false })
    host.network = 'offline'
    const records: ExchangeRecord[] = []
    host.on('exchange', (record) => records.push(record))
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const failure = await failureOf(host, { url: 'https://upload.test', filePath })
    expect(failure).not.toHaveProperty('profile')
    expect(records[0]?.profile?.estimateNetType).toBe('offline')
  })

  test('[9.15] a round trip that was taken while the process was busy counts for nothing', async () => {
    const { origin, port } = await startServer()
    const lookup: Lookup = (_name, _options, callback) => {
      callback(null, [{ address: '127.0.0.1', family: 4 }])
      // Right after the handshake was begun.
      setImmediate(() => {
        for (const end = performance.now() + delay; performance.now() < end; );
      })
    }
    const url = `http://upload.test:${port}`
    const host = startHost({ trustedOrigins: [url, origin], lookup })
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const { profile } = await successOf(host, { url, filePath })
    // The connection's own says what it saw.
    expect(profile?.rtt).toBeGreaterThan(quick)
    expect(profile?.estimateNetType).toBe('unknown')
  })

  test('[9.15] so does a download', async () => {
    const { origin } = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n')
        socket.write(Buffer.alloc(1000))
        setTimeout(() => socket.write(Buffer.alloc(199_000)), 20)
      }),
    )
    const host = startHost({ trustedOrigins: [origin] })
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const told = await new Promise<Profile | undefined>((resolve) => {
      const task = host.tt.uploadFile({
        url: origin,
        filePath,
        name: 'f',
        success: (res) => resolve(res.profile),
      })
      task.onHeadersReceived(() => {
        setTimeout(() => {
          for (const end = performance.now() + delay; performance.now() < end; );
        }, 5)
      })
    })
    expect(told?.throughputKbps).toBe(0)
  })
})

test('[9.5] [9.16] fail has no profile; the record has it, as far as it went', async () => {
  const { origin } = await startTcpServer((socket) =>
    readRequests(socket, () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')),
  )
  const host = startHost({ trustedOrigins: [origin] })
  const records: ExchangeRecord[] = []
  host.on('exchange', (record) => records.push(record))
  const filePath = await host.addFile({ name: 'a', data: 'a' })
  const failure = await failureOf(host, { url: origin, filePath })
  expect(failure).toEqual({
    errMsg: 'uploadFile:fail interrupted',
    errorCode: 121927,
    errorType: 'U',
  })
  expectOrder(records[0]!.profile!)
  expect(records[0]!.profile!.requestEnd).toBeGreaterThan(records[0]!.profile!.responseStart)
})
