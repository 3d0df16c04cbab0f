import fc from 'fast-check'
import { createHost, type HostOptions, type Warning } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import {
  type DomainEntry,
  DomainEntryError,
  inDomainList,
  parseDomainEntry,
} from '../../src/rules/domains.js'
import { blockedPorts, parseUrl, portOf, writesPort } from '../../src/rules/url.js'
import { startHost } from '../helpers/host.js'
import { toLoopback } from '../helpers/names.js'
import { startServer, unusedPort } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'
import { startWire, values } from '../helpers/wire.js'

const invalidUrl = (url: string) => ({
  errMsg: `uploadFile:fail url is invalid, url == ${url}`,
  errorCode: 121999,
  errorType: 'D',
})
const protocol = (url: string, supported: string) => ({
  errMsg: `uploadFile:fail url use invalid protocol, url == ${url}, url support protocol is ${supported}`,
  errorCode: 121999,
  errorType: 'D',
})
const unlisted = (url: string) => ({
  errMsg: `uploadFile:fail url not in domain list, url == ${url}`,
  errorCode: 121901,
  errorType: 'D',
})
const refusedUrl = { errMsg: 'uploadFile:fail url error', errorCode: 121929, errorType: 'D' }

/** A host whose names lead to loopback, with a file; what it uploads fails or succeeds. */
async function ready(options: HostOptions) {
  const host = startHost({ lookup: toLoopback, ...options })
  const warnings: Warning[] = []
  host.on('warning', (warning) => warnings.push(warning))
  const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
  return {
    warnings,
    success: (url: string, header = {}) => successOf(host, { url, filePath, header }),
    failure: (url: string) => failureOf(host, { url, filePath }),
  }
}

const testKinds = ['development', 'preview', 'gray'] as const

describe('protocols', () => {
  const others = [
    'http://a.example/',
    'HTTP://A.example/',
    'ftp://a.example/',
    'ws://a.example/',
    'wss://a.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'blob:https://a.example/0b1',
    'javascript:alert(1)',
    'mailto:a@a.example',
    'ttfile://temp/a',
    'urn:x',
    'about:blank',
    'httpss://a.example/',
    'c:\\photo.jpg',
    'a.example:443/path',
  ]

  test.each(others)('[5.1] production refuses %s', async (url) => {
    const { failure } = await ready({
      envType: 'production',
      domains: { uploadFile: ['https://a.example'] },
    })
    expect(await failure(url)).toEqual(protocol(url, 'https'))
  })

  test('[5.1] production takes https', async () => {
    const port = await unusedPort()
    const url = `https://a.example:${port}/`
    const { failure } = await ready({ envType: 'production', domains: { uploadFile: [url] } })
    expect((await failure(url)).errorCode).toBe(121926)
  })

  test.each(testKinds.flatMap((kind) => others.slice(2).map((url) => [kind, url] as const)))(
    '[5.2] %s refuses %s',
    async (envType, url) => {
      const { failure } = await ready({ envType, domains: { uploadFile: ['https://a.example'] } })
      expect(await failure(url)).toEqual(protocol(url, 'http, https'))
      const unchecked = await ready({ envType, checkDomains: false })
      expect(await unchecked.failure(url)).toEqual(protocol(url, 'http, https'))
    },
  )

  test.each(testKinds)('[5.2] %s takes http and https', async (envType) => {
    const server = await startServer()
    const entry = `https://a.example:${server.port}`
    const { success, failure } = await ready({ envType, domains: { uploadFile: [entry] } })
    expect((await success(`http://a.example:${server.port}/`)).statusCode).toBe(200)
    // Past the rules: the server speaks no TLS.
    expect((await failure(`https://a.example:${server.port}/`)).errorCode).toBe(121925)
  })

  test('[5.2] a host is a test version unless it is told otherwise', async () => {
    const { failure } = await ready({})
    expect(await failure('ftp://a.example/')).toEqual(protocol('ftp://a.example/', 'http, https'))
  })
})

