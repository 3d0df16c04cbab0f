import type { UploadFileError, UploadFileResult } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bundleLibrary, type Ended, runScript } from '../helpers/child.js'
import { sparseFile, tellsOpenFiles, timesOpen } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { closed, readHead, response } from '../helpers/raw.js'
import { readRequests, startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const aborted = { errMsg: 'uploadFile:fail upload file abort', errorCode: 121905, errorType: 'D' }
const hostClosed = { errMsg: 'uploadFile:fail host is closed', errorCode: 121992, errorType: 'F' }
const small = { name: 'a.txt', data: 'a' }
const big = 64 * 1024 * 1024

/** A server whose every answer is these bytes. */
function startAnswering(bytes: Uint8Array) {
  return startTcpServer((socket) => readRequests(socket, () => socket.write(bytes)))
}

describe('success', () => {
  test('[7.1] errMsg is uploadFile:ok, and nothing is in the result that is not of the table', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const result = await successOf(host, { url: server.origin, filePath })
    expect(result.errMsg).toBe('uploadFile:ok')
    expect(Object.keys(result).sort()).toEqual([
      'data',
      'errMsg',
      'header',
      'profile',
      'statusCode',
    ])
  })

  test.each([
    200, 201, 202, 204, 206, 226, 299, 300, 304, 305, 306, 400, 401, 403, 404, 407, 409, 413, 418,
    429, 451, 500, 501, 502, 503, 504, 599, 600, 799, 999,
  ])('[7.2] status %d is a success', async (status) => {
    const bodyless = status === 204 || status === 304
    const bytes = bodyless
      ? Buffer.from(`HTTP/1.1 ${status} Status\r\n\r\n`)
      : response(status, `body of ${status}`)
    const server = await startAnswering(bytes)
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const result = await successOf(host, { url: server.origin, filePath })
    expect(result).toMatchObject({
      errMsg: 'uploadFile:ok',
      statusCode: status,
      data: bodyless ? '' : `body of ${status}`,
    })
  })

  test.each([301, 302, 303, 307, 308])(
    '[7.2] a redirect (%d) without a location is a success too',
    async (status) => {
      const server = await startAnswering(response(status, 'where to?'))
      const host = startHost({ checkDomains: false })
      const filePath = await host.addFile(small)
      const result = await successOf(host, { url: server.origin, filePath })
      expect(result).toMatchObject({ statusCode: status, data: 'where to?' })
    },
  )

  test('[7.2] a status line without a reason, and one in UTF-8', async () => {
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    for (const line of ['200', '200 ', '200 好的']) {
      const server = await startAnswering(response(line, 'x'))
      const result = await successOf(host, { url: server.origin, filePath })
      expect(result).toMatchObject({ statusCode: 200, data: 'x' })
    }
  })

  test('[7.3] data is text by default, JSON too, and empty where there is no body', async () => {
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const dataOf = async (bytes: Buffer) =>
      (await successOf(host, { url: (await startAnswering(bytes)).origin, filePath })).data
    expect(await dataOf(response(200, '{"a":1}', ['Content-Type: application/json']))).toBe(
      '{"a":1}',
    )
    expect(await dataOf(response(200, '纯文本 🎈'))).toBe('纯文本 🎈')
    expect(await dataOf(response(200, '', ['Content-Type: image/png']))).toBe('')
    expect(await dataOf(response(200, 'a\r\n\0b\n'))).toBe('a\r\n\0b\n')
  })

  test('[7.3] a body in many pieces, cut within characters', async () => {
    const text = '汉字🎈'.repeat(2_000)
    const bytes = Buffer.from(text)
    const server = await startServer((_request, answer) => {
      for (let at = 0; at < bytes.byteLength; at += 997) answer.write(bytes.subarray(at, at + 997))
      answer.end()
    })
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    expect((await successOf(host, { url: server.origin, filePath })).data).toBe(text)
  })

  test('[7.4] header: names in lower case, repeated names joined, Set-Cookie too', async () => {
    const server = await startAnswering(
      response(200, 'x', [
        'Content-Type: text/plain',
        'X-Many: a',
        'SET-COOKIE: a=1; Expires=Wed, 21 Oct 2065 07:28:00 GMT',
        'x-many: b',
        'Set-Cookie: b=2; Path=/',
        'X-MANY:   c  ',
        'set-cookie: c=3',
        'X-Empty:',
        'ETag: "1"',
        'etag: "2"',
        'Age: 1',
        'Age: 2',
        `X-Raw: ${'汉字 ü'}`,
        '__proto__: ownership',
        'constructor: c',
        'toString: t',
      ]),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const told = await upload(host, { url: server.origin, filePath })
    const header = told.success?.header ?? {}
    expect(Object.entries(header)).toEqual([
      ['content-type', 'text/plain'],
      ['x-many', 'a, b, c'],
      ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2065 07:28:00 GMT, b=2; Path=/, c=3'],
      ['x-empty', ''],
      ['etag', '"1", "2"'],
      ['age', '1, 2'],
      ['x-raw', '汉字 ü'],
      ['__proto__', 'ownership'],
      ['constructor', 'c'],
      ['tostring', 't'],
      ['content-length', '1'],
    ])
    expect(Object.getPrototypeOf(header)).toBe(Object.prototype)
    expect(told.headers).toEqual([header])
  })

  test('[7.4] a value that is no UTF-8 is read as Latin-1', async () => {
    const bytes = Buffer.from(
      'HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nContent-Length: 0\r\n\r\n',
      'latin1',
    )
    const server = await startAnswering(bytes)
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const { header } = await successOf(host, { url: server.origin, filePath })
    expect(header['x-name']).toBe('café')
  })

  test('[7.4] more than 2000 headers: none is lost', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => `X-${index}: ${index}`)
    const server = await startAnswering(response(200, 'x', lines))
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const { header } = await successOf(host, { url: server.origin, filePath })
    expect(Object.keys(header)).toHaveLength(3_001)
    expect(header['x-2999']).toBe('2999')
  })

  test('[7.5] profile is there by default and when asked for, not when refused', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const run = (enableProfile?: boolean) =>
      successOf(host, { url: server.origin, filePath, enableProfile })
    const { profile } = await run()
    expect(profile).toMatchObject({ port: server.port, socketReused: false, protocol: 'http/1.1' })
    expect(profile?.requestEnd).toBeGreaterThanOrEqual(profile?.requestStart ?? Number.NaN)
    expect((await run(true)).profile).toMatchObject({ port: server.port, socketReused: true })
    expect(await run(false)).not.toHaveProperty('profile')
  })
})

