/** Section 13: tt.request and RequestTask. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import {
  adviceFor,
  errorRows,
  type HostOptions,
  type RequestMethod,
  type RequestOptions,
  type UploadFileError,
} from 'tt-anywhere'
import { describe, expect, test, vi } from 'vitest'
import { type AnyTask, downloaded, failed, pair, requested, run } from '../helpers/call.js'
import { startHost } from '../helpers/host.js'
import { toLoopback } from '../helpers/names.js'
import { sharedErrors, startHolding } from '../helpers/networkErrors.js'
import { startServer } from '../helpers/server.js'
import { successOf } from '../helpers/upload.js'

const bodyMethods = ['POST', 'PUT', 'PATCH'] as const
const queryMethods = ['GET', 'DELETE', 'HEAD', 'OPTIONS'] as const
const methods = [...bodyMethods, ...queryMethods]

const aborted = { errMsg: 'request:fail request abort', errorCode: 121705, errorType: 'D' }
const wrong = (detail: string) => ({
  errMsg: `request:fail ${detail}`,
  errorCode: 121799,
  errorType: 'D',
})

/** Sends, and gives the request as the server got it. */
async function sent(options: Partial<RequestOptions>, hostOptions: HostOptions = {}) {
  const { host, url, server, warnings } = await pair(undefined, hostOptions)
  await requested(host, { url, ...options })
  const [request = expect.fail()] = server.received
  return { ...request, text: request.body.toString(), warnings }
}

describe('[13.1] the methods', () => {
  test.each(methods)('[13.1] %s arrives as such', async (method) => {
    expect((await sent({ method })).method).toBe(method)
  })

  test('[13.1] GET is the default', async () => {
    expect((await sent({})).method).toBe('GET')
    expect((await sent({ method: null })).method).toBe('GET')
  })
})

describe('[13.2] methods in any case, and no methods', () => {
  test.each(['get', 'Post', 'patch', 'dElEtE'])('[13.2] %s', async (method) => {
    expect((await sent({ method: method as RequestMethod })).method).toBe(method.toUpperCase())
  })

  test.each(['TRACE', 'CONNECT', 'FETCH', 'GET ', 'G E T', 'GET\r\nx: y', '中'])(
    '[13.2] %j is none',
    async (method) => {
      const { host, url, server } = await pair()
      expect(await failed(host, 'request', { url, method })).toEqual(
        wrong('params method is invalid'),
      )
      expect(server.received).toEqual([])
    },
  )
})

describe('[13.3] where data goes', () => {
  test.each(bodyMethods)('[13.3] %s: in the body', async (method) => {
    const { target, text } = await sent({ method, data: { a: 'b' } })
    expect([target, text]).toEqual(['/path', '{"a":"b"}'])
  })

  test.each(queryMethods)('[13.3] %s: in the query', async (method) => {
    const { target, text } = await sent({ method, data: { a: 'b' } })
    expect([target, text]).toEqual(['/path?a=b', ''])
  })
})

test('[13.4] a string, and bytes, are the body as they are', async () => {
  for (const contentType of [undefined, 'application/json', 'application/x-www-form-urlencoded']) {
    const header = { 'content-type': contentType }
    expect((await sent({ method: 'POST', header, data: '{"中" & =' })).text).toBe('{"中" & =')
    const data = Uint8Array.from({ length: 256 }, (_, byte) => byte).buffer
    const { body } = await sent({ method: 'POST', header, data })
    expect(body).toEqual(Buffer.from(data))
  }
})

test('[13.5] a view is its own bytes, as they were when the call was made', async () => {
  const whole = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7])
  const views = [
    whole.subarray(2, 4),
    new Uint16Array(whole.buffer, 2, 1),
    new DataView(whole.buffer, 2, 2),
  ]
  for (const data of views) {
    expect([...(await sent({ method: 'PUT', data })).body]).toEqual([2, 3])
  }
  const { host, url, server } = await pair()
  const buffer = Uint8Array.from([1, 2, 3])
  const object = { list: [1] }
  const all = [
    requested(host, { url, method: 'POST', data: buffer.buffer }),
    requested(host, { url: `${url}?view`, method: 'POST', data: buffer }),
    requested(host, { url: `${url}?json`, method: 'POST', data: object }),
  ]
  buffer.fill(9)
  object.list.push(2)
  await Promise.all(all)
  const bodies = Object.fromEntries(server.received.map(({ target, body }) => [target, body]))
  expect(bodies['/path']).toEqual(Buffer.from([1, 2, 3]))
  expect(bodies['/path?view']).toEqual(Buffer.from([1, 2, 3]))
  expect(bodies['/path?json']?.toString()).toBe('{"list":[1]}')
})

