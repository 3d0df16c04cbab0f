/** Several requests on a connection, sent without waiting: each has its own answer, in its place. */
import { readdir } from 'node:fs/promises'
import { createReceiver, type Receiver, type ReceiverLimits } from 'tt-anywhere/receiver'
import { afterEach, describe, expect, it } from 'vitest'
import { bodyOf, dial, headOf, next } from './support.js'

let receiver: Receiver
const start = async (limits: Partial<ReceiverLimits> = {}) => {
  receiver = await createReceiver({ limits })
  return receiver
}
afterEach(() => receiver.close({ graceMs: 0 }))

const file = { name: 'f', filename: 'f', value: 'the file' }
const requestOf = (body: Buffer, lines = '', length = body.length) =>
  Buffer.concat([Buffer.from(headOf(length, lines)), body])
const whole = requestOf(bodyOf([file]))
const last = requestOf(bodyOf([file]), 'Connection: close\r\n')
const truncated = requestOf(bodyOf([file], ''))
const tooLarge = (length?: number) =>
  requestOf(bodyOf([{ ...file, value: Buffer.alloc(2_000) }]), '', length)

/** The statuses of the answers, and what each told: the code of its error. */
const told = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d+) [\s\S]*?\r\n\r\n(\{[\s\S]*?\})(?=HTTP\/1\.1|$)/g)].map(
    ([, status, body = '']) => [Number(status), JSON.parse(body).error?.code],
  )

const taken = [200, undefined]

describe('answers of a connection', () => {
  it.each([
    [
      'a whole body that is refused',
      [whole, truncated, last],
      [taken, [400, 'bodyTruncated'], taken],
    ],
    [
      'a body that is refused on its way',
      [whole, whole, tooLarge(3_000)],
      [taken, taken, [413, 'fileTooLarge']],
    ],
    [
      'what is no HTTP',
      [whole, whole, Buffer.from('hello\r\n\r\n')],
      [taken, taken, [400, 'badHttp']],
    ],
    [
      'a head that is too large',
      [whole, Buffer.from(`A: ${'a'.repeat(20_000)}`)],
      [taken, [400, 'badHttp']],
    ],
    [
      'chunks that are none',
      [
        whole,
        Buffer.from(headOf(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked')),
        Buffer.from('zz\r\n'),
      ],
      [taken, [400, 'badHttp']],
    ],
    [
      'a head without a Host',
      [whole, Buffer.from('POST / HTTP/1.1\r\n\r\n'), last],
      [taken, [400, 'hostMissing'], taken],
    ],
  ])('come whole and in order before %s', async (_, requests, answers) => {
    await start({ fileSize: 1_000, lingerTimeout: 100 })
    let uploads = 0
    receiver.on('upload', () => uploads++)
    const socket = await dial(receiver)
    socket.write(Buffer.concat(requests))
    expect(told(await socket.readAll())).toEqual(answers)
    const stored = answers.filter(([status]) => status === 200).length
    expect(uploads).toBe(stored)
    expect(await readdir(receiver.folder)).toHaveLength(stored)
  })

  it('reach a sender that goes on sending requests after one that ends the connection', async () => {
    await start({ fileSize: 1_000 })
    let uploads = 0
    receiver.on('upload', () => uploads++)
    const refused = tooLarge()
    const early = refused.subarray(0, -10)
    for (let round = 0; round < 20; round += 1) {
      const socket = await dial(receiver)
      const broken = next(receiver, 'broken')
      socket.write(early)
      await broken
      // The rest of it, and more, comes while the answer is on its way.
      socket.write(Buffer.concat([refused.subarray(-10), whole]))
      socket.write(whole)
      expect(told(await socket.readAll())).toEqual([[413, 'fileTooLarge']])
    }
    expect(uploads).toBe(0)
    expect(await readdir(receiver.folder)).toEqual([])
  })

  it('are not torn apart by a 100 Continue', async () => {
    await start()
    // The others are done before it is their turn.
    receiver.reply({ delay: 50 })
    const socket = await dial(receiver)
    const expecting = requestOf(bodyOf([file]), 'Expect: 100-continue\r\n')
    socket.write(Buffer.concat([expecting, expecting, expecting, truncated, last]))
    const text = await socket.readAll()
    const finals = text.replaceAll('HTTP/1.1 100 Continue\r\n\r\n', '')
    expect(told(finals)).toEqual([taken, taken, taken, [400, 'bodyTruncated'], taken])
    for (const before of text.split('HTTP/1.1 100 Continue\r\n\r\n').slice(0, -1)) {
      expect(before).toMatch(/^$|\}$/)
    }
  })

  it('has its 100 Continue where the answer before it comes late', async () => {
    await start()
    receiver.reply({ delay: 50 })
    const socket = await dial(receiver)
    const body = bodyOf([file])
    socket.write(whole)
    socket.write(headOf(body.length, 'Expect: 100-continue\r\nConnection: close\r\n'))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      if (text.endsWith('100 Continue\r\n\r\n')) socket.write(body)
    })
    const all = await socket.readAll()
    expect(all).toContain('100 Continue')
    expect(told(all.replace('HTTP/1.1 100 Continue\r\n\r\n', ''))).toEqual([taken, taken])
  })

  it('wait for one that takes its time, and are not waited for by a sender that pours', async () => {
    await start({ fileSize: 1_000, lingerTimeout: 50 })
    receiver.reply({ hang: true })
    const socket = await dial(receiver)
    const broken = next(receiver, 'broken')
    socket.write(Buffer.concat([whole, tooLarge(1e9)]))
    expect((await broken).error.code).toBe('fileTooLarge')
    expect(await socket.readAll()).toBe('')
  })
})

describe('what Node would answer without a word', () => {
  it.each([
    ['a head without a Host', 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 400, 'hostMissing'],
    ['an Expect that is not known', headOf(0, 'Expect: 200-ok\r\n'), 417, 'expectationUnknown'],
  ])('%s is told as every refusal', async (_, head, status, code) => {
    await start()
    const broken = next(receiver, 'broken')
    const socket = await dial(receiver)
    socket.write(head)
    expect((await broken).error).toMatchObject({ code, status })
    socket.write(last)
    expect(told(await socket.readAll())).toEqual([[status, code], taken])
  })

  it('HTTP/1.0 needs no Host', async () => {
    await start()
    const socket = await dial(receiver)
    socket.write(
      String(last)
        .replace('HTTP/1.1', 'HTTP/1.0')
        .replace(/Host: .*\r\n/, ''),
    )
    expect(told(await socket.readAll())).toEqual([taken])
  })
})