describe('fail', () => {
  test.each([
    ['params url is required', 121999, 'D', { url: '' }],
    ['url is invalid, url == %s %s', 121999, 'D', { url: '%s %s' }],
    ["file path permission denied, open '/etc/passwd'", 121906, 'D', { filePath: '/etc/passwd' }],
    ['no file exist, filePath == ttfile://temp/x', 121902, 'D', { filePath: 'ttfile://temp/x' }],
  ])('[7.6] [7.19] %s', async (detail, errorCode, errorType, wrong) => {
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const told = await upload(host, { url: 'http://127.0.0.1/', filePath, ...wrong })
    expect(told.fail).toStrictEqual({ errMsg: `uploadFile:fail ${detail}`, errorCode, errorType })
    expect(Object.keys(told.fail ?? {})).toEqual(['errMsg', 'errorCode', 'errorType'])
    expect(told.fail).not.toHaveProperty('errNo')
    expect(Object.getPrototypeOf(told.fail)).toBe(Object.prototype)
  })

  test('[7.6] [7.19] a failure of the network has no other keys either', async () => {
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const url = `http://127.0.0.1:${await unusedPort()}/`
    const told = await upload(host, { url, filePath })
    expect(told.fail).toStrictEqual({
      errMsg: 'uploadFile:fail connection error',
      errorCode: 121926,
      errorType: 'U',
    })
    expect(JSON.parse(JSON.stringify(told.fail))).toEqual(told.fail)
  })
})

