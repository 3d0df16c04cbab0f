import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import type { UploadTask } from 'tt-anywhere'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { effectiveTimeout } from '../../src/rules/timeout.js'
import { createAuthority } from '../helpers/certificates.js'
import { sparseFile, tellsOpenFiles, timesOpen } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { parts } from '../helpers/multipart.js'
import { closed, deferred, readHead, startTlsWireServer } from '../helpers/raw.js'
import { readRequests, startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const timedOut = { errMsg: 'uploadFile:fail request time out', errorCode: 121920, errorType: 'D' }
const aborted = { errMsg: 'uploadFile:fail upload file abort', errorCode: 121905, errorType: 'D' }
const big = 64 * 1024 * 1024
const small = { name: 'a.txt', data: 'a' }

/** The delays of the timers that an upload starts; the timers themselves are real. */
async function delaysOf(run: () => Promise<unknown>): Promise<(number | undefined)[]> {
  const watched = vi.spyOn(globalThis, 'setTimeout')
  try {
    await run()
    return watched.mock.calls.map(([, delay]) => delay)
  } finally {
    watched.mockRestore()
  }
}

/** How long a failure took, with the failure. */
async function timed<Value>(run: () => Promise<Value>) {
  const start = performance.now()
  return { value: await run(), took: performance.now() - start }
}

/** A listening socket whose owner never accepts, and whose queue is full: SYNs are dropped. */
async function startFullServer(): Promise<number> {
  const worker = new Worker(
    `const { createServer } = require('node:net')
     const { parentPort } = require('node:worker_threads')
     const server = createServer()
     server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true },
  )
  const sockets: Socket[] = []
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await worker.terminate()
  })
  const [port] = (await once(worker, 'message')) as [number]
  for (;;) {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('error', () => {})
    sockets.push(socket)
    const full = deferred<boolean>()
    const timer = setTimeout(() => full.resolve(true), 100)
    socket.once('connect', () => full.resolve(false))
    const isFull = await full.promise
    clearTimeout(timer)
    if (isFull) return port
  }
}

describe('[6.1] [6.2] how long it is', () => {
  test('[6.1] 60 000 ms by default, and no more', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const run = (timeout?: number) => () =>
      successOf(host, { url: server.origin, filePath, timeout })
    await run()()
    expect(await delaysOf(run())).toContain(60_000)
    expect(await delaysOf(run(59_999))).toContain(59_999)
    expect(await delaysOf(run(60_001))).toContain(60_000)
    expect(await delaysOf(run(2 ** 31))).toContain(60_000)
    expect(await delaysOf(run(1e12))).toContain(60_000)
    expect(await delaysOf(run(Number.POSITIVE_INFINITY))).toContain(60_000)
  })

  test.each([0, -0, -1, -1e12, Number.NaN, Number.NEGATIVE_INFINITY])(
    '[6.2] %d counts as not given',
    async (timeout) => {
      const server = await startServer()
      const host = startHost({ checkDomains: false })
      const filePath = await host.addFile(small)
      expect(
        await delaysOf(() => successOf(host, { url: server.origin, filePath, timeout })),
      ).toContain(60_000)
    },
  )

  test.each([null, undefined, ''])('[6.2] %j counts as not given', async (timeout) => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const options = { url: server.origin, filePath, timeout: timeout as unknown as number }
    expect(await delaysOf(() => successOf(host, options))).toContain(60_000)
  })

  test.each(['5', true, {}, [5], 5n, () => 5])('[6.2] another type fails: %o', async (timeout) => {
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const options = { url: 'http://127.0.0.1/', filePath, timeout: timeout as unknown as number }
    expect(await failureOf(host, options)).toEqual({
      errMsg: 'uploadFile:fail params timeout type is not number',
      errorCode: 121999,
      errorType: 'D',
    })
  })

  test('[6.2] a part of a millisecond is a positive number', async () => {
    const server = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    expect(await failureOf(host, { url: server.origin, filePath, timeout: 0.5 })).toEqual(timedOut)
  })

  test('[6.1] [6.2] the rule itself', () => {
    const rule = (asked: unknown) => effectiveTimeout(asked, 7, 100)
    expect([undefined, null, 0, -1, Number.NaN, '5', {}].map(rule)).toEqual(Array(7).fill(7))
    expect([0.5, 1, 99, 100, 101, Number.POSITIVE_INFINITY].map(rule)).toEqual([
      0.5, 1, 99, 100, 100, 100,
    ])
  })
})

describe('[6.3] networkTimeout of app.json', () => {
  test('[6.3] sets the default', async () => {
    const server = await startTcpServer(() => {})
    const host = startHost({
      checkDomains: false,
      appConfig: { networkTimeout: { uploadFile: 150 } },
    })
    const filePath = await host.addFile(small)
    const { value, took } = await timed(() => failureOf(host, { url: server.origin, filePath }))
    expect(value).toEqual(timedOut)
    expect(took).toBeGreaterThan(140)
    expect(took).toBeLessThan(2_000)
  })

  test("[6.3] the call's own timeout wins over it, shorter or longer", async () => {
    const server = await startServer()
    const host = startHost({
      checkDomains: false,
      appConfig: { networkTimeout: { uploadFile: 5_000 } },
    })
    const filePath = await host.addFile(small)
    for (const [timeout, effective] of [
      [2_000, 2_000],
      [9_000, 9_000],
      [0, 5_000],
    ] as const) {
      expect(
        await delaysOf(() => successOf(host, { url: server.origin, filePath, timeout })),
      ).toContain(effective)
    }
  })

  test.each([
    [90_000, 60_000],
    [0, 60_000],
    ['3000', 60_000],
    [Number.NaN, 60_000],
  ])('[6.3] networkTimeout.uploadFile %o makes %d', async (uploadFile, effective) => {
    const server = await startServer()
    const host = startHost({
      checkDomains: false,
      appConfig: { networkTimeout: { uploadFile: uploadFile as number } },
    })
    const filePath = await host.addFile(small)
    expect(await delaysOf(() => successOf(host, { url: server.origin, filePath }))).toContain(
      effective,
    )
  })
})

describe('[6.5] maxTimeout of the host', () => {
  test.each([
    [120_000, 90_000, 90_000],
    [120_000, undefined, 60_000],
    [120_000, 1e12, 120_000],
    [1e12, 1e12, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2 ** 31 - 1],
    [30_000, undefined, 30_000],
    [30_000, 45_000, 30_000],
  ])('[6.5] maxTimeout %d, timeout %o: %d', async (maxTimeout, timeout, effective) => {
    const server = await startServer()
    const host = startHost({ checkDomains: false, maxTimeout })
    const filePath = await host.addFile(small)
    expect(
      await delaysOf(() => successOf(host, { url: server.origin, filePath, timeout })),
    ).toContain(effective)
  })

  test('[6.5] a smaller one cuts the default too', async () => {
    const server = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false, maxTimeout: 150 })
    const filePath = await host.addFile(small)
    expect(await failureOf(host, { url: server.origin, filePath })).toEqual(timedOut)
  })

  test.each([0, -1, Number.NaN, '9' as unknown as number])('[6.5] %o is refused', (maxTimeout) => {
    expect(() => startHost({ maxTimeout })).toThrow(TypeError)
  })
})

describe('[6.4] a time-out ends every phase', () => {
  const timeout = 150

  /** The next upload of a host whose only place was just freed. */
  async function expectPlaceFree(host: ReturnType<typeof startHost>) {
    const server = await startServer()
    const filePath = await host.addFile(small)
    expect((await successOf(host, { url: server.origin, filePath })).statusCode).toBe(200)
  }

  test('[6.4] a lookup that never answers', async () => {
    let late: ((error: Error | null, address: string, family: number) => void) | undefined
    const server = await startTcpServer(() => {})
    const host = startHost({
      checkDomains: false,
      maxConcurrentUploads: 1,
      lookup: (_name, _options, callback) => {
        late = callback as typeof late
      },
    })
    const filePath = await host.addFile(small)
    const url = `http://never.example:${server.port}/`
    const { value, took } = await timed(() => failureOf(host, { url, filePath, timeout }))
    expect(value).toEqual(timedOut)
    expect(took).toBeGreaterThan(140)
    expect(took).toBeLessThan(2_000)
    // An answer that comes too late connects nowhere.
    late?.(null, '127.0.0.1', 4)
    await expectPlaceFree(host)
    expect(server.sockets).toHaveLength(0)
  })

  test.skipIf(process.platform !== 'linux')('[6.4] a connection that is not taken', async () => {
    const port = await startFullServer()
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const { value, took } = await timed(() =>
      failureOf(host, { url: `http://127.0.0.1:${port}/`, filePath, timeout }),
    )
    expect(value).toEqual(timedOut)
    expect(took).toBeGreaterThan(140)
    expect(took).toBeLessThan(2_000)
    await expectPlaceFree(host)
  })

  test('[6.4] a TLS handshake that is not answered', async () => {
    const server = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const url = `https://127.0.0.1:${server.port}/`
    expect(await failureOf(host, { url, filePath, timeout })).toEqual(timedOut)
    server.sockets[0]?.resume()
    await closed(server.sockets[0]!)
    await expectPlaceFree(host)
  })

  test('[6.4] a proxy that says nothing to CONNECT', async () => {
    const proxy = await startTcpServer((socket) => socket.resume())
    const host = startHost({ checkDomains: false, proxy: proxy.origin })
    const filePath = await host.addFile(small)
    const url = 'https://127.0.0.1:1234/'
    expect(await failureOf(host, { url, filePath, timeout })).toEqual(timedOut)
    await closed(proxy.sockets[0]!)
  })

  test('[6.4] a SOCKS proxy that says nothing', async () => {
    const proxy = await startTcpServer((socket) => socket.resume())
    const host = startHost({ checkDomains: false, proxy: `socks5://127.0.0.1:${proxy.port}` })
    const filePath = await host.addFile(small)
    const url = 'http://127.0.0.1:1234/'
    expect(await failureOf(host, { url, filePath, timeout })).toEqual(timedOut)
    await closed(proxy.sockets[0]!)
  })

  test('[6.4] a server that stops reading', async () => {
    const server = await startTcpServer((socket) => void readHead(socket))
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const path = sparseFile(big)
    const filePath = await host.addFile(path)
    expect(await failureOf(host, { url: server.origin, filePath, timeout })).toEqual(timedOut)
    const [socket] = server.sockets
    let rest = 0
    socket?.on('data', (chunk) => {
      rest += chunk.byteLength
    })
    socket?.resume()
    await closed(socket!)
    expect(rest).toBeLessThan(big)
    if (tellsOpenFiles) await vi.waitFor(() => expect(timesOpen(path)).toBe(0))
    await expectPlaceFree(host)
  })

  test('[6.4] a server that reads on and on, slowly', async () => {
    const server = await startTcpServer((socket) => {
      const timer = setInterval(() => socket.read(1024), 10)
      socket.on('close', () => clearInterval(timer))
      socket.on('readable', () => {})
    })
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(sparseFile(big))
    const { value, took } = await timed(() =>
      failureOf(host, { url: server.origin, filePath, timeout }),
    )
    expect(value).toEqual(timedOut)
    expect(took).toBeLessThan(2_000)
  })

  test('[6.4] an answer that does not come', async () => {
    const got = deferred()
    const server = await startTcpServer((socket) => readRequests(socket, () => got.resolve()))
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const told = await upload(host, { url: server.origin, filePath, timeout })
    await got.promise
    expect(told.fail).toEqual(timedOut)
    expect(told.order).toEqual(['progress', 'fail', 'complete'])
    await closed(server.sockets[0]!)
    await expectPlaceFree(host)
  })

  test('[6.4] an answer that dribbles: to the last byte of the response', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
        const timer = setInterval(() => socket.write('x'), 10)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const told = await upload(host, { url: server.origin, filePath, timeout })
    expect(told.fail).toEqual(timedOut)
    expect(told.order).toEqual(['progress', 'headers', 'fail', 'complete'])
    await closed(server.sockets[0]!)
    await expectPlaceFree(host)
  })

  test('[6.4] a head that dribbles', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\nX-Long: ')
        const timer = setInterval(() => socket.write('x'), 10)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    expect(await failureOf(host, { url: server.origin, filePath, timeout })).toEqual(timedOut)
    await closed(server.sockets[0]!)
  })

  test('[6.4] interim answers (1xx) do not put it off', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10)
        socket.on('close', () => clearInterval(timer))
      }),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    expect(await failureOf(host, { url: server.origin, filePath, timeout })).toEqual(timedOut)
    await closed(server.sockets[0]!)
  })

  test('[6.4] redirects do not put it off: one time for all hops', async () => {
    const server = await startServer((request, answer) => {
      const timer = setTimeout(() => {
        answer.writeHead(307, { location: `${request.target}x` }).end()
      }, 60)
      answer.on('close', () => clearTimeout(timer))
    })
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    expect(await failureOf(host, { url: server.origin, filePath, timeout })).toEqual(timedOut)
    expect(server.received.length).toBeGreaterThan(1)
    expect(server.received.length).toBeLessThan(5)
  })

  test('[6.4] over TLS, while a big body goes out', async () => {
    const authority = await createAuthority()
    const identity = await authority.issue()
    const host = startHost({ checkDomains: false, ca: authority.cert })
    const server = await startTlsWireServer(identity, (socket) => void readHead(socket))
    const path = sparseFile(big)
    const filePath = await host.addFile(path)
    expect(await failureOf(host, { url: server.origin, filePath, timeout: 300 })).toEqual(timedOut)
    server.sockets[0]?.resume()
    await closed(server.sockets[0]!)
    if (tellsOpenFiles) await vi.waitFor(() => expect(timesOpen(path)).toBe(0))
  })

  test('[6.4] the wait in the queue does not count', async () => {
    const silent = await startTcpServer(() => {})
    const server = await startServer()
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const first = failureOf(host, { url: silent.origin, filePath, timeout: 400 })
    const second = successOf(host, { url: server.origin, filePath, timeout: 150 })
    const third = failureOf(host, { url: silent.origin, filePath, timeout: 150 })
    expect(await first).toEqual(timedOut)
    expect((await second).statusCode).toBe(200)
    expect(await third).toEqual(timedOut)
  })

  test('[6.4] what ends in time is told once, and no timer stays', async () => {
    const server = await startServer()
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const told = await upload(host, { url: server.origin, filePath, timeout: 150 })
    expect(told.success?.statusCode).toBe(200)
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const again = await upload(host, { url: server.origin, filePath, timeout: 60_000 })
    expect(again.success?.statusCode).toBe(200)
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBe(
      timers,
    )
    expect(told.order.filter((name) => name === 'complete')).toHaveLength(1)
  })

  test('[6.4] abort() after a time-out does nothing', async () => {
    const server = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const told = await upload(host, { url: server.origin, filePath, timeout: 50 })
    told.task.abort()
    await successOf(host, { url: (await startServer()).origin, filePath })
    expect(told.order.filter((name) => name === 'fail')).toHaveLength(1)
    expect(told.fail).toEqual(timedOut)
  })
})

