/** What counts for an estimate, and for whose. */
import { expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { readRequests, startServer, startTcpServer } from '../helpers/server.js'
import { successOf } from '../helpers/upload.js'

test('what one host has seen tells nothing to another', async () => {
  const { origin } = await startServer()
  const typeOf = async (host: ReturnType<typeof startHost>) => {
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const { profile } = await successOf(host, { url: origin, filePath })
    return profile?.estimateNetType
  }
  const slowHost = () => {
    const host = startHost({ checkDomains: false })
    host.network = { rtt: 400, upKbps: 1e6, downKbps: 1e6 }
    return host
  }
  let far = slowHost()
  // What is seen while the machine is busy does not count: then another one looks.
  for (let tries = 0; (await typeOf(far)) === 'unknown' && tries < 20; tries += 1) far = slowHost()
  expect(await typeOf(far)).toBe('3g')
  expect(await typeOf(startHost({ checkDomains: false }))).not.toBe('3g')
  expect(await typeOf(far)).toBe('3g')
})

test('what came with the head tells no rate: the time it took was not seen', async () => {
  const { origin } = await startTcpServer((socket) =>
    readRequests(socket, () => {
      const body = Buffer.alloc(33_000)
      const head = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length + 1}\r\n\r\n`)
      socket.write(Buffer.concat([head, body]))
      setTimeout(() => socket.write('!'), 100)
    }),
  )
  const host = startHost({ checkDomains: false })
  const filePath = await host.addFile({ name: 'a', data: 'a' })
  const { profile } = await successOf(host, { url: origin, filePath })
  expect(profile?.throughputKbps).toBe(0)
})
