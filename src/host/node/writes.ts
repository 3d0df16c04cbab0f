/**
 * What becomes of the bytes that are written to a connection.
 */
import { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

type WritableHooks = Pick<Socket, '_write' | '_writev'>
const held = new WeakSet<Socket>()
/** Those whose last write failed. */
const failed = new WeakSet<Socket>()

/**
 * A server may answer (413, say) and close while the body is still on its way; the write that fails
 * then would destroy the socket, and with it the answer that waits to be read. So a failed write is
 * not told to the stream: the reading side decides how the exchange ends, and it always ends, for
 * the peer has closed.
 */
export function holdWriteErrors(socket: Socket): void {
  if (held.has(socket)) return
  held.add(socket)
  const hooks: WritableHooks = socket
  const { _write, _writev } = hooks
  // The peer's end was read, or will be; an answer that came with it is told first.
  const endOfReading = () => setImmediate(() => socket.destroy())
  const hold =
    (callback: (error?: Error | null) => void) =>
    (error?: Error | null): void => {
      if (!error) return callback()
      failed.add(socket)
      if (socket.readableEnded) endOfReading()
      else socket.once('end', endOfReading)
    }
  socket._write = (chunk, encoding, callback) =>
    _write.call(socket, chunk, encoding, hold(callback))
  if (_writev) socket._writev = (chunks, callback) => _writev.call(socket, chunks, hold(callback))
}

/** What Node knows of a socket of the system. It tells nobody else how much of a write waits. */
interface Handle {
  readonly bytesWritten: number
  readonly writeQueueSize: number
}

/**
 * The bytes that the system has taken; a write that is cut off did not take all of its bytes there.
 * Over TLS it is what was handed to TLS: how much of that has left, nobody tells.
 */
export function bytesSent(socket: Socket): number {
  // One that stands for a slowed network counts what has left.
  const { encrypted } = socket as Partial<TLSSocket>
  if (!(socket instanceof Socket) || encrypted) return socket.bytesWritten
  const { _handle: handle } = socket as { _handle?: Partial<Handle> | null }
  const { bytesWritten, writeQueueSize } = handle ?? {}
  if (failed.has(socket) || bytesWritten === undefined || writeQueueSize === undefined) {
    return socket.bytesWritten - socket.writableLength
  }
  return bytesWritten - writeQueueSize
}
