import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { inspect } from 'node:util'
import { Ajv } from 'ajv'
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import addFormats from 'ajv-formats'
// @ts-expect-error it has no types
import harSchemas from 'har-schema'
import type { ExchangeRecord, Har, Host, HostOptions } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const ajv = new Ajv({ strict: false })
ajv.addMetaSchema(draft6)
addFormats.default(ajv)
for (const schema of Object.values(harSchemas)) ajv.addSchema(schema as object)

/** Held against the published schema, and against what it can't say: that the phases sum up. */
function checkHar(har: Har) {
  const valid = ajv.validate('har.json#', JSON.parse(JSON.stringify(har)))
  expect(ajv.errors ?? []).toEqual([])
  expect(valid).toBe(true)
  for (const { time, timings, startedDateTime } of har.log.entries) {
    const { blocked, dns, connect, send, wait, receive } = timings
    const sum = [blocked, dns, connect, send, wait, receive].reduce(
      (all, part) => all + Math.max(0, part),
      0,
    )
    expect(time).toBeCloseTo(sum, 6)
    expect(timings.ssl).toBeLessThanOrEqual(Math.max(0, connect))
    expect(Date.now() - Date.parse(startedDateTime)).toBeLessThan(600_000)
  }
}

async function start(listener: RequestListener, options: HostOptions = {}) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const host = startHost({ trustedOrigins: [url], ...options })
  const records: ExchangeRecord[] = []
  host.on('exchange', (record) => records.push(record))
  const filePath = await host.addFile({ name: 'photo.jpg', data: 'a photo' })
  return { host, url, records, filePath }
}
const echo: RequestListener = (request, response) => {
  request.resume().on('end', () => {
    response.setHeader('X-Answer', 'yes')
    response.setHeader('content-type', 'text/plain')
    response.end('hello')
  })
}

