/** Section 14: tt.downloadFile and DownloadTask. */
import { createHash, pbkdf2, randomBytes } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { DownloadProgress, HostOptions } from 'tt-anywhere'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type AnyTask, downloaded, failed, run, type Told } from '../helpers/call.js'
import { bundleLibrary, runScript } from '../helpers/child.js'
import { startHost } from '../helpers/host.js'
import { sharedErrors, startHolding } from '../helpers/networkErrors.js'
import { readRequests, startServer, startTcpServer } from '../helpers/server.js'
import { temporaryFolder } from '../helpers/stage.js'

const aborted = {
  errMsg: 'downloadFile:fail download file abort',
  errorCode: 121805,
  errorType: 'D',
}
const tooBig = {
  errMsg: 'downloadFile:fail network error:net::ERR_FILE_TOO_BIG',
  errorCode: 121891,
  errorType: 'F',
}
/** Threads of the pool that writes files. */
const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
const kept = 'ttfile://user/kept.bin'

type Answer = Parameters<typeof startServer>[0]

/** A server, and a host whose files lie in a folder that can be looked into. */
async function open(answer: Answer, options: HostOptions = {}) {
  const server = await startServer(answer)
  return { ...(await openAt(server.origin, options)), server }
}

async function openAt(origin: string, options: HostOptions = {}) {
  const storage = await temporaryFolder()
  const host = startHost({ trustedOrigins: [origin], storage, appId: 'tt1', ...options })
  const files = host.tt.getFileSystemManager()
  return {
    host,
    url: `${origin}/`,
    /** The bytes of a file in the sandbox. */
    read: (path: string) => Buffer.from(files.readFileSync(path)),
    write: (path: string, text: string) => files.writeFileSync(path, text, 'utf8'),
    names: (path: string) => files.readdirSync(path),
    /** Every file of the host on this machine, hidden ones too. */
    onDisk: () =>
      readdirSync(storage, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
  }
}

const ends =
  (body: string | Uint8Array, headers: Record<string, string | number> = {}): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)

/** Answers with what has no Content-Length. */
const chunked =
  (...pieces: (string | Uint8Array)[]): Answer =>
  (_request, response) => {
    for (const piece of pieces) response.write(piece)
    response.end()
  }

describe('[14.1] a temporary file', () => {
  test.each([0, 1, 65_536, 3_000_001])('[14.1] of %i bytes', async (size) => {
    const bytes = randomBytes(size)
    const { host, url, server, read } = await open(ends(bytes))
    const told = await run(host, 'downloadFile', { url })
    const { tempFilePath = '' } = told.success ?? expect.fail(told.fail?.errMsg)
    expect(read(tempFilePath).equals(bytes)).toBe(true)
    expect(tempFilePath).toMatch(/^ttfile:\/\/temp\/[0-9a-f]{24}$/)
    expect(told.success).toMatchObject({ errMsg: 'downloadFile:ok', statusCode: 200 })
    expect(told.success).not.toHaveProperty('filePath')
    expect(told.success?.header['content-length']).toBe(String(size))
    expect(told.success?.profile).toMatchObject({ socketReused: false })
    expect(told.complete).toBe(told.success)
    expect(server.received[0]?.method).toBe('GET')
    expect(server.received[0]?.body.byteLength).toBe(0)
  })

  test('[14.1] it can be uploaded, saved and read like any other', async () => {
    const { host, url, read } = await open(ends('the bytes'))
    const { tempFilePath } = await downloaded(host, { url, enableProfile: false })
    const path = host.tt.getFileSystemManager().saveFileSync(tempFilePath)
    expect(read(path).toString()).toBe('the bytes')
    expect(() => read(tempFilePath)).toThrow('no such file')
  })
})

