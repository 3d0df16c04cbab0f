import { once } from 'node:events'
import { type AddressInfo, connect as connectNet, createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createIdentity } from '../../bench/certificate.js'
import { layForm } from '../../bench/clients/form.js'
import { createPattern } from '../../bench/content.js'
import { startServer } from '../../bench/processes.js'

/** What the sink tells of the uploads since it was told what to expect. */
interface Report {
  uploads: number
  connections: number
  problem: string
}

const size = 300_000
const pattern: Buffer = createPattern()

const headOf = (headers: Record<string, string>) =>
  `POST /upload HTTP/1.1\r\nhost: sink\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** An upload's bytes; `change` gets the form's body and may break it. */
function upload(change: (body: Buffer) => Buffer = (body) => body, bytes = size): Buffer {
  const { head, tail, headers } = layForm(bytes)
  const content = Buffer.concat([pattern, pattern]).subarray(0, bytes)
  const body = change(Buffer.concat([head, content, tail]))
  return Buffer.concat([
    Buffer.from(headOf({ ...headers, 'content-length': String(body.length) })),
    body,
  ])
}

/** The same in chunks. */
function chunked(change: (body: string) => string = (body) => body): Buffer {
  const { head, tail, headers } = layForm(size)
  const body = Buffer.concat([head, pattern.subarray(0, size), tail])
  const chunks: string[] = []
  for (let at = 0; at < body.length; at += 70_001) {
    const chunk = body.toString('latin1', at, at + 70_001)
    chunks.push(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)
  }
  const { 'content-length': _, ...others } = headers
  const start = headOf({ ...others, 'transfer-encoding': 'chunked' })
  return Buffer.from(start + change(`${chunks.join('')}0\r\n\r\n`), 'latin1')
}

/** Sends bytes in pieces, and gives the status of the first answer. */
function send(socket: Socket, bytes: Buffer, piece = bytes.length): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', (data) => resolve(Number(data.toString('latin1', 9, 12))))
    let at = 0
    const next = () => {
      if (at >= bytes.length) return
      socket.write(bytes.subarray(at, at + piece), next)
      at += piece
    }
    next()
  })
}

describe.each([
  ['plain', false],
  ['TLS', true],
])('the sink, %s', (_, secure) => {
  let sink: ReturnType<typeof startServer>
  let open: () => Socket

  beforeAll(async () => {
    const tls = secure ? await createIdentity() : undefined
    sink = startServer('sink.js')
    const { port } = await sink.ask({ listen: { host: '127.0.0.1', tls } })
    open = () =>
      tls === undefined
        ? connectNet({ port, host: '127.0.0.1', noDelay: true })
        : connectTls({ port, host: '127.0.0.1', ca: tls.authority })
  })
  afterAll(() => sink.stop())

  /** What comes of these bytes, each on a connection of its own. */
  async function take(bytes: Buffer, { verify = true, piece = bytes.length, length = size } = {}) {
    await sink.ask({ expect: { size: length, content: 'pattern', verify } })
    const socket = open()
    const status = await send(socket, bytes, piece)
    socket.destroy()
    const { report }: { report: Report } = await sink.ask({ report: true })
    return { status, ...report }
  }

  test('takes what is whole', async () => {
    const taken = { status: 200, uploads: 1, connections: 1, problem: '' }
    await expect(take(upload())).resolves.toMatchObject(taken)
    await expect(take(upload(), { verify: false })).resolves.toMatchObject(taken)
    await expect(take(chunked())).resolves.toMatchObject(taken)
    await expect(take(chunked(), { verify: false })).resolves.toMatchObject(taken)
  })

  test('takes it in whatever pieces it comes', async () => {
    for (const piece of [1_000, 16_384, 65_537]) {
      for (const bytes of [upload(), chunked()]) {
        await expect(take(bytes, { piece })).resolves.toMatchObject({ status: 200, problem: '' })
      }
    }
    const small = { length: 1_000, piece: 7 }
    await expect(take(upload(undefined, 1_000), small)).resolves.toMatchObject({ problem: '' })
  })

  test('takes one after another on one connection', async () => {
    await sink.ask({ expect: { size, content: 'pattern', verify: false } })
    const socket = open()
    for (let count = 0; count < 3; count += 1) {
      await expect(send(socket, upload())).resolves.toBe(200)
    }
    socket.destroy()
    const { report } = await sink.ask({ report: true })
    expect(report).toMatchObject({ uploads: 3, connections: 1, problem: '' })
  })

  test('takes it where the form has a record of its own', async () => {
    const bytes = upload()
    const head = bytes.indexOf('\r\n\r\n') + 4
    await sink.ask({ expect: { size, content: 'pattern', verify: false } })
    const socket = open()
    await new Promise((written) => socket.write(bytes.subarray(0, head), written))
    await expect(send(socket, bytes.subarray(head))).resolves.toBe(200)
    socket.destroy()
  })

  test('sees one wrong byte where it looks at all', async () => {
    const broken = upload((body) => {
      body[200_000]! ^= 1
      return body
    })
    const { status, problem } = await take(broken)
    expect(status).toBe(422)
    expect(problem).toContain('the file differs')
  })

  test.each([
    ['a byte too few', (body: Buffer) => without(body, 150_000, 1)],
    ['a record too few', (body: Buffer) => without(body, 150_000, 16_384)],
    ['a byte too many', (body: Buffer) => with_(body, 150_000)],
    ['no end', (body: Buffer) => body.subarray(0, -6)],
    ['another boundary at the end', (body: Buffer) => replaced(body, -10, 'x')],
    [
      'no field before the file',
      (body: Buffer) => Buffer.from(body.toString('latin1').replace('Tea', ''), 'latin1'),
    ],
    [
      'wrong bytes from the start',
      (body: Buffer) => body.fill(0, body.indexOf('octet-stream') + 20, 100_000),
    ],
  ])('sees %s, looking at little', async (_name, change) => {
    const { status, problem } = await take(upload(change), { verify: false })
    expect(status).toBe(422)
    expect(problem).not.toBe('')
  })

  test('sees chunks that are not as long as they say', async () => {
    const broken = chunked((body) => body.replace('\r\n11171\r\n', '\r\n11170\r\n'))
    await expect(take(broken, { verify: false })).resolves.toMatchObject({ status: 400 })
  })
})

test('the sink lets nobody change what comes over TLS', async () => {
  const sink = startServer('sink.js')
  onTestFinished(() => sink.stop())
  const tls = await createIdentity()
  const { port } = await sink.ask({ listen: { host: '127.0.0.1', tls } })
  const between = createServer((near) => {
    const far = connectNet({ port, host: '127.0.0.1' })
    let passed = 0
    near.on('data', (piece) => {
      const at = 100_000 - passed
      if (at >= 0 && at < piece.length) piece[at]! ^= 1
      passed += piece.length
      far.write(piece)
    })
    far.pipe(near)
    far.on('error', () => {})
    near.on('error', () => {})
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  between.listen(0, '127.0.0.1')
  await once(between, 'listening')
  onTestFinished(() => void between.close())
  await sink.ask({ expect: { size, content: 'pattern', verify: true } })
  const address = between.address() as AddressInfo
  const socket = connectTls({ port: address.port, host: '127.0.0.1', ca: tls.authority })
  socket.on('error', () => {})
  socket.write(upload())
  await once(socket, 'close')
  const { report } = await sink.ask({ report: true })
  expect(report).toMatchObject({ uploads: 0, problem: 'a record of TLS is not what was sent' })
})

const without = (body: Buffer, at: number, count: number) =>
  Buffer.concat([body.subarray(0, at), body.subarray(at + count)])
const with_ = (body: Buffer, at: number) =>
  Buffer.concat([body.subarray(0, at), Buffer.from('x'), body.subarray(at)])
function replaced(body: Buffer, at: number, text: string) {
  body.write(text, body.length + at, 'latin1')
  return body
}
