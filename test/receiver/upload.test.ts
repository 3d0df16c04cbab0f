import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { createReceiver, type Receiver } from 'tt-anywhere/receiver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, boundary, dial, headOf, send, sha256 } from './support.js'

let receiver: Receiver
beforeAll(async () => {
  receiver = await createReceiver()
})
afterAll(() => receiver.close())

describe('an upload', () => {
  it('is answered with what arrived, in the order of the body', async () => {
    const photo = randomBytes(300_000)
    const reply = await send(
      `${receiver.url}/any/path?q=1`,
      bodyOf([
        { name: 'first', value: '1' },
        { name: 'photo', filename: 'a.jpg', type: 'image/JPEG; q=1', value: photo },
        { name: 'second', value: '2' },
        { name: 'empty', filename: 'b.txt', type: 'text/plain' },
        { name: 'first', value: 'again' },
      ]),
      { headers: { 'X-Token': 'Tok' } },
    )
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(Object.keys(reply.json)).toEqual(['files', 'fields', 'headers'])
    expect(reply.json.files).toEqual([
      {
        field: 'photo',
        filename: 'a.jpg',
        contentType: 'image/JPEG; q=1',
        size: photo.length,
        sha256: sha256(photo),
      },
      { field: 'empty', filename: 'b.txt', contentType: 'text/plain', size: 0, sha256: sha256('') },
    ])
    expect(reply.json.fields).toEqual([
      ['first', '1'],
      ['second', '2'],
      ['first', 'again'],
    ])
    expect(reply.json.headers).toMatchObject({ 'x-token': 'Tok', connection: 'close' })

    const record = await receiver.nextUpload()
    expect(record).toMatchObject({
      method: 'POST',
      url: '/any/path?q=1',
      fields: reply.json.fields,
    })
    expect(record.remoteAddress).toBe('127.0.0.1')
    expect(record.remotePort).toBeGreaterThan(0)
    expect(record.startedAt.getTime()).toBeLessThanOrEqual(Date.now())
    expect(record.duration).toBeGreaterThan(0)
    expect(record.received).toBe(Number(record.headers['content-length']))
    expect(record.headers).toEqual(reply.json.headers)
    expect(record.files.map(({ path, ...told }) => told)).toEqual(reply.json.files)
    const [stored, empty] = record.files
    expect(isAbsolute(stored!.path)).toBe(true)
    expect(await readFile(stored!.path)).toEqual(photo)
    expect(await readFile(empty!.path)).toEqual(Buffer.alloc(0))
    expect(stored!.path).not.toContain('a.jpg')
    expect(
      (await readdir(receiver.folder)).map((name) => join(receiver.folder, name)).sort(),
    ).toEqual(record.files.map(({ path }) => path).sort())
    expect(reply.text).not.toContain(receiver.folder)
  })

  it('keeps its bytes whatever they are and wherever the network cuts them', async () => {
    const nearlyBoundaries = Buffer.concat([
      Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\n\r\r\n--\r\n--${boundary.slice(0, 3)}\r`),
      randomBytes(50),
      Buffer.from('\r\n-'),
    ])
    const body = bodyOf([
      { name: 'a', filename: 'a', value: nearlyBoundaries },
      { name: 'b', filename: 'b', value: '' },
      { name: 'c', value: 'c' },
      { name: 'd', filename: 'd', value: '' },
    ])
    for (const size of [1, 2, 7, 64]) {
      async function* pieces() {
        for (let i = 0; i < body.length; i += size) {
          yield body.subarray(i, i + size)
          // A turn of the loop for each, so that they arrive alone.
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      const reply = await send(receiver.url, pieces(), { headers: { connection: 'close' } })
      expect(reply.status).toBe(200)
      expect(reply.json.files.map((file) => file.sha256)).toEqual([
        sha256(nearlyBoundaries),
        sha256(''),
        sha256(''),
      ])
      expect(reply.json.fields).toEqual([['c', 'c']])
    }
  })

  it.each([
    ['spaces', 'my photo 1.jpg'],
    ['Chinese', '照片 测试.jpg'],
    ['emoji', '😀👨‍👩‍👧.png'],
    ['semicolons and equals signs', 'a;b=c; filename=x.jpg'],
    ['back-slashes', 'C:\\new\\\\photo.jpg'],
    ['a back-slash at its end', 'photo\\'],
    ['a path', '../../etc/passwd'],
    ['dots alone', '..'],
    ['escaped quotes and line breaks, which stay as they came', '%22a%22%0D%0Ab.jpg'],
    ['a percent sign', '100%.jpg'],
    ['nothing at all', ''],
    ['__proto__', '__proto__'],
    ['single quotes', "it's.jpg"],
  ])('keeps a name with %s', async (_, name) => {
    const reply = await send(
      receiver.url,
      bodyOf([
        { name, filename: name, type: 'x/y', value: name },
        { name, value: name },
      ]),
    )
    expect(reply.status).toBe(200)
    expect(reply.json.files).toEqual([
      {
        field: name,
        filename: name,
        contentType: 'x/y',
        size: Buffer.byteLength(name),
        sha256: sha256(name),
      },
    ])
    expect(reply.json.fields).toEqual([[name, name]])
  })

  it.each([
    [
      'quotes after a back-slash (Go, old curl)',
      'form-data; name="a\\"b"; filename="say \\"hi\\""',
      'a"b',
      'say "hi"',
    ],
    ['names without quotes', 'form-data; name=a; filename=b.txt', 'a', 'b.txt'],
    ['any case and order', 'Form-Data;FILENAME="b";Name="a"', 'a', 'b'],
    ['filename* alone', 'form-data; name="a"; filename*=UTF-8\'\'%E7%85%A7.jpg', 'a', '照.jpg'],
    [
      'filename* beside filename',
      'form-data; name="a"; filename="b"; filename*=utf-8\'\'c',
      'a',
      'b',
    ],
    [
      'a filename* that cannot be decoded',
      'form-data; name="a"; filename*=utf-8\'\'%E7',
      'a',
      "utf-8''%E7",
    ],
    ['a quote that is never closed', 'form-data; name="a"; filename="b', 'a', 'b'],
  ])('understands %s', async (_, disposition, field, filename) => {
    const reply = await send(receiver.url, bodyOf([{ name: '', disposition, value: 'x' }]))
    expect(reply.json.files).toMatchObject([{ field, filename, contentType: '', size: 1 }])
  })

  it('takes 200 fields', async () => {
    const parts = Array.from({ length: 200 }, (_, i) => ({ name: `名${i}`, value: `值\r\n${i}` }))
    const reply = await send(receiver.url, bodyOf(parts))
    expect(reply.json.fields).toEqual(parts.map(({ name, value }) => [name, value]))
  })

  it('takes a form with no part, and text around the form', async () => {
    const empty = await send(receiver.url, bodyOf([]))
    expect(empty.json).toMatchObject({ files: [], fields: [] })
    const around = Buffer.concat([
      Buffer.from('preamble\r\n'),
      bodyOf([{ name: 'a', filename: 'f', value: '' }], `--${boundary}--\r\nepi\r\n\r\n`),
      Buffer.alloc(200_000, 'logue'),
    ])
    const reply = await send(receiver.url, around)
    expect(reply.json.files).toMatchObject([{ field: 'a', size: 0 }])
  })

  it('gives repeated headers and one called __proto__', async () => {
    const body = bodyOf([{ name: 'a', value: 'b' }])
    const socket = await dial(receiver)
    socket.write(headOf(body.length, 'X-A: 1\r\nx-a: 2\r\n__proto__: 3\r\nConnection: close\r\n'))
    socket.write(body)
    const text = await socket.readAll()
    const { headers } = JSON.parse(text.slice(text.indexOf('\r\n\r\n')))
    expect(headers['x-a']).toBe('1, 2')
    expect(Object.entries(headers)).toContainEqual(['__proto__', '3'])
  })

  it('goes on with the next upload on the same connection', async () => {
    const body = bodyOf([{ name: 'a', filename: 'f', value: 'b' }])
    const socket = await dial(receiver)
    socket.write(Buffer.concat([Buffer.from(headOf(body.length)), body]))
    socket.write(Buffer.concat([Buffer.from(headOf(body.length, 'Connection: close\r\n')), body]))
    expect((await socket.readAll()).match(/HTTP\/1.1 200 OK/g)).toHaveLength(2)
  })

  it('gets its 100 Continue', async () => {
    const body = bodyOf([{ name: 'a', value: 'b' }])
    const socket = await dial(receiver)
    socket.write(headOf(body.length, 'Expect: 100-continue\r\nConnection: close\r\n'))
    await new Promise((resolve) => socket.once('data', resolve))
    socket.write(body)
    expect(await socket.readAll()).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
  })
})

it('takes many uploads at once', async () => {
  const crowd = await createReceiver()
  const files = Array.from({ length: 60 }, () => randomBytes(200_000))
  const replies = await Promise.all(
    files.map((value) => send(crowd.url, bodyOf([{ name: 'f', filename: 'f', value }]))),
  )
  expect(replies.map(({ json }) => json.files[0]!.sha256)).toEqual(files.map(sha256))
  expect(await readdir(crowd.folder)).toHaveLength(60)
  await crowd.close()
})
