/** Section 8: the UploadTask. How it moves on a slow link is in 8-pace.test.ts. */
import type { Socket } from 'node:net'
import type { UploadProgress, UploadTask } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { readRequests, startTcpServer } from '../helpers/server.js'
import { stage } from '../helpers/stage.js'
import { successOf, type Told, upload } from '../helpers/upload.js'

const mebibyte = 1024 * 1024

const aborted = {
  errMsg: 'uploadFile:fail upload file abort',
  errorCode: 121905,
  errorType: 'D',
}

/** A host, a bare server, and a file of so many bytes. */
async function bare(bytes: number, handle: (socket: Socket, index: number) => void) {
  const server = await startTcpServer(handle)
  const host = startHost({ trustedOrigins: [server.origin] })
  const filePath = await host.addFile({ name: 'a.bin', data: Buffer.alloc(bytes, 'a') })
  return { server, host, url: `${server.origin}/`, filePath }
}

const ok = 'HTTP/1.1 200 OK\r\nx-answer: Yes\r\ncontent-length: 2\r\n\r\nok'

/** What must hold of the progress of any upload. */
function expectSound(progress: readonly UploadProgress[]) {
  let before = -1
  for (const { progress: percent, totalBytesSent, totalBytesExpectedToSend } of progress) {
    expect(percent).toBe(Math.floor((totalBytesSent / totalBytesExpectedToSend) * 100))
    expect(totalBytesSent).toBeGreaterThan(before)
    expect(totalBytesSent).toBeLessThanOrEqual(totalBytesExpectedToSend)
    expect(Number.isInteger(totalBytesSent)).toBe(true)
    before = totalBytesSent
  }
}

describe('[8.1] abort() stops the upload', () => {
  test('[8.1] right after the call: nothing is sent, and fail comes after it returned', async () => {
    const { host, url, filePath, server } = await stage()
    const told = await upload(host, { url, filePath }, (task) => {
      task.abort()
    })
    expect(told.fail).toEqual(aborted)
    expect(told.complete).toBe(told.fail)
    expect(told.order).toEqual(['fail', 'complete'])
    await host.close()
    expect(server.connections()).toBe(0)
  })

  test('[8.1] while the body goes out: the connection closes, and the server never has it whole', async () => {
    let came = 0
    let closed: Promise<void> | undefined
    const { host, url, filePath } = await bare(32 * mebibyte, (socket) => {
      closed = new Promise((resolve) => socket.on('close', () => resolve()))
      socket.on('data', (chunk) => {
        came += chunk.byteLength
        socket.pause()
        task?.abort()
        socket.resume()
      })
    })
    let task: UploadTask | undefined
    const told = await upload(host, { url, filePath }, (started) => {
      task = started
    })
    expect(told.fail).toEqual(aborted)
    await closed
    expect(came).toBeLessThan(32 * mebibyte)
  })

  test('[8.1] while the server thinks, after the whole body went out', async () => {
    const { host, url, filePath } = await bare(10, (socket) => {
      readRequests(socket, () => task?.abort())
    })
    let task: UploadTask | undefined
    const told = await upload(host, { url, filePath }, (started) => {
      task = started
    })
    expect(told.fail).toEqual(aborted)
    expect(told.progress.at(-1)?.progress).toBe(100)
  })

  test('[8.1] while the answer is read, from a listener of its headers', async () => {
    const { host, url, filePath } = await bare(10, (socket) => {
      readRequests(socket, () => socket.write(ok))
    })
    const told = await upload(host, { url, filePath }, (task) => {
      task.onHeadersReceived(() => task.abort())
    })
    expect(told.fail).toEqual(aborted)
    expect(told.order.filter((name) => name === 'success')).toEqual([])
  })

  test('[8.1] from within a listener of progress, at the first event and at the last', async () => {
    const { host, url, filePath, server } = await stage({ data: Buffer.alloc(8 * mebibyte) })
    for (const percent of [0, 100]) {
      const told = await upload(host, { url, filePath }, (task) => {
        task.onProgressUpdate(({ progress }) => {
          if (progress >= percent) task.abort()
        })
      })
      expect(told.fail).toEqual(aborted)
      expect(told.order.slice(-2)).toEqual(['fail', 'complete'])
      expect(told.progress.filter(({ progress }) => progress >= percent)).toHaveLength(1)
    }
    // The connection of an aborted one is not used again.
    expect((await successOf(host, { url, filePath })).statusCode).toBe(200)
    expect(server.connections()).toBe(3)
  })

  test('[8.1] const { abort } = task: it needs no `this`', async () => {
    const { host, url, filePath } = await stage()
    const told = await upload(host, { url, filePath }, (task) => {
      const { abort } = task
      abort()
    })
    expect(told.fail).toEqual(aborted)
  })

  test('[8.1] a call that fails anyway is not made to look aborted', async () => {
    const { host, url } = await stage()
    const told = await upload(host, { url: `${url} `, filePath: '', name: 'x' }, (task) => {
      task.abort()
    })
    expect(told.fail?.errMsg).toBe('uploadFile:fail params filePath is required')
  })

  test('[8.1] one of many: the others go on', async () => {
    const { host, url, filePath } = await stage({ data: Buffer.alloc(4 * mebibyte) })
    const all = Array.from({ length: 5 }, (_, index) =>
      upload(host, { url, filePath }, (task) => {
        if (index === 2) task.onProgressUpdate(() => task.abort())
      }),
    )
    const errors = (await Promise.all(all)).map(({ fail }) => fail?.errorCode)
    expect(errors).toEqual([undefined, undefined, 121905, undefined, undefined])
  })
})

