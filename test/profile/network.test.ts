/** Round trips, rates and what they come to, on links that are slow for real. */
import { describe, expect, test } from 'vitest'
import { captureMissing, startCapture } from '../helpers/capture.js'
import { type Client, useClients } from '../helpers/client.js'
import { createNamespace } from '../helpers/namespaces.js'
import { connectionsTo, sum } from '../helpers/pcap.js'
import {
  createCable,
  createFarPair,
  type Link,
  slowDown,
  slowLinksMissing,
} from '../helpers/slowLinks.js'

const clients = useClients()
const missing = slowLinksMissing ?? captureMissing
const skip = missing !== undefined
const because = skip ? ` (skipped: ${missing})` : ''
/** Bytes of an answer that is big enough to tell a rate. */
const download = 40_000
/** The slowest of them take some seconds. */
const timeout = 60_000

/** A client on a link, and a server at its other end. */
async function join(
  { here, there, address }: Link,
  { size = 10, busy = 0 }: { size?: number; busy?: number } = {},
) {
  const addresses = { 'upload.test': [address] }
  const client = clients.start({
    by: here.by,
    host: { checkDomains: false, addresses, busy },
  })
  const server = clients.start({ by: there.by, host: { checkDomains: false } })
  const { port } = await server.serve('answer')
  const filePath = await client.addFile(size)
  return {
    client,
    port,
    /** Uploads, has so many bytes answered, and gives its record. */
    async ask(bytes: number) {
      const url = `http://upload.test:${port}/?bytes=${bytes}`
      const { success } = await client.upload({ url, filePath }).outcome
      expect(success?.statusCode).toBe(200)
      return lastOf(client)
    },
  }
}

/**
 * A client whose first exchange told something of the network: where the process was too busy to
 * see it, that is thrown away, and another client tries.
 */
async function seen(link: Link, bytes: number) {
  for (let tries = 4; ; tries -= 1) {
    const joined = await join(link)
    const capture = await startCapture(link.device, [joined.port], link.here.by)
    const first = await joined.ask(bytes)
    const { estimateNetType, throughputKbps } = first.profile
    const told = bytes < download ? estimateNetType !== 'unknown' : throughputKbps > 0
    if (told || tries === 0) return { ...joined, capture, first }
  }
}

/** The last of its records, with the profile that each has where something was sent. */
async function lastOf(client: Client) {
  const record = (await client.records()).at(-1)!
  return { ...record, profile: record.profile! }
}

describe.skipIf(skip)(`round trips${because}`, () => {
  const types = { 100: '4g', 400: '3g', 1600: '2g', 2200: 'slow 2g' } as const

  test('each class, and what the wire shows of it', { timeout }, async () => {
    await Promise.all(Object.entries(types).map(([text, type]) => check(Number(text), type)))
  })

  async function check(roundTrip: number, type: string) {
    const link = await createFarPair(roundTrip)
    const { first, ask, port, capture } = await seen(link, 2)
    const { rtt, connectStart, connectEnd } = first.profile
    expect(rtt).toBeGreaterThanOrEqual(roundTrip)
    expect(connectEnd - connectStart).toBeGreaterThanOrEqual(rtt)
    const told = { rtt, estimateNetType: type, throughputKbps: 0 }
    expect(first.profile).toMatchObject({ ...told, socketReused: false })
    const { profile } = await ask(2)
    expect(profile).toMatchObject({ ...told, socketReused: true })
    // A request's own round trip is no part of the handshake's.
    expect(profile.responseStart - profile.requestStart).toBeGreaterThanOrEqual(roundTrip)

    const sent = first.profile.sentBytesCount + profile.sentBytesCount
    const received = first.profile.receivedBytesCount + profile.receivedBytesCount
    const packets = await capture.until((so) => {
      const [one] = connectionsTo(port, so)
      return one !== undefined && sum(one.received) >= received
    })
    const [captured] = connectionsTo(port, packets)
    expect([sum(captured!.sent), sum(captured!.received)]).toEqual([sent, received])
    // Wide room, and still in its class.
    expect(Math.abs(captured!.synAck - captured!.syn - rtt)).toBeLessThan(150)
    // The system sends again what is not acknowledged within a second.
    if (roundTrip > 1_500) expect(captured!.repeated).toBeGreaterThan(0)
  }

  test('one that was taken while the process was busy counts for nothing', async () => {
    const { ask } = await join(await createFarPair(100), { busy: 500 })
    const { profile } = await ask(2)
    expect(profile.rtt).toBeGreaterThan(400)
    expect(profile).toMatchObject({ estimateNetType: 'unknown', throughputKbps: 0 })
  })
})