describe('[13.6] objects', () => {
  test.each([
    [undefined, { a: [1, { b: null }], c: '中' }],
    ['application/json; charset=utf-8', ['a', 'b']],
    ['text/plain', { a: 1 }],
    ['application/x-www-form-urlencodedly', { a: 1 }],
  ])('[13.6] content-type %s: JSON', async (contentType, data) => {
    const { text } = await sent({ method: 'POST', header: { 'content-type': contentType }, data })
    expect(JSON.parse(text)).toEqual(data)
  })

  test.each([
    'application/x-www-form-urlencoded',
    'Application/X-WWW-Form-UrlEncoded; charset=UTF-8',
  ])('[13.6] content-type %s: pairs', async (contentType) => {
    const data = { a: 'x y', 'b&=': '中+', c: "~!*()'" }
    const { text, headers } = await sent({
      method: 'POST',
      header: { 'Content-Type': contentType },
      data,
    })
    expect(text).toBe("a=x%20y&b%26%3D=%E4%B8%AD%2B&c=~!*()'")
    expect(headers['content-type']).toBe(contentType)
    expect(Object.fromEntries(new URLSearchParams(text))).toEqual(data)
  })
})

describe('[13.7] values that are no strings', () => {
  const data = { n: 1.5, b: false, o: { x: [1] }, none: null, gone: undefined, f: () => 1 }
  const pairs = { n: '1.5', b: 'false', o: '{"x":[1]}' }

  test('[13.7] in a form', async () => {
    const header = { 'content-type': 'application/x-www-form-urlencoded' }
    const { text, warnings } = await sent({ method: 'POST', header, data })
    expect(Object.fromEntries(new URLSearchParams(text))).toEqual(pairs)
    expect(warnings.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
      ['url-http', 'url'],
      ['data-value-dropped', 'data.f'],
      ['data-value-converted', 'data.n'],
      ['data-value-converted', 'data.b'],
      ['data-value-converted', 'data.o'],
    ])
  })

  test('[13.7] in a query', async () => {
    const { target, warnings } = await sent({ data })
    const { searchParams } = new URL(target, 'http://server')
    expect(Object.fromEntries(searchParams)).toEqual(pairs)
    expect(warnings.map(({ code }) => code)).toEqual(['url-http', 'data-value-dropped'])
  })

  test('[13.7] a list has its places for names', async () => {
    expect((await sent({ data: ['a', 'b'] })).target).toBe('/path?0=a&1=b')
  })
})

test('[13.8] a query is added to the one that is there; the fragment stays at home', async () => {
  const { host, server } = await pair()
  const send = async (rest: string, data: RequestOptions['data']) => {
    await requested(host, { url: `${server.origin}/p${rest}`, data })
    return server.received.at(-1)?.target
  }
  expect(await send('', { 'a b': '1&2' })).toBe('/p?a%20b=1%262')
  expect(await send('?x=1', { a: '中' })).toBe('/p?x=1&a=%E4%B8%AD')
  expect(await send('?x=1#part?', { a: 'b' })).toBe('/p?x=1&a=b')
  expect(await send('?', { a: 'b' })).toBe('/p?a=b')
  expect(await send('?x=1', {})).toBe('/p?x=1')
  expect(await send('?a=0', { a: '1' })).toBe('/p?a=0&a=1')
})

