import { pbkdf2 } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import type { Host } from 'tt-anywhere'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, type Identity } from '../helpers/certificates.js'
import { sparseFile } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { closed, deferred, response, startTlsWireServer } from '../helpers/raw.js'
import { readRequests, startServer, startTcpServer } from '../helpers/server.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const interrupted = { errMsg: 'uploadFile:fail interrupted', errorCode: 121927, errorType: 'U' }
const small = { name: 'a.txt', data: 'a' }
const bodySize = 1024 * 1024
/** More than the system takes on its own while nobody reads. */
const longBody = 32 * 1024 * 1024

let identity: Identity
beforeAll(async () => {
  identity = await (await createAuthority()).issue()
})

const wires = {
  plain: (handle: (socket: Socket, index: number) => void) => startTcpServer(handle),
  TLS: (handle: (socket: TLSSocket, index: number) => void) => startTlsWireServer(identity, handle),
}
const both = ['plain', 'TLS'] as const

/** Holds the event loop: what comes from the network meanwhile waits in the system. */
function block(milliseconds: number) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** A server that answers each whole request with 200, then does this. */
function startAnswering(wire: 'plain' | 'TLS', then: (socket: Socket) => void = () => {}) {
  let requests = 0
  const started = wires[wire]((socket) => {
    // Nagle's algorithm would keep what follows an answer back.
    socket.setNoDelay(true)
    readRequests(socket, () => {
      requests += 1
      socket.write(response(200, 'ok'), () => then(socket))
    })
  })
  return started.then((server) => ({ ...server, requests: () => requests }))
}

const reused = async (host: Host, options: { url: string; filePath: string }) =>
  (await successOf(host, options)).profile?.socketReused

