/** Section 2: files that change while they are sent, to a server that waits until they have. */
import { appendFile, open, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { startTcpServer } from '../helpers/server.js'
import { temporaryFolder } from '../helpers/stage.js'
import { type Told, upload } from '../helpers/upload.js'

const mebibyte = 1024 * 1024
/** More than what sender, system and receiver hold in their buffers together. */
const size = 48 * mebibyte

const changed = {
  errMsg: 'uploadFile:fail network error:net::ERR_UPLOAD_FILE_CHANGED',
  errorCode: 121991,
  errorType: 'F',
}

/** What a server got: the length that was told, and the bytes of the body that came. */
interface Got {
  readonly told: number
  readonly came: number
}

/**
 * Uploads a file to a server that stops reading after `first` bytes of the body, changes the file,
 * and lets the server read on to the end.
 */
async function uploadWhile(
  change: (file: string) => Promise<unknown>,
  { first = 1, bytes = size } = {},
): Promise<{ told: Told; got: Got; sockets: number }> {
  const file = join(await temporaryFolder(), 'a.bin')
  await writeFile(file, Buffer.alloc(bytes, 'a'))
  // Long ago, so that the change can't have the same time.
  await utimes(file, 1_000_000_000, 1_000_000_000)
  let length = 0
  let came = 0
  const closed: Promise<void>[] = []
  const server = await startTcpServer((socket) => {
    closed.push(new Promise((resolve) => socket.on('close', () => resolve())))
    serve(socket)
  })

  function serve(socket: Socket) {
    let head = ''
    let inBody = false
    let paused = false
    socket.on('data', (chunk) => {
      if (inBody) {
        came += chunk.byteLength
      } else {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        inBody = true
        length = Number(/^content-length: (\d+)/im.exec(head)?.[1])
        came = head.length - end - 4
      }
      if (!paused && came >= first) {
        paused = true
        socket.pause()
        change(file).then(() => socket.resume())
      }
      if (came === length) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
  }

  const host = startHost({ trustedOrigins: [server.origin] })
  const told = await upload(host, { url: server.origin, filePath: await host.addFile(file) })
  if (told.fail !== undefined) await Promise.all(closed)
  return { told, got: { told: length, came }, sockets: server.sockets.length }
}

describe('[2.10] a file that changes while it is sent fails, and no whole body is sent', () => {
  const changes: Record<string, (file: string) => Promise<unknown>> = {
    'is cut to half': (file) => truncate(file, size / 2),
    'is emptied': (file) => truncate(file, 0),
    'loses its last byte': (file) => truncate(file, size - 1),
    'grows by a byte': (file) => appendFile(file, 'x'),
    doubles: (file) => truncate(file, size * 2),
    'is written anew, as long as before': (file) => writeFile(file, Buffer.alloc(size, 'b')),
    'is written anew, shorter': (file) => writeFile(file, 'short'),
    'has a byte of its end changed': async (file) => {
      const handle = await open(file, 'r+')
      await handle.write('x', size - 1)
      await handle.close()
    },
    'has a byte changed that was sent long ago': async (file) => {
      const handle = await open(file, 'r+')
      await handle.write('x', 0)
      await handle.close()
    },
    'shrinks and grows again': async (file) => {
      await truncate(file, 0)
      await truncate(file, size)
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    test(`[2.10] it ${what}`, async () => {
      const { told, got, sockets } = await uploadWhile(change)
      expect(told.fail).toEqual(changed)
      expect(told.complete).toBe(told.fail)
      expect(told.order).not.toContain('success')
      expect(told.progress.every(({ progress }) => progress < 100)).toBe(true)
      expect(got.told).toBeGreaterThan(size)
      expect(got.came).toBeLessThan(got.told)
      expect(sockets).toBe(1)
    })
  }

  test('[2.10] it is cut when most of it has been read', async () => {
    const { told, got } = await uploadWhile((file) => truncate(file, size / 4), {
      first: size / 2,
    })
    expect(told.fail).toEqual(changed)
    expect(got.came).toBeLessThan(got.told)
  })
})

test('[2.10] a file that stays as it was is sent whole, however long the server waits', async () => {
  const { told, got } = await uploadWhile(async () => {})
  expect(told.fail).toBeUndefined()
  expect(told.success?.statusCode).toBe(200)
  expect(got.came).toBe(got.told)
})

// Windows keeps a deleted file's name until it is closed, and node:fs may refuse the deletion.
test.skipIf(process.platform === 'win32')(
  '[2.10] a file that is deleted while it is sent is open still, and goes whole',
  async () => {
    const { told, got } = await uploadWhile((file) => rm(file))
    expect(told.success?.statusCode).toBe(200)
    expect(got.came).toBe(got.told)
  },
)