test('[14.2] filePath', async () => {
  const { host, url, read, names } = await open(ends('the bytes'))
  host.tt.getFileSystemManager().mkdirSync('ttfile://user/a', false)
  const filePath = 'ttfile://user/a/b.txt'
  const result = await downloaded(host, { url, filePath })
  expect(result).toMatchObject({ errMsg: 'downloadFile:ok', filePath })
  expect(result).not.toHaveProperty('tempFilePath')
  expect(read(filePath).toString()).toBe('the bytes')
  expect(names('ttfile://temp')).toEqual([])
})

describe('[14.3] the extension of a temporary file', () => {
  test.each([
    ['/photo', 'image/jpeg', '.jpg'],
    ['/photo.jpeg', 'image/jpeg', '.jpeg'],
    ['/photo.php', 'image/png', '.png'],
    ['/a.csv', 'text/plain; charset=utf-8', '.csv'],
    ['/a.zip', 'application/octet-stream', '.zip'],
    ['/a.zip?name=b.txt', undefined, '.zip'],
    ['/a.MP4', undefined, '.mp4'],
    ['/', undefined, ''],
    ['/noextension', 'application/octet-stream', ''],
    ['/a.b/c', undefined, ''],
    ['/.hidden', undefined, ''],
    ['/a.%2e%2e%2fb', undefined, ''],
    ['/a.toolongforanextension', 'no/such-type', ''],
    ['/a.txt', '../../x', '.txt'],
  ])('[14.3] %s as %s: %j', async (path, type, extension) => {
    const { host, server } = await open(
      ends('x', type === undefined ? {} : { 'content-type': type }),
    )
    const { tempFilePath } = await downloaded(host, { url: `${server.origin}${path}` })
    expect(tempFilePath.replace(/^ttfile:\/\/temp\/[0-9a-f]{24}/, '')).toBe(extension)
  })

  test('[14.3] after a redirect it is the last URL that counts', async () => {
    const { host, server } = await open((request, response) => {
      if (request.target === '/end.gif') response.end('x')
      else response.writeHead(302, { location: '/end.gif' }).end()
    })
    const { tempFilePath } = await downloaded(host, { url: `${server.origin}/start.php` })
    expect(tempFilePath).toMatch(/\.gif$/)
  })
})

test('[14.4] a file that is there stays until the new one is whole', async () => {
  let response: ServerResponse | undefined
  const { host, url, read, write, onDisk } = await open((_request, held) => {
    response = held
    held.write('new')
  })
  write(kept, 'the old one')
  let headers = false
  const done = run(host, 'downloadFile', { url, filePath: kept }, (task) => {
    task.onHeadersReceived(() => {
      headers = true
    })
  })
  await vi.waitFor(() => expect(headers).toBe(true))
  expect(read(kept).toString()).toBe('the old one')
  response?.end(' bytes')
  expect((await done).success?.filePath).toBe(kept)
  expect(read(kept).toString()).toBe('new bytes')
  expect(onDisk()).toHaveLength(1)
})

test('[14.5] where it may not go', async () => {
  const { host, url, server, write } = await open(ends('x'))
  write('ttfile://user/file', 'x')
  host.tt.getFileSystemManager().mkdirSync('ttfile://user/folder', false)
  const code = async (filePath: string) => {
    const { errMsg, errorCode } = await failed(host, 'downloadFile', { url, filePath })
    expect(errMsg).toContain(filePath)
    return errorCode
  }
  for (const path of [
    'ttfile://temp/a',
    'ttfile://user',
    'ttfile://user/../a',
    'ttfile://user/a/',
    'ttfile://user//a',
    '/tmp/a',
    'file:///tmp/a',
    'a',
    'ttfile://user/folder',
  ]) {
    expect([path, await code(path)]).toEqual([path, 121806])
  }
  expect(await code('ttfile://user/none/a')).toBe(121802)
  expect(await code('ttfile://user/file/a')).toBe(121802)
  const long = `ttfile://user/${'x'.repeat(5000)}`
  expect(await failed(host, 'downloadFile', { url, filePath: long })).toEqual({
    errMsg: 'downloadFile:fail params filePath is invalid',
    errorCode: 121899,
    errorType: 'D',
  })
  expect(server.received).toEqual([])
})