describe('what is no URL', () => {
  test.each([
    'a.example',
    '/path',
    '//a.example/path',
    '?query',
    'upload',
    'http',
    'http:',
    'https://',
    'https:///',
    'https:///?x',
    'https://:443',
    'https://@',
    'https://user@',
    'https://a.example:65536',
    'https://a.example:-1',
    'https://a.example:port',
    'https://a.example:4 43',
    'https://a b.example',
    'https://a<b.example',
    'https://a%20b.example',
    'https://a%00.example',
    'https://a\0.example',
    'https://[::1',
    'https://[::g]',
    'https://[1.2.3.4]',
    'https://1.2.3.256',
    'https://256.256.256.256',
    'https://1.2.3.4.5',
    'https://0x100000000',
    'https://a.example.1',
    'https://xn--a.example',
    '%68ttps://a.example',
    '\u200bhttps://a.example',
    'https：//a.example',
    ' ',
    '\t\n',
    'undefined',
    'NaN',
  ])('[5.3] %j', async (url) => {
    for (const checkDomains of [true, false]) {
      const { failure } = await ready({ checkDomains })
      expect(await failure(url)).toEqual(invalidUrl(url))
    }
  })

  test('[5.3] the text in the message is the text as it was given', async () => {
    const { failure } = await ready({})
    const url = '$& $1 %s 100% 中文 😀'
    expect(await failure(url)).toEqual(invalidUrl(url))
  })
})

