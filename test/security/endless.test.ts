/** A server that never comes to an end: each way ends in an error of the table, long before the memory. */
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Api, run } from '../helpers/call.js'
import { startHost } from '../helpers/host.js'
import { readRequests, startServer, startTcpServer } from '../helpers/server.js'

/** Sends a beginning, and then pieces for as long as somebody takes them. */
async function endless(start: string, piece: () => string) {
  let sent = 0
  const { origin } = await startTcpServer((socket: Socket) => {
    const go = () => {
      while (!socket.destroyed) {
        const text = piece()
        sent += text.length
        if (!socket.write(text)) {
          socket.once('drain', go)
          return
        }
      }
    }
    readRequests(socket, () => {
      socket.write(start)
      go()
    })
  })
  return { origin, sent: () => sent }
}

const error = (name: string) => `network error:net::${name}`
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const line = () => `x-${Math.random()}: ${'v'.repeat(1_000)}\r\n`

const cases: [what: string, start: string, piece: () => string, error: RegExp | string][] = [
  ['headers', 'HTTP/1.1 200 OK\r\n', line, error('ERR_RESPONSE_HEADERS_TOO_BIG')],
  [
    'one header',
    'HTTP/1.1 200 OK\r\nx: ',
    () => 'v'.repeat(1_000),
    error('ERR_RESPONSE_HEADERS_TOO_BIG'),
  ],
  [
    'a status line',
    'HTTP/1.1 200 ',
    () => 'v'.repeat(1_000),
    error('ERR_RESPONSE_HEADERS_TOO_BIG'),
  ],
  [
    'interim answers',
    '',
    () => 'HTTP/1.1 102 Processing\r\n\r\n',
    error('ERR_INVALID_HTTP_RESPONSE'),
  ],
  ['a body', chunked, () => `400\r\n${'v'.repeat(1_024)}\r\n`, error('ERR_FILE_TOO_BIG')],
  ['a body without a length', 'HTTP/1.0 200 OK\r\n\r\n', line, error('ERR_FILE_TOO_BIG')],
  ['an extension of a chunk', `${chunked}1;`, () => 'v'.repeat(1_000), /net::|interrupted/],
  // No limit is passed, nothing is kept: the time-out ends it.
  ['the length of a chunk', chunked, () => '0'.repeat(1_000), 'request time out'],
  ['trailers', `${chunked}0\r\n`, line, /net::|interrupted/],
]

test.each(cases)('%s without end', async (_what, start, piece, expected) => {
  const { origin, sent } = await endless(start, piece)
  for (const api of ['uploadFile', 'request', 'downloadFile'] satisfies Api[]) {
    const host = startHost({
      trustedOrigins: [origin],
      maxResponseSize: 1024 * 1024,
      maxDownloadSize: 1024 * 1024,
    })
    const upload = { name: 'f', filePath: await host.addFile({ name: 'a', data: 'a' }) }
    const before = sent()
    const timeout = expected === 'request time out' ? 500 : 15_000
    const told = await run(host, api, { url: origin, timeout, ...(api === 'uploadFile' && upload) })
    expect(told.order.filter((name) => /fail|success/.test(name))).toEqual(['fail'])
    if (typeof expected === 'string') expect(told.fail?.errMsg).toBe(`${api}:fail ${expected}`)
    else expect(told.fail?.errMsg).toMatch(expected)
    if (expected === 'request time out') continue
    // What the system buffers on both sides, and no more.
    expect(sent() - before).toBeLessThan(32 * 1024 * 1024)
  }
})

test('five codings one over the other are undone, six are not', async () => {
  const { origin } = await startServer(({ target }, response) => {
    let body = Buffer.from('ok')
    const times = Number(target.slice(1))
    for (let done = 0; done < times; done += 1) body = gzipSync(body)
    response.setHeader('content-encoding', Array(times).fill('gzip').join(', ')).end(body)
  })
  const host = startHost({ trustedOrigins: [origin] })
  expect((await run(host, 'request', { url: `${origin}/5` })).success?.data).toBe('ok')
  for (const times of [6, 2_000]) {
    const { fail } = await run(host, 'request', { url: `${origin}/${times}` })
    expect(fail?.errMsg).toBe('request:fail network error:net::ERR_CONTENT_DECODING_FAILED')
  }
})
