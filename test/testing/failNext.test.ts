import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { errorRows, type Host, type NetworkApi } from 'tt-anywhere'
import { createReceiver } from 'tt-anywhere/receiver'
import { describe, expect, onTestFinished, test } from 'vitest'
import { networkApis } from '../../src/api/networkApis.js'
import { startHost } from '../helpers/host.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

/** A server that reads and never answers; `received` resolves when the connection is over. */
async function silentServer() {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const received = new Promise<Buffer>((resolve) => {
    server.on('connection', (socket) => {
      const pieces: Buffer[] = []
      socket.on('data', (piece) => pieces.push(piece))
      socket.on('close', () => resolve(Buffer.concat(pieces)))
    })
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

async function start() {
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close())
  const host = startHost({ trustedOrigins: [receiver.url] })
  return {
    host,
    receiver,
    url: receiver.url,
    filePath: await host.addFile({ name: 'a', data: 'a' }),
  }
}

function call(host: Host, api: NetworkApi, url: string, filePath: string) {
  return new Promise<{ errMsg: string; errorCode?: number }>((complete) => {
    const send = host.tt[api] as (options: object) => unknown
    send({ url, filePath: api === 'uploadFile' ? filePath : undefined, name: 'file', complete })
  })
}

describe('host.failNext', () => {
  test.each(Object.keys(networkApis) as NetworkApi[])(
    'every code of the table: %s',
    async (api) => {
      const { host, url, filePath } = await start()
      const suffixes = [...new Set(Object.values(errorRows).map(({ suffix }) => suffix))]
      expect(suffixes.length).toBeGreaterThan(15)
      for (const suffix of suffixes) {
        const errorCode = networkApis[api].number * 100 + suffix
        host.failNext(api, errorCode)
        const told = await call(host, api, url, filePath)
        expect(told).toMatchObject({ errorCode })
        expect(told.errMsg).toMatch(new RegExp(`^${api}:fail \\S`))
        expect(told.errMsg).not.toContain('%s')
        expect(told.errMsg).not.toContain('undefined')
      }
      expect((await call(host, api, url, filePath)).errMsg).toBe(`${api}:ok`)
    },
  )

  test('the message is the one of the phone, with the values of the call', async () => {
    const { host, url, filePath } = await start()
    const messages = {
      121923: 'network changed',
      121901: `url not in domain list, url == ${url}`,
      121902: `no file exist, filePath == ${filePath}`,
      121906: `file path permission denied, open '${filePath}'`,
      121999: `url is invalid, url == ${url}`,
      121991: 'network error:net::ERR_FAILED',
      121905: 'upload file abort',
    }
    for (const [code, message] of Object.entries(messages)) {
      host.failNext('uploadFile', Number(code))
      const { errMsg } = await failureOf(host, { url, filePath })
      expect(errMsg).toBe(`uploadFile:fail ${message}`)
    }
    host.failNext('uploadFile', 121991, { detail: 'net::ERR_TOO_MANY_REDIRECTS' })
    expect((await failureOf(host, { url, filePath })).errMsg).toContain(
      'network error:net::ERR_TOO_MANY_REDIRECTS',
    )
    host.failNext('uploadFile', 121999, { detail: 'params header is invalid' })
    expect((await failureOf(host, { url, filePath })).errMsg).toBe(
      'uploadFile:fail params header is invalid',
    )
  })

  test.each([0, 1, 1000, 70_000, 200_000])(
    'after %i bytes of the body, and no more',
    async (afterBytes) => {
      const { url, received } = await silentServer()
      const host = startHost({ trustedOrigins: [url] })
      const filePath = await host.addFile({ name: 'a', data: Buffer.alloc(300_000, 'photo ') })
      host.failNext('uploadFile', 121927, { afterBytes })
      const told = await upload(host, { url, filePath })
      expect(told.fail).toMatchObject({ errorCode: 121927, errMsg: 'uploadFile:fail interrupted' })
      const bytes = await received
      const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
      expect(body.byteLength).toBe(afterBytes)
      expect(bytes.toString('latin1')).toMatch(/content-length: 300\d\d\d/)
      expect(told.progress.at(-1)?.totalBytesSent ?? 0).toBeLessThanOrEqual(afterBytes)
    },
  )

  test('past the end of the body it fails when all went out', async () => {
    const { url, received } = await silentServer()
    const host = startHost({ trustedOrigins: [url] })
    const filePath = await host.addFile({ name: 'a', data: 'whole' })
    host.failNext('uploadFile', 121920, { afterBytes: 1e9 })
    expect(await failureOf(host, { url, filePath })).toMatchObject({ errorCode: 121920 })
    expect((await received).toString()).toContain('whole')
  })

  test('a download fails after bytes of the answer, and leaves no file', async () => {
    const { host, url } = await start()
    host.failNext('downloadFile', 121827, { afterBytes: 1 })
    expect(await call(host, 'downloadFile', url, '')).toMatchObject({ errorCode: 121827 })
    host.failNext('request', 121727, { afterBytes: 0 })
    expect(await call(host, 'request', url, '')).toMatchObject({ errorCode: 121727 })
  })

  test('several wait in their order, one for each call; a call that is wrong takes none', async () => {
    const { host, url, filePath } = await start()
    host.failNext('uploadFile', 121923)
    host.failNext('uploadFile', 121924)
    host.failNext('request', 121725)
    expect(await failureOf(host, { url: 'nowhere', filePath })).toMatchObject({ errorCode: 121999 })
    expect(await failureOf(host, { url, filePath })).toMatchObject({ errorCode: 121923 })
    expect(await failureOf(host, { url, filePath })).toMatchObject({ errorCode: 121924 })
    await successOf(host, { url, filePath })
    expect(await call(host, 'request', url, '')).toMatchObject({ errorCode: 121725 })
  })

  test('what there is not is said at once', () => {
    const host = startHost()
    expect(() => host.failNext('upload' as never, 121923)).toThrow(/uploadFile, request/)
    expect(() => host.failNext('uploadFile', 121900)).toThrow(/no error 121900; it has 121901, /)
    expect(() => host.failNext('uploadFile', undefined as never)).toThrow(TypeError)
    expect(() => host.failNext('uploadFile', 121923, { afterBytes: -1 })).toThrow(/afterBytes/)
    expect(() => host.failNext('uploadFile', 121923, { detail: 'x' })).toThrow(/detail/)
  })
})