describe('[6.6] the queue', () => {
  /** A server that holds its answers, and tells how many it held at once. */
  async function startHolding() {
    const waiting: (() => void)[] = []
    let most = 0
    const order: string[] = []
    const changed = deferred()
    let wake = changed
    const server = await startServer((request, answer) => {
      const [field] = parts(request.body, request.headers['content-type'] ?? '')
      order.push(field?.data.toString() ?? '')
      waiting.push(() => answer.end())
      most = Math.max(most, waiting.length)
      wake.resolve()
      wake = deferred()
    })
    return {
      origin: server.origin,
      order,
      most: () => most,
      async held(count: number) {
        while (waiting.length < count) await wake.promise
      },
      release: () => waiting.shift()?.(),
    }
  }

  test.each([
    [undefined, 5],
    [1, 1],
    [2, 2],
    [9, 9],
  ])('[6.6] maxConcurrentUploads %o: %d at once, first come first served', async (option, most) => {
    const server = await startHolding()
    const host = startHost({ checkDomains: false, maxConcurrentUploads: option })
    const filePath = await host.addFile(small)
    const count = most + 4
    const uploads = Array.from({ length: count }, (_, index) =>
      successOf(host, { url: server.origin, filePath, formData: { index: String(index) } }),
    )
    for (let done = 0; done < count; done += 1) {
      await server.held(Math.min(most, count - done))
      server.release()
      await Promise.race(uploads)
    }
    await Promise.all(uploads)
    expect(server.most()).toBe(most)
    // Those that start together come in any order, the others one by one as places get free.
    const numbers = server.order.map(Number)
    expect(numbers.slice(0, most).sort((a, b) => a - b)).toEqual([...Array(most).keys()])
    expect(numbers.slice(most)).toEqual([most, most + 1, most + 2, most + 3])
  })

  test('[6.6] whatever way an upload ends, its place is free', async () => {
    const server = await startServer()
    const silent = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1, onError: () => {} })
    const filePath = await host.addFile(small)
    const refused = `http://127.0.0.1:${await unusedPort()}/`
    const endings = [
      failureOf(host, { url: server.origin, filePath: 'ttfile://temp/none' }),
      failureOf(host, { url: refused, filePath }),
      failureOf(host, { url: silent.origin, filePath, timeout: 50 }),
      upload(host, { url: silent.origin, filePath }, (task) =>
        task.onProgressUpdate(() => task.abort()),
      ),
      failureOf(host, { url: 'nonsense', filePath }),
      failureOf(host, { url: server.origin, filePath, header: { 'x-a': 'a\nb' } }),
    ]
    host.tt.uploadFile({
      url: server.origin,
      filePath,
      name: 'file',
      success() {
        throw new Error('of a callback')
      },
    })
    const last = successOf(host, { url: server.origin, filePath })
    await Promise.all(endings)
    expect((await last).statusCode).toBe(200)
  })

  test('[6.6] each host has its own', async () => {
    const silent = await startTcpServer(() => {})
    const server = await startServer()
    const busy = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const other = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const first = upload(busy, { url: silent.origin, filePath: await busy.addFile(small) })
    const filePath = await other.addFile(small)
    expect((await successOf(other, { url: server.origin, filePath })).statusCode).toBe(200)
    await busy.close()
    expect((await first).fail).toEqual(aborted)
  })

  test('[6.6] wrong options fail at once, whatever waits', async () => {
    const silent = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
    const filePath = await host.addFile(small)
    const first = upload(host, { url: silent.origin, filePath })
    expect((await failureOf(host, { url: '', filePath })).errMsg).toBe(
      'uploadFile:fail params url is required',
    )
    await host.close()
    await first
  })

  test('[6.6] host.close() ends those that wait, in order', async () => {
    const silent = await startTcpServer(() => {})
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const ended: number[] = []
    const all = Array.from({ length: 12 }, (_, index) =>
      upload(host, { url: silent.origin, filePath, complete: () => ended.push(index) }),
    )
    await vi.waitFor(() => expect(silent.sockets).toHaveLength(5))
    await host.close()
    expect(ended.toSorted((a, b) => a - b)).toEqual([...Array(12).keys()])
    for (const told of await Promise.all(all)) expect(told.fail).toEqual(aborted)
    expect(silent.sockets).toHaveLength(5)
  })

  test.each([0, -1, Number.NaN, '5' as unknown as number])('[6.6] %o is refused', (most) => {
    expect(() => startHost({ maxConcurrentUploads: most })).toThrow(TypeError)
  })
})

