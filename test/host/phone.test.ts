import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { seamOf } from '../../src/host/seam.js'
import { createHost, type Host, type HostOptions } from '../../src/index.js'

function open(options: HostOptions): Host {
  const host = createHost({ config: false, proxy: false, ...options })
  onTestFinished(() => host.close())
  return host
}

const screen = {
  width: 360,
  height: 780,
  pixelRatio: 3,
  statusBar: 33,
  navigationBar: 44,
  homeBar: 20,
}

describe('device', () => {
  test('brand, model and screen are what getSystemInfo tells', () => {
    const { tt } = open({ device: { platform: 'android', brand: 'b', model: '手机', screen } })
    expect(tt.getSystemInfoSync()).toMatchObject({
      platform: 'android',
      brand: 'b',
      model: '手机',
      screenWidth: 360,
      screenHeight: 780,
      windowWidth: 360,
      windowHeight: 703,
      pixelRatio: 3,
      statusBarHeight: 33,
      safeArea: { left: 0, right: 360, top: 33, bottom: 760, width: 360, height: 727 },
    })
  })

  test.each([
    [{ screen: { ...screen, width: 0 } }, 'device.screen.width must be a number above 0'],
    [{ screen: { ...screen, homeBar: -1 } }, 'device.screen.homeBar must be a number, 0 or more'],
    [{ screen: 'big' }, 'device.screen must be an object'],
    [{ brand: '' }, 'device.brand must be a string, got ""'],
    [{ model: 7 }, 'device.model must be a string, got 7'],
  ])('what it can not be: %j', (device, message) => {
    expect(() => createHost({ config: false, device: device as never })).toThrow(message)
  })
})

test('trustedOrigins: * has every origin pass, its redirects too, and no list', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/there' })
    response.end('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const call = ({ tt }: Host) =>
    new Promise((resolve) => tt.request({ url, complete: (end) => resolve(end.errMsg) }))
  const warnings: string[] = []
  const trusting = open({ trustedOrigins: ['*'] })
  trusting.on('warning', ({ code }) => warnings.push(code))
  expect(await call(trusting)).toBe('request:ok')
  expect(warnings).toEqual(['url-http'])
  expect(await call(open({}))).toContain('url not in domain list')
})

test('the faults that wait are known, in their order', () => {
  const { context } = seamOf(open({}))
  context.faults.add('request', 121724)
  context.faults.add('uploadFile', 121927, { afterBytes: 5 })
  context.faults.add('request', 121791, { detail: 'net::ERR_FAILED' })
  expect(context.faults.waiting()).toEqual([
    { api: 'request', errorCode: 121724, options: {} },
    { api: 'uploadFile', errorCode: 121927, options: { afterBytes: 5 } },
    { api: 'request', errorCode: 121791, options: { detail: 'net::ERR_FAILED' } },
  ])
  context.faults.take('request')
  expect(context.faults.waiting().map(({ errorCode }) => errorCode)).toEqual([121927, 121791])
  expect(context.faults.take('downloadFile')).toBeUndefined()
})