test('[8.2] abort() after the end, from a callback, or twice, does nothing', async () => {
  const { host, url, filePath } = await stage()
  let task: UploadTask | undefined
  const success = await upload(
    host,
    {
      url,
      filePath,
      success: () => task?.abort(),
      complete: () => task?.abort(),
    },
    (started) => {
      task = started
    },
  )
  success.task.abort()
  expect(success.order.slice(-2)).toEqual(['success', 'complete'])

  const twice = await upload(
    host,
    { url, filePath, fail: () => task?.abort(), complete: () => task?.abort() },
    (started) => {
      task = started
      started.abort()
      started.abort()
    },
  )
  twice.task.abort()
  expect(twice.order).toEqual(['fail', 'complete'])
  await host.close()
  twice.task.abort()
  expect(twice.order).toEqual(['fail', 'complete'])
})

describe('[8.3] onProgressUpdate tells whole percentages and bytes of the request body', () => {
  test.for([0, 1, 1000, 65_536, 300_000, 5_000_000, 20_000_000])(
    '[8.3] a file of %i bytes: the total is the Content-Length',
    async (size) => {
      const { host, url, filePath, server } = await stage({ data: Buffer.alloc(size) })
      const { progress } = await upload(host, { url, filePath, formData: { c: '中' } })
      const { headers, body } = server.received[0] ?? expect.fail()
      expectSound(progress)
      for (const event of progress) {
        expect(Object.keys(event)).toEqual([
          'progress',
          'totalBytesSent',
          'totalBytesExpectedToSend',
        ])
        expect(event.totalBytesExpectedToSend).toBe(Number(headers['content-length']))
      }
      expect(progress.at(-1)).toEqual({
        progress: 100,
        totalBytesSent: body.byteLength,
        totalBytesExpectedToSend: body.byteLength,
      })
    },
  )

  test('[8.3] every listener is told, in the order they were added; the same one but once', async () => {
    const { host, url, filePath } = await stage()
    const order: string[] = []
    const twice = () => order.push('twice')
    await upload(host, { url, filePath }, ({ onProgressUpdate }) => {
      onProgressUpdate(twice)
      onProgressUpdate(() => order.push('other'))
      onProgressUpdate(twice)
    })
    expect(order).toEqual(['twice', 'other'])
  })

  test('[8.3] a listener that throws, or changes what it was given, disturbs no other', async () => {
    const errors: unknown[] = []
    const { host, url, filePath } = await stage({}, { onError: (error) => errors.push(error) })
    const told: UploadProgress[] = []
    const { order, task } = await upload(host, { url, filePath }, ({ onProgressUpdate }) => {
      onProgressUpdate((progress) => {
        progress.progress = -1
        throw new Error('from a listener')
      })
      onProgressUpdate((progress) => told.push({ ...progress }))
    })
    expect(task).toBeDefined()
    expect(order.slice(-2)).toEqual(['success', 'complete'])
    expect(told.map(({ progress }) => progress)).toEqual([100])
    expect(errors.map(String)).toEqual(['Error: from a listener'])
  })

  test("[8.3] two uploads' events do not mix", async () => {
    const { host, url, filePath } = await stage({ data: Buffer.alloc(2_000_000) })
    const other = await host.addFile({ name: 'b.bin', data: Buffer.alloc(3_000_000) })
    const both = await Promise.all([
      upload(host, { url, filePath }),
      upload(host, { url, filePath: other }),
    ])
    for (const [index, { progress }] of both.entries()) {
      expectSound(progress)
      const least = [2_000_000, 3_000_000][index] ?? 0
      const totals = new Set(progress.map((event) => event.totalBytesExpectedToSend))
      expect(totals.size).toBe(1)
      expect([...totals][0]).toBeGreaterThan(least)
      expect([...totals][0]).toBeLessThan(least + 1000)
    }
  })
})

