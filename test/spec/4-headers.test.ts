import fc from 'fast-check'
import type { HostOptions, Warning } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { toLoopback } from '../helpers/names.js'
import { failureOf, successOf } from '../helpers/upload.js'
import { startWire, values, type WireRequest } from '../helpers/wire.js'

const open = { checkDomains: false } as const

/** Uploads with this `header`, and returns the request as it came and the warnings' texts. */
async function send(header?: unknown, options: HostOptions = {}) {
  const server = await startWire()
  const host = startHost({ ...open, ...options })
  const warnings: Warning[] = []
  host.on('warning', (warning) => warnings.push(warning))
  const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
  const sent = header as Record<string, unknown>
  const result = await successOf(host, { url: server.origin, filePath, header: sent })
  expect(result.statusCode).toBe(200)
  expect(server.received).toHaveLength(1)
  const request = server.received[0] as WireRequest
  return { request, dropped: warnings.filter(({ code }) => code === 'header-dropped') }
}

/** Uploads with a `header` that can't be sent: it must fail before a connection is made. */
async function refused(header: unknown) {
  const server = await startWire()
  const host = startHost(open)
  const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
  const options = { url: server.origin, filePath, header: header as Record<string, unknown> }
  const error = await failureOf(host, options)
  expect(server.connections()).toBe(0)
  return error
}

const invalid = {
  errMsg: 'uploadFile:fail params header is invalid',
  errorCode: 121999,
  errorType: 'D',
}

/** The headers that no mini-program can set, in a spelling of their own each. */
const forbidden = [
  ...['referer', 'Referer', 'REFERER', 'rEfErEr'],
  ...['user-agent', 'User-Agent', 'USER-AGENT'],
  ...['content-type', 'Content-Type', 'CONTENT-TYPE', 'cONTENT-tYPE'],
  ...['host', 'Host', 'HOST'],
  ...['content-length', 'Content-Length'],
  ...['transfer-encoding', 'Transfer-Encoding'],
  ...['connection', 'Connection'],
  ...['keep-alive', 'Keep-Alive'],
  ...['upgrade', 'Upgrade'],
  ...['te', 'TE', 'Te'],
  ...['trailer', 'Trailer'],
  ...['expect', 'Expect'],
  ...['proxy-authorization', 'Proxy-Authorization', 'proxy-connection', 'PROXY-ANYTHING', 'proxy-'],
]

