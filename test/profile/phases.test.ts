/** Each phase shows its own delay and no other's, by the clock of the servers that were slow. */
import type { ExchangeRecord, HostOptions } from 'tt-anywhere'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority, type Identity } from '../helpers/certificates.js'
import { type Delays, type SlowServer, startSlow, startSlowProxy } from '../helpers/delays.js'
import { startHost } from '../helpers/host.js'
import { excessOf, expectOrder, expectOwnDelays, lastOf } from '../helpers/phases.js'
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
