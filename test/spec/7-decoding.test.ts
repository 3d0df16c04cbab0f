import { createCipheriv } from 'node:crypto'
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  constants as zlibConstants,
} from 'node:zlib'
import type { HostOptions, UploadFileOptions } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { closed, response } from '../helpers/raw.js'
import { readRequests, startTcpServer } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'

const networkError = (name: string) => ({
  errMsg: `uploadFile:fail network error:net::${name}`,
  errorCode: 121991,
  errorType: 'F',
})
const undecodable = networkError('ERR_CONTENT_DECODING_FAILED')
const tooBig = networkError('ERR_FILE_TOO_BIG')

/** A host with a file, and a server whose every answer is these bytes. */
async function answering(bytes: Uint8Array, hostOptions: HostOptions = {}) {
  const server = await startTcpServer((socket) => readRequests(socket, () => socket.write(bytes)))
  const host = startHost({ checkDomains: false, ...hostOptions })
  const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
  return { host, server, options: { url: server.origin, filePath } }
}

async function resultOf(bytes: Uint8Array, more: Partial<UploadFileOptions> = {}) {
  const { host, options } = await answering(bytes)
  return successOf(host, { ...options, ...more })
}

async function dataOf(
  body: string | Uint8Array,
  contentType?: string,
  more: Partial<UploadFileOptions> = {},
) {
  const lines = contentType === undefined ? [] : [`Content-Type: ${contentType}`]
  return (await resultOf(response(200, body, lines), more)).data
}

const hex = (text: string) => Buffer.from(text, 'hex')

describe('[7.9] text by the charset', () => {
  test.each([
    ['gbk', 'd6d0cec4a1a3', '中文。'],
    ['GBK', 'd6d0cec4', '中文'],
    ['gb2312', 'd6d0cec4', '中文'],
    ['GB2312', '80a2e3', '€€'],
    ['gb18030', 'd6d0cec49439da3381308130', '中文💩\u0080'],
    ['big5', 'a4a4a4e5', '中文'],
    ['Big5', 'c163c5e9a672', '繁體字'],
    ['shift_jis', '93fa967b8cea835c5c7e', '日本語ソ\\~'],
    ['Shift_JIS', 'b1b2b3', 'ｱｲｳ'],
    ['x-sjis', '93fa967b', '日本'],
    ['euc-jp', 'c6fccbdcb8ec', '日本語'],
    ['iso-2022-jp', '1b2442467c4b5c1b2842', '日本'],
    ['euc-kr', 'c7d1b1b9', '한국'],
    ['ks_c_5601-1987', 'c7d1b1b9', '한국'],
    ['utf-16', '2d4e8765', '中文'],
    ['UTF-16LE', '2d4e87653cd80cdf', '中文🌌'],
    ['utf-16be', '4e2d6587', '中文'],
    ['utf-16', 'fffe2d4e8765', '中文'],
    ['utf-16', 'feff4e2d6587', '中文'],
    ['utf-16le', 'fffe2d4e', '中'],
    ['utf-16be', 'feff4e2d', '中'],
    ['utf-8', 'e4b8ade69687', '中文'],
    ['utf8', 'efbbbfe4b8ad', '中'],
    ['iso-8859-1', '636166e9', 'café'],
    ['windows-1252', '808593949f', '€…“”Ÿ'],
    ['us-ascii', '6162', 'ab'],
    ['windows-1251', 'cff0e8e2e5f2', 'Привет'],
    ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
  ])('[7.9] charset=%s: %s', async (charset, bytes, text) => {
    expect(await dataOf(hex(bytes), `text/plain; charset=${charset}`)).toBe(text)
  })

  test.each([
    'text/html; charset="gbk"',
    'text/html;charset=gbk',
    'text/html;CHARSET=GBK',
    'Text/HTML; Charset = "GBK"',
    'text/html; a=b; charset=gbk; c=d',
    'text/html; charset=gbk ;',
    'text/html; a="x; y"; charset=gbk',
    'application/json; charset=gbk',
    'image/png; charset=gbk',
    'text/html; charset=" gbk "',
  ])('[7.9] %s', async (contentType) => {
    expect(await dataOf(hex('d6d0'), contentType)).toBe('中')
  })

  test.each([
    undefined,
    'text/plain',
    'text/plain; charset=',
    'text/plain; charset=""',
    'text/plain; notcharset=gbk',
    'application/json',
    'nonsense',
    '',
  ])('[7.9] else UTF-8: %o', async (contentType) => {
    expect(await dataOf('中文', contentType)).toBe('中文')
  })

  test('[7.9] one BOM is dropped, and only at the start', async () => {
    expect(await dataOf(hex('efbbbf'))).toBe('')
    expect(await dataOf(hex('efbbbf41efbbbf'))).toBe('A\ufeff')
    expect(await dataOf(hex('efbbbfefbbbf41'))).toBe('\ufeffA')
  })
})