describe('[13.9] data of other kinds', () => {
  test('[13.9] a string in the query', async () => {
    expect((await sent({ data: 'a=1&b=%20' })).target).toBe('/path?a=1&b=%20')
    expect((await sent({ data: '?a=1' })).target).toBe('/path?a=1')
  })

  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  const throws = {
    toJSON() {
      throw new Error('no')
    },
  }
  test.each([
    ['GET', new ArrayBuffer(1)],
    ['DELETE', new Uint8Array(1)],
    ['POST', cyclic],
    ['GET', { a: cyclic }],
    ['POST', throws],
    ['POST', () => 1],
    ['POST', Symbol('s')],
    ['POST', 1n],
    ['GET', { a: '\ud800' }],
  ])('[13.9] %s with what can not be sent', async (method, data) => {
    const { host, url } = await pair()
    expect(await failed(host, 'request', { url, method, data })).toEqual(
      wrong('params data is invalid'),
    )
  })

  test('[13.9] a number or boolean is JSON in a body, and nothing in a query', async () => {
    expect((await sent({ method: 'POST', data: 5 as never })).text).toBe('5')
    expect((await sent({ method: 'POST', data: false as never })).text).toBe('false')
    const { host, url } = await pair()
    expect(await failed(host, 'request', { url, data: 5 })).toEqual(
      wrong('params data type is not object'),
    )
  })
})

test('[13.10] every body has its exact Content-Length, and none is chunked', async () => {
  for (const method of bodyMethods) {
    for (const data of [undefined, '', null, '中', { a: 1 }, new ArrayBuffer(70_000)]) {
      const { headers, body } = await sent({ method, data })
      expect(headers['content-length']).toBe(String(body.byteLength))
      expect(headers['transfer-encoding']).toBeUndefined()
    }
  }
  for (const method of queryMethods) {
    const { headers } = await sent({ method, data: { a: '1' } })
    expect(headers['content-length']).toBeUndefined()
    expect(headers['transfer-encoding']).toBeUndefined()
  }
})

describe('[13.11] headers', () => {
  test('[13.11] content-type is application/json unless header says otherwise', async () => {
    expect((await sent({ method: 'POST', data: {} })).headers['content-type']).toBe(
      'application/json',
    )
    expect((await sent({})).headers['content-type']).toBe('application/json')
    const { rawHeaders, warnings } = await sent({
      method: 'POST',
      header: { 'CONTENT-type': 'text/plain', 'X-Own': 1 },
      data: 'x',
    })
    const types = rawHeaders.filter((_, index) =>
      /^content-type$/i.test(rawHeaders[index - 1] ?? ''),
    )
    expect(types).toEqual(['text/plain'])
    expect(rawHeaders.slice(-2)).toEqual(['X-Own', '1'])
    expect(warnings.map(({ code }) => code)).toEqual(['url-http'])
  })

  test("[13.11] referer and user-agent stay the platform's", async () => {
    const { headers, warnings } = await sent(
      { header: { Referer: 'x', 'User-Agent': 'y', Host: 'z' } },
      { appId: 'tt1', version: '1.0.0' },
    )
    expect(headers.referer).toBe(
      'https://tmaservice.developer.toutiao.com/?appid=tt1&version=1.0.0',
    )
    expect(headers['user-agent']).toMatch(/ ToutiaoMicroApp\//)
    expect(headers.host).toMatch(/^127\.0\.0\.1:/)
    const dropped = warnings.filter(({ code }) => code === 'header-dropped')
    expect(dropped.map(({ api, message }) => [api, message.split(' ')[1]])).toEqual([
      ['request', 'Referer'],
      ['request', 'User-Agent'],
      ['request', 'Host'],
    ])
  })
})

/** What becomes of an answer. */
async function received(
  body: string | Uint8Array,
  options: Partial<RequestOptions> = {},
  headers: Record<string, string> = {},
) {
  const { host, url } = await pair((_request, response) =>
    response.writeHead(200, headers).end(body),
  )
  return (await requested(host, { url, ...options })).data
}

describe('[13.12] dataType', () => {
  test.each([
    ['{"a":[1]}', { a: [1] }],
    ['[]', []],
    ['\ufeff{"a":1}', { a: 1 }],
    [' 12 ', 12],
    ['"text"', 'text'],
    ['true', true],
    ['null', null],
    ['{"a":', '{"a":'],
    ['0123', '0123'],
    ['', ''],
    ['plain', 'plain'],
  ])('[13.12] json, the default: %j', async (body, data) => {
    expect(await received(body)).toEqual(data)
    expect(await received(body, { dataType: 'json' }, { 'content-type': 'text/html' })).toEqual(
      data,
    )
  })

  test.each(['string', 'text', 'other'])('[13.12] %s leaves the text', async (dataType) => {
    expect(await received('{"a":1}', { dataType })).toBe('{"a":1}')
  })

  test('[13.12] the charset is that of the answer', async () => {
    const headers = { 'content-type': 'application/json; charset=gbk' }
    expect(await received(Uint8Array.of(0x22, 0xd6, 0xd0, 0x22), {}, headers)).toBe('中')
  })
})

test('[13.13] responseType arraybuffer gives the bytes', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  for (const dataType of ['json', 'string', undefined]) {
    const data = await received(bytes, { responseType: 'arraybuffer', dataType })
    expect(data).toBeInstanceOf(ArrayBuffer)
    expect(Buffer.from(data as ArrayBuffer)).toEqual(Buffer.from(bytes))
  }
  expect(await received('{"a":1}', { responseType: 'text' })).toEqual({ a: 1 })
  expect(await received(gzipSync('{"a":1}'), {}, { 'content-encoding': 'gzip' })).toEqual({ a: 1 })
})