describe('identity', () => {
  test('[4.1] referer names the mini-program and its version, to the byte', async () => {
    const { request } = await send(undefined, { appId: 'tt07e3715e98c9aac0', version: '1.2.0' })
    expect(values(request, 'referer')).toEqual([
      'https://tmaservice.developer.toutiao.com/?appid=tt07e3715e98c9aac0&version=1.2.0',
    ])
  })

  test('[4.1] referer is there without an id or a version, too', async () => {
    const { request } = await send()
    expect(values(request, 'referer')).toEqual([
      'https://tmaservice.developer.toutiao.com/?appid=tt0000000000000000&version=0.0.0',
    ])
  })

  test('[4.2] user-agent of iOS', async () => {
    const { request } = await send(undefined, {
      device: {
        platform: 'ios',
        systemUserAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X)',
        hostName: 'Toutiao',
        hostVersion: '9.1.2',
        baseLibVersion: '2.99.0.1',
        pluginVersion: '7.7.7',
      },
    })
    expect(values(request, 'user-agent')).toEqual([
      'Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) Toutiao/9.1.2 ToutiaoMicroApp/2.99.0.1 webview/7.7.7',
    ])
  })

  test('[4.3] user-agent of Android', async () => {
    const { request } = await send(undefined, {
      device: {
        platform: 'android',
        systemUserAgent: 'Dalvik/2.1.0 (Linux; U; Android 12)',
        hostName: 'Aweme',
        hostVersion: '1.0',
        baseLibVersion: '3.1.4',
        pluginVersion: '123',
      },
    })
    expect(values(request, 'user-agent')).toEqual([
      'Dalvik/2.1.0 (Linux; U; Android 12) Aweme/1.0 ToutiaoMicroApp/3.1.4 PluginVersion/123',
    ])
  })

  test.each([
    [
      '4.2',
      'ios',
      /^Mozilla\/5\.0 \(iPhone; .+ Douyin\/[\d.]+ ToutiaoMicroApp\/[\d.]+ webview\/[\d.]+$/,
    ],
    [
      '4.3',
      'android',
      /^Mozilla\/5\.0 \(Linux; Android .+ Douyin\/[\d.]+ ToutiaoMicroApp\/[\d.]+ PluginVersion\/\d+$/,
    ],
  ] as const)('[%s] the built-in device of %s', async (_row, platform, pattern) => {
    const { request } = await send(undefined, { device: { platform } })
    expect(values(request, 'user-agent')[0]).toMatch(pattern)
  })

  test('[4.2][4.3] one part of the device can be set alone', async () => {
    const ios = await send(undefined, { device: { hostName: 'Other' } })
    expect(values(ios.request, 'user-agent')[0]).toMatch(/ Other\/[\d.]+ .* webview\//)
    const android = await send(undefined, { device: { platform: 'android', pluginVersion: '9' } })
    expect(values(android.request, 'user-agent')[0]).toMatch(/ Douyin\/.* PluginVersion\/9$/)
  })
})

describe('headers that can not be set', () => {
  test.each(forbidden)('[4.5][4.6] %s is dropped, with one warning that names it', async (name) => {
    const { request, dropped } = await send({ [name]: 'mine', 'x-other': 'stays' })
    expect(request.lines.filter(([, value]) => value === 'mine')).toEqual([])
    expect(values(request, 'x-other')).toEqual(['stays'])
    expect(dropped.map(({ message }) => message)).toEqual([
      `header ${name} can't be set by a mini-program; it was dropped`,
    ])
    expect(dropped[0]?.api).toBe('uploadFile')
    expect(dropped[0]?.link).toMatch(/^https:.*#header-dropped$/)
  })

  test('[4.5][4.6] all of them at once: the request is as if none were given', async () => {
    const all = Object.fromEntries(forbidden.map((name) => [name, '1']))
    const { request, dropped } = await send(all)
    const bare = await send()
    const shape = ({ lines }: WireRequest) =>
      lines.map(([name, value]) =>
        name === 'content-type' || name === 'host' ? name : `${name}: ${value}`,
      )
    expect(shape(request)).toEqual(shape(bare.request))
    expect(dropped).toHaveLength(forbidden.length)
    expect(new Set(dropped.map(({ message }) => message)).size).toBe(forbidden.length)
    expect(bare.dropped).toEqual([])
  })

  test('[4.4] content-type is multipart/form-data with the boundary of this body', async () => {
    const { request, dropped } = await send({ 'Content-Type': 'application/json' })
    const [type, ...others] = values(request, 'content-type')
    expect(others).toEqual([])
    const boundary = /^multipart\/form-data; boundary=([\w-]+)$/.exec(type ?? '')?.[1]
    expect(boundary).toBeDefined()
    expect(request.body.toString()).toMatch(
      new RegExp(`^--${boundary}\r\n[^]*\r\n--${boundary}--\r\n$`),
    )
    expect(dropped).toHaveLength(1)
  })

  test('[4.4] a content-type with a boundary of its own does not break the body', async () => {
    const { request } = await send({ 'content-type': 'multipart/form-data; boundary=mine' })
    expect(values(request, 'content-type')[0]).not.toContain('boundary=mine')
  })

  test('[4.6] a strict host fails instead, and sends nothing', async () => {
    const server = await startWire()
    const url = `https://a.example:${server.port}`
    const host = startHost({ domains: { uploadFile: [url] }, lookup: toLoopback, strict: true })
    const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
    const error = await failureOf(host, { url, filePath, header: { Referer: 'x' } })
    expect(error.errorCode).toBe(121999)
    expect(error.errMsg).toBe(
      "uploadFile:fail header Referer can't be set by a mini-program; it was dropped",
    )
    expect(server.connections()).toBe(0)
  })

  test('[4.5] names that only begin or end alike are not theirs', async () => {
    const { request, dropped } = await send({
      'x-referer': '1',
      refererx: '2',
      'content-type-x': '3',
      proxy: '4',
      hosts: '5',
      'x-proxy-y': '6',
    })
    expect(dropped).toEqual([])
    expect(request.lines.slice(-6)).toEqual([
      ['x-referer', '1'],
      ['refererx', '2'],
      ['content-type-x', '3'],
      ['proxy', '4'],
      ['hosts', '5'],
      ['x-proxy-y', '6'],
    ])
  })
})

describe('headers that can be set', () => {
  test('[4.5] a request without them has these headers and no more, each once', async () => {
    const { request } = await send()
    expect(request.start).toBe('POST / HTTP/1.1')
    expect(request.lines.map(([name]) => name)).toEqual([
      'host',
      'connection',
      'content-length',
      'content-type',
      'user-agent',
      'referer',
      'accept-encoding',
    ])
    expect(values(request, 'content-length')).toEqual([String(request.body.byteLength)])
  })

  test('[4.5] authorization, cookie, accept-encoding, origin and the like go as given', async () => {
    const header = {
      Authorization: 'Bearer abc.def',
      Cookie: 'a=1; b=2',
      'Accept-Encoding': 'identity',
      Origin: 'https://other.example',
      Accept: 'text/plain',
      'X-Token': 't',
      Date: 'now',
    }
    const { request, dropped } = await send(header)
    expect(dropped).toEqual([])
    for (const [name, value] of Object.entries(header)) {
      expect(request.lines).toContainEqual([name, value])
      expect(values(request, name.toLowerCase())).toEqual([value])
    }
  })

  test('[4.5] of names that differ in case alone one goes out: the last', async () => {
    const { request } = await send({ 'X-Same': '1', 'x-same': '2', 'X-SAME': '3' })
    expect(values(request, 'x-same')).toEqual(['3'])
  })

  test.each([
    ['a number', 42, '42'],
    ['zero', 0, '0'],
    ['minus zero', -0, '0'],
    ['NaN', Number.NaN, 'NaN'],
    ['a fraction', 0.1, '0.1'],
    ['a large number', 1e21, '1e+21'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['an empty string', '', ''],
    ['a big integer', 12345678901234567890n, '12345678901234567890'],
  ])('[4.7] %s goes as its text', async (_what, value, wire) => {
    const { request } = await send({ 'x-value': value })
    expect(values(request, 'x-value')).toEqual([wire])
  })

  test('[4.7] null and undefined are left out, without a warning', async () => {
    const { request, dropped } = await send({ a: null, b: undefined, referer: null, c: 'c' })
    expect(values(request, 'a')).toEqual([])
    expect(values(request, 'b')).toEqual([])
    expect(values(request, 'c')).toEqual(['c'])
    expect(values(request, 'referer')).toHaveLength(1)
    expect(dropped).toEqual([])
  })

  test.each([
    ['Chinese', '抖音小程序', Buffer.from('抖音小程序')],
    ['an emoji', 'a😀b', Buffer.from('a😀b')],
    ['Latin-1 and Chinese', 'é中', Buffer.from('é中')],
    ['the first beyond Latin-1', '\u0100', Buffer.from([0xc4, 0x80])],
    ['a lone surrogate', '\ud800', Buffer.from([0xef, 0xbf, 0xbd])],
    ['Latin-1', 'café', Buffer.from('café', 'latin1')],
    ['the last of Latin-1', '\u00ff', Buffer.from([0xff])],
    ['a tab inside', 'a\tb', Buffer.from('a\tb')],
  ])('[4.8] %s goes as these bytes', async (_what, value, bytes) => {
    const { request } = await send({ 'x-value': value })
    expect(Buffer.from(values(request, 'x-value')[0] ?? '', 'latin1')).toEqual(bytes)
  })

  test('[4.5] 500 of them arrive, in their order', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `X-${index}`)
    const { request } = await send(Object.fromEntries(names.map((name) => [name, name])))
    expect(request.lines.slice(-500)).toEqual(names.map((name) => [name, name]))
  })

  test('[4.5] names that mean something to JavaScript are names like any other', async () => {
    const header: unknown = JSON.parse(
      '{"__proto__":"p","constructor":"c","toString":"t","hasOwnProperty":"h"}',
    )
    const { request } = await send(header)
    expect(request.lines.slice(-4)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['toString', 't'],
      ['hasOwnProperty', 'h'],
    ])
  })

  test('[4.5] what an object inherits is not sent', async () => {
    const { request } = await send(Object.create({ 'x-inherited': '1' }))
    expect(values(request, 'x-inherited')).toEqual([])
  })
})

describe('headers that can not go on the wire', () => {
  test.each([
    ['CR LF in a value', { a: 'b\r\nx-evil: 1' }],
    ['CR alone', { a: 'b\rc' }],
    ['LF alone', { a: 'b\nc' }],
    ['LF at the end', { a: 'b\n' }],
    ['NUL', { a: 'b\0c' }],
    ['another control character', { a: '\u0001' }],
    ['DEL', { a: '\u007f' }],
    ['CR LF beside Chinese', { a: '中\r\nx-evil: 1' }],
    ['CR LF in a name', { 'a\r\nx-evil': '1' }],
    ['LF at the end of a name', { 'a\n': '1' }],
    ['NUL in a name', { 'a\0': '1' }],
    ['a space in a name', { 'a b': '1' }],
    ['a colon in a name', { 'a:b': '1' }],
    ['an empty name', { '': '1' }],
    ['a Chinese name', { 中文: '1' }],
    ['a Latin-1 name', { é: '1' }],
    ['a forbidden name with a space', { 'referer ': '1' }],
    ['a forbidden name after a space', { ' host': '1' }],
    ['an object', { a: {} }],
    ['an array', { a: ['b'] }],
    ['a function', { a: () => 'b' }],
    ['a symbol', { a: Symbol('b') }],
    ['a date', { a: new Date(0) }],
  ])('[4.9] %s', async (_what, header) => {
    expect(await refused(header)).toEqual(invalid)
  })

  test('[4.9] a getter that throws', async () => {
    const header = {
      get a() {
        throw new Error('no')
      },
    }
    expect(await refused(header)).toEqual(invalid)
  })

  test('[4.9] whatever text is given, a request is whole or is not sent', async () => {
    const server = await startWire()
    const host = startHost(open)
    const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
    const text = fc.string({ unit: 'binary', maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(text, text, async (name, value) => {
        const before = server.received.length
        const header = { [`x${name}`]: value, 'x-last': 'last' }
        const result = await new Promise<{ errMsg: string }>((complete) => {
          host.tt.uploadFile({ url: server.origin, filePath, name: 'f', header, complete })
        })
        if (result.errMsg !== 'uploadFile:ok') {
          expect(result).toEqual(invalid)
          expect(server.received).toHaveLength(before)
          return
        }
        const request = server.received[before] as WireRequest
        expect(server.received).toHaveLength(before + 1)
        expect(request.lines).toHaveLength(9)
        expect(request.lines[7]?.[0]).toBe(`x${name}`)
        expect(request.lines[8]).toEqual(['x-last', 'last'])
      }),
      { numRuns: 300 },
    )
  })
})