describe('the domain list', () => {
  /** Whether a URL passes a list, over the whole of tt.uploadFile: past the rules nobody listens. */
  async function passes(list: string[], url: string): Promise<boolean> {
    const down = { code: 'ECONNREFUSED' }
    const { failure } = await ready({
      domains: { uploadFile: list },
      lookup: (_name, _options, callback) =>
        callback(Object.assign(new Error('no'), down), '', undefined),
    })
    const error = await failure(url)
    if (error.errorCode === 121901) {
      expect(error).toEqual(unlisted(url))
      return false
    }
    expect([121924, 121985, 121926]).toContain(error.errorCode)
    return true
  }

  const bare = ['https://good.example', 'https://other.example']
  const withPort = ['https://good.example:8443']

  test.each([
    'https://evil.example',
    'https://evil.example/good.example',
    'https://evil.example/?https://good.example',
    'https://evil.example/#https://good.example',
    'https://good.example.evil.example',
    'https://evilgood.example',
    'https://good.example%2eevil.example',
    'https://good-example',
    'http://evil.example',
    'https://127.0.0.1',
    'https://localhost',
  ])('[5.4] %s is not in it', async (url) => {
    expect(await passes(bare, url)).toBe(false)
  })

  test.each([
    'https://good.example',
    'https://good.example/',
    'https://good.example/path/to?query=1#part',
    'https://good.example?query',
    'https://good.example#part',
    'https://other.example/',
  ])('[5.4] %s is in it', async (url) => {
    expect(await passes(bare, url)).toBe(true)
  })

  test('[5.4] the message holds the URL as it was given', async () => {
    const { failure } = await ready({ domains: { uploadFile: bare } })
    for (const url of [
      'HTTPS://Evil.example',
      ' https://evil.example ',
      'https://evil.example:443/a b/中?%s=$&',
      'https:evil.example',
    ]) {
      expect(await failure(url)).toEqual(unlisted(url))
    }
  })

  test.each([
    ['http://good.example/', bare, true],
    ['http://good.example:80/', bare, false],
    ['http://good.example:8443/', withPort, true],
    ['http://good.example/', withPort, false],
    ['http://evil.example/', bare, false],
    ['http://good.example/', ['https://good.example:80'], false],
    ['http://good.example:80/', ['https://good.example:80'], true],
    ['http://good.example:443/', ['https://good.example:443'], true],
  ])('[5.5] %s in a test version, with the list %j: %s', async (url, list, expected) => {
    expect(await passes(list, url)).toBe(expected)
  })

  test.each([
    ['https://good.example:8443', true],
    ['https://good.example:8443/path', true],
    ['https://good.example:08443', true],
    ['https://good.example', false],
    ['https://good.example:', false],
    ['https://good.example:443', false],
    ['https://good.example:8444', false],
    ['https://good.example:58443', false],
    ['https://good.example:844', false],
    ['https://good.example/:8443', false],
    ['https://good.example?:8443', false],
    ['https://good.example#:8443', false],
    ['https://u:8443@good.example', false],
    ['https://good.example:1@evil.example:8443', false],
  ])('[5.6] an entry with the port 8443 and %s: %s', async (url, expected) => {
    expect(await passes(withPort, url)).toBe(expected)
  })

  test('[5.6] an entry that writes :443 takes a URL that writes it', async () => {
    expect(await passes(['https://good.example:443'], 'https://good.example:443/')).toBe(true)
    expect(await passes(['https://good.example:443'], 'https://good.example:0443/')).toBe(true)
    expect(await passes(['https://good.example:443'], 'https://good.example:444/')).toBe(false)
  })

  test('[5.6] entries of one host stand side by side, each for its port', async () => {
    const list = ['https://good.example', 'https://good.example:8443', 'https://good.example:9443']
    for (const port of ['', ':8443', ':9443']) {
      expect(await passes(list, `https://good.example${port}/`)).toBe(true)
    }
    expect(await passes(list, 'https://good.example:443/')).toBe(false)
  })

  test.each([
    ['https://good.example:443', false],
    ['https://good.example:443/path', false],
    ['https://good.example:0443', false],
    ['https://good.example:000000443', false],
    ['https://good.example:8443', false],
    ['https://good.example:80', false],
    ['https://good.example:1', false],
    ['https://good.example:65535', false],
    ['https://u@good.example:443', false],
    ['https://u:p@good.example:443', false],
    ['https://good.example\\:443', true],
    ['https://good.example:443\\x', false],
    ['https://good.example:4\t43', false],
    ['https://good.example\t:443', false],
    ['https://good.example:443\n', false],
    ['https:good.example:443', false],
    ['https:/good.example:443', false],
    ['https:\\\\good.example:443', false],
    ['https:////good.example:443', false],
    ['https://good.example:', true],
    ['https://good.example:/', true],
    ['https://good.example/:443', true],
    ['https://good.example?:443', true],
    ['https://good.example#:443', true],
    ['https://u:443@good.example', true],
    ['https://u:443@good.example/', true],
    ['https://@good.example', true],
  ])('[5.7] an entry without a port and %j: %s', async (url, expected) => {
    expect(await passes(bare, url)).toBe(expected)
  })

  test.each([
    ['https://sub.good.example', bare, false],
    ['https://a.b.good.example', bare, false],
    ['https://www.good.example', bare, false],
    ['https://example', bare, false],
    ['https://good.example', ['https://sub.good.example'], false],
    ['https://.good.example', bare, false],
  ])('[5.8] %s with the list %j: %s', async (url, list, expected) => {
    expect(await passes(list, url)).toBe(expected)
  })

  test.each([
    // Case
    ['HTTPS://GOOD.EXAMPLE/', true],
    ['hTtPs://GoOd.ExAmPlE', true],
    // A trailing dot names the same host; two name none.
    ['https://good.example./', true],
    ['https://good.example.:443/', false],
    ['https://good.example../', false],
    ['https://good..example/', false],
    // Unicode that is the same name
    ['https://ｇｏｏｄ.example/', true],
    ['https://good。example/', true],
    ['https://good．example/', true],
    ['https://go\u00adod.example/', true],
    ['https://ɡood.example/', false],
    ['https://gооd.example/', false],
    ['https://good.example\u200b/', true],
    // Percent-encoded
    ['https://%67ood.example/', true],
    ['https://good%2Eexample/', true],
    // User info
    ['https://good.example@evil.example/', false],
    ['https://good.example:443@evil.example/', false],
    ['https://good.example%40evil.example/', 'invalid'],
    ['https://evil.example@good.example/', true],
    ['https://evil.example%40@good.example/', true],
    ['https://a@b@good.example/', true],
    ['https://good.example@@evil.example/', false],
    ['https://good.example\\@evil.example/', true],
    ['https://good.example/@evil.example/', true],
    ['https://good.example?@evil.example/', true],
    ['https://good.example#@evil.example/', true],
    ['https://evil.example\\@good.example/', false],
    ['https://evil.example/@good.example/', false],
    ['https://evil.example#@good.example/', false],
    ['https://evil.example?@good.example/', false],
    ['https://evil.example\\good.example/', false],
    ['https://good.example\\evil.example/', true],
    // White space that the parser strips
    ['  https://good.example  ', true],
    ['\u0001https://good.example', true],
    ['ht\ntps://good.example', true],
    ['https:/\t/good.exa\nmple/', true],
    ['https://good.example\t.evil.example/', false],
    ['https://evil\r.example/\n@good.example', false],
    // Slashes
    ['https:good.example', true],
    ['https:/good.example', true],
    ['https:\\good.example', true],
    ['https:///good.example', true],
    ['https:///\\good.example', true],
    ['https:evil.example//good.example', false],
  ])('[5.10] %j: %s', async (url, expected) => {
    if (expected === 'invalid') {
      const { failure } = await ready({ domains: { uploadFile: bare } })
      expect(await failure(url)).toEqual(invalidUrl(url))
    } else expect(await passes(bare, url)).toBe(expected)
  })

  test.each([
    ['https://xn--fsqu00a.xn--fiqs8s', 'https://例子.中国/', true],
    ['https://例子.中国', 'https://xn--fsqu00a.xn--fiqs8s/', true],
    ['https://例子.中国', 'https://XN--FSQU00A.xn--fiqs8s/', true],
    ['https://例子.中国', 'https://例子。中国/', true],
    ['https://bücher.example', 'https://BÜCHER.example/', true],
    ['https://bücher.example', 'https://bucher.example/', false],
    ['https://straße.example', 'https://strasse.example/', false],
    ['https://Good.Example', 'https://good.example/', true],
    ['https://good.example.', 'https://good.example/', true],
    ['https://good.example/', 'https://good.example/a', true],
    ['HTTPS://good.example', 'https://good.example/a', true],
    ['https://192.168.1.9', 'https://192.168.1.9/', true],
    ['https://192.168.1.9', 'https://0xc0a80109/', true],
    ['https://192.168.1.9', 'https://3232235785/', true],
    ['https://192.168.1.9', 'https://192.168.265/', true],
    ['https://192.168.1.9', 'https://0300.0250.1.011/', true],
    ['https://192.168.1.9', 'https://192.168.1.9./', true],
    ['https://192.168.1.9', 'https://192.168.1.10/', false],
    ['https://192.168.1.9', 'https://[::ffff:192.168.1.9]/', false],
    ['https://192.168.1.9:8443', 'https://192.168.1.9:8443/', true],
    ['https://[fd00::1]', 'https://[FD00:0:0::1]/', true],
    ['https://[fd00::1]', 'https://[fd00::2]/', false],
  ])('[5.10] the entry %s and %s: %s', async (entry, url, expected) => {
    const list = [parseDomainEntry(entry)]
    expect(inDomainList(new URL(url), writesPort(url), list)).toBe(expected)
  })

  test.each([
    'https://127.1',
    'https://0x7f.1',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://127.0.0.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://localhost',
    'https://LOCALHOST.',
    'https://a.localhost',
    'https://0',
    'https://0.0.0.0',
  ])('[5.10] %s leads to no server of this machine', async (url) => {
    expect(await passes([...bare, 'https://192.168.1.9'], url)).toBe(false)
  })

  test('[5.10] whatever passes leads, by the URL parser, to a listed host and port', () => {
    const list = ['https://good.example', 'https://port.example:8443', 'https://192.168.1.9']
    const entries: DomainEntry[] = list.map(parseDomainEntry)
    const allowed = new Set(['good.example 443', 'port.example 8443', '192.168.1.9 443'])
    const piece = fc.constantFrom(
      ...['good.example', 'port.example', 'evil.example', '192.168.1.9', '3232235785'],
      ...[':443', ':0443', ':8443', ':80', ':', '@', '/', '\\', '//', '?', '#', '.', '%40', '%2e'],
      ...['\t', '\n', ' ', 'ｇｏｏｄ', '。', '例子', '[::1]', 'u:p', 'GOOD', '\u00ad', '*', '443'],
    )
    const rest = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''))
    const slashes = fc.constantFrom('//', '//', '//', '/', '', '\\\\', '///', '/\t/', '\\/')
    let passed = 0
    fc.assert(
      fc.property(slashes, rest, (between, tail) => {
        const text = `https:${between}${tail}`
        const url = parseUrl(text)
        if (url === undefined) return
        // Which port the text writes, told by the parser alone: each scheme drops only its own.
        const written = new URL(`http:${between}${tail}`).port || url.port
        expect(writesPort(text)).toBe(written !== '')
        if (!inDomainList(url, writesPort(text), entries)) return
        passed += 1
        const to = `${url.hostname.replace(/\.$/, '')} ${url.port || 443}`
        expect(allowed).toContain(to)
        if (!to.startsWith('port.')) expect(written).toBe('')
      }),
      { numRuns: 20_000 },
    )
    expect(passed).toBeGreaterThan(100)
  })
})