describe('[13.14] results', () => {
  test.each([200, 204, 304, 404, 500, 599])('[13.14] status %i is a success', async (status) => {
    const { host, url } = await pair((_request, response) =>
      response.writeHead(status, { 'X-A': ['1', '2'] }).end(),
    )
    const told = await run(host, 'request', { url })
    expect(told.success).toMatchObject({ errMsg: 'request:ok', statusCode: status, data: '' })
    expect(told.success?.header['x-a']).toBe('1, 2')
    expect(told.success?.profile).toMatchObject({ socketReused: false, redirectCount: 0 })
    expect(told.complete).toBe(told.success)
    expect(told.order).toEqual(['returned', 'headers', 'success', 'complete'])
  })

  test('[13.14] HEAD has no body, whatever Content-Length says', async () => {
    const { host, url } = await pair((_request, response) =>
      response.writeHead(200, { 'content-length': 1000, 'content-encoding': 'gzip' }).end(),
    )
    const result = await requested(host, { url, method: 'HEAD' })
    expect(result).toMatchObject({ statusCode: 200, data: '' })
    expect(result.header['content-length']).toBe('1000')
  })

  test('[13.14] an answer over maxResponseSize', async () => {
    const { host, url } = await pair((_request, response) => response.end('x'.repeat(1001)), {
      maxResponseSize: 1000,
    })
    expect(await failed(host, 'request', { url })).toEqual({
      errMsg: 'request:fail network error:net::ERR_FILE_TOO_BIG',
      errorCode: 121791,
      errorType: 'F',
    })
  })
})

test('[13.15] enableProfile, enableCache', async () => {
  const { host, url, server, warnings } = await pair((_request, response) =>
    response.writeHead(200, { 'cache-control': 'max-age=3600' }).end(),
  )
  expect(await requested(host, { url, enableProfile: false })).not.toHaveProperty('profile')
  await requested(host, { url, enableCache: true })
  await requested(host, { url, enableCache: true })
  expect(server.received).toHaveLength(3)
  expect(warnings.map(({ code }) => code)).not.toContain('option-unknown')
  expect(await failed(host, 'request', { url, enableCache: 'yes' })).toEqual(
    wrong('params enableCache type is not boolean'),
  )
})

describe('[13.16] redirects', () => {
  /** What arrives at the end of one redirect. */
  async function follow(status: number, method: RequestMethod) {
    const { host, url, server } = await pair((request, response) => {
      if (request.target === '/end') response.end('{"end":true}')
      else response.writeHead(status, { location: '/end' }).end()
    })
    const { profile } = await requested(host, { url, method, data: { a: '1' } })
    expect(profile?.redirectCount).toBe(1)
    const { method: end = '', body, headers } = server.received[1] ?? expect.fail()
    return [end, body.toString(), headers['content-type']]
  }
  const json = 'application/json'
  const again = ['{"a":"1"}', json]
  const dropped = ['GET', '', undefined]

  test.each([301, 302])('[13.16] %i', async (status) => {
    expect(await follow(status, 'POST')).toEqual(dropped)
    expect(await follow(status, 'PUT')).toEqual(['PUT', ...again])
    expect(await follow(status, 'PATCH')).toEqual(['PATCH', ...again])
    for (const method of queryMethods) {
      expect(await follow(status, method)).toEqual([method, '', json])
    }
  })

  test('[13.16] 303', async () => {
    for (const method of [...bodyMethods, 'DELETE', 'OPTIONS'] as const) {
      expect(await follow(303, method)).toEqual(dropped)
    }
    expect(await follow(303, 'GET')).toEqual(['GET', '', json])
    expect(await follow(303, 'HEAD')).toEqual(['HEAD', '', json])
  })

  test.each([307, 308])('[13.16] %i', async (status) => {
    for (const method of bodyMethods) {
      expect(await follow(status, method)).toEqual([method, ...again])
    }
    for (const method of queryMethods) {
      expect(await follow(status, method)).toEqual([method, '', json])
    }
  })
})