describe('[8.4] progress never falls, also when the body must be sent again', () => {
  test.for([307, 308])('[8.4] a %i after the whole body', async (status) => {
    const { host, url, filePath, server } = await stage(
      { data: Buffer.alloc(6_000_000) },
      {},
      ({ target }, response) => {
        if (target === '/again') response.end('ok')
        else response.writeHead(status, { location: '/again' }).end()
      },
    )
    const told = await upload(host, { url, filePath })
    expect(server.received.map(({ target }) => target)).toEqual(['/upload', '/again'])
    expect(server.received[1]?.body.equals(server.received[0]?.body ?? Buffer.of())).toBe(true)
    expectSound(told.progress)
    expect(told.progress.filter(({ progress }) => progress === 100)).toHaveLength(1)
    expect(told.order.slice(-3)).toEqual(['headers', 'success', 'complete'])
  })

  test('[8.4] a 307 in the middle of the body: it holds its highest until that is passed', async () => {
    const size = 32 * mebibyte
    const bodies: number[] = []
    const { host, url, filePath } = await bare(size, (socket, index) => {
      bodies.push(0)
      const middle = size / 4
      let answered = false
      let head = ''
      let length = Number.POSITIVE_INFINITY
      socket.on('data', (chunk) => {
        if (length === Number.POSITIVE_INFINITY) {
          head += chunk.toString('latin1')
          const end = head.indexOf('\r\n\r\n')
          length = Number(/^content-length: (\d+)/im.exec(head)?.[1])
          bodies[index] = head.length - end - 4
        } else {
          bodies[index] = (bodies[index] ?? 0) + chunk.byteLength
        }
        const came = bodies[index] ?? 0
        if (index === 0 && !answered && came >= middle) {
          answered = true
          socket.write('HTTP/1.1 307 Again\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n')
        }
        if (came === length) socket.write(ok)
      })
    })
    const told = await upload(host, { url, filePath })
    expect(told.success?.statusCode).toBe(200)
    expect(bodies).toHaveLength(2)
    expect(bodies[0]).toBeLessThan(size)
    expect(bodies[1]).toBeGreaterThan(size)
    expectSound(told.progress)
    expect(told.progress.at(-1)?.progress).toBe(100)
  })
})

test('[8.5] progress is never above what was handed to a connection: a server that reads nothing', async () => {
  const size = 128 * mebibyte
  const { host, url, filePath, server } = await bare(size, (socket) => socket.pause())
  const told = await upload(host, { url, filePath, timeout: 1500 })
  expect(told.fail?.errorCode).toBe(121920)
  expectSound(told.progress)
  // What the system's own buffers take, on either side, and no more.
  const highest = told.progress.at(-1)?.totalBytesSent ?? 0
  expect(highest).toBeGreaterThan(0)
  expect(highest).toBeLessThan(size / 2)
  expect(told.order).not.toContain('success')
  expect(server.sockets).toHaveLength(1)
})

test('[8.5] nothing is told before a connection is there', async () => {
  const { host, filePath } = await stage()
  const told = await upload(host, { url: 'http://127.0.0.1:9/', filePath })
  expect(told.fail).toBeDefined()
  expect(told.progress).toEqual([])
})

describe('[8.6] 100 is told when the whole body went out, and then before success', () => {
  test.for([0, 100, 70_000, 3_000_000])('[8.6] a file of %i bytes', async (size) => {
    const { host, url, filePath } = await stage({ data: Buffer.alloc(size) })
    for (let round = 0; round < 5; round += 1) {
      const { order, progress } = await upload(host, { url, filePath })
      expect(progress.filter((event) => event.progress === 100)).toHaveLength(1)
      expect(progress.at(-1)?.progress).toBe(100)
      expect(order.slice(-4)).toEqual(['progress', 'headers', 'success', 'complete'])
    }
  })

  test('[8.6] 100 is not told where an answer came before the body was out', async () => {
    const size = 64 * mebibyte
    const { host, url, filePath } = await bare(size, (socket) => {
      socket.once('data', () => {
        socket.pause()
        socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno')
      })
    })
    const told = await upload(host, { url, filePath })
    expect(told.success?.statusCode).toBe(413)
    expectSound(told.progress)
    expect(told.progress.every(({ progress }) => progress < 100)).toBe(true)
  })
})