describe('[14.6] the quota', () => {
  const full = {
    errMsg: 'downloadFile:fail user dir saved file size limit exceeded',
    errorCode: 121803,
    errorType: 'D',
  }

  test('[14.6] past it nothing is left, and what is there stays', async () => {
    const { host, url, read, write, onDisk } = await open(ends('x'.repeat(60)), { userQuota: 100 })
    write('ttfile://user/old', 'y'.repeat(50))
    expect(await failed(host, 'downloadFile', { url, filePath: kept })).toEqual(full)
    expect(read('ttfile://user/old').toString()).toBe('y'.repeat(50))
    expect(onDisk()).toHaveLength(1)
  })

  test('[14.6] what is replaced counts no more; temporary files do not count', async () => {
    const { host, url, read, write } = await open(ends('x'.repeat(60)), { userQuota: 100 })
    write(kept, 'y'.repeat(90))
    await downloaded(host, { url, filePath: kept })
    expect(read(kept).byteLength).toBe(60)
    for (let index = 0; index < 3; index += 1) await downloaded(host, { url })
    expect(await failed(host, 'downloadFile', { url, filePath: 'ttfile://user/more' })).toEqual(
      full,
    )
  })
})

test('[14.7] any status is a success', async () => {
  for (const status of [200, 204, 404, 500]) {
    const { host, url, read } = await open((_request, response) =>
      response.writeHead(status).end(status === 204 ? undefined : 'what it sent'),
    )
    const { statusCode, tempFilePath } = await downloaded(host, { url })
    expect(statusCode).toBe(status)
    expect(read(tempFilePath).toString()).toBe(status === 204 ? '' : 'what it sent')
  }
})

describe('[14.8] the limit', () => {
  test('[14.8] 200 MB by default, told by Content-Length: it fails at once', async () => {
    let sent = 0
    const { host, url, onDisk } = await open((_request, response) => {
      response.writeHead(200, { 'content-length': 200 * 1024 * 1024 + 1 })
      response.write('x', () => {
        sent += 1
      })
    })
    const told = await run(host, 'downloadFile', { url })
    expect(told.fail).toEqual(tooBig)
    expect(told.progress).toEqual([])
    expect(sent).toBeLessThan(2)
    expect(onDisk()).toEqual([])
  })

  test.each([
    ['without a length', chunked('x'.repeat(600), 'y'.repeat(401))],
    ['decoded', ends(gzipSync('x'.repeat(1001)), { 'content-encoding': 'gzip' })],
  ])('[14.8] maxDownloadSize, %s', async (_name, answer) => {
    const { host, url, onDisk } = await open(answer, { maxDownloadSize: 1000 })
    expect(await failed(host, 'downloadFile', { url })).toEqual(tooBig)
    expect(onDisk()).toEqual([])
  })

  test('[14.8] just as much passes; maxResponseSize does not count', async () => {
    const { host, url, read } = await open(chunked('x'.repeat(1000)), {
      maxDownloadSize: 1000,
      maxResponseSize: 10,
    })
    expect(read((await downloaded(host, { url })).tempFilePath).byteLength).toBe(1000)
    expect(() => startHost({ maxDownloadSize: 0 })).toThrow('maxDownloadSize must be')
  })
})

