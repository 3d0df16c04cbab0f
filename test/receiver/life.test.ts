import { once } from 'node:events'
import { createWriteStream, existsSync, writeFileSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createReceiver, ReceiverError } from 'tt-anywhere/receiver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkOptions } from '../../src/receiver/options.js'
import { startReceiver } from '../../src/receiver/receiver.js'
import { createFolderStore } from '../../src/receiver/store.js'
import { createAuthority } from '../helpers/certificates.js'
import { bodyOf, dial, headOf, next, send } from './support.js'

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'receiver-test-'))
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

const form = bodyOf([{ name: 'f', filename: 'f', value: 'data' }])

describe('createReceiver', () => {
  it('listens on a free port of this machine alone, with a private folder', async () => {
    const receiver = await createReceiver()
    expect(receiver.url).toBe(`http://127.0.0.1:${receiver.port}`)
    expect(existsSync(receiver.folder)).toBe(true)
    await send(receiver.url, form)
    await receiver.close()
    expect(existsSync(receiver.folder)).toBe(false)
  })

  it('makes and keeps a folder that it is given', async () => {
    const folder = join(scratch, 'a', 'b')
    const receiver = await createReceiver({ folder })
    await send(receiver.url, form)
    await receiver.close()
    expect(receiver.folder).toBe(folder)
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('speaks HTTPS with a key and a certificate', async () => {
    const authority = await createAuthority()
    const tls = await authority.issue({ names: ['127.0.0.1'] })
    const receiver = await createReceiver({ tls })
    expect(receiver.url).toMatch(/^https:/)
    const reply = await send(receiver.url, form, { ca: authority.cert })
    expect(reply.json.files).toMatchObject([{ size: 4 }])
    // A connection that never says hello holds nothing up.
    await dial(receiver)
    await receiver.close({ graceMs: 60_000 })
  })

  it('says what to do about a port that is in use', async () => {
    const first = await createReceiver()
    const second = createReceiver({ port: first.port })
    await expect(second).rejects.toMatchObject({ name: 'ReceiverError', code: 'portInUse' })
    await expect(second).rejects.toThrow(/in use.*leave port out/)
    await first.close()
  })

  it('says which host or folder is wrong', async () => {
    await expect(createReceiver({ host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'hostUnknown',
    })
    const file = join(scratch, 'file')
    await writeFile(file, '')
    await expect(createReceiver({ folder: join(file, 'x') })).rejects.toMatchObject({
      code: 'folderUnusable',
    })
  })

  it.each([
    [{ port: 70_000 }, /port must be an integer from 0 to 65535, not 70000/],
    [{ port: '80' }, /port/],
    [{ host: '' }, /host/],
    [{ folder: 1 }, /folder/],
    [{ limits: { fileSize: -1 } }, /limits.fileSize/],
    [{ limits: { fields: Number.NaN } }, /limits.fields/],
    [{ limits: { idleTimeout: Number.POSITIVE_INFINITY } }, /limits.idleTimeout/],
    [{ limits: { filesize: 1 } }, /no option limits.filesize.*fileSize/],
    [{ prot: 1 }, /no option prot.*port/],
    [{ tls: { key: 'x' } }, /tls.cert/],
    [{ tls: { key: 'secret', cert: 'y' } }, /tls.key and tls.cert/],
    [null, /options must be an object/],
  ])('refuses %j', async (options, message) => {
    const made = createReceiver(options as never)
    await expect(made).rejects.toBeInstanceOf(TypeError)
    await expect(made).rejects.toThrow(message)
    await expect(made).rejects.not.toThrow('secret')
  })
})

describe('nextUpload and the events', () => {
  it('hand over every upload once and in order', async () => {
    const receiver = await createReceiver()
    const early = receiver.nextUpload()
    const seen: string[] = []
    const listener = ({ url }: { url: string }) => {
      seen.push(url)
    }
    receiver.on('upload', listener)
    await send(`${receiver.url}/1`, form)
    expect((await early).url).toBe('/1')
    await send(`${receiver.url}/2`, form)
    receiver.off('upload', listener)
    await send(`${receiver.url}/3`, form)
    expect((await receiver.nextUpload()).url).toBe('/2')
    expect((await receiver.nextUpload()).url).toBe('/3')
    expect(seen).toEqual(['/1', '/2'])
    const waiting = receiver.nextUpload()
    const refused = expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await receiver.close()
    await refused
    await expect(receiver.nextUpload()).rejects.toBeInstanceOf(ReceiverError)
  })

  it('survive listeners that throw', async () => {
    const receiver = await createReceiver()
    let heard = 0
    receiver.on('upload', () => {
      throw new Error('from a listener')
    })
    receiver.on('upload', async () => {
      throw new Error('from a promise')
    })
    receiver.on('upload', () => heard++)
    const warnings: string[] = []
    const listen = ({ message }: Error) => warnings.push(message)
    process.on('warning', listen)
    expect((await send(receiver.url, form)).status).toBe(200)
    await receiver.close()
    process.off('warning', listen)
    expect(heard).toBe(1)
    expect(warnings.sort()).toEqual(['from a listener', 'from a promise'])
  })
})

describe('close', () => {
  it('lets a running upload finish and closes idle connections at once', async () => {
    const receiver = await createReceiver()
    const agent = new Agent({ keepAlive: true })
    await send(receiver.url, form, { agent })
    const silent = await dial(receiver)
    const running = await dial(receiver)
    running.write(headOf(form.length, 'Expect: 100-continue\r\n'))
    await once(running, 'data')
    const closed = receiver.close({ graceMs: 60_000 })
    expect(receiver.close({ graceMs: 60_000 })).toBe(closed)
    await silent.readAll()
    running.write(form)
    expect(await running.readAll()).toMatch(/200 OK[\s\S]*connection: close/i)
    await closed
    agent.destroy()
    await expect(dial(receiver)).rejects.toThrow('ECONNREFUSED')
  })

  it('cuts what is still running after its time, and leaves nothing of it', async () => {
    const folder = join(scratch, 'cut')
    const receiver = await createReceiver({ folder })
    const running = await dial(receiver)
    running.write(headOf(1_000, 'Expect: 100-continue\r\n'))
    await once(running, 'data')
    running.write(bodyOf([{ name: 'f', filename: 'f', value: 'part' }], ''))
    const broken = next(receiver, 'broken')
    const slow = receiver.close({ graceMs: 60_000 })
    await receiver.close({ graceMs: 10 })
    await slow
    expect((await broken).error.code).toBe('closing')
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a disk', () => {
  const receiverOn = async (folder: string, code: string) => {
    const store = await createFolderStore(join(scratch, folder), (path) => {
      const broken = new Writable({
        write(_chunk, _encoding, done) {
          writeFile(path, 'half').then(() => done(Object.assign(new Error(code), { code })))
        },
      })
      return broken
    })
    return startReceiver(checkOptions(), store)
  }

  it.each([
    ['ENOSPC', 507, 'diskFull'],
    ['EIO', 500, 'storeFailed'],
  ])('that fails with %s is told to the sender and leaves nothing', async (errno, status, code) => {
    const receiver = await receiverOn(errno, errno)
    const reply = await send(receiver.url, form)
    expect([reply.status, reply.json.error.code]).toEqual([status, code])
    expect(reply.text).not.toContain(receiver.folder)
    expect(await readdir(receiver.folder)).toEqual([])
    await receiver.close()
  })

  it.runIf(existsSync('/dev/full'))('that is full indeed leaves nothing of the form', async () => {
    let opened = 0
    const folder = join(scratch, 'full-disk')
    const store = await createFolderStore(folder, (path) =>
      createWriteStream(opened++ === 0 ? path : '/dev/full'),
    )
    const receiver = await startReceiver(checkOptions(), store)
    const broken = next(receiver, 'broken')
    const file = { name: 'f', filename: 'f', value: Buffer.alloc(2_000_000, 'x') }
    const reply = await send(receiver.url, bodyOf([file, file]))
    expect([reply.status, reply.json.error.code]).toEqual([507, 'diskFull'])
    expect((await broken).error.code).toBe('diskFull')
    expect(opened).toBe(2)
    expect(await readdir(folder)).toEqual([])
    await receiver.close()
  })

  it('whose folder vanished is told to the sender', async () => {
    const receiver = await createReceiver()
    await rm(receiver.folder, { recursive: true })
    expect((await send(receiver.url, form)).json.error.code).toBe('storeFailed')
    await receiver.close()
  })

  it('whose queue is full at the end of a file does not stop the rest of the body', async () => {
    const store = await createFolderStore(join(scratch, 'full'), (path) => {
      const write: Writable['_write'] = (chunk, _encoding, done) =>
        void appendFile(path, chunk).then(() => done(), done)
      return new Writable({ highWaterMark: 1, write })
    })
    const receiver = await startReceiver(checkOptions(), store)
    const file = { name: 'f', filename: 'f', value: Buffer.alloc(300_000, 'x') }
    const reply = await send(receiver.url, bodyOf([file, file, { name: 'last', value: '1' }]))
    expect(reply.json.files).toMatchObject([{ size: 300_000 }, { size: 300_000 }])
    expect(reply.json.fields).toEqual([['last', '1']])
    await receiver.close()
  })

  it('that is slow keeps nothing of a sender who goes once all has come', async () => {
    const folder = join(scratch, 'gone')
    let begun = () => {}
    const writing = new Promise<void>((resolve) => {
      begun = resolve
    })
    const release: (() => void)[] = []
    const store = await createFolderStore(folder, (path) => {
      writeFileSync(path, '')
      const write: Writable['_write'] = (_chunk, _encoding, done) => {
        release.push(done)
        begun()
      }
      return new Writable({ highWaterMark: 1, write })
    })
    const receiver = await startReceiver(checkOptions(), store)
    const broken = next(receiver, 'broken')
    const socket = await dial(receiver)
    const body = bodyOf([{ name: 'f', filename: 'f', value: Buffer.alloc(530_000) }])
    // More than waits for the disk: its end is not read before the disk has taken some.
    socket.write(Buffer.concat([Buffer.from(headOf(body.length)), body]))
    await writing
    socket.destroy()
    expect((await broken).error.code).toBe('senderGone')
    await receiver.close()
    expect(await readdir(folder)).toEqual([])
    for (const done of release) done()
  })

  it('that is slow holds the sender back', async () => {
    const release: (() => void)[] = []
    let held = 0
    const store = await createFolderStore(join(scratch, 'slow'), () => {
      return new Writable({
        write(chunk, _encoding, done) {
          held += chunk.length
          release.push(done)
        },
      })
    })
    const receiver = await startReceiver(checkOptions({ limits: { idleTimeout: 50 } }), store)
    const socket = await dial(receiver)
    const size = 256 * 1024 * 1024
    socket.write(headOf(size))
    socket.write(bodyOf([{ name: 'f', filename: 'f' }], '').subarray(0, -2))
    let sent = 0
    const block = Buffer.alloc(1024 * 1024)
    // Until the kernel's buffers and ours are full, and the idle time-out has passed several times.
    for (let idle = 0; idle < 5; ) {
      const before = sent
      if (!socket.writableNeedDrain) {
        socket.write(block)
        sent += block.length
      }
      await new Promise((resolve) => setTimeout(resolve, sent === before ? 50 : 0))
      idle = sent === before ? idle + 1 : 0
    }
    expect(held).toBeGreaterThan(0)
    expect(sent).toBeLessThan(64 * 1024 * 1024)
    // It is we who are slow: the sender is not told off for it.
    expect(socket.bytesRead).toBe(0)
    socket.destroy()
    for (const done of release) done()
    await receiver.close({ graceMs: 0 })
  })
})

it('closes, though an answer waited for an earlier one of a connection that broke', async () => {
  const receiver = await createReceiver()
  receiver.reply({ hang: true })
  let count = 0
  const both = new Promise<void>((resolve) => {
    receiver.on('upload', () => {
      count += 1
      if (count === 2) resolve()
    })
  })
  const socket = await dial(receiver)
  const body = bodyOf([{ name: 'a', value: 'b' }])
  const request = Buffer.concat([Buffer.from(headOf(body.length)), body])
  socket.write(Buffer.concat([request, request]))
  await both
  socket.resetAndDestroy()
  await receiver.close({ graceMs: 0 })
})