describe('[7.10] what no decoder takes', () => {
  test.each(['nonsense', 'utf-7', 'utf-32', 'x-user-defined', 'hz-gb-2312', '中文', "'gbk'", '%'])(
    '[7.10] charset=%s falls back to UTF-8',
    async (charset) => {
      expect(await dataOf('中文', `text/plain; charset=${charset}`)).toBe('中文')
    },
  )

  test.each([
    ['utf-8', 'c0af41', '\ufffd\ufffdA'],
    ['utf-8', 'e4b8', '\ufffd'],
    ['utf-8', 'eda08041', '\ufffd\ufffd\ufffdA'],
    ['gbk', 'ff41', '\ufffdA'],
    ['gbk', 'd6', '\ufffd'],
    ['gb18030', 'ff41', '\ufffdA'],
    ['big5', 'ff41', '\ufffdA'],
    ['big5', '8041', '\ufffdA'],
    ['big5', 'a4', '\ufffd'],
    ['shift_jis', 'ff41', '\ufffdA'],
    ['shift_jis', '81', '\ufffd'],
    ['euc-kr', 'ff41', '\ufffdA'],
    ['euc-kr', '8041', '\ufffdA'],
    ['euc-jp', '8041', '\ufffdA'],
    ['utf-16le', '00d84100', '\ufffdA'],
    ['utf-16le', '41', '\ufffd'],
    ['utf-16be', 'd800', '\ufffd'],
  ])('[7.10] charset=%s: %s holds U+FFFD', async (charset, bytes, text) => {
    expect(await dataOf(hex(bytes), `text/plain; charset=${charset}`)).toBe(text)
  })
})

describe('[7.11] responseType arraybuffer', () => {
  const every = Uint8Array.from({ length: 256 }, (_, index) => index)

  test.each([0, 1, 256, 200_000])('[7.11] %d bytes, exactly', async (length) => {
    const body = Buffer.alloc(length, every)
    const data = await dataOf(body, 'text/plain; charset=gbk', { responseType: 'arraybuffer' })
    expect(data).toBeInstanceOf(ArrayBuffer)
    expect((data as ArrayBuffer).byteLength).toBe(length)
    expect(Buffer.from(data as ArrayBuffer).equals(body)).toBe(true)
  })

  test('[7.11] it wins over dataType, keeps a BOM, and holds what was decoded', async () => {
    const body = Buffer.from('\ufeff{"a":1}')
    const { data } = await resultOf(response(200, gzipSync(body), ['Content-Encoding: gzip']), {
      responseType: 'arraybuffer',
      dataType: 'json',
    })
    expect(Buffer.from(data as ArrayBuffer).equals(body)).toBe(true)
  })

  test.each(['text', 'TEXT', 'blob', ''])('[7.11] %o gives text', async (responseType) => {
    const more = { responseType: responseType as 'text' }
    expect(await dataOf('text', undefined, more)).toBe('text')
  })
})

describe('[7.12] dataType json', () => {
  test.each([
    ['{"a":{"b":[1,null,"中"]}}', { a: { b: [1, null, '中'] } }],
    ['[]', []],
    [' \r\n\t{"a":1}\n', { a: 1 }],
    ['\ufeff{"a":1}', { a: 1 }],
    ['{"__proto__":1}', JSON.parse('{"__proto__":1}')],
  ])('[7.12] %j is an object', async (text, value) => {
    expect(await dataOf(text, 'text/html', { dataType: 'json' })).toStrictEqual(value)
  })

  test.each(['', 'null', 'true', '1.50', '"text"', '{', "{'a':1}", 'text', '{"a":1}{', 'NaN'])(
    '[7.12] %j stays text',
    async (text) => {
      expect(await dataOf(text, 'application/json', { dataType: 'json' })).toBe(text)
    },
  )

  test('[7.12] by its charset', async () => {
    const body = Buffer.concat([Buffer.from('{"a":"'), hex('d6d0'), Buffer.from('"}')])
    expect(await dataOf(body, 'application/json; charset=gbk', { dataType: 'json' })).toEqual({
      a: '中',
    })
  })

  test('[7.12] another dataType gives text', async () => {
    for (const dataType of ['text', '其他', 'JSON', '']) {
      const more = { dataType: dataType as 'text' }
      expect(await dataOf('{"a":1}', undefined, more)).toBe('{"a":1}')
    }
  })
})

