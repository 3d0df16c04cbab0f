/** Bytes and times, against what a packet capture saw on the wire. */
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { ExchangeHop, ExchangeRecord, Host } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { type Capture, captureMissing, startCapture } from '../helpers/capture.js'
import { now } from '../helpers/delays.js'
import { startHost } from '../helpers/host.js'
import { type Captured, connectionsTo, sum } from '../helpers/pcap.js'
import { readRequests, startTcpServer } from '../helpers/server.js'
import { upload } from '../helpers/upload.js'

const because = captureMissing === undefined ? '' : ` (skipped: ${captureMissing})`
/** Milliseconds that two clocks of one machine may differ over a test. */
const drift = 0.5

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'
const early = 'HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig'

/** A host whose exchanges are recorded, on one server; what the wire saw of both. */
async function onWire(
  handle: (socket: Socket) => void,
  { address, port }: { address?: '::1'; port?: number } = {},
) {
  const server = await startTcpServer(handle, address)
  const capture = await startCapture('lo', [server.port, ...(port ? [port] : [])])
  const host = startHost({ checkDomains: false })
  const records: ExchangeRecord[] = []
  host.on('exchange', (record) => records.push(record))
  const send = async (size: number, url = server.origin) =>
    upload(host, { url, filePath: await host.addFile({ name: 'a', data: Buffer.alloc(size) }) })
  return { server, capture, host, records, send }
}

/** All connections to a port, once each is over. */
async function ended(host: Host, capture: Capture, port: number, count: number) {
  await host.close()
  const packets = await capture.until((so) => {
    const all = connectionsTo(port, so)
    return all.length >= count && all.every(({ over }) => over)
  })
  await capture.stop()
  const all = connectionsTo(port, packets)
  expect(all).toHaveLength(count)
  return all
}

/** The wall clock of the capture, less that of profiles. */
function clockDifference(): number {
  let most = Number.NEGATIVE_INFINITY
  for (const end = performance.now() + 3; performance.now() < end; ) {
    most = Math.max(most, Date.now() - now())
  }
  return most
}

/** The bytes of each exchange of a connection: one begins where the client speaks again. */
function turnsOf({ sent, received }: Captured) {
  const pieces = [
    ...sent.map((piece) => ({ ...piece, client: true })),
    ...received.map((piece) => ({ ...piece, client: false })),
  ].sort((a, b) => a.time - b.time)
  const turns: { sent: number; received: number }[] = []
  for (const [index, { bytes, client }] of pieces.entries()) {
    if (client && pieces[index - 1]?.client !== true) turns.push({ sent: 0, received: 0 })
    const turn = turns.at(-1)
    if (turn !== undefined) turn[client ? 'sent' : 'received'] += bytes
  }
  return turns
}

/** Each hop's counts are those of the wire; on one connection they follow each other. */
function expectBytes(captured: Captured, hops: readonly ExchangeHop[]) {
  const counts = hops.map(({ sentBytesCount, receivedBytesCount }) => {
    return { sent: sentBytesCount, received: receivedBytesCount }
  })
  expect(counts).toEqual(turnsOf(captured))
}