describe('[14.9] what fails leaves no file', () => {
  const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'

  /** Two downloads of an answer that stays half, one to a path where a file is. */
  async function broken(
    end: (told: { tasks: AnyTask[]; close(): void; end(): void }) => void,
    options: object = {},
  ) {
    const { origin, sockets } = await startTcpServer((socket) => {
      readRequests(socket, () => socket.write(`${half}${'x'.repeat(50_000)}`))
    })
    const { host, url, read, write, onDisk, names } = await openAt(origin)
    write(kept, 'the old one')
    const tasks: AnyTask[] = []
    let moved = 0
    const started = (task: AnyTask) => {
      tasks.push(task)
      task.onProgressUpdate?.((({ totalBytesWritten }: DownloadProgress) => {
        if (totalBytesWritten > 0) moved += 1
      }) as never)
    }
    const all = [{ url }, { url, filePath: kept }].map((call) =>
      run(host, 'downloadFile', { ...call, ...options }, started),
    )
    await vi.waitFor(() => expect(moved).toBeGreaterThanOrEqual(2))
    const close = () => void host.close()
    end({ tasks, close, end: () => sockets.map((socket) => socket.destroy()) })
    const told = await Promise.all(all)
    const left = onDisk().filter((file) => statSync(file).size !== 'the old one'.length)
    expect(left).toEqual([])
    return { told, read, names, onDisk }
  }
  const codes = (told: readonly Told[]) => told.map(({ fail }) => fail?.errorCode)

  test('[14.9] a connection that breaks', async () => {
    const { told, read, names, onDisk } = await broken(({ end }) => end())
    expect(codes(told)).toEqual([121827, 121827])
    expect(read(kept).toString()).toBe('the old one')
    expect(names('ttfile://temp')).toEqual([])
    expect(onDisk()).toHaveLength(1)
  })

  test('[14.9] abort()', async () => {
    const { told, read, onDisk } = await broken(({ tasks }) => {
      for (const task of tasks) task.abort()
    })
    expect(told.map(({ fail }) => fail)).toEqual([aborted, aborted])
    expect(read(kept).toString()).toBe('the old one')
    expect(onDisk()).toHaveLength(1)
  })

  test('[14.9] a time-out', async () => {
    const { told, onDisk } = await broken(() => {}, { timeout: 400 })
    expect(codes(told)).toEqual([121820, 121820])
    expect(onDisk()).toHaveLength(1)
  })

  test('[14.9] the host closes', async () => {
    const { told, onDisk } = await broken(({ close }) => close())
    expect(told.map(({ fail }) => fail)).toEqual([aborted, aborted])
    expect(onDisk()).toHaveLength(1)
  })

  test('[14.9] gzip that breaks off', async () => {
    const whole = gzipSync(randomBytes(200_000))
    const { host, url, onDisk } = await open(
      ends(whole.subarray(0, 100_000), { 'content-encoding': 'gzip' }),
    )
    expect((await failed(host, 'downloadFile', { url })).errMsg).toBe(
      'downloadFile:fail network error:net::ERR_CONTENT_DECODING_FAILED',
    )
    expect(onDisk()).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('[14.9] the disk is full', async () => {
    const { url } = await open(ends(randomBytes(8_000_000)))
    const storage = await temporaryFolder()
    const library = await bundleLibrary()
    onTestFinished(library.remove)
    const script = `
      import { createHost } from './library.mjs'
      import { readdirSync } from 'node:fs'
      const [checkDomains, proxy, storage] = [false, false, ${JSON.stringify(storage)}]
      const host = createHost({ checkDomains, proxy, storage })
      host.on('warning', () => {})
      for (const filePath of [undefined, ${JSON.stringify(kept)}]) {
        await new Promise((complete) => {
          const fail = (error) => console.log(JSON.stringify(error))
          host.tt.downloadFile({ url: ${JSON.stringify(url)}, filePath, fail, complete })
        })
      }
      const left = readdirSync(storage, { recursive: true, withFileTypes: true })
      console.log(left.filter((entry) => entry.isFile()).length)
      await host.close()`
    // No file may have more than so many blocks: to the process the disk is full then.
    const limited = ['/bin/sh', '-c', 'ulimit -f 2048 && exec "$0" "$@"']
    const { lines, errors } = await runScript(library.file, script, 15_000, limited)
    const full = {
      errMsg: 'downloadFile:fail network error:net::ERR_FILE_NO_SPACE',
      errorCode: 121891,
      errorType: 'F',
    }
    expect(errors).toBe('')
    expect(lines.map((line) => JSON.parse(line))).toEqual([full, full, 0])
  })

  test('[14.9] the folder of filePath goes meanwhile', async () => {
    let response: ServerResponse | undefined
    const { host, url, onDisk } = await open((_request, held) => {
      response = held
      held.write('x')
    })
    const files = host.tt.getFileSystemManager()
    files.mkdirSync('ttfile://user/a', false)
    const done = run(host, 'downloadFile', { url, filePath: 'ttfile://user/a/b' })
    await vi.waitFor(() => expect(response).toBeDefined())
    files.rmdirSync('ttfile://user/a', true)
    response?.end()
    expect((await done).fail).toEqual({
      errMsg: 'downloadFile:fail no file exist, filePath == ttfile://user/a/b',
      errorCode: 121802,
      errorType: 'D',
    })
    expect(onDisk()).toEqual([])
  })
})

test('[14.10] where the disk does not write, the server can not send', {
  timeout: 60_000,
}, async () => {
  const size = 190 * 1024 * 1024
  const piece = randomBytes(1024 * 1024)
  let sent = 0
  const { host, url, onDisk } = await open((_request, response) => {
    const more = () => {
      if (sent === size) return response.end()
      sent += piece.byteLength
      return response.write(piece, more)
    }
    response.writeHead(200, { 'content-length': size })
    more()
  })
  // Files are written by threads of a pool; while these reckon, none of them writes.
  const busy = () =>
    new Promise<number>((resolve, reject) => {
      pbkdf2('a', 'b', 400_000, 64, 'sha512', (error) => (error ? reject(error) : resolve(sent)))
    })
  let reckoned: Promise<number>[] = []
  await new Promise<void>((success, fail) => {
    const task = host.tt.downloadFile({ url, success: () => success(), fail })
    task.onHeadersReceived(() => {
      reckoned = Array.from({ length: threads }, busy)
    })
  })
  expect(await Promise.race(reckoned)).toBeLessThan((size * 2) / 3)
  expect(onDisk().map((file) => statSync(file).size)).toEqual([size])
})

describe('[14.11] compressed answers', () => {
  const text = 'the bytes '.repeat(100_000)

  test.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['br, gzip', gzipSync(brotliCompressSync(text))],
  ])('[14.11] %s', async (coding, body) => {
    const { host, url, read, server } = await open(ends(body, { 'content-encoding': coding }))
    expect(read((await downloaded(host, { url })).tempFilePath).toString()).toBe(text)
    expect(server.received[0]?.headers['accept-encoding']).toBe('gzip, deflate, br')
  })

  test('[14.11] a little that becomes much comes through whole', { timeout: 30_000 }, async () => {
    const whole = Buffer.alloc(100 * 1024 * 1024)
    const { host, url, onDisk } = await open(ends(gzipSync(whole), { 'content-encoding': 'gzip' }))
    const { tempFilePath } = await downloaded(host, { url })
    expect(onDisk().map((file) => statSync(file).size)).toEqual([whole.byteLength])
    const { digest } = await new Promise<{ digest: string }>((success, fail) =>
      host.tt.getFileInfo({ filePath: tempFilePath, digestAlgorithm: 'md5', success, fail }),
    )
    expect(digest).toBe(createHash('md5').update(whole).digest('hex'))
  })
})