test('[6.7] aborting one that waits fails it at once, and it never connects', async () => {
  const silent = await startTcpServer(() => {})
  const server = await startServer()
  const never = await startTcpServer(() => {})
  const host = startHost({ checkDomains: false, maxConcurrentUploads: 1 })
  const filePath = await host.addFile(small)
  const order: string[] = []
  const start = (origin: string, name: string) => {
    let task: UploadTask | undefined
    const told = upload(
      host,
      { url: origin, filePath, complete: () => order.push(name) },
      (made) => {
        task = made
      },
    )
    return { told, abort: () => task?.abort() }
  }
  const first = start(silent.origin, 'first')
  const second = start(server.origin, 'second')
  const third = start(never.origin, 'third')
  const fourth = start(server.origin, 'fourth')
  const fifth = start(never.origin, 'fifth')
  third.abort()
  third.abort()
  expect(order).toEqual([])
  expect((await third.told).fail).toEqual(aborted)
  expect((await third.told).order).toEqual(['fail', 'complete'])

  // One that has waited for a while.
  await vi.waitFor(() => expect(silent.sockets).toHaveLength(1))
  fifth.abort()
  expect((await fifth.told).fail).toEqual(aborted)
  expect(order).toEqual(['third', 'fifth'])

  // The others keep their turn.
  silent.sockets[0]?.destroy()
  expect((await first.told).fail?.errorCode).toBe(121927)
  expect((await fourth.told).success?.statusCode).toBe(200)
  expect((await second.told).success?.statusCode).toBe(200)
  expect(order).toEqual(['third', 'fifth', 'first', 'second', 'fourth'])
  expect(never.sockets).toHaveLength(0)
})