describe('entries', () => {
  const make = (entry: unknown) => () =>
    createHost({ domains: { uploadFile: [entry as string] }, proxy: false })

  test.each([
    ['https://a.example', 'a.example', undefined],
    ['https://a.example/', 'a.example', undefined],
    ['https://a.example:443', 'a.example', 443],
    ['https://a.example:8080', 'a.example', 8080],
    ['https://a.example:65535', 'a.example', 65535],
    ['HTTPS://A.Example', 'a.example', undefined],
    ['https://a.example.', 'a.example', undefined],
    ['https://例子.中国', 'xn--fsqu00a.xn--fiqs8s', undefined],
    ['https://a_b.example', 'a_b.example', undefined],
    ['https://a', 'a', undefined],
    ['https://localhost.example', 'localhost.example', undefined],
    ['https://notlocalhost', 'notlocalhost', undefined],
    // LAN ranges, both borders of each
    ['https://10.0.0.0', '10.0.0.0', undefined],
    ['https://10.255.255.255', '10.255.255.255', undefined],
    ['https://172.16.0.0', '172.16.0.0', undefined],
    ['https://172.31.255.255', '172.31.255.255', undefined],
    ['https://192.168.0.0', '192.168.0.0', undefined],
    ['https://192.168.255.255:8080', '192.168.255.255', 8080],
    ['https://169.254.0.0', '169.254.0.0', undefined],
    ['https://169.254.255.255', '169.254.255.255', undefined],
    ['https://[fc00::]', '[fc00::]', undefined],
    ['https://[fdff:ffff::1]:8080', '[fdff:ffff::1]', 8080],
    ['https://[fe80::1]', '[fe80::1]', undefined],
    ['https://[febf::1]', '[febf::1]', undefined],
  ])('[5.9] %s can stand in the list', (entry, hostname, port) => {
    expect(parseDomainEntry(entry)).toEqual({ hostname, port })
    expect(make(entry)).not.toThrow()
  })

  test.each([
    // No https origin
    ['a.example', /origin such as/],
    ['', /origin such as/],
    ['//a.example', /origin such as/],
    ['https://', /origin such as/],
    ['https://a b.example', /origin such as/],
    ['https://a.example:99999', /origin such as/],
    [' https://a.example', /origin such as/],
    ['https://a.example\n', /origin such as/],
    ['https://a.exa\tmple', /origin such as/],
    ['https:\\\\a.example', /origin such as/],
    ['https://a.example\\', /origin such as/],
    ['https:a.example', /begin with https/],
    ['https:/a.example', /begin with https/],
    ['https:///a.example', /begin with https/],
    ['http://a.example', /begin with https/],
    ['wss://a.example', /begin with https/],
    ['ftp://a.example', /begin with https/],
    ['javascript:x', /begin with https/],
    // More than an origin
    ['https://a.example/path', /origin alone/],
    ['https://a.example//', /origin alone/],
    ['https://a.example/?', /origin alone/],
    ['https://a.example?x', /origin alone/],
    ['https://a.example#x', /origin alone/],
    ['https://a.example#', /origin alone/],
    ['https://u@a.example', /origin alone/],
    ['https://u:p@a.example', /origin alone/],
    ['https://@a.example', /origin alone/],
    // Not a name that a list can hold
    ['https://*.a.example', /wildcard/],
    ['https://*', /wildcard/],
    ['https://%2A.a.example', /wildcard/],
    ['https://a..example', /empty part/],
    ['https://.a.example', /empty part/],
    ['https://a.example..', /empty part/],
    ['https://localhost..', /empty part/],
    ['https://localhost', /localhost/],
    ['https://LocalHost:8080', /localhost/],
    ['https://localhost.', /localhost/],
    ['https://a.localhost', /localhost/],
    ['https://ｌocalhost', /localhost/],
    // Addresses outside a LAN, in every form
    ['https://127.0.0.1', /IP address/],
    ['https://127.0.0.1:8080', /IP address/],
    ['https://127.1', /IP address/],
    ['https://2130706433', /IP address/],
    ['https://0x7f000001', /IP address/],
    ['https://0177.0.0.1', /IP address/],
    ['https://127.0.0.1.', /IP address/],
    ['https://127。0。0。1', /IP address/],
    ['https://8.8.8.8', /IP address/],
    ['https://0.0.0.0', /IP address/],
    ['https://255.255.255.255', /IP address/],
    ['https://9.255.255.255', /IP address/],
    ['https://11.0.0.0', /IP address/],
    ['https://172.15.255.255', /IP address/],
    ['https://172.32.0.0', /IP address/],
    ['https://192.167.255.255', /IP address/],
    ['https://192.169.0.0', /IP address/],
    ['https://169.253.255.255', /IP address/],
    ['https://169.255.0.0', /IP address/],
    ['https://100.64.0.1', /IP address/],
    ['https://[::1]', /IP address/],
    ['https://[::]', /IP address/],
    ['https://[2001:db8::1]', /IP address/],
    ['https://[::ffff:127.0.0.1]', /IP address/],
    ['https://[::ffff:8.8.8.8]', /IP address/],
    ['https://[fbff::1]', /IP address/],
    ['https://[fe00::1]', /IP address/],
    ['https://[fe7f::1]', /IP address/],
    ['https://[fec0::1]', /IP address/],
    ['https://[ff02::1]', /IP address/],
    ['https://[fc::1]', /IP address/],
    ['https://[fd::1]', /IP address/],
  ])('[5.9] %j is an error when the host is made', (entry, reason) => {
    expect(make(entry)).toThrow(DomainEntryError)
    expect(make(entry)).toThrow(reason)
    expect(make(entry)).toThrow(JSON.stringify(entry))
  })

  test('[5.9] what is no text is an error, too', () => {
    const nothing: unknown = Object.create(null)
    const text = ['https://a.example']
    for (const entry of [
      undefined,
      null,
      443,
      1n,
      Symbol('a'),
      {},
      nothing,
      text,
      new URL(text[0]!),
    ]) {
      expect(make(entry)).toThrow(DomainEntryError)
      expect(make(entry)).toThrow(/must be a string/)
    }
  })

  test('[5.9] one bad entry among good ones is told', () => {
    const uploadFile = ['https://a.example', 'http://b.example', 'https://c.example']
    expect(() => createHost({ domains: { uploadFile } })).toThrow(/"http:\/\/b.example"/)
  })
})

