/** Each fault does what it says, seen from bare sockets on both sides. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket, connect as tcpConnect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type ConnectionReport, describePlan, type Fault, type Shape } from './plan.js'
import { startFaultProxy } from './proxy.js'

/** What one side has heard, and how it ended. */
class Heard {
  length = 0
  readonly chunks: Buffer[] = []
  /** `end`, or the code of the error; undefined while it is open. */
  over: string | undefined
  error: string | undefined

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.length += chunk.length
      this.chunks.push(chunk)
    })
    socket.on('end', () => {
      this.over ??= 'end'
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code
      this.over ??= error.code
    })
    onTestFinished(() => void socket.destroy())
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }

  get text(): string {
    return this.bytes.toString('latin1')
  }
}

/**
 * Waits for a reset. One that comes together with bytes Node tells as an end: then nobody takes what
 * is written any more.
 */
async function wasReset(heard: Heard) {
  await expect.poll(() => heard.over).toBeDefined()
  if (heard.over === 'end') heard.socket.write('a')
  await expect.poll(() => heard.error).toMatch(/^(?:ECONNRESET|EPIPE)$/)
}

/** A client and a server with a proxy of this fault between them. */
async function between(fault: Fault, shapes: { up?: Shape; down?: Shape } = {}) {
  const accepted: Heard[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(new Heard(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const reports: ConnectionReport[] = []
  const proxy = await startFaultProxy({
    target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    plan: () => ({ number: 7, fault, ...shapes }),
    report: (report) => void reports.push(report),
  })
  onTestFinished(() => proxy.close())
  const client = new Heard(tcpConnect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true }))
  const there = async () => {
    await expect.poll(() => accepted.length).toBe(1)
    return accepted[0]!
  }
  return { client, there, reports, accepted, proxy }
}

const request = (size: number) =>
  `POST /here HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n${'b'.repeat(size)}`
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

test('without a fault every byte passes, and both ends', async () => {
  const { client, there, reports } = await between({ kind: 'none' })
  const sent = Buffer.alloc(3_000_000, 'abcdefg')
  client.socket.end(sent)
  const server = await there()
  await expect.poll(() => server.over).toBe('end')
  expect(server.bytes.equals(sent)).toBe(true)
  server.socket.end(sent)
  await expect.poll(() => client.over).toBe('end')
  expect(client.bytes.equals(sent)).toBe(true)
  await expect
    .poll(() => reports)
    .toEqual([{ number: 7, fired: false, up: sent.length, down: sent.length, requests: 0 }])
})

test('a client that is cut off is cut off at the server too', async () => {
  const { client, there } = await between({ kind: 'none' })
  client.socket.write('ab')
  const server = await there()
  await expect.poll(() => server.text).toBe('ab')
  client.socket.resetAndDestroy()
  await expect.poll(() => server.over).toBe('ECONNRESET')
})

test.each(['up', 'down'] as const)('a reset on the way %s, after so many bytes', async (side) => {
  const { client, there, reports } = await between({ kind: 'reset', side, at: 5 })
  client.socket.write(side === 'up' ? 'abcdefgh' : 'a')
  const server = await there()
  if (side === 'down') server.socket.write('abcdefgh')
  await wasReset(client)
  await wasReset(server)
  expect((side === 'up' ? server : client).text).toBe('abcde')
  await expect.poll(() => reports[0]).toMatchObject({ fired: true, [side]: 5 })
})

test('a reset at 0 comes before anything was said', async () => {
  const { client, reports } = await between({ kind: 'reset', side: 'up', at: 0 })
  await expect.poll(() => client.over).toBe('ECONNRESET')
  await expect.poll(() => reports[0]).toMatchObject({ fired: true, up: 0, down: 0 })
})

test.each(['up', 'down'] as const)('a fault beyond what goes %s never comes', async (side) => {
  const { client, there, reports } = await between({ kind: 'reset', side, at: 50 })
  client.socket.end('abc')
  const server = await there()
  server.socket.end('def')
  await expect.poll(() => [client.text, server.text]).toEqual(['def', 'abc'])
  await expect.poll(() => reports[0]).toMatchObject({ fired: false })
})

test('a stall: no byte, no end, in no direction; then all is swallowed', async () => {
  const { client, there, reports } = await between({ kind: 'stall', side: 'up', at: 3, hold: 300 })
  client.socket.write('abcdef')
  const server = await there()
  await expect.poll(() => server.text).toBe('abc')
  server.socket.write('unheard')
  client.socket.write(Buffer.alloc(32 * 1024 * 1024))
  // More than the system holds: it stands until the hold is over.
  expect(client.socket.writableNeedDrain).toBe(true)
  const begin = performance.now()
  await expect.poll(() => client.socket.writableNeedDrain).toBe(false)
  expect(performance.now() - begin).toBeGreaterThan(100)
  expect([client.text, client.over, server.text, server.over]).toEqual([
    '',
    undefined,
    'abc',
    undefined,
  ])
  client.socket.destroy()
  await expect.poll(() => reports[0]).toMatchObject({ fired: true, up: 3, down: 0 })
})

test('half a close on the way up: the server hears an end, and can still answer', async () => {
  const { client, there } = await between({ kind: 'half', side: 'up', at: 3 })
  client.socket.write('abcdef')
  const server = await there()
  await expect.poll(() => server.over).toBe('end')
  expect(server.text).toBe('abc')
  server.socket.write('answer')
  await expect.poll(() => client.text).toBe('answer')
  expect(client.over).toBeUndefined()
})

test('half a close on the way down: the client hears an end, and can still send', async () => {
  const { client, there } = await between({ kind: 'half', side: 'down', at: 3 })
  client.socket.write('a')
  const server = await there()
  server.socket.write('abcdef')
  await expect.poll(() => client.over).toBe('end')
  expect(client.text).toBe('abc')
  client.socket.write('bc')
  await expect.poll(() => server.text).toBe('abc')
})

test('garbage takes over at byte N, the same for the same number', async () => {
  const heard: string[] = []
  for (const _ of [1, 2]) {
    const { client, there } = await between({ kind: 'garbage', at: 4, length: 20 })
    client.socket.write('a')
    const server = await there()
    server.socket.write(answer)
    await expect.poll(() => client.over).toBe('end')
    heard.push(client.text)
  }
  expect(heard[0]).toHaveLength(24)
  expect(heard[0]?.slice(0, 4)).toBe('HTTP')
  expect(heard[1]).toBe(heard[0])
})

test.each([
  ['head', 'keep', undefined],
  ['body', 'end', 'end'],
  [80, 'destroy', 'end'],
  ['body', 'reset', 'ECONNRESET'],
] as const)('an answer of its own after %s, then %s', async (after, next, over) => {
  const fault = { kind: 'answer', after, name: 'created', next } as const
  const { client, accepted, reports } = await between(fault)
  const whole = request(50)
  const end =
    after === 'head' ? whole.indexOf('\r\n\r\n') + 4 : after === 'body' ? whole.length : 80
  client.socket.write(whole.slice(0, end - 1))
  await new Promise((resolve) => setImmediate(resolve))
  expect(client.text).toBe('')
  client.socket.write(whole.slice(end - 1, end))
  await expect.poll(() => client.text).toMatch(/^HTTP\/1\.1 201 Created\r\n.*said by the proxy$/s)
  if (over === 'ECONNRESET') await wasReset(client)
  else await expect.poll(() => client.over).toBe(over)
  expect(accepted).toHaveLength(0)
  client.socket.destroy()
  await expect.poll(() => reports[0]?.fired).toBe(true)
})

test('a redirect of its own leads back to where it was asked', async () => {
  const fault = { kind: 'answer', after: 'head', name: 'again307', next: 'end' } as const
  const { client } = await between(fault)
  client.socket.write(request(3))
  await expect.poll(() => client.text).toContain('Location: /here\r\n')
})

test('interim answers come before the server’s: at the head, at the end of the body', async () => {
  const { client, there, reports } = await between({ kind: 'interim', when: 'both', count: 3 })
  const whole = request(10)
  client.socket.write(whole.slice(0, -1))
  const count = () => client.text.match(/HTTP\/1\.1 1/g)?.length ?? 0
  await expect.poll(count).toBe(3)
  expect(client.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/)
  client.socket.write(whole.slice(-1))
  await expect.poll(count).toBe(6)
  const server = await there()
  await expect.poll(() => server.text).toBe(whole)
  server.socket.write(answer)
  await expect.poll(() => client.text.endsWith(answer)).toBe(true)
  client.socket.destroy()
  server.socket.end()
  await expect.poll(() => reports[0]).toMatchObject({ fired: true, requests: 1 })
})

test.each([
  ['end', 'end'],
  ['reset', 'ECONNRESET'],
] as const)('an idle connection gets its %s, and not before an answer', async (how, over) => {
  const { client, there, reports } = await between({ kind: 'idle', after: 30, how })
  client.socket.write(request(3))
  const server = await there()
  await expect.poll(() => server.text).toBe(request(3))
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(client.over).toBeUndefined()
  server.socket.write(answer)
  await expect.poll(() => client.over).toBe(over)
  expect(client.text).toBe(answer)
  client.socket.destroy()
  await expect.poll(() => reports[0]?.fired).toBe(true)
})

test('latency holds each byte back, a rate all of them, and their order stays', async () => {
  const shape = { latency: 40, jitter: 20, rate: 100_000, piece: 700 }
  const { client, there } = await between({ kind: 'none' }, { up: shape })
  const begin = performance.now()
  const sent = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251))
  client.socket.end(sent)
  const server = await there()
  await expect.poll(() => server.length).toBeGreaterThan(0)
  expect(performance.now() - begin).toBeGreaterThan(39)
  await expect.poll(() => server.over).toBe('end')
  // 10,000 bytes at 100,000 a second, behind 40 ms.
  expect(performance.now() - begin).toBeGreaterThan(139)
  expect(server.bytes.equals(sent)).toBe(true)
})

test('a slow reader holds the sender back', async () => {
  const { client, there } = await between({ kind: 'none' })
  const server = await there()
  server.socket.pause()
  client.socket.write(Buffer.alloc(64 * 1024 * 1024))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(client.socket.writableNeedDrain).toBe(true)
  server.socket.resume()
  await expect.poll(() => server.length).toBe(64 * 1024 * 1024)
})

test('a connection that nobody knows is closed, and the proxy closes with those that are open', async () => {
  const proxy = await startFaultProxy({
    target: { host: '127.0.0.1', port: 1 },
    plan: () => undefined,
  })
  onTestFinished(() => proxy.close())
  const client = new Heard(tcpConnect(proxy.port, '127.0.0.1'))
  await expect.poll(() => client.over).toBeDefined()
  const other = await between({ kind: 'none' })
  await other.there()
  await other.proxy.close()
  await expect.poll(() => other.client.over).toBeDefined()
})

test('a plan is printed in a line', () => {
  const fault = { kind: 'reset', side: 'up', at: 5 } as const
  expect(describePlan({ number: 3, fault, up: { latency: 1, jitter: 0 } })).toBe(
    'connection 3: reset side=up at=5 up: latency=1 jitter=0',
  )
})