describe('[7.13] compressed responses', () => {
  const text = '压缩 compressed '.repeat(5_000)
  const plain = Buffer.from(text)
  const encoded = (body: Uint8Array, ...codings: string[]) =>
    response(
      200,
      body,
      codings.map((coding) => `Content-Encoding: ${coding}`),
    )
  // Nothing to compress, and the same each time.
  const random = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
    Buffer.alloc(100_000),
  )

  test.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    [' gzip ', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateSync(plain, { level: 0 })],
    ['deflate', deflateRawSync(plain)],
    ['deflate', deflateRawSync(plain, { level: 0 })],
    ['deflate', deflateRawSync(plain, { strategy: zlibConstants.Z_FIXED })],
    ['br', brotliCompressSync(plain)],
    ['Br', brotliCompressSync(plain)],
    ['identity', plain],
    ['gzip, identity', gzipSync(plain)],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['br,gzip', gzipSync(brotliCompressSync(plain))],
    ['deflate, gzip', gzipSync(deflateSync(plain))],
    ['deflate, gzip', gzipSync(deflateRawSync(plain))],
    ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(plain)))],
    [', gzip,,', gzipSync(plain)],
    ['', plain],
  ])('[7.13] %s', async (coding, body) => {
    const result = await resultOf(encoded(body, coding))
    expect(result.data).toBe(text)
    // The header stays as it came.
    expect(result.header['content-encoding']).toBe(coding.trim())
    expect(result.header['content-length']).toBe(String(body.byteLength))
  })

  test('[7.13] several lines of content-encoding', async () => {
    const body = brotliCompressSync(gzipSync(plain))
    expect((await resultOf(encoded(body, 'gzip', 'br'))).data).toBe(text)
  })

  test.each(['zstd', 'compress', 'gzip, zstd', 'utf-8', 'nonsense'])(
    '[7.13] a coding that nobody knows stays as it is: %s',
    async (coding) => {
      expect((await resultOf(encoded(Buffer.from('as it is'), coding))).data).toBe('as it is')
    },
  )

  test.each(['gzip', 'deflate', 'br', 'gzip, br'])('[7.13] an empty body in %s', async (coding) => {
    expect((await resultOf(encoded(Buffer.alloc(0), coding))).data).toBe('')
  })

  test('[7.13] a compressed body that is empty once decoded', async () => {
    expect((await resultOf(encoded(gzipSync(''), 'gzip'))).data).toBe('')
  })

  test.each([204, 304])('[7.13] %d has no body, whatever its headers say', async (status) => {
    const head = `HTTP/1.1 ${status} Status\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n`
    const result = await resultOf(Buffer.from(head))
    expect(result).toMatchObject({ statusCode: status, data: '' })
  })

  test('[7.13] byte by byte, by its charset', async () => {
    const body = gzipSync(hex('d6d0cec4'))
    const server = await startTcpServer((socket) => {
      socket.setNoDelay(true)
      readRequests(socket, async () => {
        socket.write(
          'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/plain; charset=gbk\r\n' +
            'Transfer-Encoding: chunked\r\n\r\n',
        )
        for (const byte of body) {
          await new Promise((resolve) => {
            socket.write(Buffer.from([0x31, 13, 10, byte, 13, 10]), resolve)
          })
        }
        socket.write('0\r\n\r\n')
      })
    })
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
    expect((await successOf(host, { url: server.origin, filePath })).data).toBe('中文')
  })

  test('[7.13] several members of gzip, also cut between them', async () => {
    const members = [gzipSync('one '), gzipSync('two '), gzipSync('three')]
    expect((await resultOf(encoded(Buffer.concat(members), 'gzip'))).data).toBe('one two three')
    const server = await startTcpServer((socket) =>
      readRequests(socket, async () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n')
        for (const member of members) {
          await new Promise((resolve) => socket.write(member, resolve))
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
        socket.end()
      }),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
    expect((await successOf(host, { url: server.origin, filePath })).data).toBe('one two three')
  })

  test.each([
    ['gzip', gzipSync(random).subarray(0, 20_000)],
    ['gzip', gzipSync(plain).subarray(0, -1)],
    ['gzip', gzipSync(plain).subarray(0, 5)],
    ['gzip', plain],
    ['gzip', Buffer.from('x')],
    ['gzip', flipped(gzipSync(random), 60_000)],
    ['gzip', flipped(gzipSync(random), -6)],
    ['deflate', deflateSync(random).subarray(0, -1)],
    ['deflate', deflateSync(random).subarray(0, 20_000)],
    ['deflate', deflateRawSync(random).subarray(0, 20_000)],
    ['deflate', Buffer.from('no deflate at all')],
    ['br', brotliCompressSync(random).subarray(0, -1)],
    ['br', Buffer.from('no brotli at all')],
    ['gzip, br', brotliCompressSync(plain)],
    ['gzip, br', gzipSync(plain)],
    ['gzip, br', brotliCompressSync(gzipSync(random).subarray(0, 20_000))],
  ])('[7.13] broken: %s', async (coding, body) => {
    const { host, options, server } = await answering(encoded(body, coding))
    expect(await failureOf(host, options)).toEqual(undecodable)
    // And the host is well.
    expect(await failureOf(host, { ...options, timeout: 1_000 })).toEqual(undecodable)
    await host.close()
    for (const socket of server.sockets) await closed(socket)
  })

  test.each([
    ['gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
  ])(
    '[7.13] what follows the data is passed over, and read to the end: %s',
    async (coding, body) => {
      const garbage = Buffer.alloc(50_000, 0)
      const server = await startTcpServer((socket) =>
        readRequests(socket, async () => {
          const length = body.byteLength + 2 * garbage.byteLength
          socket.write(
            `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${length}\r\n\r\n`,
          )
          socket.write(Buffer.concat([body, garbage]))
          await new Promise((resolve) => setTimeout(resolve, 30))
          socket.write(garbage)
        }),
      )
      const host = startHost({ checkDomains: false })
      const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
      const { data, profile } = await successOf(host, { url: server.origin, filePath })
      expect(data).toBe(text)
      expect(profile?.receivedBytesCount).toBeGreaterThan(100_000)
      expect(profile?.requestEnd).toBeGreaterThan(profile?.responseStart ?? Number.NaN)
      // The connection is as good as new.
      const again = await successOf(host, { url: server.origin, filePath })
      expect(again.profile?.socketReused).toBe(true)
    },
  )

  test('[7.13] what comes with an error is not told as corrupt: it is interrupted', async () => {
    const body = gzipSync(random)
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.end(encoded(body, 'gzip').subarray(0, -1_000))
      }),
    )
    const host = startHost({ checkDomains: false })
    const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
    expect((await failureOf(host, { url: server.origin, filePath })).errorCode).toBe(121927)
  })
})