test('[13.17] redirect manual', async () => {
  const { host, url, server } = await pair((_request, response) =>
    response.writeHead(302, { location: '/end' }).end('moved'),
  )
  const result = await requested(host, { url, redirect: 'manual' })
  expect(result).toMatchObject({ statusCode: 302, data: 'moved' })
  expect(result.header.location).toBe('/end')
  expect(server.received).toHaveLength(1)
})

describe('[13.18] the domain list', () => {
  test('[13.18] each API has its own', async () => {
    const host = startHost({
      domains: {
        request: ['https://request.example'],
        uploadFile: ['https://upload.example'],
        downloadFile: ['https://download.example'],
        socket: ['wss://socket.example'],
      },
      lookup: (_name, _options, callback) => callback(new Error('reached the network'), '', 0),
    })
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    const codes = async (name: string) => {
      const url = `https://${name}.example/`
      const options = { url, filePath, name: 'file' }
      return [
        (await failed(host, 'request', options)).errorCode,
        (await failed(host, 'uploadFile', options)).errorCode,
        (await failed(host, 'downloadFile', { url })).errorCode,
      ].map((code) => code % 100)
    }
    expect(await codes('request')).toEqual([24, 1, 1])
    expect(await codes('upload')).toEqual([1, 24, 1])
    expect(await codes('download')).toEqual([1, 1, 24])
    expect(await codes('socket')).toEqual([1, 1, 1])
  })

  test('[13.18] every hop is held against it', async () => {
    const other = await startServer()
    const { host, url } = await pair((_request, response) =>
      response.writeHead(307, { location: `${other.origin}/x` }).end(),
    )
    expect(await failed(host, 'request', { url })).toEqual({
      errMsg: `request:fail url not in domain list, url == ${other.origin}/x`,
      errorCode: 121701,
      errorType: 'D',
    })
    expect(other.received).toEqual([])
  })

  test('[13.18] what is no list, or no entry, shows when the host is made', () => {
    expect(() => startHost({ domains: { request: 'https://a.example' as never } })).toThrow(
      'domains.request must be an array of origins',
    )
    expect(() => startHost({ domains: { downloadFile: ['http://a.example'] } })).toThrow(TypeError)
    expect(() => startHost({ domains: { socket: 'x' as never } })).toThrow(
      'domains.socket must be an array of origins',
    )
  })
})

test('[13.19] cookies set in one API go out in the others', async () => {
  const cookies: (string | undefined)[] = []
  const server = await startServer((request, response) => {
    cookies.push(request.headers.cookie)
    response.writeHead(200, { 'set-cookie': `${request.target.slice(1)}=1` }).end()
  })
  const host = startHost({
    checkDomains: false,
    lookup: toLoopback,
    appConfig: { cookie: { enableStore: true } },
  })
  const at = (name: string) => `http://cookies.example:${server.port}/${name}`
  await requested(host, { url: at('r') })
  await downloaded(host, { url: at('d') })
  await successOf(host, { url: at('u'), filePath: await host.addFile({ name: 'a', data: 'a' }) })
  await requested(host, { url: at('end'), header: { cookie: 'own=2; r=3' } })
  expect(cookies).toEqual([undefined, 'r=1', 'r=1; d=1', 'own=2; r=3; d=1; u=1'])
})

