import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NetworkCondition } from 'tt-anywhere'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { failureOf, successOf, upload } from '../helpers/upload.js'

const origin = 'https://upload.example.com'
let server: ReturnType<typeof createServer>
let answer = Buffer.from('ok')

beforeEach(async () => {
  answer = Buffer.from('ok')
  server = createServer((request, response) => {
    request.resume().on('end', () => response.end(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close().closeAllConnections())
})

function start(condition: NetworkCondition) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const host = startHost({ trustedOrigins: [url], domains: { uploadFile: [origin] } })
  host.route(origin, server)
  host.network = condition
  return { host, url }
}

/**
 * Uploads as the first of a host. A handshake during which this process was busy tells nothing of the
 * network: then another host tries.
 */
async function firstSeen(condition: NetworkCondition, urlOf = (url: string) => url) {
  for (;;) {
    const { host, url } = start(condition)
    const filePath = await host.addFile({ name: 'x', data: 'x' })
    const { profile } = await successOf(host, { url: urlOf(url), filePath })
    if (profile?.estimateNetType !== 'unknown') return { host, url, filePath, profile }
  }
}

describe.each(['plain', 'TLS'])('host.network over %s', (kind) => {
  const urlOf = (url: string) => (kind === 'TLS' ? origin : url)

  test('a round trip for the connection, one for TLS, one for the answer', async () => {
    const condition = { rtt: 200, upKbps: 10_000, downKbps: 10_000 }
    const { host, url, filePath, profile } = await firstSeen(condition, urlOf)
    const { connectStart, connectEnd, sslConnectionStart, requestStart, responseStart } = profile!
    // No upper bounds: a busy machine adds to each.
    expect(profile!.rtt).toBeGreaterThanOrEqual(200)
    expect(responseStart - requestStart).toBeGreaterThanOrEqual(199)
    if (kind === 'TLS') {
      expect(sslConnectionStart - connectStart).toBeGreaterThanOrEqual(199)
      expect(connectEnd - sslConnectionStart).toBeGreaterThanOrEqual(199)
    } else expect(connectEnd - connectStart).toBeGreaterThanOrEqual(199)
    expect(profile!.estimateNetType).toBe('4g')
    const again = await successOf(host, { url: urlOf(url), filePath })
    expect(again.profile?.socketReused).toBe(true)
  })

  test('bytes go out and come in at their rates, whole, and progress keeps moving', async () => {
    const { host, url } = start({ rtt: 20, upKbps: 2_000, downKbps: 4_000 })
    answer = Buffer.alloc(200_000, 'answer ')
    const data = Buffer.alloc(300_000, 'photo ')
    const told = await upload(host, {
      url: urlOf(url),
      filePath: await host.addFile({ name: 'x', data }),
    })
    const { profile, data: text } = told.success!
    expect(text).toBe(answer.toString())
    expect(profile!.responseStart - profile!.requestStart).toBeGreaterThan((300_000 * 8) / 2_000)
    expect(profile!.requestEnd - profile!.responseStart).toBeGreaterThan((100_000 * 8) / 4_000)
    // Four a second at the least, of which it took more than one.
    expect(told.progress.length).toBeGreaterThan(4)
    expect(told.progress.at(-1)?.progress).toBe(100)
    expect(profile!.sentBytesCount).toBeGreaterThan(300_000)
    expect(profile!.receivedBytesCount).toBeGreaterThan(200_000)
  })

  test('it is shared by what runs at once', async () => {
    const { host, url } = start({ rtt: 0, upKbps: 4_000, downKbps: 4_000 })
    const data = Buffer.alloc(250_000)
    const files = await Promise.all([1, 2].map(() => host.addFile({ name: 'x', data })))
    const began = performance.now()
    await Promise.all(files.map((filePath) => successOf(host, { url: urlOf(url), filePath })))
    expect(performance.now() - began).toBeGreaterThan((2 * 250_000 * 8) / 4_000)
  })

  test('abort and time-out end what is slow at once', async () => {
    const { host, url } = start({ rtt: 100, upKbps: 100, downKbps: 100 })
    const filePath = await host.addFile({ name: 'x', data: Buffer.alloc(1_000_000) })
    const aborted = await upload(host, { url: urlOf(url), filePath }, (task) => {
      task.onProgressUpdate(task.abort)
    })
    expect(aborted.fail?.errorCode).toBe(121905)
    const late = await failureOf(host, { url: urlOf(url), filePath, timeout: 400 })
    expect(late.errorCode).toBe(121920)
  })
})

describe('the kinds of networks', () => {
  test.each([
    ['4g', '4g', 125],
    ['3g', '3g', 400],
    ['2g', '2g', 1500],
    ['slow 2g', 'slow 2g', 3000],
  ] as const)('%s is seen as %s', { timeout: 60_000 }, async (condition, seen, rtt) => {
    const { profile } = await firstSeen(condition)
    expect(profile?.estimateNetType).toBe(seen)
    expect(profile?.rtt).toBeGreaterThanOrEqual(rtt)
  })

  test('online again, nothing is slowed', async () => {
    const { host, url } = start('slow 2g')
    host.network = 'online'
    expect(host.network).toBe('online')
    const filePath = await host.addFile({ name: 'x', data: 'x' })
    const { profile } = await successOf(host, { url, filePath })
    expect(profile?.rtt).toBeLessThan(3000)
  })

  test('offline: nothing goes out, and what runs ends', async () => {
    const { host, url } = start({ rtt: 10, upKbps: 100, downKbps: 100 })
    const filePath = await host.addFile({ name: 'x', data: Buffer.alloc(1_000_000) })
    const running = await upload(host, { url, filePath }, (task) => {
      task.onProgressUpdate(() => {
        host.network = 'offline'
      })
    })
    expect(running.fail).toMatchObject({
      errorCode: 121923,
      errMsg: 'uploadFile:fail network changed',
    })
    expect(await failureOf(host, { url, filePath })).toMatchObject({ errorCode: 121985 })
    host.network = 'online'
    expect((await successOf(host, { url, filePath })).statusCode).toBe(200)
  })

  test('what is no network is said at once, and changes nothing', () => {
    const { host } = start('online')
    for (const wrong of [
      '5g',
      '',
      null,
      3,
      {},
      { rtt: -1, upKbps: 1, downKbps: 1 },
      { rtt: 1, upKbps: 0, downKbps: 1 },
      { rtt: 1, upKbps: 1 },
    ]) {
      expect(() => {
        host.network = wrong as NetworkCondition
      }).toThrow(TypeError)
    }
    expect(host.network).toBe('online')
  })
})