describe('[7.13] maxResponseSize', () => {
  const fastest = { params: { [zlibConstants.BROTLI_PARAM_QUALITY]: 1 } }

  test.each([
    [1_000, 1_000, true],
    [1_001, 1_000, false],
    [1_000_000, 1_000, false],
  ])('[7.13] %d bytes, %d allowed', async (size, maxResponseSize, fits) => {
    for (const body of [Buffer.alloc(size, 97), gzipSync(Buffer.alloc(size, 97))]) {
      const lines = body.byteLength === size ? [] : ['Content-Encoding: gzip']
      const { host, options } = await answering(response(200, body, lines), { maxResponseSize })
      if (fits) expect((await successOf(host, options)).data).toHaveLength(size)
      else expect(await failureOf(host, options)).toEqual(tooBig)
    }
  })

  test.each([
    ['gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, fastest)],
    ['gzip, gzip', (bytes: Buffer) => gzipSync(gzipSync(bytes))],
  ])(
    '[7.13] a bomb goes off nowhere, and its connection is ended: %s',
    async (coding, compress) => {
      const bomb = compress(Buffer.alloc(200 * 1024 * 1024))
      // More is announced than comes: the answer is not over when it is too big.
      const lines = [`Content-Encoding: ${coding}`, `Content-Length: ${bomb.byteLength + 1}`]
      const { host, options, server } = await answering(response(200, bomb, lines), {
        maxResponseSize: 1024 * 1024,
      })
      const before = process.memoryUsage.rss()
      expect(await failureOf(host, options)).toEqual(tooBig)
      expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
      await closed(server.sockets[0]!)
    },
  )

  test('[7.13] an answer without end', async () => {
    const server = await startTcpServer((socket) =>
      readRequests(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const more = () => {
          while (socket.writable && socket.write(Buffer.alloc(65_536, 97)));
        }
        socket.on('drain', more)
        more()
      }),
    )
    const host = startHost({ checkDomains: false, maxResponseSize: 4 * 1024 * 1024 })
    const filePath = await host.addFile({ name: 'a.txt', data: 'a' })
    expect(await failureOf(host, { url: server.origin, filePath })).toEqual(tooBig)
    await closed(server.sockets[0]!)
  })
})

/** A copy with a byte changed; counted from the end where negative. */
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const index = at < 0 ? copy.byteLength + at : at
  copy[index] = copy[index]! ^ 0xff
  return copy
}