/** What must hold of the progress of any download. */
function expectSound({ progress, order }: Told, size: number) {
  let before = -1
  for (const event of progress) {
    expect(Object.keys(event)).toEqual([
      'progress',
      'totalBytesWritten',
      'totalBytesExpectedToWrite',
    ])
    expect(event.totalBytesWritten).toBeGreaterThanOrEqual(before)
    before = event.totalBytesWritten
  }
  expect(progress.at(-1)).toEqual({
    progress: 100,
    totalBytesWritten: size,
    totalBytesExpectedToWrite: size,
  })
  expect(order.slice(-3)).toEqual(['progress', 'success', 'complete'])
}

describe('[14.12] progress', () => {
  test.each([0, 1, 1000, 5_000_000])('[14.12] of %i bytes', async (size) => {
    const { host, url } = await open(ends(Buffer.alloc(size)))
    const told = await run(host, 'downloadFile', { url })
    expectSound(told, size)
    for (const event of told.progress) {
      expect(event.totalBytesExpectedToWrite).toBe(size)
      if (size > 0) {
        expect(event.progress).toBe(Math.floor((event.totalBytesWritten / size) * 100))
      }
    }
  })

  test('[14.12] it moves while the answer is on its way', async () => {
    let response: ServerResponse | undefined
    const { host, url } = await open((_request, held) => {
      response = held
      held.writeHead(200, { 'content-length': 4 })
      held.write('a')
    })
    const seen: number[] = []
    const done = run(host, 'downloadFile', { url }, (task) =>
      task.onProgressUpdate?.((({ progress }: DownloadProgress) => seen.push(progress)) as never),
    )
    await vi.waitFor(() => expect(seen).toEqual([25]))
    response?.end('bcd')
    expectSound(await done, 4)
    expect(seen).toEqual([25, 100])
  })
})