describe('[8.8] offProgressUpdate removes one listener, or all of them without an argument', () => {
  test('[8.8] one, all, and one that was never added', async () => {
    const { host, url, filePath } = await stage()
    const run = async (remove: (task: UploadTask, one: () => void) => void) => {
      const called: string[] = []
      const one = () => called.push('one')
      await upload(host, { url, filePath }, (task) => {
        task.onProgressUpdate(one)
        task.onProgressUpdate(() => called.push('other'))
        remove(task, one)
      })
      return called
    }
    expect(await run(() => {})).toEqual(['one', 'other'])
    expect(await run((task, one) => task.offProgressUpdate(one))).toEqual(['other'])
    expect(await run((task) => task.offProgressUpdate(() => {}))).toEqual(['one', 'other'])
    expect(await run((task) => task.offProgressUpdate())).toEqual([])
    expect(await run((task) => task.offProgressUpdate(undefined))).toEqual([])
    expect(await run(({ offProgressUpdate }, one) => offProgressUpdate(one))).toEqual(['other'])
    expect(
      await run((task, one) => {
        task.offProgressUpdate()
        task.onProgressUpdate(one)
      }),
    ).toEqual(['one'])
  })

  test('[8.8] within a listener: one that comes after it in the same event is not called', async () => {
    const { host, url, filePath } = await stage({ data: Buffer.alloc(5_000_000) })
    const called: string[] = []
    await upload(host, { url, filePath }, ({ onProgressUpdate, offProgressUpdate }) => {
      const last = () => called.push('last')
      onProgressUpdate(() => {
        called.push('first')
        offProgressUpdate()
      })
      onProgressUpdate(last)
    })
    expect(called).toEqual(['first'])
  })

  test('[8.8] it leaves the listeners of headers alone', async () => {
    const { host, url, filePath } = await stage()
    const { headers } = await upload(host, { url, filePath }, (task) => task.offProgressUpdate())
    expect(headers).toHaveLength(1)
  })
})

describe('[8.9] onHeadersReceived tells the header, once, before success', () => {
  test('[8.9] names in lower case, before the body is there', async () => {
    let finish = () => {}
    const { host, url, filePath } = await bare(10, (socket) => {
      readRequests(socket, () => {
        socket.write('HTTP/1.1 201 Made\r\nX-Answer: Yes\r\nContent-Length: 2\r\n\r\n')
        finish = () => socket.write('ok')
      })
    })
    const told = await upload(host, { url, filePath }, (task) => {
      task.onHeadersReceived(() => finish())
    })
    expect(told.headers).toEqual([{ 'x-answer': 'Yes', 'content-length': '2' }])
    expect(told.success?.header).toEqual(told.headers[0])
    expect(told.order.slice(-3)).toEqual(['headers', 'success', 'complete'])
  })

  test('[8.9] not for a redirect, nor for an interim answer: for the one that is the result', async () => {
    const { host, url, filePath } = await bare(10, (socket) => {
      readRequests(socket, (head) => {
        if (head.startsWith('GET /next')) return socket.write(ok)
        socket.write('HTTP/1.1 103 Early Hints\r\nx-early: 1\r\n\r\n')
        return socket.write('HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 0\r\n\r\n')
      })
    })
    const told = await upload(host, { url, filePath })
    expect(told.headers).toEqual([{ 'x-answer': 'Yes', 'content-length': '2' }])
  })

  test('[8.9] what a listener does to it does not change the result', async () => {
    const { host, url, filePath } = await stage()
    const { success } = await upload(host, { url, filePath }, (task) => {
      task.onHeadersReceived(({ header }) => {
        for (const name of Object.keys(header)) delete header[name]
      })
    })
    expect(success?.header).toHaveProperty('date')
  })
})