describe('options of the host', () => {
  test.each([
    [null, /object of options/],
    ['https://a.example', /object of options/],
    [{ domains: ['https://a.example'] }, /domains must be an object/],
    [{ domains: 'https://a.example' }, /domains must be an object/],
    [{ domains: null }, /domains must be an object/],
    [{ domains: { uploadFile: 'https://a.example' } }, /domains.uploadFile must be an array/],
    [
      { domains: { uploadFile: { 0: 'https://a.example' } } },
      /domains.uploadFile must be an array/,
    ],
    [{ envType: 'release' }, /envType must be one of production, development, preview, gray/],
    [{ envType: 'Production' }, /envType/],
    [{ envType: null }, /envType/],
    [{ checkDomains: 'false' }, /checkDomains must be true or false/],
    [{ checkDomains: 0 }, /checkDomains must be true or false/],
    [{ checkDomains: null }, /checkDomains must be true or false/],
    [{ insecureTls: 'yes' }, /insecureTls must be true or false/],
    [{ strict: 1 }, /strict must be true or false/],
    [{ trustedOrigins: 'http://127.0.0.1' }, /trustedOrigins must be an array/],
    [{ trustedOrigins: ['127.0.0.1'] }, /trustedOrigins must hold http or https origins/],
    [{ trustedOrigins: ['ftp://a.example'] }, /trustedOrigins must hold http or https origins/],
    [{ trustedOrigins: [null] }, /trustedOrigins must hold http or https origins/],
    [{ appId: 5 }, /appId must be a string/],
    [{ appId: '' }, /appId must be a string/],
    [{ appId: 'a\r\nb' }, /appId must be a string/],
    [{ appId: '小程序' }, /appId must be a string/],
    [{ version: 1.2 }, /version must be a string/],
    [{ version: 'a\0' }, /version must be a string/],
    [{ device: 'android' }, /device must be an object/],
    [{ device: { platform: 'windows' } }, /device.platform must be ios or android/],
    [{ device: { hostName: '抖音' } }, /device.hostName must be a string/],
    [{ device: { systemUserAgent: 'a\nb' } }, /device.systemUserAgent must be a string/],
    [{ appConfig: 'app.json' }, /appConfig must be an object/],
    [{ maxTimeout: 0 }, /maxTimeout must be a number above 0/],
    [{ maxTimeout: '1' }, /maxTimeout must be a number above 0/],
    [{ maxTimeout: Number.NaN }, /maxTimeout must be a number above 0/],
    [{ maxConcurrentUploads: 0 }, /maxConcurrentUploads must be a number, 1 or more/],
    [{ maxConcurrentUploads: 0.5 }, /maxConcurrentUploads must be a number, 1 or more/],
    [{ maxConcurrentUploads: '5' }, /maxConcurrentUploads must be a number, 1 or more/],
    [{ maxResponseSize: -1 }, /maxResponseSize must be a number above 0/],
    [{ lookup: 'dns' }, /lookup must be a function/],
    [{ onError: {} }, /onError must be a function/],
    [{ storage: '' }, /storage must be the path of a folder/],
    [{ storage: 5 }, /storage must be the path of a folder/],
    [{ proxy: '' }, /proxy must be an http, https or socks5 URL/],
    [{ proxy: 'ftp://a.example' }, /proxy must be an http, https or socks5 URL/],
    [{ proxy: 'socks4://a.example' }, /proxy must be an http, https or socks5 URL/],
    [{ proxy: 'http://' }, /proxy must be an http, https or socks5 URL/],
    [{ proxy: true }, /proxy must be an http, https or socks5 URL/],
    [{ proxy: null }, /proxy must be an http, https or socks5 URL/],
    [{ proxy: 8080 }, /proxy must be an http, https or socks5 URL/],
    [{ ca: 'no certificate' }, /ca must be PEM/],
    [{ ca: 5 }, /ca must be PEM/],
    [{ ca: [null] }, /ca must be PEM/],
    [{ ca: '' }, /ca must be PEM/],
    [{ crl: 'no list' }, /crl must be PEM/],
    [{ crl: [5] }, /crl must be PEM/],
  ])('[5.9] %j is a TypeError that says what is wrong', (options, reason) => {
    const make = () => createHost(options as HostOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(reason)
  })
})

describe('user info', () => {
  test.each([
    ['user:password', 'user:password'],
    ['user', 'user:'],
    [':password', ':password'],
    ['a%40b:c%3Ad', 'a@b:c:d'],
    ['%E4%B8%AD:%E6%96%87', '中:文'],
    ['中:文', '中:文'],
    ['50%:x', '50%:x'],
    ['a b:c', 'a b:c'],
  ])('[5.11] %s@ goes out as authorization: Basic', async (userInfo, pair) => {
    const server = await startWire()
    const { success } = await ready({
      domains: { uploadFile: [`https://a.example:${server.port}`] },
    })
    await success(`http://${userInfo}@a.example:${server.port}/path`)
    const [request] = server.received
    expect(request?.start).toBe('POST /path HTTP/1.1')
    expect(request && values(request, 'authorization')).toEqual([
      `Basic ${Buffer.from(pair).toString('base64')}`,
    ])
    expect(request && values(request, 'host')).toEqual([`a.example:${server.port}`])
  })

  test.each(['authorization', 'Authorization', 'AUTHORIZATION'])(
    '[5.11] a %s in header wins',
    async (name) => {
      const server = await startWire()
      const { success } = await ready({ checkDomains: false })
      await success(`http://user:password@a.example:${server.port}/`, { [name]: 'Bearer mine' })
      const [request] = server.received
      expect(request && values(request, 'authorization')).toEqual(['Bearer mine'])
    },
  )

  test('[5.11] without any there is no authorization', async () => {
    const server = await startWire()
    const { success } = await ready({ checkDomains: false })
    await success(`http://@a.example:${server.port}/`)
    expect(server.received[0] && values(server.received[0], 'authorization')).toEqual([])
  })
})

describe('the switches', () => {
  test.each(testKinds)('[5.12] checkDomains: false lets every URL pass in %s', async (envType) => {
    const server = await startServer()
    const { success } = await ready({ envType, checkDomains: false })
    for (const host of ['a.example', '127.0.0.1', 'localhost', '0x7f.1', 'a.example.']) {
      expect((await success(`http://${host}:${server.port}/`)).statusCode).toBe(200)
    }
  })

  test('[5.13] checkDomains: false is refused for production, and for it alone', () => {
    expect(() => createHost({ envType: 'production', checkDomains: false })).toThrow(TypeError)
    expect(() => createHost({ envType: 'production', checkDomains: false })).toThrow(
      /not for a production host/,
    )
    expect(() => createHost({ envType: 'production', checkDomains: true })).not.toThrow()
    expect(() => createHost({ envType: 'production' })).not.toThrow()
    for (const envType of testKinds) {
      expect(() => createHost({ envType, checkDomains: false })).not.toThrow()
    }
  })

  test.each([{}, { domains: {} }, { domains: { uploadFile: [] } }, { insecureTls: true }])(
    '[5.15] with %j every URL fails',
    async (options) => {
      for (const envType of ['production', ...testKinds] as const) {
        const { failure } = await ready({ envType, ...options })
        for (const url of ['https://a.example', 'https://192.168.1.1', 'https://localhost']) {
          expect(await failure(url)).toEqual(unlisted(url))
        }
      }
    },
  )

  test('[5.23] a trusted origin passes the list; another port or scheme does not', async () => {
    const server = await startServer()
    const { success, failure } = await ready({ trustedOrigins: [server.origin] })
    expect((await success(`${server.origin}/path`)).statusCode).toBe(200)
    for (const url of [
      `https://127.0.0.1:${server.port}/`,
      `http://localhost:${server.port}/`,
      'http://127.0.0.1/',
    ]) {
      expect(await failure(url)).toEqual(unlisted(url))
    }
  })

  test('[5.23] a trusted http origin is still no https one for production', async () => {
    const { failure } = await ready({
      envType: 'production',
      trustedOrigins: ['http://127.0.0.1:8099'],
    })
    const url = 'http://127.0.0.1:8099/'
    expect(await failure(url)).toEqual(protocol(url, 'https'))
  })

  test('[5.24] http gives a warning', async () => {
    const server = await startServer()
    const list = { domains: { uploadFile: [`https://a.example:${server.port}`] } }
    const { success, warnings } = await ready(list)
    const url = `http://a.example:${server.port}/`
    await success(url)
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['url-http', `url == ${url}: a released version may only use https`],
    ])
  })

  test('[5.24] with the check off, an unlisted origin and a port give one each', async () => {
    const port = await unusedPort()
    const { failure, warnings } = await ready({
      checkDomains: false,
      domains: { uploadFile: ['https://a.example'] },
    })
    await failure(`https://b.example:${port}/`)
    await failure(`https://a.example:${port}/`)
    await failure(`http://a.example:${port}/`)
    expect(warnings.map(({ code }) => code)).toEqual([
      'url-unlisted',
      'url-port',
      'url-http',
      'url-port',
    ])
    expect(warnings[0]?.message).toContain(`https://b.example:${port}/`)
  })

  test('[5.24] what a released version takes gives none', async () => {
    const port = await unusedPort()
    for (const checkDomains of [true, false]) {
      const { failure, warnings } = await ready({
        checkDomains,
        domains: { uploadFile: [`https://a.example:${port}`] },
      })
      await failure(`https://a.example:${port}/`)
      expect(warnings).toEqual([])
    }
  })

  test('[5.24] a strict host fails instead', async () => {
    const server = await startServer()
    const { failure } = await ready({ checkDomains: false, strict: true })
    const url = `http://a.example:${server.port}/`
    expect(await failure(url)).toEqual({
      errMsg: `uploadFile:fail url == ${url}: a released version may only use https`,
      errorCode: 121999,
      errorType: 'D',
    })
    expect(server.connections()).toBe(0)
  })
})

