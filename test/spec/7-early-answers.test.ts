import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAuthority, type Identity } from '../helpers/certificates.js'
import { sparseFile, tellsOpenFiles, timesOpen } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { closed, readHead, response, startTlsWireServer } from '../helpers/raw.js'
import { readRequests, startTcpServer } from '../helpers/server.js'
import { upload } from '../helpers/upload.js'

const interrupted = { errMsg: 'uploadFile:fail interrupted', errorCode: 121927, errorType: 'U' }
const sizes = { big: 64 * 1024 * 1024, small: 512 * 1024 }
/** Not one answer may be lost: more are tried by hand (TT_ANYWHERE_LONG=1). */
const rounds = process.env.TT_ANYWHERE_LONG ? { plain: 200, TLS: 80 } : { plain: 20, TLS: 8 }

let identity: Identity
beforeAll(async () => {
  identity = await (await createAuthority()).issue()
})

/** What the server does once it has the head of the request and before it has the body. */
type Server = (socket: Socket) => void
const wires = {
  plain: (handle: Server) =>
    startTcpServer((socket) => void readHead(socket).then(() => handle(socket))),
  TLS: (handle: Server) =>
    startTlsWireServer(
      identity,
      (socket: TLSSocket) => void readHead(socket).then(() => handle(socket)),
    ),
}

afterEach(() => vi.restoreAllMocks())

/** The ways a server answers early, all on a connection whose rest it never reads. */
const answer413 = (lines: string[] = []) => response(413, 'too large', lines)
const ways: Record<string, Server> = {
  'stays open': (socket) => socket.write(answer413()),
  'says connection: close and stays open': (socket) =>
    socket.write(answer413(['Connection: close'])),
  'ends its side at once': (socket) => socket.end(answer413(['Connection: close'])),
  'ends its side, keep-alive': (socket) => socket.end(answer413()),
  'closes once the answer is written': (socket) =>
    socket.write(answer413(), () => socket.destroy()),
  'closes a little later': (socket) =>
    socket.write(answer413(), () => setTimeout(() => socket.destroy(), 20)),
  'ends its side and closes later': (socket) => {
    socket.end(answer413())
    setTimeout(() => socket.destroy(), 20)
  },
  'sends the body apart from the head': (socket) => {
    const bytes = answer413()
    socket.write(bytes.subarray(0, -9))
    setTimeout(() => socket.end(bytes.subarray(-9)), 10)
  },
  'answers in chunks': (socket) =>
    socket.end(
      'HTTP/1.1 413 Status\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ntoo large\r\n0\r\n\r\n',
    ),
  'answers without a length': (socket) => socket.end('HTTP/1.1 413 Status\r\n\r\ntoo large'),
  'goes on reading': (socket) => {
    socket.resume()
    socket.write(answer413())
  },
  'goes on reading and ends its side': (socket) => {
    socket.resume()
    socket.end(answer413())
  },
  // The answer was on the wire before: the system keeps what it got for whoever reads on.
  'resets once the answer is written': (socket) =>
    socket.write(answer413(), () => socket.resetAndDestroy()),
  'resets a little later': (socket) =>
    socket.write(answer413(), () => setTimeout(() => socket.resetAndDestroy(), 20)),
}

describe.each(['plain', 'TLS'] as const)('a whole answer before the body, on %s', (wire) => {
  describe.each(['big', 'small'] as const)('a %s file', (size) => {
    test.each(Object.keys(ways))('[7.14] [7.16] the server %s', async (way) => {
      const server = await wires[wire](ways[way]!)
      const path = sparseFile(sizes[size])
      const lost: unknown[] = []
      for (let round = 0; round < rounds[wire]; round += 1) {
        // The system may take all of a small body: its connection could be kept for the next.
        const host = startHost({ checkDomains: false })
        const filePath = await host.addFile(path)
        const told = await upload(host, { url: server.origin, filePath })
        if (told.success?.statusCode !== 413 || told.success.data !== 'too large') {
          lost.push(told.fail ?? told.success)
        }
        if (size === 'big') expect(told.progress.at(-1)?.progress ?? 0).toBeLessThan(100)
        if (size === 'small') await host.close()
      }
      expect(lost).toEqual([])
      expect(server.sockets).toHaveLength(rounds[wire])
      if (tellsOpenFiles) await vi.waitFor(() => expect(timesOpen(path)).toBe(0))
      for (const socket of server.sockets) {
        socket.resume()
        await closed(socket)
      }
    })
  })
})

describe.each(['plain', 'TLS'] as const)('[7.14] on %s', (wire) => {
  test.each([200, 204, 400, 401, 500, 503])('[7.14] a %d is the result', async (status) => {
    const bytes =
      status === 204 ? Buffer.from('HTTP/1.1 204 No\r\n\r\n') : response(status, 'early')
    const server = await wires[wire]((socket) => socket.write(bytes))
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(sparseFile(sizes.big))
    const told = await upload(host, { url: server.origin, filePath })
    expect(told.success).toMatchObject({ statusCode: status, data: status === 204 ? '' : 'early' })
    expect(told.order.slice(-3)).toEqual(['headers', 'success', 'complete'])
    // Sending stops: the server never gets the whole body.
    const [socket] = server.sockets
    let rest = 0
    socket?.on('data', (chunk) => {
      rest += chunk.byteLength
    })
    socket?.resume()
    await closed(socket!)
    expect(rest).toBeLessThan(sizes.big)
  })

  test('[7.14] a big answer to a big body', async () => {
    const data = 'x'.repeat(8 * 1024 * 1024)
    const server = await wires[wire]((socket) => socket.end(response(200, data)))
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(sparseFile(sizes.big))
    const told = await upload(host, { url: server.origin, filePath })
    expect(told.success?.data === data).toBe(true)
  })

  test('[7.14] an answer that starts before the body was sent and ends after it', async () => {
    const server = await (wire === 'TLS'
      ? startTlsWireServer(identity, handle)
      : startTcpServer(handle))
    function handle(socket: Socket) {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nearly'))
      readRequests(socket, () => socket.write(' late'))
    }
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile(sparseFile(sizes.small))
    const told = await upload(host, { url: server.origin, filePath })
    expect(told.success?.data).toBe('early late')
    expect(told.progress.at(-1)?.progress).toBe(100)
    expect(server.sockets).toHaveLength(1)
  })

  test.each([
    ['half a head', 'HTTP/1.1 413 Too'],
    ['a head alone', 'HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\n'],
    ['half a body', 'HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo'],
    ['half a chunk', 'HTTP/1.1 413 Too Large\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ntoo'],
    ['no last chunk', 'HTTP/1.1 413 No\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ntoo large\r\n'],
    ['an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['nothing', ''],
  ])('[7.15] %s, then it closes in whatever way', async (_name, text) => {
    const ends: Server[] = [
      (socket) => socket.end(text),
      (socket) => socket.write(text, () => socket.destroy()),
      (socket) => socket.write(text, () => setTimeout(() => socket.destroy(), 10)),
      (socket) => socket.write(text, () => socket.resetAndDestroy()),
    ]
    for (const end of ends) {
      const server = await wires[wire](end)
      const host = startHost({ checkDomains: false })
      for (const size of Object.values(sizes)) {
        const filePath = await host.addFile(sparseFile(size))
        const told = await upload(host, { url: server.origin, filePath, timeout: 3_000 })
        expect(told.fail).toEqual(interrupted)
      }
      expect(server.sockets).toHaveLength(2)
    }
  })
})