test('[6.8] [6.9] five seconds in the background', async () => {
  const background = {
    errMsg: 'uploadFile:fail app in background',
    errorCode: 121994,
    errorType: 'U',
  }
  const server = await startServer()
  const holding: (() => void)[] = []
  const held = await startServer((_request, answer) => holding.push(() => answer.end('held')))
  const host = startHost({ checkDomains: false, maxConcurrentUploads: 2 })
  const other = startHost({ checkDomains: false })
  const filePath = await host.addFile(small)
  const call = () => successOf(host, { url: server.origin, filePath })

  // Two that run and one that waits.
  const running = [0, 1].map(() => successOf(host, { url: held.origin, filePath }))
  const waiting = successOf(host, { url: server.origin, filePath })
  await vi.waitFor(() => expect(holding).toHaveLength(2))

  host.enterBackground()
  const entered = performance.now()
  // [6.8] before the five seconds are over a call is taken, and waits its turn.
  const early = call()
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  // Entering again does not start anew.
  host.enterBackground()
  const later = call()
  await new Promise((resolve) => setTimeout(resolve, 5_010 - (performance.now() - entered)))
  expect(await failureOf(host, { url: server.origin, filePath })).toEqual(background)
  expect(await failureOf(host, { url: server.origin, filePath })).toEqual(background)
  // The mini-program beside it is in the foreground.
  expect(
    (await successOf(other, { url: server.origin, filePath: await other.addFile(small) }))
      .statusCode,
  ).toBe(200)

  // [6.9] those that ran and those that waited go on.
  for (const release of holding) release()
  for (const result of await Promise.all(running)) expect(result.data).toBe('held')
  for (const result of await Promise.all([waiting, early, later])) {
    expect(result.statusCode).toBe(200)
  }
  expect(await failureOf(host, { url: server.origin, filePath })).toEqual(background)

  host.enterForeground()
  expect((await call()).statusCode).toBe(200)
  // The next stay starts its own five seconds.
  host.enterBackground()
  expect((await call()).statusCode).toBe(200)
  host.enterForeground()
})