describe('[14.13] progress of what has no length', () => {
  test.each([
    ['chunked', chunked(Buffer.alloc(700_000), Buffer.alloc(300_000))],
    ['empty', chunked()],
    ['gzip', ends(gzipSync(randomBytes(1_000_000)), { 'content-encoding': 'gzip' })],
  ])('[14.13] %s', async (name, answer) => {
    const { host, url } = await open(answer)
    const told = await run(host, 'downloadFile', { url })
    expectSound(told, name === 'empty' ? 0 : 1_000_000)
    for (const event of told.progress.slice(0, -1)) {
      expect(event).toMatchObject({ progress: 0, totalBytesExpectedToWrite: 0 })
    }
  })
})

describe('[14.14] the task', () => {
  test('[14.14] its methods need no `this`; the headers come once, before progress', async () => {
    const { host, url } = await open(ends('x', { 'X-A': 'b' }))
    const told = await run(host, 'downloadFile', { url }, (task) => {
      expect(Object.keys(task).sort()).toEqual([
        'abort',
        'offHeadersReceived',
        'offProgressUpdate',
        'onHeadersReceived',
        'onProgressUpdate',
      ])
      expect(task).not.toHaveProperty('then')
    })
    expect(told.order).toEqual(['returned', 'headers', 'progress', 'success', 'complete'])
    expect(told.headers).toEqual([{ header: told.success?.header }])
    const none = await run(host, 'downloadFile', { url }, (task) => {
      const { offHeadersReceived } = task
      offHeadersReceived()
    })
    expect(none.headers).toEqual([])
  })

  test('[14.14] abort() at once, from a listener, and after the end', async () => {
    const { host, url, server, onDisk } = await open(ends('x'))
    const early = await run(host, 'downloadFile', { url }, (task) => task.abort())
    expect(early.fail).toEqual(aborted)
    expect(early.order).toEqual(['returned', 'fail', 'complete'])
    expect(server.connections()).toBe(0)
    const listening = await run(host, 'downloadFile', { url }, (task) => {
      task.onProgressUpdate?.((() => task.abort()) as never)
    })
    expect(listening.fail).toEqual(aborted)
    expect(onDisk()).toEqual([])
    let task: AnyTask | undefined
    const late = await run(host, 'downloadFile', { url }, (started) => {
      task = started
    })
    task?.abort()
    expect(late.order.slice(-2)).toEqual(['success', 'complete'])
    expect(onDisk()).toHaveLength(1)
  })
})

