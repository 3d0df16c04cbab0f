/** What is cut off has times too: a step that was begun ends with all, and the next ones never came. */
import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { ExchangeRecord } from 'tt-anywhere'
import { beforeAll, describe, expect, test } from 'vitest'
import { phasesOf } from '../../src/profile/phases.js'
import { type Authority, createAuthority, type Identity } from '../helpers/certificates.js'
import { type Phase, type SlowServer, startSlow } from '../helpers/delays.js'
import { sparseFile } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { expectOrder, lastOf } from '../helpers/phases.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const limit = 150
const never = 600_000

let authority: Authority
let identity: Identity
beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issue({ names: ['upload.test'] })
})

function hostFor({ url, lookup }: SlowServer) {
  const host = startHost({ trustedOrigins: [url], ca: authority.cert, lookup })
  const records: ExchangeRecord[] = []
  host.on('exchange', (record) => records.push(record))
  return { host, url, records }
}

const steps: Phase[] = ['dns', 'tls', 'wait', 'receive']

// A machine that is busy must still get as far as that in time.
describe.each([
  ['timed out', 2_000],
  ['aborted', never],
])('%s', (how, timeout) => {
  test.each(steps)('in %s', async (phase) => {
    let abort = () => {}
    const later = () => void setTimeout(() => abort(), limit)
    const onHold = phase === 'receive' ? () => {} : later
    const server = await startSlow({ delays: { [phase]: never }, identity, onHold })
    const { host, url, records } = hostFor(server)
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const told = await upload(host, { url, filePath, timeout }, (task) => {
      if (how === 'timed out') return
      abort = () => task.abort()
      if (phase === 'receive') task.onHeadersReceived(later)
    })
    expect(told.fail?.errorCode).toBe(how === 'aborted' ? 121905 : 121920)
    const { profile, hops, startedAt, endedAt } = lastOf(records)
    const [entry] = host.har().log.entries
    // A timer may fire a fraction early.
    const least = (how === 'aborted' ? limit : timeout) - 2
    expect(profile.requestEnd).toBeLessThanOrEqual(endedAt)
    expect(profile.requestEnd - startedAt).toBeGreaterThanOrEqual(least)
    expect(entry!.time).toBeCloseTo(profile.requestEnd - profile.fetchStart, 3)

    const { dns, connect, ssl, wait, receive } = entry!.timings
    const cut = { dns, tls: ssl, wait, receive }[phase as 'dns']
    expect(cut).toBeGreaterThanOrEqual(how === 'aborted' ? least : 1)
    expect(connect).toBeGreaterThanOrEqual(ssl)
    expect(phasesOf(hops[0]!).at(-2)?.name).toBe(phase)

    const times = [
      profile.fetchStart,
      profile.domainLookupStart,
      profile.domainLookupEnd,
      ...(phase === 'dns' ? [] : [profile.connectStart, profile.sslConnectionStart]),
      ...(phase === 'dns' ? [] : [profile.sslConnectionEnd, profile.connectEnd]),
      ...[profile.requestStart, profile.responseStart].filter((time) => time > 0),
      profile.requestEnd,
    ]
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(profile.requestStart > 0).toBe(phase === 'wait' || phase === 'receive')
    expect(profile.responseStart > 0).toBe(phase === 'receive')
  })
})

describe('a kept connection that proves dead before a byte', () => {
  /** Keeps one, and lets it die once it was taken and before the file was read. */
  async function reconnect(server: SlowServer, then: (server: SlowServer) => void) {
    const { host, url, records } = hostFor(server)
    const filePath = await host.addFile(sparseFile(1_000_000))
    await successOf(host, { url, filePath })
    // Work for all of the threads that read files: the reading has to wait.
    const work = Array.from({ length: 8 }, () => promisify(pbkdf2)('a', 'b', 200_000, 64, 'sha512'))
    const ended = new Promise((resolve) => host.on('exchange', resolve))
    host.tt.uploadFile({ url, filePath, name: 'f' })
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    then(server)
    await Promise.all([ended, ...work])
    const [first] = records
    return { first: first!, ...lastOf(records), har: host.har().log.entries.at(-1)! }
  }

  test.each(['plain', 'TLS'])("%s: all is the new one's, slow as it was", async (kind) => {
    const delays = { dns: limit, wait: limit, ...(kind === 'TLS' && { tls: limit }) }
    const server = await startSlow({ delays, identity: kind === 'TLS' ? identity : undefined })
    const { first, profile, hops, har } = await reconnect(server, ({ sockets }) => {
      sockets[0]?.destroy()
    })
    expect(server.sockets).toHaveLength(2)
    expect(profile).toMatchObject({ redirectCount: 0, socketReused: false })
    expect(hops[0]?.connectionId).not.toBe(first.hops[0]?.connectionId)
    expectOrder(profile)
    const { dns, tls, wait } = server.spans
    const around = [
      [profile.domainLookupStart, dns, profile.domainLookupEnd],
      ...(tls ? [[profile.sslConnectionStart, tls, profile.sslConnectionEnd] as const] : []),
      [profile.requestStart, wait, profile.responseStart],
    ] as const
    for (const [from, span, to] of around) {
      expect(from).toBeLessThanOrEqual(span!.from)
      expect(to).toBeGreaterThanOrEqual(span!.to)
    }
    expect(har.timings.dns).toBeGreaterThanOrEqual(limit - 2)
    expect(har.timings.connect).toBeGreaterThanOrEqual(0)
  })

  test('nothing of it is told where no new one can be made', async () => {
    const server = await startSlow({ delays: {} })
    const { profile, hops, har } = await reconnect(server, ({ sockets, stop }) => {
      stop()
      sockets[0]?.destroy()
    })
    expect(hops[0]).toMatchObject({ socketReused: false, connectionId: 0, peerIP: '', rtt: 0 })
    expect(hops[0]).toMatchObject({ sentBytesCount: 0, receivedBytesCount: 0 })
    expect(profile).toMatchObject({ requestStart: 0, responseStart: 0 })
    const { domainLookupEnd, connectStart, connectEnd, requestEnd } = profile
    expect(domainLookupEnd).toBeGreaterThan(profile.fetchStart)
    expect(connectStart).toBeGreaterThanOrEqual(domainLookupEnd)
    expect([connectEnd, connectEnd >= connectStart]).toEqual([requestEnd, true])
    expect(har.timings).toMatchObject({ send: 0, wait: 0, receive: 0 })
  })
})

test('a server that refuses: connect ends with all', async () => {
  const server = await startSlow({ delays: {} })
  server.stop()
  const { host, url, records } = hostFor(server)
  await failureOf(host, { url, filePath: await host.addFile({ name: 'a', data: 'a' }) })
  const { profile } = lastOf(records)
  expect(profile.connectEnd).toBe(profile.requestEnd)
  expect(profile.connectStart).toBeLessThanOrEqual(profile.connectEnd)
})
