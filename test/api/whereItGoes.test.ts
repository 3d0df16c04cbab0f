/**
 * The domain check held against the WHATWG parser: whatever passes goes to the very host that
 * `new URL` says, and that is a listed one. Texts are made of what has fooled such checks.
 */
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { firstTarget, type Gate, nextTarget, type Target } from '../../src/api/checkUrl.js'
import { ApiError } from '../../src/api/errors.js'
import { readSettings } from '../../src/host/settings.js'
import { run } from '../helpers/call.js'
import { startHost } from '../helpers/host.js'
import { startServer } from '../helpers/server.js'

const long = Boolean(process.env.TT_ANYWHERE_LONG)
const runs = long ? 1_000_000 : 100_000

const list = ['https://good.example', 'https://port.example:8443', 'https://例子.example']
const listed = new Set(['good.example', 'port.example:8443', 'xn--fsqu00a.example'])

/** A whole number below the limit. */
type Random = (limit: number) => number

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** What a text can be made of, the server on loopback among it. */
function texts(port: number) {
  const hosts = [
    ...[`127.0.0.1:${port}`, `127.0.0.1:${port}`, `127.1:${port}`, `0x7f.1:${port}`],
    ...['good.example', 'GOOD.example', 'ｇｏｏｄ.example', 'good。example', 'g\u00adood.example'],
    ...['good%2eexample', 'good.example.', 'good.example..', '.good.example', 'good.example%00'],
    ...['sub.good.example', 'good.example.evil.example', 'notgood.example', 'evil.example'],
    ...[
      'port.example',
      'xn--fsqu00a.example',
      '例子.example',
      '例え.example',
      'xn--r8jz45g.example',
    ],
    ...['127.0.0.1', '127.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001', '127.0.0.1.'],
    ...[
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::]',
      '[::1',
      '0',
      '1.2.3',
      '4294967296',
    ],
    ...['localhost', 'good.example\u3002', 'good.example\u200b', 'ⓖood.example', 'good.exampIe'],
  ]
  const odd = [
    ...[
      '@',
      ':',
      '/',
      '\\',
      '?',
      '#',
      '%40',
      '%2f',
      '%5c',
      '%23',
      '%00',
      ';',
      ',',
      '&',
      '=',
      '|',
      '^',
    ],
    ...[
      '\t',
      '\n',
      '\r',
      ' ',
      '\u00a0',
      '\u0000',
      '<',
      '>',
      '"',
      '`',
      '{',
      '[',
      ']',
      '*',
      '//',
      '..',
    ],
  ]
  const ports = [':443', ':0443', ':8443', ':08443', ':80', ':', ':65536', `:${port}`, ':x', ':-1']
  const user = [
    'user',
    'user:pass',
    'good.example',
    'good.example:443',
    'https://good.example',
    '%40',
  ]
  const schemes = [
    ...[
      'https:',
      'https:',
      'https:',
      'http:',
      'http:',
      'HTTPS:',
      'ht\ntps:',
      ' https:',
      '\u0001https:',
    ],
    ...['', 'ftp:', 'ws:', 'blob:https:', 'javascript:', 'https', 'view-source:https:'],
  ]
  const slashes = ['//', '//', '//', '//', '/', '', '\\\\', '///', '/\t/', '\\/', '/\\/']
  const rests = [
    '',
    '',
    '/',
    '/path',
    '?q',
    '#f',
    '\\evil.example',
    '/@evil.example',
    '@evil.example',
  ]
  const pieces = [...hosts, ...hosts, ...odd, ...ports]
  return (random: Random) => {
    const one = (list: readonly string[]) => list[random(list.length)] ?? ''
    const any = () => (random(9) > 0 ? one(pieces) : String.fromCharCode(random(0x300)))
    const authorities = [
      () => one(hosts),
      () => one(user) + one(odd) + one(hosts),
      () => any() + any() + (random(2) ? any() : ''),
    ]
    const authority = authorities[random(3)]?.() ?? ''
    const port = random(3) > 0 ? '' : one(ports)
    return one(schemes) + one(slashes) + authority + port + (random(5) > 0 ? one(rests) : any())
  }
}

test(`what passes goes to the host of the URL parser, and that is listed: ${runs} texts`, async () => {
  const server = await startServer((_request, response) => response.end('ok'))
  const local = `127.0.0.1:${server.port}`
  const options = {
    domains: { request: list },
    trustedOrigins: [server.origin],
    checkDomains: true,
  }
  const gate: Gate = { api: 'request', settings: readSettings(options) }
  const from = firstTarget('https://good.example/a/b?c#d', gate, () => {})
  const passed = new Set<string>()
  let refused = 0
  let redirected = 0

  const passing = (check: () => Target): Target | undefined => {
    try {
      return check()
    } catch (error) {
      if (error instanceof ApiError) return undefined
      throw error
    }
  }
  /** By the parser alone. */
  const isListed = ({ protocol, hostname, port, host }: URL) => {
    if (host === local) return protocol === 'http:'
    const name = hostname.replace(/\.$/, '')
    return /^https?:$/.test(protocol) && listed.has(port === '' ? name : `${name}:${port}`)
  }
  const compare = (target: Target, url: URL) => {
    if (target.url.href !== url.href || !isListed(url)) {
      throw new Error(`${JSON.stringify(target.text)} passes to ${target.url.href}, ${url.href}`)
    }
  }

  // A refusal is an error, and its stack costs more than all the rest.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  onTestFinished(() => {
    Error.stackTraceLimit = stackTraceLimit
  })
  const check = (text: string) => {
    const target = passing(() => firstTarget(text, gate, () => {}))
    if (target === undefined) refused += 1
    else {
      compare(target, new URL(text))
      passed.add(text)
    }
    const next = passing(() => nextTarget(text, from, gate))
    if (next === undefined) return
    redirected += 1
    compare(next, new URL(text, from.url))
  }
  const make = texts(server.port)
  // fast-check's part is the seed: to have it make each text would take ten times as long.
  const each = 1_000
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = randomOf(seed)
      for (let count = 0; count < each; count += 1) check(make(random))
    }),
    { numRuns: runs / each },
  )
  Error.stackTraceLimit = stackTraceLimit
  // Neither the check nor the texts may be such that nothing passes, or all.
  expect(passed.size).toBeGreaterThan(500)
  expect(redirected).toBeGreaterThan(passed.size)
  expect(refused).toBeGreaterThan(runs / 4)

  // And where it really goes: the name that is looked up, or the server that is met.
  const asked: string[] = []
  const host = startHost({
    ...options,
    lookup: (name, _options, callback) => {
      asked.push(name)
      callback(Object.assign(new Error(name), { code: 'ENOTFOUND' }), '', 4)
    },
  })
  const tried = [...passed].slice(0, 1_000)
  let met = 0
  for (const url of tried) {
    const { hostname, host: authority } = new URL(url)
    const before = server.received.length
    const told = await run(host, 'request', { url })
    if (authority === local) {
      met += 1
      expect(told.success?.statusCode).toBe(200)
      expect(server.received.slice(before).map(({ headers }) => headers.host)).toEqual([local])
    } else {
      expect(server.received).toHaveLength(before)
      expect([url, asked.splice(0)]).toEqual([url, [hostname]])
    }
  }
  expect(asked).toEqual([])
  expect(met).toBeGreaterThan(10)
})
