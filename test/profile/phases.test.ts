/** Each phase shows its own delay and no other's, by the clock of the servers that were slow. */
import type { ExchangeRecord, HostOptions } from 'tt-anywhere'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority, type Identity } from '../helpers/certificates.js'
import { type Delays, type SlowServer, startSlow, startSlowProxy } from '../helpers/delays.js'
import { startHost } from '../helpers/host.js'
import { excessOf, expectOrder, expectOwnDelays, lastOf, timesOf } from '../helpers/phases.js'
import { successOf } from '../helpers/upload.js'

const delay = 150
const all = { dns: delay, tls: delay, wait: delay, receive: delay }

let authority: Authority
let identity: Identity
beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issue({ names: ['upload.test'] })
})

/** A host that knows the server's name, and what it recorded. */
function hostFor({ url, lookup }: SlowServer, options: HostOptions = {}) {
  const host = startHost({ trustedOrigins: [url], ca: authority.cert, lookup, ...options })
  const records: ExchangeRecord[] = []
  host.on('exchange', (record) => records.push(record))
  return {
    host,
    /** Uploads, and gives all that is told of it. */
    async upload(size = 1, at = url) {
      const filePath = await host.addFile({ name: 'a', data: Buffer.alloc(size) })
      const { profile } = await successOf(host, { url: at, filePath })
      const record = lastOf(records)
      expect(record.profile).toEqual(profile)
      expectOrder(record.profile)
      return { ...record, entries: host.har().log.entries.slice(-record.hops.length) }
    },
  }
}

describe.each(['127.0.0.1', '::1'] as const)('%s', (address) => {
  describe.each(['plain', 'TLS'])('%s', (kind) => {
    const secure = kind === 'TLS' ? () => identity : () => undefined
    const names = ['dns', 'tls', 'wait', 'receive', 'all'].filter(
      (name) => name !== 'tls' || kind === 'TLS',
    )
    const delaysOf = (name: string): Delays => {
      const { tls, ...rest } = all
      if (name === 'all') return kind === 'TLS' ? all : rest
      return { [name]: delay }
    }

    test.each(names)('a new connection: %s', async (name) => {
      const server = await startSlow({ delays: delaysOf(name), identity: secure(), address })
      await expectOwnDelays(delay, async () => {
        const { profile, entries } = await hostFor(server).upload()
        expect(profile).toMatchObject({ socketReused: false, peerIP: address })
        expect(Object.keys(server.spans)).toHaveLength(name === 'all' ? names.length - 1 : 1)
        return excessOf(server.spans, profile, entries[0]!)
      })
    })

    test('a kept connection: neither look-up nor handshake, however slow they were', async () => {
      const server = await startSlow({ delays: delaysOf('all'), identity: secure(), address })
      const { upload } = hostFor(server)
      await upload()
      const { wait, receive } = server.spans
      expect(wait && receive).toBeDefined()
      await expectOwnDelays(delay, async () => {
        const { profile, entries } = await upload()
        expect(profile.socketReused).toBe(true)
        const { dns, tls, ...spans } = server.spans
        expect(entries[0]?.timings).toMatchObject({ dns: -1, connect: -1, ssl: -1 })
        return excessOf(spans, profile, entries[0]!)
      })
    })
  })
})

describe('a slow proxy', () => {
  test.each([
    ['http', 'TLS'],
    ['socks5', 'TLS'],
    ['socks5', 'plain'],
  ] as const)('%s to %s is connect, not TLS', async (proxyKind, kind) => {
    const delays = { wait: delay }
    const server = await startSlow({ delays, identity: kind === 'TLS' ? identity : undefined })
    const proxy = await startSlowProxy(proxyKind, server.port, delay)
    await expectOwnDelays(delay, async () => {
      const { profile, entries } = await hostFor(server, { proxy: proxy.url }).upload()
      expect(profile).toMatchObject({ port: server.port, peerIP: '127.0.0.1' })
      // The proxy looks the name up.
      expect(profile.domainLookupEnd).toBe(profile.fetchStart)
      return excessOf({ ...server.spans, ...proxy.spans }, profile, entries[0]!)
    })
    expect(proxy.spans.proxy).toBeDefined()
  })

  test('which forwards plain requests has no handshake', async () => {
    const server = await startSlow({ delays: { wait: delay } })
    await expectOwnDelays(delay, async () => {
      const proxy = `http://127.0.0.1:${server.port}`
      const { profile, entries } = await hostFor(server, { proxy }).upload()
      return excessOf(server.spans, profile, entries[0]!)
    })
  })
})

describe.each(['a new', 'a kept'])('%s connection', (which) => {
  test.each(['plain', 'TLS'])('a server that is slow to read is send, %s', async (kind) => {
    const slow = 4 * delay
    const server = await startSlow({
      delays: { send: slow, receive: delay },
      identity: kind === 'TLS' ? identity : undefined,
    })
    // To send what the buffers don't hold, and to read it, takes time of its own.
    await expectOwnDelays(4 * slow, async () => {
      // A fresh one each time: the system makes the buffers larger of what has moved much.
      const { upload } = hostFor(server)
      if (which === 'a kept') await upload()
      const { profile, entries } = await upload(8_000_000)
      expect(profile.socketReused).toBe(which === 'a kept')
      return excessOf(server.spans, profile, entries[0]!)
    })
  })
})

test("redirects: the profile is the last hop's, and each entry its own", async () => {
  const last = await startSlow({ delays: { wait: delay } })
  const to = (location: string, delays: Delays) => startSlow({ delays, identity, location })
  const second = await to(last.url, { receive: delay })
  const first = await to(second.url, { tls: delay, wait: delay })
  await expectOwnDelays(delay, async () => {
    const trustedOrigins = [first.url, second.url, last.url]
    const { profile, hops, entries } = await hostFor(first, { trustedOrigins }).upload()
    expect(profile).toMatchObject({ redirectCount: 2, port: last.port, sslConnectionStart: 0 })
    const hars = [first, second, last].map(({ spans }, index) => {
      const excess = excessOf(spans, timesOf(hops[index]!), entries[index]!)
      return Object.entries(excess).map(([name, by]) => [`${index} ${name}`, by] as const)
    })
    expect(profile).toMatchObject(timesOf(hops[2]!))
    return Object.fromEntries(hars.flat())
  })
})