describe('[7.7] callbacks', () => {
  /** Every call's order is written down, with what each got. */
  async function calls(options: { url: string; filePath: string; [name: string]: unknown }) {
    const host = startHost({ checkDomains: false })
    const filePath = options.filePath === '' ? '' : await host.addFile(small)
    const order: string[] = []
    const got: unknown[] = []
    const done = new Promise<void>((resolve) => {
      const note = (name: string) => (result: unknown) => {
        order.push(name)
        got.push(result)
        if (name === 'complete') resolve()
      }
      host.tt.uploadFile({
        name: 'file',
        ...options,
        filePath,
        success: note('success'),
        fail: note('fail'),
        complete: note('complete'),
      })
      order.push('returned')
    })
    await done
    // What came twice would come by then.
    await host.close()
    return { order, got }
  }

  test('[7.7] success, then complete with the same object', async () => {
    const server = await startServer()
    const { order, got } = await calls({ url: server.origin, filePath: 'some' })
    expect(order).toEqual(['returned', 'success', 'complete'])
    expect(got[1]).toBe(got[0])
  })

  test('[7.7] fail, then complete with the same object: never before the call has returned', async () => {
    const refused = `http://127.0.0.1:${await unusedPort()}/`
    for (const options of [
      { url: '', filePath: '' },
      { url: 5 as unknown as string, filePath: 'some' },
      { url: 'nonsense', filePath: 'some' },
      { url: 'http://127.0.0.1:1/', filePath: 'some' },
      { url: refused, filePath: 'some' },
      { url: refused, filePath: 'some', header: { a: 'b\nc' } },
    ]) {
      const { order, got } = await calls(options)
      expect(order).toEqual(['returned', 'fail', 'complete'])
      expect(got[1]).toBe(got[0])
    }
  })

  test('[7.7] what one callback changes the next one sees, for it is one object', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const seen = await new Promise<unknown>((resolve) => {
      host.tt.uploadFile({
        url: server.origin,
        filePath,
        name: 'file',
        success: (result) => Object.assign(result, { mark: 1 }),
        complete: resolve,
      })
    })
    expect(seen).toMatchObject({ mark: 1, statusCode: 200 })
  })

  test('[7.7] each alone, and none at all', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const ok = { url: server.origin, filePath, name: 'file' }
    const wrong = { ...ok, url: '' }
    const results = await Promise.all([
      new Promise((success) => host.tt.uploadFile({ ...ok, success })),
      new Promise((complete) => host.tt.uploadFile({ ...ok, complete })),
      new Promise((fail) => host.tt.uploadFile({ ...wrong, fail })),
      new Promise((complete) => host.tt.uploadFile({ ...wrong, complete })),
    ])
    expect(results.map((result) => (result as { errMsg: string }).errMsg)).toEqual([
      'uploadFile:ok',
      'uploadFile:ok',
      'uploadFile:fail params url is required',
      'uploadFile:fail params url is required',
    ])
    host.tt.uploadFile(ok)
    host.tt.uploadFile(wrong)
    await vi.waitFor(() => expect(server.received).toHaveLength(3))
  })

  test('[7.7] abort in a callback, or in a listener, changes nothing that was told', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    let abort = () => {}
    const told = await upload(
      host,
      { url: server.origin, filePath, success: () => abort(), complete: () => abort() },
      (task) => {
        abort = task.abort
      },
    )
    expect(told.order).toEqual(['progress', 'headers', 'success', 'complete'])
    const stopped = await upload(host, { url: server.origin, filePath }, (task) =>
      task.onHeadersReceived(() => task.abort()),
    )
    expect(stopped.order).toEqual(['progress', 'headers', 'fail', 'complete'])
    expect(stopped.fail).toEqual(aborted)
  })

  test('[7.7] an upload started in a callback is an upload', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const second = new Promise<UploadFileResult>((resolve) => {
      void upload(host, {
        url: server.origin,
        filePath,
        success: () => void successOf(host, { url: server.origin, filePath }).then(resolve),
      })
    })
    expect((await second).statusCode).toBe(200)
  })
})