describe('blocked ports', () => {
  test("[10.13] the list is that of Node's own fetch, and port 0", async () => {
    // A dispatcher that never connects: what fetch itself refuses does not get so far.
    const dispatcher = {
      dispatch(_options: unknown, handler: { onError(error: Error): void }) {
        handler.onError(new Error('it would connect'))
        return true
      },
    }
    const refused = new Set([0])
    // Every one as far as the lists go, and some of the rest.
    const ports = Array.from({ length: 65_536 }, (_, port) => port).filter(
      (port) => port < 11_000 || port % 101 === 0,
    )
    for (const port of ports) {
      const init: object = { dispatcher }
      const error: { cause?: { message?: string } } = await fetch(
        `http://127.0.0.1:${port}/`,
        init,
      ).then(
        () => ({}),
        (reason) => reason,
      )
      if (error.cause?.message === 'bad port') refused.add(port)
      else expect(error.cause?.message).toBe('it would connect')
    }
    expect(refused.size).toBeGreaterThan(70)
    expect([...blockedPorts].sort((a, b) => a - b)).toEqual([...refused].sort((a, b) => a - b))
  })

  test.each([...blockedPorts].filter((port) => port % 5 === 0 || port === 6697))(
    '[10.13] port %i is refused, in the list or not checked at all',
    async (port) => {
      for (const options of [
        { checkDomains: false },
        { domains: { uploadFile: [`https://a.example:${port}`] } },
        { trustedOrigins: [`https://a.example:${port}`] },
      ]) {
        const { failure } = await ready(options)
        expect(await failure(`https://a.example:${port}/`)).toEqual(refusedUrl)
      }
    },
  )

  test('[10.13] portOf tells where a URL leads', () => {
    expect(portOf(new URL('https://a.example'))).toBe(443)
    expect(portOf(new URL('http://a.example'))).toBe(80)
    expect(portOf(new URL('http://a.example:0'))).toBe(0)
    expect(portOf(new URL('https://a.example:80'))).toBe(80)
  })
})

describe('private addresses', () => {
  const blocked = {
    errMsg: 'uploadFile:fail network error:net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS',
    errorCode: 121991,
    errorType: 'F',
  }

  test.each(['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost.', 'name.example'])(
    '[5.25] %s is reached without the option, and not with it',
    async (name) => {
      const server = await startServer()
      const url = `http://${name}:${server.port}/`
      const open = await ready({ checkDomains: false })
      expect((await open.success(url)).statusCode).toBe(200)
      const shut = await ready({ checkDomains: false, blockPrivateAddresses: true })
      expect(await shut.failure(url)).toEqual(blocked)
      expect(shut.warnings.map(({ code }) => code)).toContain('address-blocked')
      expect(server.connections()).toBe(1)
    },
  )

  test.each([302, 307])('[5.25] nor by a redirect (%i)', async (status) => {
    const inside = await startServer()
    const first = await startServer((_request, response) => {
      response.writeHead(status, { location: `http://0.0.0.0:${inside.port}/` }).end()
    })
    const { failure } = await ready({ checkDomains: false, blockPrivateAddresses: ['127.0.0.1'] })
    expect(await failure(first.origin)).toEqual(blocked)
    expect([first.connections(), inside.connections()]).toEqual([1, 0])
  })
})
