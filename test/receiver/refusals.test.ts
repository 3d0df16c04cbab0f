import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { createReceiver, type Receiver, type ReceiverLimits } from 'tt-anywhere/receiver'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { bodyOf, boundary, dial, folderHolds, headOf, multipart, next, send } from './support.js'

let receiver: Receiver
const start = async (limits: Partial<ReceiverLimits> = {}) => {
  receiver = await createReceiver({ limits })
  return receiver
}
afterEach(() => receiver.close({ graceMs: 0 }))

const file = (size: number) => ({ name: 'f', filename: 'f', value: Buffer.alloc(size) })
const field = (size: number) => ({ name: 'f', value: Buffer.alloc(size, 'x') })
/**
 * Stops this process, and the receiver with it, as `kill -STOP` does: what is sent here waits in the
 * system, and the timers are the first to be heard after it.
 */
const holdAfter = (send: () => void, milliseconds: number) =>
  new Promise<void>((resolve) => {
    setImmediate(() => {
      send()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
      resolve()
    })
  })
/** Until the receiver, in this very process, has read what was sent. */
const read = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
const times = <T>(count: number, value: T): T[] => Array(count).fill(value)

describe('a request that is no upload', () => {
  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('%s is refused with 405', async (method) => {
    await start()
    const reply = await send(receiver.url, Buffer.alloc(0), { method })
    expect(reply.status).toBe(405)
    expect(reply.headers.allow).toBe('POST')
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-'))).toEqual([])
    if (method !== 'HEAD') expect(reply.json.error.code).toBe('methodNotAllowed')
  })

  it.each([
    [{ 'content-type': 'application/json' }, 415, 'notMultipart'],
    [{ 'content-type': 'multipart/mixed; boundary=x' }, 415, 'notMultipart'],
    [{ 'content-encoding': 'gzip' }, 415, 'encodedBody'],
    [{ 'content-type': 'multipart/form-data' }, 400, 'boundaryMissing'],
    [{ 'content-type': 'multipart/form-data; boundary=' }, 400, 'boundaryMissing'],
    [
      { 'content-type': `multipart/form-data; boundary=${'x'.repeat(201)}` },
      400,
      'boundaryMissing',
    ],
  ])('with %j is refused', async (headers, status, code) => {
    await start()
    const broken = next(receiver, 'broken')
    const reply = await send(receiver.url, bodyOf([file(10)]), { headers })
    expect([reply.status, reply.json.error.code]).toEqual([status, code])
    expect(reply.json.error.message).not.toMatch(/[{}]/)
    expect((await broken).error).toMatchObject({ code, status, message: reply.json.error.message })
  })

  it.each([
    ['method', 'PUT', multipart['content-type'], 405],
    ['type', 'POST', 'text/plain', 415],
    ['size', 'POST', multipart['content-type'], 413],
  ])('is told so by its head (%s) before it sends a body', async (_, method, type, status) => {
    await start({ bodySize: 100 })
    const socket = await dial(receiver)
    socket.write(
      `${method} / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n`,
    )
    expect(await socket.readAll()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

describe('a limit', () => {
  it.each([
    ['fileSize', 10, [file(10)], [file(11)], 'fileTooLarge'],
    ['fileSize', 0, [file(0)], [file(1)], 'fileTooLarge'],
    ['fieldSize', 10, [field(10)], [field(11)], 'fieldTooLarge'],
    ['fieldsSize', 10, times(2, field(4)), times(2, field(5)), 'fieldsTooLarge'],
    ['fields', 2, times(2, field(1)), times(3, field(1)), 'tooManyFields'],
    ['files', 2, times(2, file(1)), times(3, file(1)), 'tooManyFiles'],
    ['parts', 2, [file(1), field(1)], [file(1), field(1), field(1)], 'tooManyParts'],
    ['headerSize', 200, [field(1)], [{ ...field(1), name: 'n'.repeat(200) }], 'partHeadTooLarge'],
    ['headerSize', 200, [field(1)], [{ ...field(1), name: 'n'.repeat(2_000) }], 'partHeadTooLarge'],
    ['bodySize', 120, [field(1)], [field(100)], 'bodyTooLarge'],
  ])('%s of %d holds exactly', async (name, limit, within, beyond, code) => {
    await start({ [name]: limit })
    expect((await send(receiver.url, bodyOf(within))).status).toBe(200)
    await receiver.nextUpload()
    const kept = (await readdir(receiver.folder)).length
    // Without a length in the head the limit is met on the way.
    const headers = { 'transfer-encoding': 'chunked' }
    const broken = next(receiver, 'broken')
    const reply = await send(receiver.url, bodyOf(beyond), { headers })
    expect([reply.status, reply.json.error.code]).toEqual([413, code])
    expect(reply.json.error.message).toContain(`limits.${name}`)
    expect(reply.json.error.message).toContain(String(limit))
    expect((await broken).error.limit).toBe(limit)
    expect(await readdir(receiver.folder)).toHaveLength(kept)
  })

  it('can be read by a sender that is in the middle of a large body', async () => {
    await start({ fileSize: 1_000 })
    const socket = await dial(receiver)
    const size = 64 * 1024 * 1024
    socket.write(headOf(size))
    // All of it, deaf to the answer, as simple clients do.
    socket.write(bodyOf([file(1_001)], ''))
    socket.pause()
    const failure = await new Promise((done) => {
      socket.write(Buffer.alloc(32 * 1024 * 1024), done)
    })
    expect(failure ?? undefined).toBeUndefined()
    socket.resume()
    expect(await socket.readAll()).toMatch(
      /^HTTP\/1.1 413 [\s\S]*connection: close[\s\S]*"fileTooLarge"/i,
    )
  })

  it('does not let a sender go on for ever after the answer', async () => {
    await start({ fileSize: 1, lingerTimeout: 50 })
    const socket = await dial(receiver)
    socket.write(headOf(1e9))
    socket.write(bodyOf([file(2)], ''))
    expect(await socket.readAll()).toContain('fileTooLarge')
  })

  it('keeps the connection where the body was at its end', async () => {
    await start({ fileSize: 1 })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const broken = await send(receiver.url, bodyOf([{ name: 'f' }], ''), { agent })
    expect(broken.status).toBe(400)
    expect(broken.headers.connection).toBe('keep-alive')
    expect((await send(receiver.url, bodyOf([file(1)]), { agent })).status).toBe(200)
    agent.destroy()
  })
})

describe('a malformed body', () => {
  const end = `--${boundary}--\r\n`
  it.each([
    ['nothing', '', 'bodyTruncated'],
    ['no boundary', 'hello', 'bodyTruncated'],
    ['no end', bodyOf([file(100)], ''), 'bodyTruncated'],
    ['half a closing boundary', bodyOf([file(100)], `--${boundary}`), 'bodyTruncated'],
    [
      'another boundary',
      bodyOf([field(1)])
        .toString()
        .replaceAll(boundary, 'y'),
      'bodyTruncated',
    ],
    ['a part without headers', `--${boundary}\r\n\r\nx\r\n${end}`, 'partMalformed'],
    ['headers without an end', `--${boundary}\r\nA: b\r\n${end}`, 'partMalformed'],
    ['no name', bodyOf([{ name: '', disposition: 'form-data; filename="x"' }]), 'partMalformed'],
    ['no form-data', bodyOf([{ name: '', disposition: 'file; name="x"' }]), 'partMalformed'],
  ])('with %s is refused with 400 and leaves nothing', async (_, body, code) => {
    await start()
    const reply = await send(receiver.url, Buffer.from(body))
    expect([reply.status, reply.json.error.code]).toEqual([400, code])
    expect(await readdir(receiver.folder)).toEqual([])
  })

  it('leaves nothing of its whole files either', async () => {
    await start()
    const reply = await send(
      receiver.url,
      bodyOf([file(100_000), file(1), { name: '', disposition: 'x' }]),
    )
    expect(reply.json.error.message).toContain('Part 3')
    expect(await readdir(receiver.folder)).toEqual([])
  })

  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400, 'badHttp'],
    ['has a huge head', `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headTooLarge'],
  ])('is refused where it %s', async (_, text, status, code) => {
    await start()
    const socket = await dial(receiver)
    socket.write(text)
    const answer = await socket.readAll()
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).error.code).toBe(code)
  })

  it('is refused where its chunks are no chunks', async () => {
    await start()
    const broken = next(receiver, 'broken')
    const socket = await dial(receiver)
    socket.write(headOf(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'))
    socket.write('5\r\n--x-b\r\nzz\r\n')
    expect((await broken).error.code).toBe('badHttp')
    socket.end()
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 400 [\s\S]*badHttp/)
  })
})

describe('a sender', () => {
  it('that leaves in the middle leaves nothing, and is no upload', async () => {
    await start()
    let uploads = 0
    receiver.on('upload', () => uploads++)
    const broken = next(receiver, 'broken')
    const socket = await dial(receiver)
    const body = bodyOf([file(1_000_000)], '')
    socket.write(headOf(body.length + 1_000))
    socket.write(body)
    await folderHolds(receiver.folder, (names) => names.length === 1)
    expect(await readdir(receiver.folder)).toEqual([expect.stringMatching(/\.part$/)])
    socket.destroy()
    const { error, received, url } = await broken
    expect(error).toMatchObject({ code: 'senderGone', status: undefined })
    expect(error.message).toContain(String(received))
    expect(url).toBe('/path')
    expect(await readdir(receiver.folder)).toEqual([])
    expect(uploads).toBe(0)
  })

  it('that falls silent in the body is answered 408', async () => {
    await start({ idleTimeout: 100 })
    const socket = await dial(receiver)
    socket.write(headOf(10_000))
    socket.write(bodyOf([file(10)], ''))
    const broken = next(receiver, 'broken')
    expect((await broken).error).toMatchObject({ code: 'bodyTimeout', limit: 100 })
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 408 [\s\S]*limits.idleTimeout/)
    expect(await readdir(receiver.folder)).toEqual([])
  })

  it('that is slow for too long is answered 408, though it never falls silent', async () => {
    await start({ uploadTimeout: 200, idleTimeout: 60_000 })
    const socket = await dial(receiver)
    socket.write(headOf(10_000))
    socket.write(bodyOf([file(10)], ''))
    const broken = next(receiver, 'broken')
    const drip = setInterval(() => socket.write('x'), 10)
    expect((await broken).error).toMatchObject({ code: 'uploadTimeout', limit: 200 })
    clearInterval(drip)
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 408 [\s\S]*limits.uploadTimeout/)
    expect(await readdir(receiver.folder)).toEqual([])
  })

  it('whose connection is one too many is answered 503, and none once another has gone', async () => {
    await start({ connections: 1 })
    const first = await dial(receiver)
    first.write(headOf(10, 'Expect: 100-continue\r\n'))
    await once(first, 'data')
    const broken = next(receiver, 'broken')
    const reply = await send(receiver.url, bodyOf([file(10)]))
    expect([reply.status, reply.json.error.code]).toEqual([503, 'tooManyConnections'])
    expect(reply.json.error.message).toContain('limits.connections')
    expect(reply.headers.connection).toBe('close')
    expect((await broken).error.limit).toBe(1)
    const gone = next(receiver, 'broken')
    first.destroy()
    await gone
    expect((await send(receiver.url, bodyOf([file(10)]))).status).toBe(200)
  })

  it('is let go at once where far too many are open', async () => {
    await start({ connections: 0 })
    const open = await Promise.all(Array.from({ length: 100 }, () => dial(receiver)))
    const last = await dial(receiver)
    expect(await last.readAll()).toBe('')
    for (const socket of open) socket.destroy()
  })

  it('that falls silent in the head is answered 408', async () => {
    await start({ headersTimeout: 100 })
    const socket = await dial(receiver)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\n')
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 408 [\s\S]*headTimeout/)
  })

  it('is not late where the receiver was stopped while its head came', async () => {
    await start({ headersTimeout: 100 })
    const socket = await dial(receiver)
    const body = bodyOf([file(10)])
    // The first bytes are read, and with them the time begins.
    const head = headOf(body.length, 'Connection: close\r\n')
    socket.write(head.slice(0, 6))
    await read()
    await holdAfter(() => socket.write(Buffer.concat([Buffer.from(head.slice(6)), body])), 400)
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 200 /)
  })

  it('is not silent where the receiver was stopped while its body came', async () => {
    await start({ idleTimeout: 100 })
    const socket = await dial(receiver)
    const body = bodyOf([file(10)])
    const begun = next(receiver, 'upload')
    socket.write(headOf(body.length, 'Connection: close\r\n'))
    await read()
    await holdAfter(() => socket.write(body), 400)
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 200 /)
    expect((await begun).files).toHaveLength(1)
  })

  it('that wakes up after its 408 and uploads all the same is not heard', async () => {
    await start({ headersTimeout: 100 })
    const uploads: unknown[] = []
    receiver.on('upload', (upload) => uploads.push(upload))
    const late = connect({ port: receiver.port, host: '127.0.0.1', allowHalfOpen: true })
    onTestFinished(() => void late.destroy())
    late.on('error', () => {})
    let told = ''
    late.on('data', (chunk) => {
      told += chunk
    })
    await once(late, 'end')
    expect(told).toMatch(/^HTTP\/1.1 408 [\s\S]*headTimeout/)
    const body = bodyOf([file(10)])
    late.write(headOf(body.length))
    late.write(body)
    // What came before this one was read by then.
    expect((await send(receiver.url, body)).status).toBe(200)
    await receiver.close()
    expect(uploads).toHaveLength(1)
  })
})
