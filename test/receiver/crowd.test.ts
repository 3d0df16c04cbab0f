import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../../src/receiver/options.js'
import { startReceiver } from '../../src/receiver/receiver.js'
import { createFolderStore } from '../../src/receiver/store.js'
import { bodyOf, dial, headOf, send, sha256 } from './support.js'

const fileOf = (value: Buffer) => ({ name: 'f', filename: 'f', value })

describe('a crowd of uploads', () => {
  it('waits for a slow disk in the kernel, and is whole when the disk comes round', async () => {
    const waiting: (() => void)[] = []
    let slow = true
    const streams: Writable[] = []
    const held = () => streams.reduce((sum, { writableLength }) => sum + writableLength, 0)
    const stored = new Map<string, Buffer[]>()
    const folder = await mkdtemp(join(tmpdir(), 'receiver-crowd-'))
    const store = await createFolderStore(folder, (path) => {
      const chunks: Buffer[] = []
      stored.set(path, chunks)
      const writev: Writable['_writev'] = (list, done) => {
        const go = () => {
          chunks.push(...list.map(({ chunk }) => Buffer.from(chunk)))
          done()
        }
        if (slow) waiting.push(go)
        else setImmediate(go)
      }
      const stream = new Writable({
        write: (chunk, _encoding, done) => writev([{ chunk, encoding: 'binary' as const }], done),
        writev,
      })
      streams.push(stream)
      return stream
    })
    // No file is on this disk to get its name.
    const begin = () => ({ ...store.begin(), keep: async () => {} })
    const receiver = await startReceiver(checkOptions({ limits: { idleTimeout: 1_000 } }), {
      ...store,
      begin,
    })
    const files = Array.from({ length: 150 }, () => randomBytes(700_000))
    const sent = files.map((file) => send(receiver.url, bodyOf([fileOf(file)])))
    // Until nothing more comes; and the idle time-out has passed.
    for (let before = -1, still = 0; still < 30; still += 1) {
      if (held() !== before) still = 0
      before = held()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    // 8 MiB, and what each had sent along with its head; without a bound it is 80 MB.
    expect(held()).toBeGreaterThan(4 * 1024 * 1024)
    expect(held()).toBeLessThan(24 * 1024 * 1024)
    slow = false
    for (const go of waiting) go()
    const replies = await Promise.all(sent)
    expect(replies.map(({ json }) => json.files[0]?.sha256)).toEqual(files.map(sha256))
    const kept = [...stored.values()].map((chunks) => sha256(Buffer.concat(chunks)))
    expect(kept.sort()).toEqual(files.map(sha256).sort())
    await receiver.close()
    await rm(folder, { recursive: true })
  })

  it('keeps each file as it came', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receiver-crowd-'))
    const receiver = await startReceiver(checkOptions(), await createFolderStore(folder))
    const files = Array.from({ length: 60 }, () => randomBytes(1_000_000))
    await Promise.all(files.map((file) => send(receiver.url, bodyOf([fileOf(file), fileOf(file)]))))
    for (const _ of files) {
      const { files } = await receiver.nextUpload()
      for (const { path, sha256: told } of files) {
        expect(sha256(await readFile(path))).toBe(told)
      }
    }
    await receiver.close()
    await rm(folder, { recursive: true })
  })

  it('does not wait for senders that have gone or have nothing to say', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receiver-crowd-'))
    const receiver = await startReceiver(checkOptions(), await createFolderStore(folder))
    const head = bodyOf([fileOf(Buffer.alloc(100_000, 'x'))], '')
    const silent = await Promise.all(
      Array.from({ length: 120 }, async (_, i) => {
        const socket = await dial(receiver)
        socket.write(headOf(1_000_000))
        socket.write(head)
        if (i % 2 === 0) socket.destroy()
        return socket
      }),
    )
    const file = randomBytes(3_000_000)
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => send(receiver.url, bodyOf([fileOf(file)]))),
    )
    for (const { json } of replies) expect(json.files[0]?.sha256).toBe(sha256(file))
    for (const socket of silent) socket.destroy()
    await receiver.close({ graceMs: 0 })
    await rm(folder, { recursive: true })
  })
})
