import { createReceiver, type ReceiverOptions, type Reply } from 'tt-anywhere/receiver'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

async function start(options: ReceiverOptions = {}) {
  const receiver = await createReceiver(options)
  onTestFinished(() => receiver.close({ graceMs: 0 }))
  const host = startHost({ trustedOrigins: [receiver.url], insecureTls: true })
  const send = async (size = 10, more = {}) => ({
    url: receiver.url,
    filePath: await host.addFile({ name: 'a.txt', data: Buffer.alloc(size, 'photo ') }),
    ...more,
  })
  return { receiver, host, send }
}

describe('receiver.reply', () => {
  test('the next upload is answered as told, the one after it as ever', async () => {
    const { receiver, host, send } = await start()
    receiver.reply({ status: 503, body: 'busy', headers: { 'Retry-After': '5' } })
    const answered = await successOf(host, await send())
    expect(answered).toMatchObject({
      statusCode: 503,
      data: 'busy',
      header: { 'retry-after': '5' },
    })
    expect(answered.header['content-type']).toBe('text/plain; charset=utf-8')
    expect(JSON.parse((await successOf(host, await send())).data as string).files).toHaveLength(1)
    // Both were taken.
    await receiver.nextUpload()
    await receiver.nextUpload()
  })

  test('several wait in their order; one for all stands behind them until it is taken back', async () => {
    const { receiver, host, send } = await start()
    receiver.reply({ body: { n: 1 } }).reply({ body: new Uint8Array([50]) })
    receiver.reply({ status: 500 }, 'all')
    const told: unknown[] = []
    for (let round = 0; round < 4; round += 1) {
      const { statusCode, data } = await successOf(host, await send())
      told.push(statusCode === 500 ? statusCode : data)
    }
    expect(told).toEqual(['{"n":1}', '2', 500, 500])
    receiver.reply(undefined, 'all')
    expect((await successOf(host, await send())).statusCode).toBe(200)
  })

  test('a function decides by what arrived; what it throws is a 500', async () => {
    const { receiver, host, send } = await start()
    let asked = 0
    receiver.reply(async ({ files }) => {
      asked += 1
      if (asked === 3) throw new Error('out of ideas')
      return asked === 2 ? undefined : { status: 403, body: files[0]?.sha256 ?? '' }
    }, 'all')
    const refused = await successOf(host, await send())
    const { sha256 } = (await receiver.nextUpload()).files[0] ?? {}
    expect(refused).toMatchObject({ statusCode: 403, data: sha256 })
    expect((await successOf(host, await send())).statusCode).toBe(200)
    expect(await successOf(host, await send())).toMatchObject({
      statusCode: 500,
      data: expect.stringContaining('out of ideas'),
    })
  })

  test('headers of several lines, a status without a body', async () => {
    const { receiver, host, send } = await start()
    receiver.reply({ status: 204, headers: { 'set-cookie': ['a=1', 'b=2'] } })
    const { statusCode, header, data } = await successOf(host, await send())
    expect({ statusCode, data }).toEqual({ statusCode: 204, data: '' })
    expect(header['set-cookie']).toBe('a=1, b=2')
  })

  test('a delay is one of the answer', async () => {
    const { receiver, host, send } = await start()
    receiver.reply({ delay: 300 })
    const { profile } = await successOf(host, await send())
    expect(profile!.responseStart - profile!.requestStart).toBeGreaterThanOrEqual(299)
  })

  test('hanging takes the upload and never answers', async () => {
    const { receiver, host, send } = await start()
    receiver.reply({ hang: true })
    const arriving = receiver.nextUpload()
    const error = await failureOf(host, await send(10, { timeout: 300 }))
    expect(error.errorCode).toBe(121920)
    expect((await arriving).files).toHaveLength(1)
  })

  test('closing ends what hangs at once', async () => {
    const { receiver, host, send } = await start()
    receiver.reply({ hang: true }, 'all')
    const told = failureOf(host, await send())
    await receiver.nextUpload()
    const began = performance.now()
    await receiver.close()
    expect(performance.now() - began).toBeLessThan(4_000)
    expect((await told).errorCode).toBe(121927)
  })

  test.each(['plain', 'TLS'])('a reset after bytes of the body: %s', async (kind) => {
    const tls = kind === 'TLS' ? await (await createAuthority()).issue() : undefined
    const { receiver, host, send } = await start(tls && { tls })
    const broken: { code: string; received: number }[] = []
    receiver.on('broken', ({ error, received }) => broken.push({ code: error.code, received }))
    for (const resetAfter of [0, 1, 500_000, 1e9]) {
      receiver.reply({ resetAfter })
      const told = await upload(host, await send(1_000_000))
      expect(told.fail?.errorCode).toBe(121927)
    }
    await expect.poll(() => broken).toHaveLength(4)
    expect(broken.map(({ code }) => code)).toEqual(Array(4).fill('reset'))
    expect(broken[2]!.received).toBeGreaterThanOrEqual(500_000)
    expect(broken[2]!.received).toBeLessThan(1_000_000)
    expect((await successOf(host, await send())).statusCode).toBe(200)
  })

  test('what makes no sense is said at once', async () => {
    const { receiver } = await start()
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    for (const wrong of [
      { status: 100 },
      { status: 600 },
      { status: '200' },
      { body: 5 },
      { body: cyclic },
      { headers: 'a' },
      { headers: { 'a b': 'c' } },
      { headers: { a: 'b\r\nc: d' } },
      { delay: -1 },
      { delay: Number.NaN },
      { hang: 1 },
      { resetAfter: '5' },
      null,
      5,
    ]) {
      expect(
        () => receiver.reply(wrong as Reply),
        JSON.stringify(Object.keys(wrong ?? {})),
      ).toThrow(TypeError)
    }
    expect(() => receiver.reply({}, 'some' as 'all')).toThrow(/next/)
  })
})