test('[8.10] offHeadersReceived removes one listener, or all of them without an argument', async () => {
  const { host, url, filePath } = await stage()
  const run = async (remove: (task: UploadTask, one: () => void) => void) => {
    const called: string[] = []
    const one = () => called.push('one')
    await upload(host, { url, filePath }, (task) => {
      task.onHeadersReceived(one)
      task.onHeadersReceived(() => called.push('other'))
      remove(task, one)
    })
    return called
  }
  expect(await run((task) => task.offProgressUpdate())).toEqual(['one', 'other'])
  expect(await run((task, one) => task.offHeadersReceived(one))).toEqual(['other'])
  expect(await run((task) => task.offHeadersReceived(() => {}))).toEqual(['one', 'other'])
  expect(await run((task) => task.offHeadersReceived())).toEqual([])
  expect(await run((task) => task.onHeadersReceived(() => task.offHeadersReceived()))).toEqual([
    'one',
    'other',
  ])
})

describe('[8.11] no event comes after success, fail or abort', () => {
  const ended = new Set(['success', 'fail'])
  function expectSilence({ order }: Told) {
    const at = order.findIndex((name) => ended.has(name))
    expect(order.slice(at + 1)).toEqual(['complete'])
  }

  test('[8.11] after success: not with the next upload either', async () => {
    const { host, url, filePath } = await stage({ data: Buffer.alloc(3_000_000) })
    const first = await upload(host, { url, filePath })
    const late: unknown[] = []
    first.task.onProgressUpdate((event) => late.push(event))
    first.task.onHeadersReceived((event) => late.push(event))
    await upload(host, { url, filePath })
    await host.close()
    expectSilence(first)
    expect(late).toEqual([])
  })

  test('[8.11] after abort: not a progress that was under way', async () => {
    const { host, url, filePath } = await stage({ data: Buffer.alloc(20_000_000) })
    let events = 0
    let after = 0
    let stopped = false
    const told = await upload(host, { url, filePath }, (task) => {
      const count = () => {
        events += 1
        if (stopped) after += 1
      }
      task.onProgressUpdate(count)
      task.onProgressUpdate(() => {
        stopped = true
        task.abort()
      })
      // In the same event, after the one that aborts.
      task.onProgressUpdate(() => {
        after += 1
      })
    })
    await upload(host, { url, filePath })
    expectSilence(told)
    expect([events, after]).toEqual([1, 0])
  })

  test('[8.11] after fail: the server resets in the middle, and events that are due are dropped', async () => {
    const { host, url, filePath } = await bare(40 * mebibyte, (socket, index) => {
      if (index === 0) socket.once('data', () => socket.resetAndDestroy())
    })
    const told = await upload(host, { url, filePath })
    expect(told.fail?.errorCode).toBe(121927)
    const count = told.order.length
    // Nobody answers this one: as long as events of the first could still be due.
    const short = await host.addFile({ name: 'b.txt', data: 'b' })
    expect((await upload(host, { url, filePath: short, timeout: 400 })).fail?.errorCode).toBe(
      121920,
    )
    expect(told.order).toHaveLength(count)
    expectSilence(told)
  })
})

describe('[8.12] the task is not a promise, and a plain object', () => {
  test('[8.12] its methods are its own, and need no `this`', async () => {
    const { host, url, filePath } = await stage()
    const { task } = await upload(host, { url, filePath })
    expect(Object.getPrototypeOf(task)).toBe(Object.prototype)
    expect(Object.keys(task).sort()).toEqual([
      'abort',
      'offHeadersReceived',
      'offProgressUpdate',
      'onHeadersReceived',
      'onProgressUpdate',
    ])
    expect(Object.values(task).every((method) => typeof method === 'function')).toBe(true)
    expect('then' in task).toBe(false)
    expect(await task).toBe(task)
    expect(Object.keys({ ...task })).toEqual(Object.keys(task))
  })

  test('[8.12] each method alone', async () => {
    const { host, url, filePath } = await stage()
    const seen: string[] = []
    await upload(host, { url, filePath }, (task) => {
      const { onProgressUpdate, onHeadersReceived, offProgressUpdate, offHeadersReceived } = task
      offProgressUpdate()
      offHeadersReceived()
      expect(onProgressUpdate(() => seen.push('progress'))).toBeUndefined()
      expect(onHeadersReceived(() => seen.push('headers'))).toBeUndefined()
    })
    expect(seen).toEqual(['progress', 'headers'])
  })

  test('[8.12] so is tt, which is taken apart as well', async () => {
    const { host, url, filePath } = await stage()
    const { uploadFile } = host.tt
    await new Promise<unknown>((resolve, reject) => {
      uploadFile({ url, filePath, name: 'file', success: resolve, fail: reject })
    })
    expect(Object.getPrototypeOf(host.tt)).toBe(Object.prototype)
  })
})