test('[14.15] headers', async () => {
  const { host, url, server } = await open(ends('x'))
  const warnings: string[] = []
  host.on('warning', ({ code, message }) => {
    if (code === 'header-dropped') warnings.push(message.split(' ')[1] ?? '')
  })
  const header = { 'content-type': 'text/x', referer: 'a', 'User-Agent': 'b', range: 'bytes=0-1' }
  await downloaded(host, { url, header })
  const { headers } = server.received[0] ?? expect.fail()
  expect(headers['content-type']).toBe('text/x')
  expect(headers.range).toBe('bytes=0-1')
  expect(headers.referer).toMatch(/^https:\/\/tmaservice\.developer\.toutiao\.com\/\?appid=tt1&/)
  expect(warnings).toEqual(['referer', 'User-Agent'])
  await downloaded(host, { url })
  expect(server.received[1]?.headers['content-type']).toBeUndefined()
})

test('[14.16] every hop is held against the domain list, and leaves no file', async () => {
  const other = await startServer()
  const { host, url, onDisk } = await open((_request, response) =>
    response.writeHead(302, { location: `${other.origin}/x` }).end('the redirect itself'),
  )
  expect(await failed(host, 'downloadFile', { url })).toEqual({
    errMsg: `downloadFile:fail url not in domain list, url == ${other.origin}/x`,
    errorCode: 121801,
    errorType: 'D',
  })
  expect(onDisk()).toEqual([])
})

test('[14.17] 5 at once', async () => {
  const server = await startHolding()
  const { host } = await openAt(server.origin)
  const all = Array.from({ length: 7 }, () => downloaded(host, { url: server.origin }))
  await vi.waitFor(() => expect(server.held).toHaveLength(5))
  for (let released = 0; released < 7; released += 1) {
    await vi.waitFor(() => expect(server.held.length).toBeGreaterThan(0))
    server.release()
  }
  await Promise.all(all)
  expect(server.most()).toBe(5)
})

test('[14.18] app.json sets the default', async () => {
  const { host, url, onDisk } = await open(() => {}, {
    appConfig: { networkTimeout: { downloadFile: 120, request: 60_000 } },
  })
  expect(await failed(host, 'downloadFile', { url })).toEqual({
    errMsg: 'downloadFile:fail request time out',
    errorCode: 121820,
    errorType: 'D',
  })
  expect(onDisk()).toEqual([])
})

test.each(sharedErrors)('[14.19] $name', async ({ suffix, detail, type, fail }) => {
  expect(await fail('downloadFile')).toEqual({
    errMsg: `downloadFile:fail ${detail}`,
    errorCode: 121800 + suffix,
    errorType: type,
  })
})

test('[14.20] nothing throws, and there is one end', async () => {
  const { host, url, onDisk, names } = await open(ends('x'))
  const odd = fc.anything({ withBigInt: true, withNullPrototype: true, withTypedArray: true })
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          url: fc.oneof(fc.constant(url), odd),
          filePath: fc.oneof(
            odd,
            fc.string().map((name) => `ttfile://user/${name}`),
          ),
          header: odd,
          timeout: odd,
          enableProfile: odd,
        },
        { requiredKeys: [] },
      ),
      async (options) => {
        const { order, success, fail } = await run(host, 'downloadFile', options)
        expect(order[0]).toBe('returned')
        expect(order.slice(-1)).toEqual(['complete'])
        expect(success?.errMsg ?? fail?.errMsg).toMatch(/^downloadFile:(?:ok$|fail .)/s)
        expect(fail?.errorCode).not.toBe(121892)
      },
    ),
    { numRuns: 200 },
  )
  // What is on the disk is what succeeded.
  const inSandbox = names('ttfile://temp').length + names('ttfile://user').length
  expect(onDisk()).toHaveLength(inSandbox)
})
