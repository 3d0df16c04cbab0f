/** Section 8: how progress moves on a slow link. */
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { startTcpServer } from '../helpers/server.js'
import { upload } from '../helpers/upload.js'

/** Reads so many bytes a second off a socket, however many are there. */
function readSlowly(socket: Socket, rate: number, enough: (bytes: number) => void) {
  socket.pause()
  const started = Date.now()
  let read = 0
  // A clock of the server's own: what a slow link is.
  const timer = setInterval(() => {
    const allowed = ((Date.now() - started) / 1000) * rate
    while (read < allowed) {
      const chunk = socket.read(Math.min(socket.readableLength, 16_384) || 1)
      if (chunk === null) break
      read += chunk.byteLength
      enough(read)
    }
  }, 10)
  socket.on('readable', () => {})
  socket.on('close', () => clearInterval(timer))
}

// Loopback's buffers take megabytes at once: at these rates they ask for more seconds apart.
test.for([1_000_000, 4_000_000])(
  '[8.7] to a server that reads %i bytes a second progress moves at least 4 times a second',
  async (rate) => {
    const size = rate === 1_000_000 ? 10_000_000 : 20_000_000
    const server = await startTcpServer((socket) => {
      readSlowly(socket, rate, (bytes) => {
        if (bytes > size) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    const host = startHost({ trustedOrigins: [server.origin] })
    const filePath = await host.addFile({ name: 'a.bin', data: Buffer.alloc(size) })
    const times: number[] = []
    const { progress, fail } = await upload(
      host,
      { url: server.origin, filePath, timeout: 4000 },
      (task) => task.onProgressUpdate(() => times.push(Date.now())),
    )
    // It takes longer than that, or has just ended.
    expect([undefined, 121920]).toContain(fail?.errorCode)
    const unsent = times.slice(0, progress.filter((event) => event.progress < 100).length)
    const seconds = ((unsent.at(-1) ?? 0) - (unsent[0] ?? 0)) / 1000
    expect(seconds).toBeGreaterThan(2)
    expect(unsent.length / seconds).toBeGreaterThan(4)
    // And not in one burst: no pause is longer than a second.
    const pauses = unsent.slice(1).map((time, index) => time - (unsent[index] ?? 0))
    expect(Math.max(...pauses)).toBeLessThan(1000)
    let before = 0
    for (const { totalBytesSent } of progress) {
      expect(totalBytesSent).toBeGreaterThan(before)
      before = totalBytesSent
    }
  },
)