describe('[7.8] callbacks that throw', () => {
  test('[7.8] go to onError, and stop nothing', async () => {
    const server = await startServer()
    const errors: unknown[] = []
    const host = startHost({ checkDomains: false, onError: (error) => errors.push(error) })
    const filePath = await host.addFile(small)
    const thrown: unknown[] = []
    const raise = (value: unknown) => () => {
      thrown.push(value)
      throw value
    }
    for (const url of [server.origin, '']) {
      const before = thrown.length
      await new Promise<void>((resolve) => {
        const task = host.tt.uploadFile({
          url,
          filePath,
          name: 'file',
          success: raise(new Error('success')),
          fail: raise('fail'),
          complete(result) {
            expect(result.errMsg).toMatch(/^uploadFile:/)
            queueMicrotask(resolve)
            raise(undefined)()
          },
        })
        task.onProgressUpdate(raise(new Error('progress')))
        task.onProgressUpdate(() => thrown.push('next listener') && errors.push('next listener'))
        task.onHeadersReceived(raise(new Error('headers')))
      })
      expect(errors).toEqual(thrown)
      expect(thrown.length - before).toBe(url === '' ? 2 : 5)
    }
  })

  test('[7.8] an onError that throws stops nothing either', async () => {
    const script = `
      process.on('uncaughtException', (error) => console.log('uncaught', error.message))
      const host = createHost({ checkDomains: false, proxy: false, onError: (error) => {
        throw new Error('onError of ' + error.message)
      } })
      host.on('warning', () => {})
      host.tt.uploadFile({ url: '', filePath: '', name: '',
        fail() { throw new Error('fail') },
        complete() { console.log('complete') } })`
    expect((await run(script)).lines).toEqual(['complete', 'uncaught onError of fail'])
  })

  test('[7.8] without onError: uncaught, on a later tick, and complete has run', async () => {
    const server = await startServer()
    const script = `
      const order = []
      process.on('uncaughtException', (error) => order.push('uncaught ' + error.message))
      process.on('exit', () => console.log(order.join('\\n')))
      const host = createHost({ checkDomains: false, proxy: false })
      host.on('warning', () => {})
      const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
      const raise = (name) => () => { order.push(name); throw new Error(name) }
      const task = host.tt.uploadFile({ url: ${JSON.stringify(server.origin)}, filePath, name: 'file',
        success: raise('success'), fail: raise('fail'),
        complete() {
          order.push('complete')
          host.close().then(() => order.push('closed'))
        } })
      task.onProgressUpdate(raise('progress'))
      task.onHeadersReceived(raise('headers'))`
    const { lines, code } = await run(script)
    expect(code).toBe(0)
    const own = lines.filter((line) => !line.startsWith('uncaught'))
    expect(own).toEqual(['progress', 'headers', 'success', 'complete', 'closed'])
    for (const name of ['progress', 'headers', 'success']) {
      expect(lines.filter((line) => line === `uncaught ${name}`)).toHaveLength(1)
      expect(lines.indexOf(`uncaught ${name}`)).toBeGreaterThan(lines.indexOf(name))
    }
    expect(lines.indexOf('uncaught success')).toBeGreaterThan(lines.indexOf('complete'))
  })

  test('[7.8] without onError and without a handler the process ends as Node ends it', async () => {
    const script = `
      const host = createHost({ proxy: false })
      host.tt.uploadFile({ url: '', filePath: '', name: '',
        fail() { throw new Error('of the mini-program') },
        complete() { console.log('complete') } })`
    const { lines, code, errors } = await run(script)
    expect(lines).toEqual(['complete'])
    expect(code).toBe(1)
    expect(errors).toContain('Error: of the mini-program')
  })
})