describe.skipIf(captureMissing !== undefined)(`bytes of a capture${because}`, () => {
  test('one connection: lengths, chunks, interim answers, codings, a redirect', async () => {
    const zipped = gzipSync('hello')
    const answers: (string | Buffer)[] = [
      ok,
      ok,
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      `HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n${ok}`,
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n'),
        Buffer.from(`content-length: ${zipped.byteLength}\r\n\r\n`),
        zipped,
      ]),
      `HTTP/1.1 307 Again\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n`,
      `HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n${'x'.repeat(1_000_000)}`,
    ]
    const { server, capture, host, records, send } = await onWire((socket) =>
      readRequests(socket, () => socket.write(answers.shift() ?? '')),
    )
    for (const size of [10, 3_000_000, 10, 10, 10, 50_000]) await send(size)
    expect(answers).toEqual([])
    const [captured] = await ended(host, capture, server.port, 1)
    const hops = records.flatMap((record) => record.hops)
    expect(hops.map(({ connectionId }) => connectionId)).toEqual(Array(7).fill(1))
    expectBytes(captured!, hops)
  })

  test('IPv6, and probes for a sign of life between two exchanges', async () => {
    const { server, capture, host, records, send } = await onWire(
      (socket) => {
        socket.setKeepAlive(true, 1_000)
        readRequests(socket, () => socket.write(ok))
      },
      { address: '::1' },
    )
    await send(10)
    await capture.until((packets) => (connectionsTo(server.port, packets)[0]?.repeated ?? 0) > 0)
    await send(10)
    const [captured] = await ended(host, capture, server.port, 1)
    const hops = records.flatMap((record) => record.hops)
    expectBytes(captured!, hops)
  })

  test.each([
    ['which goes on to read', (socket: Socket) => void socket.resume()],
    ['which closes', (socket: Socket) => void socket.destroy()],
  ])('an early answer of a server %s', async (_name, then) => {
    const { server, capture, host, records, send } = await onWire((socket) =>
      socket.once('data', () => {
        socket.pause()
        socket.write(early)
        // The client has stopped by then: no more is sent than the system took.
        host.on('exchange', () => then(socket))
      }),
    )
    await send(24_000_000)
    const [captured] = await ended(host, capture, server.port, 1)
    const [hop] = records[0]!.hops
    expect(hop).toMatchObject({ statusCode: 413, receivedBytesCount: early.length })
    expect(hop!.receivedBytesCount).toBe(sum(captured!.received))
    expect(hop!.sentBytesCount).toBeGreaterThan(100_000)
    if (captured!.reset) {
      // What the system had taken and not yet sent is lost then, and it does not tell.
      expect(sum(captured!.sent)).toBeLessThanOrEqual(hop!.sentBytesCount)
    } else expect(hop!.sentBytesCount).toBe(sum(captured!.sent))
  })

  test.each([1_000, 24_000_000])('aborted, %i bytes', async (size) => {
    let stuck = (_socket: Socket) => {}
    const reached = new Promise<Socket>((resolve) => {
      stuck = resolve
    })
    const { server, capture, host, records, send } = await onWire((socket) => {
      socket.once('data', () => stuck(socket.pause()))
    })
    const sending = send(size)
    const socket = await reached
    await host.close()
    expect((await sending).fail?.errorCode).toBe(121905)
    // What the system has taken arrives.
    socket.resume()
    const [captured] = await ended(host, capture, server.port, 1)
    const [hop] = records[0]!.hops
    expect(captured!.reset).toBe(false)
    expect(hop!.sentBytesCount).toBe(sum(captured!.sent))
    expect(hop!.receivedBytesCount).toBe(0)
  })

  test('cut off by the server; a redirect to another one', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'
    const last = await startTcpServer((socket) => readRequests(socket, () => socket.end(half)))
    const away = `HTTP/1.1 307 Away\r\nlocation: ${last.origin}\r\ncontent-length: 4\r\n\r\naway`
    const { server, capture, host, records, send } = await onWire(
      (socket) => readRequests(socket, () => socket.write(away)),
      { port: last.port },
    )
    await send(200_000)
    const [first] = await ended(host, capture, server.port, 1)
    const [second] = connectionsTo(last.port, await capture.until(() => true))
    const hops = records[0]!.hops
    expectBytes(first!, hops.slice(0, 1))
    expectBytes(second!, hops.slice(1))
    expect(hops.map(({ receivedBytesCount }) => receivedBytesCount)).toEqual([
      away.length,
      half.length,
    ])
  })
})

describe.skipIf(captureMissing !== undefined)(`times of a capture${because}`, () => {
  test('each step, and the first and last packets of it', async () => {
    const { server, capture, host, records, send } = await onWire((socket) =>
      readRequests(socket, () => {
        socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhe`)
        setTimeout(() => socket.write('llo'), 30)
      }),
    )
    const count = 12
    for (let round = 0; round < count; round += 1) await send(100)
    const difference = clockDifference()
    const all = await ended(host, capture, server.port, count)
    const best: Record<string, number> = {}
    for (const [index, { syn, synAck, sent, received }] of all.entries()) {
      const { profile, hops } = records[index]!
      const { connectStart, connectEnd, requestStart, responseStart, requestEnd } = profile!
      // How much later the second is than the first: never before, and hardly after.
      const steps = {
        connectStart: [connectStart + difference, syn],
        connectEnd: [synAck, connectEnd + difference],
        requestStart: [requestStart + difference, sent[0]!.time],
        responseStart: [received[0]!.time, responseStart + difference],
        requestEnd: [received.at(-1)!.time, requestEnd + difference],
        rtt: [synAck - syn, hops[0]!.rtt],
      } as const
      for (const [name, [before, after]] of Object.entries(steps)) {
        expect(after - before, name).toBeGreaterThanOrEqual(-drift)
        best[name] = Math.min(best[name] ?? Number.MAX_VALUE, after - before)
      }
      expect(connectEnd).toBeLessThanOrEqual(requestStart)
    }
    for (const [name, late] of Object.entries(best)) expect(late, name).toBeLessThan(5)
  })
})
