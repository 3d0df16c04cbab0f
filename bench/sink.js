// The server that all clients upload to: it throws away what comes, once it has seen that it is
// whole. A process of its own, told what is to come by the one that started it.
//
// It is no node:http server, whose parser would take longer than the quickest clients do: it reads
// from the socket into one buffer (`onread`), parses heads by hand, and looks at 64 bytes of each
// piece; at all bytes in the rounds that are not timed.
import { createServer, Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { ContentCheck, FormCheck } from './formCheck.js'
import { HttpReader } from './httpReader.js'
import { cipher, TlsReader } from './tlsReader.js'

const bufferSize = 1024 * 1024
const content = new ContentCheck()
const shared = Buffer.allocUnsafeSlow(bufferSize)
/** Seconds of a clock that all processes share. */
const now = () => Number(process.hrtime.bigint()) / 1e9

/** @type {import('./formCheck.js').Expected} */
let expected = { size: 0, content: 'pattern', verify: true }
let report = createReport()
/** Answers that wait for the word of the parent. */
let held = []

function createReport() {
  const cpu = process.cpuUsage()
  return { uploads: 0, connections: 0, accepted: 0, first: 0, last: 0, problem: '', cpu }
}

/** A connection, whatever reads it. */
function serve(socket) {
  /** @type {FormCheck | undefined} */
  let form
  /** @type {import('./httpReader.js').Head} */
  let head
  socket.on('error', () => {})
  return new HttpReader({
    head(next) {
      report.first ||= now()
      head = next
      form = next.method === 'POST' ? new FormCheck(content, expected, next.boundary) : undefined
      if (next.expects) socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    },
    body(buffer, from, to) {
      form?.write(buffer, from, to)
    },
    skip: (length) => form?.skip(length) ?? false,
    end() {
      if (form === undefined) return get(socket, head.path)
      const problem = form.end()
      report.problem ||= problem
      report.uploads += 1
      answer(socket, problem === '' ? 200 : 422, { size: expected.size, problem })
      report.last = now()
      if (head.close) socket.end()
    },
    error(reason) {
      report.problem ||= reason
      answer(socket, 400, { problem: reason })
      socket.end()
    },
  })
}

/** /hold is answered once the parent says so: until then the client is still there to be looked at. */
function get(socket, path) {
  if (path !== '/hold') return answer(socket, 200, {})
  held.push(() => answer(socket, 200, {}))
  process.send({ held: true })
}

function answer(socket, status, value) {
  const body = JSON.stringify(value)
  socket.write(
    `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Wrong'}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}

/**
 * Reads into one buffer for all sockets, without one of its own for each piece.
 * @param {(socket: Socket) => { read(buffer: Buffer, length: number): void }} open
 */
function listen(open) {
  return createServer({ pauseOnConnect: true, noDelay: true }, (accepted) => {
    report.connections += 1
    report.accepted ||= now()
    // There is no option for it on the server's side: the connection moves to a socket that has one.
    const handle = accepted._handle
    accepted._handle = null
    // Windows writes into the buffer before it is told, so there each has its own.
    const buffer = process.platform === 'win32' ? Buffer.allocUnsafeSlow(bufferSize) : shared
    const callback = (length) => {
      reader.read(buffer, length)
      return true
    }
    const socket = new Socket({ handle, onread: { buffer, callback } })
    const reader = open(socket)
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.resume()
  })
}

function readTls({ key, cert }) {
  const context = createSecureContext({ key, cert, ciphers: cipher, minVersion: 'TLSv1.3' })
  return (socket) =>
    new TlsReader(socket, context, serve, {
      everything: () => expected.verify,
      fail(reason) {
        report.problem ||= reason
        socket.destroy()
      },
    })
}

process.on('disconnect', () => process.exit())
process.on('message', (message) => {
  if (message.listen !== undefined) {
    const { tls, host } = message.listen
    const server = listen(tls === undefined ? serve : readTls(tls))
    server.listen({ port: 0, host, backlog: 1024 }, () =>
      process.send({ port: server.address().port }),
    )
  } else if (message.expect !== undefined) {
    expected = message.expect
    report = createReport()
    process.send({ ready: true })
  } else if (message.release !== undefined) {
    for (const step of held) step()
    held = []
  } else {
    const { user, system } = process.cpuUsage(report.cpu)
    process.send({ report: { ...report, cpu: (user + system) / 1e6 } })
  }
})
