/** blockPrivateAddresses: held against the address that is really connected to, over real sockets. */
import type { LookupFunction } from 'node:net'
import type { HostOptions, Warning } from 'tt-anywhere'
import { adviceFor } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { type Api, run } from '../../helpers/call.js'
import { startHost } from '../../helpers/host.js'
import { startServer, startTcpServer } from '../../helpers/server.js'
import { failureOf, successOf } from '../../helpers/upload.js'
import { startWire } from '../../helpers/wire.js'

const blocked = {
  errMsg: 'uploadFile:fail network error:net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS',
  errorCode: 121991,
  errorType: 'F',
} as const

/** Resolves each name to its addresses, in turn where it has several lists of them; the last one stays. */
function names(table: Record<string, string[][]>): LookupFunction {
  return (name, _options, callback) => {
    const lists = table[name] ?? [[]]
    const list = (lists.length > 1 ? lists.shift() : lists[0]) ?? []
    callback(
      null,
      list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

async function ready(options: HostOptions) {
  const host = startHost({ checkDomains: false, ...options })
  const warnings: Warning[] = []
  host.on('warning', (warning) => warnings.push(warning))
  const filePath = await host.addFile({ name: 'a.bin', data: 'abc' })
  return {
    host,
    told: () => warnings.filter(({ code }) => code === 'address-blocked').map((one) => one.message),
    success: (url: string) => successOf(host, { url, filePath }),
    failure: (url: string) => failureOf(host, { url, filePath }),
  }
}

const message = (where: string) =>
  `nothing was sent to ${where}: that is a private address, and the host's blockPrivateAddresses blocks it`

describe('what leads to this machine', () => {
  const forms: readonly (readonly [url: string, shown: string])[] = [
    ['127.0.0.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
    ['name.example', 'name.example (127.0.0.1)'],
    ['mapped.example', 'mapped.example (::ffff:127.0.0.1)'],
    ['any.example', 'any.example (0.0.0.0)'],
    ['both.example', 'both.example (127.0.0.1, ::ffff:127.0.0.1)'],
  ]
  const lookup = names({
    'name.example': [['127.0.0.1']],
    'mapped.example': [['::ffff:127.0.0.1']],
    'any.example': [['0.0.0.0']],
    'both.example': [['127.0.0.1', '::ffff:127.0.0.1']],
  })

  // Connecting to "any address" is not for Windows.
  const here = forms.filter(
    ([, shown]) => process.platform !== 'win32' || !shown.includes('0.0.0.0'),
  )
  test.each(here)('%s is reached without the option, and not with it', async (name, shown) => {
    const server = await startServer()
    const url = `http://${name}:${server.port}/`
    const open = await ready({ lookup })
    expect((await open.success(url)).statusCode).toBe(200)
    expect(server.connections()).toBe(1)

    const shut = await ready({ lookup, blockPrivateAddresses: true })
    expect(await shut.failure(url)).toEqual(blocked)
    expect(shut.told()).toEqual([message(shown)])
    expect(server.connections()).toBe(1)
  })

  test.each([
    ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '224.0.0.1'],
    ...[
      '[::1]',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '[ff02::1]',
    ],
  ])('%s: no connection is tried', async (name) => {
    const { host, failure } = await ready({ blockPrivateAddresses: true })
    const hops: { connectStart: number }[] = []
    host.on('exchange', (record) => hops.push(...record.hops.map(({ timings }) => timings)))
    expect(await failure(`http://${name}:8080/`)).toEqual(blocked)
    expect(hops.map(({ connectStart }) => connectStart)).toEqual([0])
  })

  test.each<Api>(['uploadFile', 'request', 'downloadFile'])('tt.%s', async (api) => {
    const server = await startServer()
    const { host } = await ready({ blockPrivateAddresses: true })
    const upload = { name: 'f', filePath: await host.addFile({ name: 'a', data: 'a' }) }
    const own = api === 'uploadFile' ? upload : {}
    const { fail } = await run(host, api, { url: server.origin, ...own })
    expect(fail?.errMsg).toBe(blocked.errMsg.replace('uploadFile', api))
    expect(server.connections()).toBe(0)
  })

  test('the error says what to do, and nothing of the address', async () => {
    const { failure } = await ready({
      lookup: names({ 'inside.example': [['10.9.8.7']] }),
      blockPrivateAddresses: true,
    })
    const error = await failure('http://inside.example/')
    expect(JSON.stringify(error)).not.toContain('10.9.8.7')
    expect(adviceFor(error)).toMatch(/blockPrivateAddresses/)
  })
})

describe('a name', () => {
  // 127.0.0.1 stands for a public address here: it is allowed; the rest of loopback is private.
  const options = { blockPrivateAddresses: ['127.0.0.1'] }

  test('that is public first and private then is held against each address (DNS rebinding)', async () => {
    const server = await startServer((_request, response) =>
      response.setHeader('connection', 'close').end('ok'),
    )
    const lookup = names({ 'rebind.example': [['127.0.0.1'], ['::ffff:127.0.0.2'], ['127.0.0.1']] })
    const { success, failure, told } = await ready({ ...options, lookup })
    const url = `http://rebind.example:${server.port}/`
    expect((await success(url)).data).toBe('ok')
    expect(await failure(url)).toEqual(blocked)
    expect(told()).toEqual([message('rebind.example (::ffff:127.0.0.2)')])
    expect(server.connections()).toBe(1)
    expect((await success(url)).data).toBe('ok')
  })

  test('of public and private addresses is reached by the public ones alone', async () => {
    const server = await startServer()
    const lookup = names({ 'mixed.example': [['127.0.0.2', '127.0.0.1', '::1']] })
    const { success } = await ready({ ...options, lookup })
    const { profile } = await success(`http://mixed.example:${server.port}/`)
    expect(profile?.peerIP).toBe('127.0.0.1')
  })

  test('whose public addresses do not answer is not tried at the private ones', async () => {
    const server = await startServer()
    // Where nobody listens, on the allowed address; the server is on the blocked one.
    const lookup = names({ 'mixed.example': [['127.0.0.3', '127.0.0.1']] })
    const { failure } = await ready({ blockPrivateAddresses: ['127.0.0.3'], lookup })
    expect((await failure(`http://mixed.example:${server.port}/`)).errorCode).toBe(121926)
    expect(server.connections()).toBe(0)
  })

  test.each([301, 307])('a redirect (%i) to a private address', async (status) => {
    const inside = await startServer()
    const outside = await startServer((_request, response) =>
      response.writeHead(status, { location: `http://inside.example:${inside.port}/` }).end(),
    )
    const lookup = names({ 'inside.example': [['127.0.0.2']] })
    const { failure, told } = await ready({ ...options, lookup })
    expect(await failure(outside.origin)).toEqual(blocked)
    expect(told()).toEqual([message('inside.example (127.0.0.2)')])
    expect([outside.connections(), inside.connections()]).toEqual([1, 0])
  })

  test('that is in the domain list, or trusted, is held against it too', async () => {
    const server = await startServer()
    const host = startHost({
      lookup: names({ 'good.example': [['127.0.0.1']] }),
      domains: { uploadFile: ['https://good.example'] },
      trustedOrigins: [server.origin],
      blockPrivateAddresses: true,
    })
    const filePath = await host.addFile({ name: 'a', data: 'a' })
    for (const url of ['https://good.example/', server.origin]) {
      expect(await failureOf(host, { url, filePath })).toEqual(blocked)
    }
    expect(server.connections()).toBe(0)
  })
})

describe("what is the person's own choice passes", () => {
  test('a route', async () => {
    const server = await startServer()
    const { host, success, failure } = await ready({ blockPrivateAddresses: true })
    const unroute = host.route('https://upload.example', server.origin)
    expect((await success('https://upload.example/')).statusCode).toBe(200)
    // A redirect out of the routed server is nobody's choice.
    const redirects = await startServer((_request, response) =>
      response.writeHead(302, { location: server.origin }).end(),
    )
    host.route('https://away.example', redirects.origin)
    expect(await failure('https://away.example/')).toEqual(blocked)
    unroute()
    expect(server.connections()).toBe(1)
  })

  test('an address of the list, in any form', async () => {
    const server = await startServer()
    const { success } = await ready({ blockPrivateAddresses: ['127.0.0.0/8'] })
    expect((await success(server.origin)).statusCode).toBe(200)
    expect((await success(`http://[::ffff:127.0.0.1]:${server.port}/`)).statusCode).toBe(200)
  })

  test("the proxy; what it is to connect to is told by the URL's host alone", async () => {
    const proxy = await startWire()
    const { success, failure, told } = await ready({
      proxy: proxy.origin,
      blockPrivateAddresses: true,
    })
    // The proxy resolves the name: nobody here knows to what.
    expect((await success('http://inside.example/')).statusCode).toBe(200)
    for (const name of [
      '127.0.0.1',
      '[::1]',
      '[::ffff:10.0.0.1]',
      '169.254.169.254',
      'localhost',
    ]) {
      expect(await failure(`http://${name}:8080/`)).toEqual(blocked)
      expect(await failure(`https://${name}:8443/`)).toEqual(blocked)
    }
    expect(proxy.received.map(({ start }) => start)).toEqual([
      'POST http://inside.example/ HTTP/1.1',
    ])
    expect(told()).toContain(message('localhost'))
  })

  test('socks5 is no way around it either', async () => {
    const proxy = await startTcpServer((socket) => socket.resume())
    const { failure } = await ready({
      proxy: proxy.origin.replace('http:', 'socks5:'),
      blockPrivateAddresses: true,
    })
    expect(await failure('http://10.0.0.1/')).toEqual(blocked)
    expect(proxy.sockets).toHaveLength(0)
  })
})

test('a wrong value is refused when the host is made', () => {
  for (const blockPrivateAddresses of ['yes', 1, ['10.0.0.0/99'], ['intranet.example']]) {
    expect(() => startHost({ blockPrivateAddresses } as HostOptions)).toThrow(
      /^blockPrivateAddresses must be true, false, or a list/,
    )
  }
})