test.skipIf(skip)(`packets that are lost and sent again count once${because}`, async () => {
  const link = await createFarPair(20, 9)
  const { port, ask } = await join(link, { size: 60_000 })
  const capture = await startCapture(link.device, [port], link.here.by)
  const { profile } = await ask(download)
  const packets = await capture.until((so) => {
    const [one] = connectionsTo(port, so)
    return one !== undefined && sum(one.received) >= profile.receivedBytesCount
  })
  const [captured] = connectionsTo(port, packets)
  expect(captured!.repeated).toBeGreaterThan(0)
  expect(sum(captured!.sent)).toBe(profile.sentBytesCount)
  expect(sum(captured!.received)).toBe(profile.receivedBytesCount)
})

describe.skipIf(skip)(`rates${because}`, () => {
  const types = { 40: 'slow 2g', 64: '2g', 500: '3g', 3000: '4g' } as const

  test('each class, and what the wire shows of it', { timeout }, async () => {
    await Promise.all(Object.entries(types).map(([text, type]) => check(Number(text), type)))
  })

  async function check(kbps: number, type: string) {
    const link = createCable()
    slowDown(link, kbps)
    const { first: asked, port, capture } = await seen(link, download)
    const { profile } = asked
    const packets = await capture.until((so) => {
      const [one] = connectionsTo(port, so)
      return one !== undefined && sum(one.received) >= profile.receivedBytesCount
    })
    const [captured] = connectionsTo(port, packets)
    const [first, ...rest] = captured!.received
    expect(sum(captured!.received)).toBe(profile.receivedBytesCount)
    const rate = (sum(rest) * 8) / (rest.at(-1)!.time - first!.time)
    expect(Math.abs(profile.throughputKbps / rate - 1)).toBeLessThan(0.1)
    expect(profile.throughputKbps).toBeLessThan(kbps * 1.2)
    expect(profile.throughputKbps).toBeGreaterThan(kbps * 0.7)
    expect(profile.estimateNetType).toBe(type)
  }

  test('the worse of both', async () => {
    const link = await createFarPair(400)
    slowDown(link, 3_000)
    expect((await seen(link, download)).first.profile.estimateNetType).toBe('3g')
    const other = await createFarPair(100)
    slowDown(other, 500)
    expect((await seen(other, download)).first.profile.estimateNetType).toBe('3g')
  })
})

describe.skipIf(skip)(`nothing to go by${because}`, () => {
  test('no network: offline', async () => {
    const client = clients.start({ by: createNamespace().by, host: { checkDomains: false } })
    const filePath = await client.addFile(10)
    const { outcome } = client.upload({ url: 'http://10.78.0.2/', filePath })
    expect((await outcome).fail?.errorCode).toBe(121985)
    const { profile } = await lastOf(client)
    expect(profile).toMatchObject({ estimateNetType: 'offline', throughputKbps: 0, rtt: 0 })
  })

  test('a network, and nobody who answers: unknown', async () => {
    const { here } = createCable()
    const client = clients.start({ by: here.by, host: { checkDomains: false } })
    const filePath = await client.addFile(10)
    const { outcome } = client.upload({ url: 'http://10.77.0.2:4/', filePath })
    expect((await outcome).fail).toBeDefined()
    const { profile } = await lastOf(client)
    expect(profile).toMatchObject({ estimateNetType: 'unknown', throughputKbps: 0, rtt: 0 })
  })
})
