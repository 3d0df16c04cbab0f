/**
 * A connection through a slow network: what goes in comes out later, at the rate of its link. It
 * stands where the socket would, so that what is above it, TLS too, sees the delay.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Link } from './conditions.js'

/** Bytes that wait to be let through before no more are read. */
const readAhead = 64 * 1024

/** Steps that happen one after another, none before its time. */
interface Line {
  add(time: number, step: () => void): void
  clear(): void
}

function createLine(): Line {
  let steps: { time: number; step: () => void }[] = []
  let timer: NodeJS.Timeout | undefined

  function run() {
    timer = undefined
    // A timer may be early by the fraction that it can't express.
    while (steps[0] !== undefined && steps[0].time <= performance.now()) steps.shift()?.step()
    schedule()
  }
  function schedule() {
    const [next] = steps
    if (next !== undefined) timer ??= setTimeout(run, Math.ceil(next.time - performance.now()))
  }

  return {
    add(time, step) {
      steps.push({ time, step })
      schedule()
    },
    clear() {
      steps = []
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Puts a link before a socket. The result stands for it, and owns it. */
export function shape(socket: Socket, { rtt, up, down }: Link): Socket {
  const latency = rtt / 2
  const leaving = createLine()
  const arriving = createLine()
  const returning = createLine()
  const lines = [leaving, arriving, returning]
  const later = () => performance.now() + latency
  let waiting = 0
  let bytesRead = 0
  let bytesWritten = 0

  function send(chunk: Buffer, from: number, callback: () => void) {
    // A copy, as a system makes one: what was written is the writer's again once it has left.
    const piece = Buffer.from(chunk.subarray(from, from + up.piece))
    const left = up.depart(piece.byteLength)
    leaving.add(left, () => {
      bytesWritten += piece.byteLength
      arriving.add(left + latency, () => void socket.write(piece))
      const next = from + piece.byteLength
      if (next < chunk.byteLength) send(chunk, next, callback)
      else callback()
    })
  }

  const shaped = new Duplex({
    read() {
      if (waiting < readAhead) socket.resume()
    },
    write(chunk: Buffer, _encoding, callback) {
      if (chunk.byteLength === 0) callback()
      else send(chunk, 0, callback)
    },
    final(callback) {
      arriving.add(later(), () => void socket.end())
      callback()
    },
    destroy(error, callback) {
      for (const line of lines) line.clear()
      socket.destroy()
      callback(error)
    },
  })

  socket.on('data', (chunk: Buffer) => {
    waiting += chunk.byteLength
    if (waiting >= readAhead) socket.pause()
    for (let from = 0; from < chunk.byteLength; from += down.piece) {
      const piece = chunk.subarray(from, from + down.piece)
      returning.add(down.depart(piece.byteLength) + latency, () => {
        waiting -= piece.byteLength
        bytesRead += piece.byteLength
        if (shaped.push(piece) && waiting < readAhead) socket.resume()
      })
    }
  })
  // Behind what is still on its way.
  const behind = (step: () => void) =>
    returning.add(Math.max(down.depart(0), performance.now()) + latency, step)
  socket.on('end', () => behind(() => void shaped.push(null)))
  socket.on('error', (error) => behind(() => void shaped.destroy(error)))
  socket.on('close', () => behind(() => void shaped.destroy()))

  // What the house, node:http and node:tls ask of a socket beside being a stream.
  Object.defineProperties(shaped, {
    bytesRead: { get: () => bytesRead },
    bytesWritten: { get: () => bytesWritten },
    remoteAddress: { get: () => socket.remoteAddress },
    localAddress: { get: () => socket.localAddress },
  })
  return Object.assign(shaped, {
    ref: () => socket.ref(),
    unref: () => socket.unref(),
    setNoDelay: () => socket.setNoDelay(),
    setKeepAlive: () => socket.setKeepAlive(),
    setTimeout: () => socket,
  }) as unknown as Socket
}