let library: Awaited<ReturnType<typeof bundleLibrary>>
beforeAll(async () => {
  library = await bundleLibrary()
})
afterAll(() => library.remove())
const run = (script: string): Promise<Ended> =>
  runScript(library.file, `import { createHost } from './library.mjs'\n${script}`)

describe('[7.20] after host.close()', () => {
  test('[7.20] a call fails with 121992, whatever its options', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    await host.close()
    for (const options of [
      { url: server.origin, filePath },
      { url: '', filePath: '' },
    ]) {
      const told = await upload(host, options)
      expect(told.fail).toStrictEqual(hostClosed)
      expect(told.order).toEqual(['fail', 'complete'])
    }
    // Closing again is no error, and nothing opens it again.
    await host.close()
    host.enterForeground()
    expect(await failureOf(host, { url: server.origin, filePath })).toEqual(hostClosed)
    expect(server.received).toHaveLength(0)
  })

  test('[7.20] from the moment close() was called, not only once it is done', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const before = upload(host, { url: server.origin, filePath })
    const closing = host.close()
    const after = upload(host, { url: server.origin, filePath })
    expect((await before).fail).toEqual(aborted)
    expect((await after).fail).toEqual(hostClosed)
    await closing
    expect(server.received).toHaveLength(0)
  })

  test('[7.20] it resolves only after the callbacks ran, the second call too', async () => {
    const silent = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 2 })
    // By its path: there is no folder to remove, which would take longer than the callbacks.
    const filePath = await host.addFile(sparseFile(10))
    const order: string[] = []
    const note = (error: UploadFileError | UploadFileResult) => order.push(error.errMsg)
    for (let index = 0; index < 4; index += 1) {
      host.tt.uploadFile({ url: silent.origin, filePath, name: 'file', fail: note, complete: note })
    }
    await vi.waitFor(() => expect(silent.sockets).toHaveLength(2))
    await Promise.all([
      host.close().then(() => order.push('first')),
      host.close().then(() => order.push('second')),
    ])
    expect(order).toEqual([...Array(8).fill(aborted.errMsg), 'first', 'second'])
  })

  test('[7.20] in every phase: what runs ends as aborted, and its connection is closed', async () => {
    const silent = await startTcpServer((socket) => void readHead(socket))
    const answering = await startTcpServer((socket) =>
      readRequests(socket, () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')),
    )
    const path = sparseFile(big)
    const phases = {
      lookup: { url: 'http://never.example/', reached: () => {} },
      tls: {
        url: `https://127.0.0.1:${silent.port}/`,
        reached: () => expect(silent.sockets).toHaveLength(1),
      },
      sending: {
        url: silent.origin,
        file: path,
        reached: () => expect(silent.sockets).toHaveLength(2),
      },
      waiting: { url: silent.origin, reached: () => expect(silent.sockets).toHaveLength(3) },
      receiving: {
        url: answering.origin,
        reached: () => expect(answering.sockets).toHaveLength(1),
      },
    }
    for (const [name, phase] of Object.entries(phases)) {
      const host = startHost({ checkDomains: false, lookup: () => {} })
      const filePath = await host.addFile('file' in phase ? phase.file : small)
      const headers = new Promise<void>((resolve) => {
        void upload(host, { url: phase.url, filePath }, (task) => {
          if (name === 'receiving') task.onHeadersReceived(() => resolve())
          else if (name === 'sending') task.onProgressUpdate(() => resolve())
          else resolve()
        }).then((told) => ended.push(told.fail))
      })
      const ended: unknown[] = []
      await vi.waitFor(phase.reached)
      await headers
      await host.close()
      await vi.waitFor(() => expect(ended, name).toEqual([aborted]))
      if (tellsOpenFiles) await vi.waitFor(() => expect(timesOpen(path)).toBe(0))
    }
    for (const socket of [...silent.sockets, ...answering.sockets]) {
      socket.resume()
      await closed(socket)
    }
  })

  test('[7.20] close() in success: complete still comes, and the connection is not kept', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => socket.write(response(200, 'x'))),
    )
    for (const when of ['success', 'complete'] as const) {
      const host = startHost({ checkDomains: false })
      const filePath = await host.addFile(small)
      let closing: Promise<void> | undefined
      const told = await upload(host, {
        url: server.origin,
        filePath,
        [when]: () => {
          closing = host.close()
        },
      })
      expect(told.order.slice(-2)).toEqual(['success', 'complete'])
      await closing
      await closed(server.sockets.at(-1)!)
    }
    expect(server.sockets).toHaveLength(2)
  })

  test('[7.20] close() in a listener ends that upload as aborted', async () => {
    const server = await startServer()
    for (const event of ['onProgressUpdate', 'onHeadersReceived'] as const) {
      const host = startHost({ checkDomains: false })
      const filePath = await host.addFile(small)
      let closing: Promise<void> | undefined
      const told = await upload(host, { url: server.origin, filePath }, (task) =>
        task[event](() => {
          closing = host.close()
        }),
      )
      expect(told.fail).toEqual(aborted)
      await closing
    }
  })

  test('[7.20] idle connections are closed', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => socket.write(response(200, 'x'))),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    await Promise.all([1, 2, 3].map(() => successOf(host, { url: server.origin, filePath })))
    expect(server.sockets).toHaveLength(3)
    await host.close()
    for (const socket of server.sockets) await closed(socket)
  })

  test('[7.20] addFile after close is refused', async () => {
    const host = startHost()
    await host.close()
    await expect(host.addFile(small)).rejects.toThrow('host is closed')
  })
})