describe('[13.20] the queue', () => {
  test('[13.20] 10 at once, in their order; other APIs do not wait for them', async () => {
    const server = await startHolding()
    const host = startHost({ trustedOrigins: [server.origin] })
    const ended: number[] = []
    const all = Array.from({ length: 13 }, async (_, index) => {
      await requested(host, { url: `${server.origin}/${index}` })
      ended.push(index)
    })
    await vi.waitFor(() => expect(server.held).toHaveLength(10))
    const download = downloaded(host, { url: `${server.origin}/d` })
    await vi.waitFor(() => expect(server.held).toHaveLength(11))
    for (let released = 0; released < 14; released += 1) {
      await vi.waitFor(() => expect(server.held.length).toBeGreaterThan(0))
      server.release()
    }
    await Promise.all([...all, download])
    expect(server.most()).toBe(11)
    const order = server.received.map(({ target }) => target.slice(1))
    expect(
      order
        .slice(0, 10)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([...Array(10).keys()])
    expect(order.slice(11)).toEqual(['10', '11', '12'])
    expect(ended).toHaveLength(13)
  })

  test('[13.20] maxConcurrentRequests', async () => {
    const server = await startHolding()
    const host = startHost({ trustedOrigins: [server.origin], maxConcurrentRequests: 1 })
    const all = [1, 2].map(() => requested(host, { url: server.origin }))
    await vi.waitFor(() => expect(server.held).toHaveLength(1))
    server.release()
    await all[0]
    await vi.waitFor(() => expect(server.held).toHaveLength(1))
    server.release()
    await all[1]
    expect(server.most()).toBe(1)
    expect(() => startHost({ maxConcurrentRequests: 0 })).toThrow(
      'maxConcurrentRequests must be a number, 1 or more, got 0',
    )
  })
})

describe('[13.21] time', () => {
  const late = { errMsg: 'request:fail request time out', errorCode: 121720, errorType: 'D' }

  test('[13.21] app.json sets the default, apart for each API', async () => {
    const { host, url } = await pair(() => {}, {
      appConfig: { networkTimeout: { request: 150, downloadFile: 60_000 } },
    })
    const started = performance.now()
    expect(await failed(host, 'request', { url })).toEqual(late)
    expect(performance.now() - started).toBeGreaterThan(145)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('[13.21] timeout, cut to the most', async () => {
    const { host, url } = await pair(() => {}, { maxTimeout: 100 })
    expect(await failed(host, 'request', { url, timeout: 1e9 })).toEqual(late)
  })
})

describe('[13.22] abort()', () => {
  test('[13.22] right after the call: nothing is sent', async () => {
    const { host, url, server } = await pair()
    const told = await run(host, 'request', { url }, (task) => task.abort())
    expect(told.fail).toEqual(aborted)
    expect(told.order).toEqual(['returned', 'fail', 'complete'])
    await host.close()
    expect(server.connections()).toBe(0)
  })

  test('[13.22] in the queue, and under way', async () => {
    const server = await startHolding()
    const host = startHost({ trustedOrigins: [server.origin], maxConcurrentRequests: 1 })
    const tasks: AnyTask[] = []
    const all = [1, 2].map(() =>
      run(host, 'request', { url: server.origin }, (task) => tasks.push(task)),
    )
    await vi.waitFor(() => expect(server.held).toHaveLength(1))
    tasks[1]?.abort()
    expect((await all[1])?.fail).toEqual(aborted)
    tasks[0]?.abort()
    expect((await all[0])?.fail).toEqual(aborted)
    expect(server.received).toHaveLength(1)
  })

  test('[13.22] after the end, twice, and by the host that closes', async () => {
    const { host, url } = await pair()
    let task: AnyTask | undefined
    const told = await run(host, 'request', { url }, (started) => {
      task = started
    })
    task?.abort()
    task?.abort()
    expect(told.order).toEqual(['returned', 'headers', 'success', 'complete'])

    const silent = await pair(() => {})
    const open = run(silent.host, 'request', { url: silent.url })
    await vi.waitFor(() => expect(silent.server.received).toHaveLength(1))
    await silent.host.close()
    expect((await open).fail).toEqual(aborted)
  })
})

describe('[13.23] the headers', () => {
  test('[13.23] header, statusCode and cookies, once, before success', async () => {
    const cookies = ['a=1; expires=Wed, 21 Oct 2065 07:28:00 GMT', 'b=2']
    const { host, url } = await pair((request, response) => {
      if (request.target === '/path') response.writeHead(302, { location: '/end' })
      else response.writeHead(404, { 'set-cookie': cookies, 'X-A': 'b' })
      response.end()
    })
    const { order, headers } = await run(host, 'request', { url })
    expect(order).toEqual(['returned', 'headers', 'success', 'complete'])
    expect(headers).toMatchObject([{ statusCode: 404, cookies }])
    expect(headers[0]?.header['set-cookie']).toBe(cookies.join(', '))
  })

  test('[13.23] the task has its methods, and needs no `this`', async () => {
    const { host, url } = await pair()
    const seen: string[] = []
    const first = () => seen.push('first')
    const second = () => seen.push('second')
    const told = await run(host, 'request', { url }, (task) => {
      expect(Object.keys(task)).toEqual(['abort', 'onHeadersReceived', 'offHeadersReceived'])
      expect(task).not.toHaveProperty('then')
      const { onHeadersReceived, offHeadersReceived } = task
      onHeadersReceived(first)
      onHeadersReceived(second)
      offHeadersReceived(first)
    })
    expect(seen).toEqual(['second'])
    expect(told.headers).toHaveLength(1)
    const none = await run(host, 'request', { url }, (task) => task.offHeadersReceived())
    expect(none.order).not.toContain('headers')
  })
})

describe('[13.24] errors', () => {
  test.each(sharedErrors)('[13.24] $name', async ({ suffix, detail, type, fail }) => {
    expect(await fail('request')).toEqual({
      errMsg: `request:fail ${detail}`,
      errorCode: 121700 + suffix,
      errorType: type,
    })
  })

  test('[13.24] the advice is the one of the row', () => {
    expect(adviceFor(aborted as UploadFileError)).toBe(errorRows.abort.advice)
    expect(adviceFor(wrong('params method is invalid') as UploadFileError)).toBe(
      errorRows.paramInvalid.advice,
    )
  })

  test('[13.24] app in background', { timeout: 10_000 }, async () => {
    const { host, url } = await pair()
    host.enterBackground()
    // The clock is the machine's own: five seconds must pass.
    await new Promise((resolve) => setTimeout(resolve, 5_010))
    for (const [api, number] of [
      ['request', 1217],
      ['downloadFile', 1218],
    ] as const) {
      expect(await failed(host, api, { url })).toEqual({
        errMsg: `${api}:fail app in background`,
        errorCode: number * 100 + 94,
        errorType: 'U',
      })
    }
  })
})

describe('[13.25] whatever is passed', () => {
  const odd = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withTypedArray: true,
    }),
    fc.constantFrom(
      () => 1,
      Symbol('s'),
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no')
          },
        },
      ),
    ),
  )

  test('[13.25] nothing throws, and there is one end', async () => {
    const { host, url } = await pair()
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            url: fc.oneof(fc.constant(url), odd),
            method: fc.oneof(fc.constantFrom(...methods), odd),
            data: odd,
            header: fc.oneof(odd, fc.dictionary(fc.string(), odd)),
            dataType: odd,
            responseType: odd,
            timeout: odd,
            enableCache: odd,
            enableProfile: odd,
            redirect: odd,
          },
          { requiredKeys: [] },
        ),
        async (options) => {
          const { order, success, fail } = await run(host, 'request', options)
          expect(order[0]).toBe('returned')
          expect(order.filter((name) => name !== 'headers')).toHaveLength(3)
          expect(success?.errMsg ?? fail?.errMsg).toMatch(/^request:(?:ok$|fail .)/s)
          // A defect of the runtime would be told so.
          expect(fail?.errorCode).not.toBe(121792)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('[13.25] no options at all, and options that throw', async () => {
    const { host } = await pair()
    const request = host.tt.request as (...options: unknown[]) => AnyTask
    for (const options of [[], [null], [5], ['x'], [() => {}]]) {
      expect(request(...options)).toHaveProperty('abort')
    }
    const told = await run(host, 'request', {})
    expect(told.fail).toEqual(wrong('params url is required'))
    const throwing = Object.defineProperty({}, 'url', {
      enumerable: true,
      get() {
        throw new Error('no')
      },
    })
    const failure = await new Promise((fail) =>
      request(Object.assign(Object.create(throwing), { fail })),
    )
    expect(failure).toEqual(wrong('params url is invalid'))
  })
})
