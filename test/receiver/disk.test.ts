/** A disk that is really full: a file system of one megabyte. */
import { mkdirSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { createReceiver } from 'tt-anywhere/receiver'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { noSmallDisk, useSmallDisk } from '../helpers/smallDisk.js'
import { successOf } from '../helpers/upload.js'
import { bodyOf, type Part, send } from './support.js'

describe.skipIf(noSmallDisk)('a disk that is full', () => {
  const disk = useSmallDisk()
  const free = () => statfsSync(disk()).bavail

  async function start(name: string) {
    const folder = join(disk(), name)
    mkdirSync(folder)
    const receiver = await createReceiver({ folder })
    onTestFinished(() => receiver.close())
    const broken: string[] = []
    receiver.on('broken', ({ error }) => broken.push(error.code))
    return { receiver, folder, broken }
  }
  const file = (size: number): Part => ({ name: 'f', filename: 'f', value: Buffer.alloc(size, 1) })
  const full = {
    error: { code: 'diskFull', message: 'The disk of the receiver is full.' },
  }

  test.each([
    ['one file', [file(3_000_000)]],
    ['a file that fits, and one that does not', [file(400_000), file(3_000_000)]],
    ['the last bytes of a file', [file(1024 * 1024 + 1)]],
  ])('507, and nothing left behind: %s', async (name, parts) => {
    const { receiver, folder, broken } = await start(name)
    const before = free()
    const reply = await send(receiver.url, bodyOf(parts))
    expect([reply.status, reply.json]).toEqual([507, full])
    expect(broken).toEqual(['diskFull'])
    expect(readdirSync(folder)).toEqual([])
    expect(free()).toBe(before)
    // What fits is taken as ever.
    expect((await send(receiver.url, bodyOf([file(100_000)]))).status).toBe(200)
    expect(readdirSync(folder)).toHaveLength(1)
    for (const { path } of (await receiver.nextUpload()).files) expect(path).toContain(folder)
  })

  test('uploads at once: those that fit are whole, the rest are told so', async () => {
    const { receiver, folder } = await start('many')
    const before = free()
    const size = 150_000
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => send(receiver.url, bodyOf([file(size)]))),
    )
    const taken = replies.filter(({ status }) => status === 200)
    expect(replies.map(({ status }) => status).filter((one) => one !== 200 && one !== 507)).toEqual(
      [],
    )
    expect(taken.length).toBeLessThan(12)
    expect(readdirSync(folder)).toHaveLength(taken.length)
    const blocks = Math.ceil(size / statfsSync(disk()).bsize)
    expect(before - free()).toBe(taken.length * blocks)
  })

  test('tt.uploadFile gets the 507 as its answer', async () => {
    const { receiver } = await start('client')
    const host = startHost({ trustedOrigins: [receiver.url] })
    const filePath = await host.addFile({ name: 'a', data: Buffer.alloc(3_000_000) })
    const { statusCode, data } = await successOf(host, { url: receiver.url, filePath })
    expect([statusCode, JSON.parse(String(data))]).toEqual([507, full])
  })
})

if (noSmallDisk) test(`no disk is full here: ${noSmallDisk}`, ({ skip }) => skip())