describe.each(both)('[7.15] a connection that closes without an answer, on %s', (wire) => {
  const ends: Record<string, (socket: Socket) => void> = {
    'a FIN': (socket) => socket.end(),
    'a close': (socket) => socket.destroy(),
    'a reset': (socket) => socket.resetAndDestroy(),
  }
  test.each(Object.keys(ends))('[7.15] [7.17] %s at once', async (name) => {
    const server = await wires[wire](ends[name]!)
    const host = startHost({ checkDomains: false })
    for (const filePath of [await host.addFile(small), await host.addFile(sparseFile(bodySize))]) {
      const failure = await failureOf(host, { url: server.origin, filePath })
      // A reset may come before the connection was told: then there was none.
      if (name !== 'a reset' || failure.errorCode !== 121926) expect(failure).toEqual(interrupted)
    }
    expect(server.sockets).toHaveLength(2)
  })

  test.each(Object.keys(ends))('[7.15] [7.17] %s in the middle of the body', async (name) => {
    const server = await wires[wire]((socket) => {
      let seen = 0
      socket.on('data', (chunk: Buffer) => {
        seen += chunk.byteLength
        if (seen > longBody / 2) ends[name]!(socket)
      })
    })
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(sparseFile(longBody))
    const told = await upload(host, { url: server.origin, filePath })
    expect(told.fail).toEqual(interrupted)
    expect(told.order.slice(-2)).toEqual(['fail', 'complete'])
    expect(server.sockets).toHaveLength(1)
  })

  test.each(Object.keys(ends))('[7.15] [7.17] %s after the body', async (name) => {
    let requests = 0
    const server = await wires[wire]((socket) =>
      readRequests(socket, () => {
        requests += 1
        ends[name]!(socket)
      }),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(sparseFile(bodySize))
    expect(await failureOf(host, { url: server.origin, filePath })).toEqual(interrupted)
    expect(requests).toBe(1)
    expect(server.sockets).toHaveLength(1)
  })

  test.each([
    ['in the head', 'HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Le'],
    ['after the head', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n12345'],
    ['before the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n'],
    ['in the trailer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n'],
    ['after 100', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('[7.15] an answer that is cut %s', async (_name, text) => {
    for (const end of Object.values(ends)) {
      const server = await wires[wire]((socket) =>
        readRequests(socket, () => socket.write(text, () => end(socket))),
      )
      const host = startHost({ checkDomains: false })
      const filePath = await host.addFile(small)
      const told = await upload(host, { url: server.origin, filePath, timeout: 3_000 })
      expect(told.fail).toEqual(interrupted)
      expect(server.sockets).toHaveLength(1)
    }
  })
})

describe('what counts as a whole answer', () => {
  async function resultOf(text: string, end: (socket: Socket) => void = () => {}) {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => socket.write(text, () => end(socket))),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    return { host, server, told: await upload(host, { url: server.origin, filePath }) }
  }

  test('[7.2] one without a length ends with the connection', async () => {
    const { told } = await resultOf('HTTP/1.1 200 OK\r\n\r\nuntil the end', (socket) =>
      setTimeout(() => socket.end(), 20),
    )
    expect(told.success).toMatchObject({ statusCode: 200, data: 'until the end' })
  })

  test('[7.15] one without a length that a reset ends is not whole', async () => {
    const { told } = await resultOf('HTTP/1.1 200 OK\r\n\r\nuntil the', (socket) =>
      setTimeout(() => socket.resetAndDestroy(), 20),
    )
    expect(told.fail).toEqual(interrupted)
  })

  test.each([
    ['HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', 'http/1.0', false],
    ['HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok', 'http/1.0', true],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', 'http/1.1', false],
    ['HTTP/1.1 200 OK\r\nConnection: Close, x\r\nContent-Length: 2\r\n\r\nok', 'http/1.1', false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'http/1.1', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'http/1.1', true],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nA: b\r\n\r\n',
      'http/1.1',
      true,
    ],
    [
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      'http/1.1',
      true,
    ],
    [
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      'http/1.1',
      true,
    ],
  ])('[7.2] [7.18] %j', async (text, protocol, kept) => {
    const { told, host, server } = await resultOf(text)
    expect(told.success).toMatchObject({ statusCode: 200, data: 'ok', profile: { protocol } })
    expect(told.headers).toHaveLength(1)
    const filePath = await host.addFile(small)
    expect(await reused(host, { url: server.origin, filePath })).toBe(kept)
    expect(server.sockets).toHaveLength(kept ? 1 : 2)
    if (!kept) await closed(server.sockets[0]!)
  })

  test.each(['xyz', '\r\n\r\n', 'HTTP/1.1 500 Other\r\nContent-Length: 0\r\n\r\n', '\0\0\0'])(
    '[7.2] the answer counts, not what follows it: %j',
    async (rest) => {
      const { told, host, server } = await resultOf(
        `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${rest}`,
      )
      expect(told.success).toMatchObject({ statusCode: 200, data: 'ok' })
      // And it is no answer to the next request.
      const filePath = await host.addFile(small)
      const next = await successOf(host, { url: server.origin, filePath })
      expect(next).toMatchObject({ statusCode: 200, data: 'ok' })
    },
  )

  /** An answer to nobody, in two pieces: the first comes with the answer before it. */
  const halves = ['HTTP/1.1 2', '00 OK\r\nContent-Length: 6\r\n\r\nstolen'] as const

  test.each(
    Object.entries(wires).flatMap(([wire, start]) => [
      { wire, start, name: 'a length', answer: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' },
      {
        wire,
        start,
        name: 'chunks',
        answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      },
    ]),
  )('[7.18] words begun behind an answer of $name, on $wire, answer nothing', async (way) => {
    const server = await way.start((socket) => {
      let requests = 0
      readRequests(socket, () => {
        requests += 1
        // On a connection that was kept the rest would come as the answer.
        socket.write(requests === 1 ? way.answer + halves[0] : halves[1])
      })
    })
    const host = startHost({ checkDomains: false })
    for (const filePath of [await host.addFile(small), await host.addFile(sparseFile(bodySize))]) {
      const result = await successOf(host, { url: server.origin, filePath })
      expect(result).toMatchObject({ data: 'ok', profile: { socketReused: false } })
    }
    for (const socket of server.sockets) await closed(socket)
  })

  test('[7.2] a switch of protocols that nobody asked for ends the upload', async () => {
    for (const lines of ['', 'Connection: upgrade\r\nUpgrade: websocket\r\n']) {
      const { told, server } = await resultOf(`HTTP/1.1 101 Switching\r\n${lines}\r\n`)
      expect(told.fail?.errMsg).toBe('uploadFile:fail network error:net::ERR_INVALID_HTTP_RESPONSE')
      await closed(server.sockets[0]!)
    }
  })

  test('[7.2] 100 interim answers are taken, 101 are too many', async () => {
    const interim = 'HTTP/1.1 102 Processing\r\n\r\n'
    const last = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
    expect((await resultOf(interim.repeat(100) + last)).told.success?.data).toBe('ok')
    for (const count of [101, 150]) {
      const { told, server } = await resultOf(interim.repeat(count) + last)
      expect(told.fail?.errMsg).toBe('uploadFile:fail network error:net::ERR_INVALID_HTTP_RESPONSE')
      await closed(server.sockets[0]!)
    }
  })
})

describe.each(both)('connections are kept, on %s', (wire) => {
  test('[7.18] uploads one after another share one', async () => {
    const server = await startAnswering(wire)
    const host = startHost({ checkDomains: false })
    const paths = [await host.addFile(small), await host.addFile(sparseFile(bodySize))]
    const seen: unknown[] = []
    for (let round = 0; round < 6; round += 1) {
      seen.push(await reused(host, { url: server.origin, filePath: paths[round % 2]! }))
    }
    expect(seen).toEqual([false, true, true, true, true, true])
    expect(server.sockets).toHaveLength(1)
  })

  test('[7.18] five at once make five, and the next five take them', async () => {
    const server = await startAnswering(wire)
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const five = () =>
      Promise.all([1, 2, 3, 4, 5].map(() => reused(host, { url: server.origin, filePath })))
    expect(await five()).toEqual(Array(5).fill(false))
    expect(await five()).toEqual(Array(5).fill(true))
    expect(server.sockets).toHaveLength(5)
  })

  test.each([
    ['close', (socket: Socket) => socket.destroy()],
    ['FIN', (socket: Socket) => socket.end()],
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('[7.18] one the server ended is replaced: %s', async (_name, end) => {
    const server = await startAnswering(wire)
    const host = startHost({ checkDomains: false })
    for (const filePath of [await host.addFile(small), await host.addFile(sparseFile(bodySize))]) {
      const before = server.sockets.length
      await successOf(host, { url: server.origin, filePath })
      // Seen by the client before the next call.
      end(server.sockets.at(-1)!)
      await closed(server.sockets.at(-1)!)
      await new Promise((resolve) => setTimeout(resolve, 10))
      expect(await reused(host, { url: server.origin, filePath })).toBe(false)
      // In the system, and not yet seen: the loop was held.
      end(server.sockets.at(-1)!)
      block(100)
      expect(await reused(host, { url: server.origin, filePath })).toBe(false)
      expect(server.sockets).toHaveLength(before + 3)
      server.sockets.at(-1)?.destroy()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(server.requests()).toBe(6)
  })

  test.each([
    ['right after the answer', (socket: Socket) => socket.end()],
    ['after 10 ms', (socket: Socket) => setTimeout(() => socket.end(), 10)],
  ])('[7.18] closed %s, and the loop of the client is held meanwhile', async (_name, then) => {
    const server = await startAnswering(wire, (socket) => void then(socket))
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    for (let round = 0; round < 10; round += 1) {
      expect(await reused(host, { url: server.origin, filePath })).toBe(false)
      const timer = deferred()
      setTimeout(timer.resolve, 15)
      await timer.promise
      block(5)
    }
    expect(server.requests()).toBe(10)
  })

  test('[7.18] one that ends while the file is read, before a byte was written', async () => {
    const server = await startAnswering(wire)
    const host = startHost({ checkDomains: false })
    const paths = [await host.addFile(small), await host.addFile(sparseFile(bodySize))]
    await successOf(host, { url: server.origin, filePath: paths[0]! })
    // Work for all of the threads that read files: the reading has to wait.
    const work = Array.from({ length: 8 }, () => promisify(pbkdf2)('a', 'b', 200_000, 64, 'sha512'))
    const second = reused(host, { url: server.origin, filePath: paths[1]! })
    // The connection is taken by then.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    server.sockets[0]?.destroy()
    expect(await second).toBe(false)
    await Promise.all(work)
    expect(server.sockets).toHaveLength(2)
    expect(server.requests()).toBe(2)
  })

  test('[7.18] all kept ones dead at once', async () => {
    const server = await startAnswering(wire)
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    const five = () =>
      Promise.all([1, 2, 3, 4, 5].map(() => reused(host, { url: server.origin, filePath })))
    await five()
    for (const socket of server.sockets) socket.destroy()
    block(20)
    expect(await five()).toEqual(Array(5).fill(false))
    expect(server.requests()).toBe(10)
  })

  test('[7.17] bytes went out on a kept one: it is not sent again', async () => {
    let requests = 0
    const server = await wires[wire]((socket) =>
      readRequests(socket, () => {
        requests += 1
        if (requests === 1) socket.write(response(200, 'ok'))
        else socket.destroy()
      }),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    await successOf(host, { url: server.origin, filePath })
    expect(await failureOf(host, { url: server.origin, filePath })).toEqual(interrupted)
    expect(requests).toBe(2)
    expect(server.sockets).toHaveLength(1)
  })

  test('[7.17] nor when the kept one is cut in the middle of the body', async () => {
    let seen = 0
    const server = await wires[wire]((socket) => {
      readRequests(socket, () => socket.write(response(200, 'ok')))
      socket.on('data', (chunk: Buffer) => {
        seen += chunk.byteLength
        if (seen > longBody / 4) socket.resetAndDestroy()
      })
    })
    const host = startHost({ checkDomains: false })
    await successOf(host, { url: server.origin, filePath: await host.addFile(small) })
    const filePath = await host.addFile(sparseFile(longBody))
    expect(await failureOf(host, { url: server.origin, filePath })).toEqual(interrupted)
    expect(server.sockets).toHaveLength(1)
  })

  test('[7.18] words on an idle connection answer nothing', async () => {
    const server = await startAnswering(wire)
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(small)
    await successOf(host, { url: server.origin, filePath })
    await new Promise<void>((resolve) => {
      server.sockets[0]?.write('HTTP/1.1 408 Timeout\r\nContent-Length: 4\r\n\r\nlate', () =>
        resolve(),
      )
    })
    block(20)
    const next = await successOf(host, { url: server.origin, filePath })
    expect(next).toMatchObject({ statusCode: 200, data: 'ok', profile: { socketReused: false } })
    await closed(server.sockets[0]!)
  })
})

test('[7.18] a Keep-Alive hint of the server holds', async () => {
  const server = await startTcpServer((socket) =>
    readRequests(socket, () => socket.write(response(200, 'ok', ['Keep-Alive: timeout=1']))),
  )
  const host = startHost({ checkDomains: false })
  const filePath = await host.addFile(small)
  expect(await reused(host, { url: server.origin, filePath })).toBe(false)
  await closed(server.sockets[0]!)
  expect(await reused(host, { url: server.origin, filePath })).toBe(false)
})

test('[7.18] each origin and each host has its own', async () => {
  const [one, two] = [await startAnswering('plain'), await startAnswering('plain')]
  const [host, other] = [startHost({ checkDomains: false }), startHost({ checkDomains: false })]
  const send = async (from: Host, origin: string) =>
    reused(from, { url: origin, filePath: await from.addFile(small) })
  expect(await send(host, one.origin)).toBe(false)
  expect(await send(host, two.origin)).toBe(false)
  expect(await send(other, one.origin)).toBe(false)
  expect(await send(host, `http://localhost:${one.port}`)).toBe(false)
  expect(await send(host, one.origin)).toBe(true)
  expect(await send(host, two.origin)).toBe(true)
})

test.each([307, 308])('[7.17] a %d alone sends the whole body again', async (status) => {
  const server = await startServer((request, answer) => {
    if (request.target === '/') answer.writeHead(status, { location: '/again' })
    answer.end()
  })
  const host = startHost({ checkDomains: false })
  const filePath = await host.addFile(sparseFile(bodySize))
  await successOf(host, { url: server.origin, filePath })
  expect(server.received.map(({ target }) => target)).toEqual(['/', '/again'])
  expect(server.received[0]?.body.equals(server.received[1]!.body)).toBe(true)
  expect(server.connections()).toBe(1)
})

test.each([200, 408, 413, 500, 503])('[7.17] a %d is never tried again', async (status) => {
  const server = await startServer((_request, answer) => {
    answer.writeHead(status, { 'retry-after': '0' }).end()
  })
  const host = startHost({ checkDomains: false })
  const filePath = await host.addFile(small)
  expect((await successOf(host, { url: server.origin, filePath })).statusCode).toBe(status)
  await host.close()
  expect(server.received).toHaveLength(1)
})
