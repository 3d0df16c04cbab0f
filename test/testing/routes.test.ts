import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createReceiver, type Receiver } from 'tt-anywhere/receiver'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const origin = 'https://upload.example.com'
let receiver: Receiver

beforeEach(async () => {
  receiver = await createReceiver()
  onTestFinished(() => receiver.close())
})

/** A released version that may send to one origin, and whose names resolve to nothing. */
function production(uploadFile: string[] = [origin]) {
  return startHost({
    envType: 'production',
    domains: { uploadFile },
    lookup: (name, _options, callback) =>
      callback(Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }), '', 4),
  })
}
const photo = { name: 'photo.jpg', data: 'a photo' }

describe('host.route', () => {
  test('a production URL goes to the receiver, with all rules and checks on', async () => {
    const host = production()
    host.route(origin, receiver)
    const arriving = receiver.nextUpload()
    const told = await upload(host, {
      url: `${origin}/path?q=1`,
      filePath: await host.addFile(photo),
      formData: { a: 'b' },
    })
    expect(told.fail).toBeUndefined()
    const arrived = await arriving
    expect(arrived.fields).toEqual([['a', 'b']])
    expect(arrived.files[0]).toMatchObject({ filename: 'photo.jpg', size: 7 })
    expect(arrived.headers.host).toBe('upload.example.com')
    expect(arrived.url).toBe('/path?q=1')
    const { profile } = told.success!
    expect(profile).toMatchObject({ port: 443, socketReused: false, peerIP: '127.0.0.1' })
    expect(profile!.sslConnectionEnd).toBeGreaterThan(profile!.sslConnectionStart)
  })

  test('the rules see the real URL', async () => {
    const host = production([])
    host.route(origin, receiver)
    const filePath = await host.addFile(photo)
    expect(await failureOf(host, { url: origin, filePath })).toMatchObject({ errorCode: 121901 })
    expect(await failureOf(host, { url: 'http://upload.example.com', filePath })).toMatchObject({
      errorCode: 121999,
    })
  })

  test('what has no route goes its usual way, and * takes it', async () => {
    const other = 'https://other.example.com'
    const host = production([origin, other])
    host.route(origin, receiver)
    const filePath = await host.addFile(photo)
    expect(await failureOf(host, { url: other, filePath })).toMatchObject({ errorCode: 121924 })
    const undo = host.route('*', receiver)
    expect(await successOf(host, { url: other, filePath })).toMatchObject({ statusCode: 200 })
    undo()
    expect(await failureOf(host, { url: other, filePath })).toMatchObject({ errorCode: 121924 })
  })

  test('a kept connection does not outlive its route', async () => {
    const second = await createReceiver()
    onTestFinished(() => second.close())
    const host = production()
    const filePath = await host.addFile(photo)
    host.route(origin, receiver)
    await successOf(host, { url: origin, filePath })
    expect((await successOf(host, { url: origin, filePath })).profile?.socketReused).toBe(true)
    host.route(origin, second)
    const arriving = second.nextUpload()
    await successOf(host, { url: origin, filePath })
    expect((await arriving).files).toHaveLength(1)
  })

  test('a server of any kind: URL, port, server of Node, over TLS with whatever certificate', async () => {
    const authority = await createAuthority()
    const answer = (request: IncomingMessage, response: import('node:http').ServerResponse) => {
      request.resume().on('end', () => response.end(request.headers.host))
    }
    const plain = createServer(answer)
    const secure = createSecureServer(await authority.issue({ names: ['else.example'] }), answer)
    for (const server of [plain, secure]) {
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      onTestFinished(() => void server.close())
    }
    const portOf = (server: typeof plain) => (server.address() as AddressInfo).port
    const host = startHost({
      domains: { uploadFile: [origin, 'https://second.example.com:8443'] },
    })
    const filePath = await host.addFile(photo)
    for (const [target, url] of [
      [plain, origin],
      [secure, origin],
      [portOf(plain), origin],
      [`http://localhost:${portOf(plain)}`, origin],
      [`https://127.0.0.1:${portOf(secure)}`, 'https://second.example.com:8443'],
      [plain, 'http://upload.example.com'],
      [secure, 'http://upload.example.com'],
    ] as const) {
      host.route(new URL(url).origin, target)
      expect((await successOf(host, { url, filePath })).data).toBe(new URL(url).host)
    }
  })

  test('a large file, whole', async () => {
    const host = production()
    host.route(origin, receiver)
    const arriving = receiver.nextUpload()
    const data = Buffer.alloc(5_000_000, 'many bytes ')
    const filePath = await host.addFile({ name: 'large', data })
    const told = await upload(host, { url: origin, filePath })
    expect(told.success?.statusCode).toBe(200)
    expect((await arriving).files[0]?.size).toBe(5_000_000)
    expect(told.progress.at(-1)?.progress).toBe(100)
  })

  test('a redirect takes the route of where it leads', async () => {
    const other = 'https://other.example.com'
    const first = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(307, { location: other }).end())
    })
    await new Promise<void>((done) => first.listen(0, '127.0.0.1', done))
    onTestFinished(() => void first.close())
    const host = production([origin, other])
    host.route(origin, first)
    host.route(other, receiver)
    const arriving = receiver.nextUpload()
    await successOf(host, { url: origin, filePath: await host.addFile(photo) })
    expect((await arriving).headers.host).toBe('other.example.com')
  })

  test('a server that is not there, or breaks, is told as on the phone', async () => {
    const breaking = createServer((request) => request.socket.resetAndDestroy())
    await new Promise<void>((done) => breaking.listen(0, '127.0.0.1', done))
    onTestFinished(() => void breaking.close())
    const host = production()
    const filePath = await host.addFile(photo)
    host.route(origin, breaking)
    expect(await failureOf(host, { url: origin, filePath })).toMatchObject({ errorCode: 121927 })
    const { port } = breaking.address() as AddressInfo
    await new Promise((done) => breaking.close(done))
    host.route(origin, port)
    expect(await failureOf(host, { url: origin, filePath })).toMatchObject({ errorCode: 121926 })
  })

  test('an address with a certificate of its own, IPv6 too', async () => {
    const host = startHost({
      checkDomains: true,
      trustedOrigins: ['https://[fd00::1]', 'https://10.0.0.1'],
    })
    const filePath = await host.addFile(photo)
    for (const url of ['https://[fd00::1]', 'https://10.0.0.1']) {
      host.route(url, receiver)
      expect((await successOf(host, { url, filePath })).statusCode).toBe(200)
    }
  })

  test('what is no origin or no server is said at once', () => {
    const host = startHost()
    for (const wrong of [
      'upload.example.com',
      'https://a.com/path',
      'ftp://a.com',
      '',
      undefined,
      5,
    ]) {
      expect(() => host.route(wrong as string, receiver)).toThrow(/origin/)
    }
    for (const wrong of [0, 70_000, 'nowhere', 'ftp://a', null, undefined, {}, []]) {
      expect(() => host.route(origin, wrong as number)).toThrow(/server/)
    }
  })
})

describe('host.idle', () => {
  test('waits for what runs and what its callbacks begin', async () => {
    const host = production()
    host.route(origin, receiver)
    const filePath = await host.addFile(photo)
    const order: string[] = []
    const one = () =>
      new Promise<void>((success) =>
        host.tt.uploadFile({ url: origin, filePath, name: 'f', success: () => success() }),
      )
    void one().then(async () => {
      order.push('first')
      await one()
      order.push('second')
    })
    await host.idle()
    expect(order).toEqual(['first', 'second'])
    await host.idle()
  })

  test('does not wait for a listener', async () => {
    const host = production()
    host.tt.onNetworkStatusChange(() => {})
    await host.idle()
  })
})