describe('a host that nobody closes', () => {
  test('[7.7] the process ends by itself after its uploads', async () => {
    const server = await startServer()
    const silent = await startTcpServer(() => {})
    const script = `
      const host = createHost({ checkDomains: false, proxy: false })
      host.on('warning', () => {})
      const filePath = await host.addFile({ name: 'a.txt', data: 'a'.repeat(100_000) })
      const send = (url, timeout) => new Promise((complete) => host.tt.uploadFile({
        url, filePath, timeout, name: 'file', complete }))
      const origin = ${JSON.stringify(server.origin)}
      const results = await Promise.all([send(origin), send(origin), send(origin), send(''),
        send(${JSON.stringify(silent.origin)}, 50)])
      results.push(await send(origin))
      const start = performance.now()
      process.on('exit', () => {
        console.log(results.map((result) => result.statusCode ?? result.errorCode).join())
        console.log(performance.now() - start < 1_000)
      })`
    const { lines, code, signal, errors } = await run(script)
    expect({ lines, code, signal, errors }).toEqual({
      lines: ['200,200,200,121999,121920,200', 'true'],
      code: 0,
      signal: null,
      errors: '',
    })
  })

  test('[7.7] an upload under way keeps the process until its callbacks ran', async () => {
    const silent = await startTcpServer(() => {})
    const script = `
      const host = createHost({ checkDomains: false, proxy: false })
      host.on('warning', () => {})
      const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
      host.tt.uploadFile({ url: ${JSON.stringify(silent.origin)}, filePath, timeout: 300,
        name: 'file', complete: (result) => console.log(result.errMsg) })`
    const { lines, code } = await run(script)
    expect(lines).toEqual(['uploadFile:fail request time out'])
    expect(code).toBe(0)
  })
})