describe("host.on('exchange')", () => {
  test('an upload: headers both ways, form, sizes, timings, status, peer, connection', async () => {
    const { host, url, records, filePath } = await start(echo)
    const success = await successOf(host, {
      url: `${url}/path?q=1`,
      filePath,
      formData: { title: 'Tea', count: 'é' },
      header: { 'X-Own': '1' },
    })
    const [record] = records
    expect(record).toMatchObject({
      id: 1,
      api: 'uploadFile',
      method: 'POST',
      url: `${url}/path?q=1`,
      errMsg: 'uploadFile:ok',
      form: [
        { name: 'title', value: 'Tea', size: 3 },
        { name: 'count', value: 'é', size: 2 },
        { name: 'file', fileName: 'photo.jpg', contentType: 'image/jpeg', size: 7 },
      ],
      content: { mimeType: 'text/plain', size: 5, text: 'hello' },
    })
    expect(record?.profile).toEqual(success.profile)
    const [hop, ...rest] = record!.hops
    expect(rest).toEqual([])
    expect(hop).toMatchObject({
      statusCode: 200,
      statusText: 'OK',
      protocol: 'http/1.1',
      peerIP: '127.0.0.1',
      connectionId: 1,
      socketReused: false,
      secure: false,
      sentBytesCount: success.profile!.sentBytesCount,
      receivedBytesCount: success.profile!.receivedBytesCount,
    })
    expect(hop?.requestHeaders).toContainEqual(['X-Own', '1'])
    expect(hop?.requestHeaders.map(([name]) => name)).toContain('referer')
    expect(hop?.responseHeaders).toContainEqual(['X-Answer', 'yes'])
    const { timings } = hop!
    expect(timings.requestStart).toBeLessThanOrEqual(timings.sendEnd)
    expect(timings.sendEnd).toBeLessThanOrEqual(timings.requestEnd)
    expect(hop!.bodySize).toBeGreaterThan(100)
    expect(JSON.stringify(record)).not.toContain('a photo')
  })

  test('one for each call, in the order of their ends, connections told apart', async () => {
    const { host, url, records, filePath } = await start(echo)
    await successOf(host, { url, filePath })
    await successOf(host, { url, filePath })
    await new Promise((complete) => host.tt.request({ url, complete }))
    await new Promise((complete) => host.tt.downloadFile({ url, complete }))
    expect(records.map(({ id, api, method }) => [id, api, method])).toEqual([
      [1, 'uploadFile', 'POST'],
      [2, 'uploadFile', 'POST'],
      [3, 'request', 'GET'],
      [4, 'downloadFile', 'GET'],
    ])
    expect(new Set(records.map(({ hops }) => hops[0]?.connectionId))).toEqual(new Set([1]))
    expect(records[3]?.content).toMatchObject({ mimeType: 'text/plain' })
  })

  test('redirects are listed, each with its own', async () => {
    const { host, url, records, filePath } = await start((request, response) => {
      request.resume().on('end', () => {
        if (request.url === '/end') return response.end('there')
        const status = request.url === '/' ? 307 : 303
        response.writeHead(status, { location: status === 307 ? '/second' : '/end' }).end()
      })
    })
    await successOf(host, { url, filePath })
    const [record] = records
    expect(
      record?.hops.map(({ method, statusCode, url: at }) => [
        method,
        statusCode,
        new URL(at).pathname,
      ]),
    ).toEqual([
      ['POST', 307, '/'],
      ['POST', 303, '/second'],
      ['GET', 200, '/end'],
    ])
    expect(record?.profile?.redirectCount).toBe(2)
    checkHar(host.har())
    expect(host.har().log.entries.map(({ response }) => response.redirectURL)).toEqual([
      '/second',
      '/end',
      '',
    ])
  })

  test('whatever its end: refused before it was sent, no server, cut off, aborted, timed out', async () => {
    const broken = createTcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
    })
    broken.listen(0, '127.0.0.1')
    await once(broken, 'listening')
    onTestFinished(() => void broken.close())
    const brokenUrl = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`
    const { host, url, records, filePath } = await start(() => {}, {})
    const other = startHost({ trustedOrigins: [brokenUrl] })
    other.on('exchange', (record) => records.push(record))

    await failureOf(host, { url: 'https://not.listed', filePath })
    await failureOf(host, { url: undefined as never, filePath })
    await failureOf(other, {
      url: brokenUrl,
      filePath: await other.addFile({ name: 'a', data: 'a' }),
    })
    await failureOf(host, { url, filePath, timeout: 100 })
    await upload(host, { url, filePath }, (task) => task.onProgressUpdate(() => task.abort()))
    expect(records.map(({ errorCode, hops }) => [errorCode, hops.length])).toEqual([
      [121901, 0],
      [121999, 0],
      [121927, 1],
      [121920, 1],
      [121905, 1],
    ])
    expect(records[1]?.url).toBe('')
    expect(records[2]?.hops[0]).toMatchObject({ statusCode: 200 })
    // fail gets none; the record does.
    expect(records[3]?.profile?.requestStart).toBeGreaterThan(0)
    checkHar(host.har())
    const [refused] = host.har().log.entries
    expect(refused).toMatchObject({
      request: { url: 'https://not.listed/' },
      response: {
        status: 0,
        _error: 'uploadFile:fail url not in domain list, url == https://not.listed',
      },
    })
  })

  test('secrets are masked, and shown where the host says so', async () => {
    const answer: RequestListener = (request, response) => {
      request.resume().on('end', () => {
        response.setHeader('set-cookie', ['sid=hidden1; Path=/; HttpOnly', 'b=hidden2'])
        response.setHeader('content-type', 'application/json')
        response.end('{"access_token": "hidden3", "name": "seen"}')
      })
    }
    const options = {
      formData: { token: 'hidden4', OSSAccessKeyId: 'hidden5', policy: 'hidden6', title: 'seen' },
      header: {
        Authorization: 'Bearer hidden7',
        Cookie: 'a=hidden8; c=hidden9',
        'X-Api-Key': 'hidden0',
      },
    }
    const { host, url, records, filePath } = await start(answer)
    const query = `${url.replace('//', '//user:hidden-password@')}/?token=hidden-a&page=seen`
    host.tt.uploadFile({ url: query, filePath, name: 'f', ...options })
    await host.idle()
    await new Promise((complete) =>
      host.tt.request({
        url,
        method: 'POST',
        data: { password: 'hidden-b', user: 'seen' },
        complete,
      }),
    )
    const written = JSON.stringify([records, host.har()])
    expect(written).not.toContain('hidden')
    expect(written.match(/seen/g)?.length).toBeGreaterThanOrEqual(8)
    expect(written).toContain('Bearer ***')
    expect(written).toContain('a=***; c=***')
    expect(written).toContain('sid=***; Path=/; HttpOnly')
    checkHar(host.har())

    const open = startHost({ trustedOrigins: [url], showSecrets: true })
    await successOf(open, {
      url,
      filePath: await open.addFile({ name: 'a', data: 'a' }),
      ...options,
    })
    const shown = JSON.stringify(open.har())
    for (const secret of [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]) expect(shown).toContain(`hidden${secret}`)
  })

  test('what the caller or a listener changes later shows in no other record', async () => {
    const { host, url, records, filePath } = await start(echo, { showSecrets: true })
    const formData = { title: 'Tea' }
    const header = { 'X-Own': '1' }
    const success = await successOf(host, { url, filePath, formData, header })
    const before = JSON.stringify([records[0], host.har()])
    formData.title = header['X-Own'] = 'changed'
    Object.assign(success.profile!, { rtt: -1, port: -1 })
    expect(JSON.stringify([records[0], host.har()])).toBe(before)
    const [hop] = records[0]!.hops
    for (const lines of [hop!.requestHeaders, hop!.responseHeaders] as unknown as string[][][]) {
      for (const line of lines) line[1] = 'changed'
    }
    Object.assign(hop!.timings, { fetchStart: -1 })
    for (const part of records[0]!.form!) Object.assign(part, { name: 'changed' })
    expect(JSON.stringify(host.har())).toBe(JSON.stringify(JSON.parse(before)[1]))
  })

  test('a record is a plain object to whoever reads it, though it is made as it is read', async () => {
    const { host, url, records, filePath } = await start(echo)
    const told = async () => {
      await successOf(host, { url, filePath, formData: { title: 'Tea' } })
      return records.pop()!
    }
    const names = [
      ...['id', 'api', 'method', 'url', 'startedAt', 'endedAt', 'errMsg', 'hops', 'form'],
      ...['content', 'profile'],
    ]
    const whole = { hops: [{ statusCode: 200 }], form: [{ value: 'Tea' }, {}], profile: {} }
    const ways: ((record: ExchangeRecord) => unknown)[] = [
      (record) => record,
      (record) => ({ ...record }),
      (record) => structuredClone(record),
      (record) => JSON.parse(JSON.stringify(record)),
      (record) => new Proxy(record, {}),
    ]
    for (const way of ways) {
      const seen = way(await told()) as ExchangeRecord
      expect(Object.keys(seen)).toEqual(names)
      expect(seen).toMatchObject(whole)
    }
    const printed = inspect(await told())
    expect(printed).toContain('statusText:')
    expect(printed).not.toContain('Getter')
  })

  test('a listener that throws harms nothing', async () => {
    const errors: unknown[] = []
    const { host, url, filePath } = await start(echo, { onError: (error) => errors.push(error) })
    host.on('exchange', () => {
      throw new Error('from a listener')
    })
    expect((await successOf(host, { url, filePath })).statusCode).toBe(200)
    expect(errors).toHaveLength(1)
  })
})

describe('host.har', () => {
  test('is valid with nothing in it, and with much', async () => {
    const { host, url, records, filePath } = await start(echo)
    checkHar(host.har())
    await Promise.all(Array.from({ length: 20 }, () => successOf(host, { url, filePath })))
    const har = host.har()
    checkHar(har)
    expect(har.log.entries).toHaveLength(20)
    const [entry] = har.log.entries
    expect(entry).toMatchObject({
      request: {
        method: 'POST',
        postData: { params: [{ name: 'file', fileName: 'photo.jpg', contentType: 'image/jpeg' }] },
      },
      response: { status: 200, content: { size: 5, mimeType: 'text/plain', text: 'hello' } },
      serverIPAddress: '127.0.0.1',
      _api: 'uploadFile',
      _resourceType: 'fetch',
      connection: new URL(url).port,
    })
    expect(entry?.request.postData?.text).toMatch(
      /^------tt-anywhere-.*; name="file"; filename="photo.jpg"\r\n.*\(7 bytes, which are not recorded\)\r\n------tt-anywhere-.*--\r\n$/s,
    )
    const numbers = new Set(har.log.entries.map(({ _connectionId }) => _connectionId))
    expect(numbers).toEqual(new Set(['1', '2', '3', '4', '5']))
    const [hop] = records[0]!.hops
    expect(entry?.response._transferSize).toBe(hop?.receivedBytesCount)
  })

  test('cookies, with what their server said of them', async () => {
    const lines = [
      'a=1; Path=/b; Domain=example.com; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; Secure',
      'b=2; Expires=never; SameSite=Lax',
    ]
    const { host, url, filePath } = await start(
      (request, response) => {
        response.setHeader('set-cookie', lines)
        request.resume().on('end', () => response.end())
      },
      { showSecrets: true },
    )
    await successOf(host, { url, filePath, header: { Cookie: 'c=3=4; d=' } })
    const har = host.har()
    checkHar(har)
    const [entry] = har.log.entries
    expect(entry?.request.cookies).toEqual([
      { name: 'c', value: '3=4' },
      { name: 'd', value: '' },
    ])
    expect(entry?.response.cookies).toEqual([
      {
        name: 'a',
        value: '1',
        path: '/b',
        domain: 'example.com',
        expires: '2026-10-21T07:28:00.000Z',
        httpOnly: true,
        secure: true,
      },
      { name: 'b', value: '2' },
    ])
  })

  test('keeps none where it is told so, and tells of each all the same', async () => {
    const { host, url, records, filePath } = await start(echo, { keepExchanges: 0 })
    await successOf(host, { url, filePath })
    expect(records).toHaveLength(1)
    expect(host.har().log.entries).toEqual([])
    expect(() => startHost({ keepExchanges: -1 })).toThrow('keepExchanges')
  })

  test('keeps the last hundred, or as many as it is told, and no more text than a few megabytes', async () => {
    const body = 'x'.repeat(60_000)
    const listener: RequestListener = (_request, response) => response.end(body)
    const ask = async (host: Host, url: string, times: number) => {
      for (let round = 0; round < times / 10; round += 1) {
        await Promise.all(
          Array.from(
            { length: 10 },
            () => new Promise((complete) => host.tt.request({ url, complete })),
          ),
        )
      }
    }
    const few = await start(listener)
    await ask(few.host, few.url, 110)
    expect(few.host.har().log.entries).toHaveLength(100)
    const { host, url } = await start(listener, { keepExchanges: 1_000 })
    await ask(host, url, 400)
    const { entries } = host.har().log
    expect(entries.length).toBeLessThan(200)
    const text = entries.reduce(
      (sum, { response }) => sum + (response.content.text?.length ?? 0),
      0,
    )
    expect(text).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(text).toBeGreaterThan(7 * 1024 * 1024)
  })
})
