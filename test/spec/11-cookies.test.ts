import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { CookieJar } from 'tough-cookie'
import type { Host, HostOptions, Warning } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { toLoopback } from '../helpers/names.js'
import { startServer } from '../helpers/server.js'
import { successOf } from '../helpers/upload.js'

const appConfig = { cookie: { enableStore: true } }
const stored = { checkDomains: false, lookup: toLoopback, appConfig } as const

/** A server that sets the cookies asked for in its query, and keeps the Cookie header it got. */
async function startCookies(tls?: { key: string; cert: string }) {
  const cookies: (string | undefined)[] = []
  const server = await startServer(
    (request, response) => {
      cookies.push(request.headers.cookie)
      const { searchParams } = new URL(request.target, 'http://server')
      for (const line of searchParams.getAll('set')) response.appendHeader('Set-Cookie', line)
      const location = searchParams.get('to')
      if (location !== null) response.writeHead(302, { location })
      response.end('ok')
    },
    tls && { ...tls },
  )
  /** The URL that sets these cookies. */
  const at = (name: string, path = '/', ...lines: string[]) => {
    const query = lines.map((line) => `set=${encodeURIComponent(line)}`).join('&')
    return `${tls ? 'https' : 'http'}://${name}:${server.port}${path}?${query}`
  }
  return { ...server, cookies, at }
}

/** Uploads to each URL in turn. */
async function visit(host: Host, urls: readonly string[], header = {}) {
  // A file that is only referred to: what is wrong with the storage is the cookies' affair alone.
  const filePath = await host.addFile(fileURLToPath(import.meta.url))
  for (const url of urls) await successOf(host, { url, filePath, header })
}

/** What a Cookie header holds, in any order. */
const pairs = (header: string | undefined) => (header ?? '').split('; ').filter(Boolean).sort()

describe('the switch', () => {
  test.each([
    undefined,
    {},
    { cookie: undefined },
    { cookie: {} },
    { cookie: { enableStore: false } },
  ])('[11.1] with appConfig %j nothing is stored', async (config) => {
    const server = await startCookies()
    const host = startHost({ ...stored, appConfig: config })
    const url = server.at('a.example', '/', 'a=1')
    await visit(host, [url, url])
    expect(server.cookies).toEqual([undefined, undefined])
  })

  test('[11.1] enableStore: true turns it on', async () => {
    const server = await startCookies()
    const url = server.at('a.example', '/', 'a=1')
    await visit(startHost(stored), [url, url])
    expect(server.cookies).toEqual([undefined, 'a=1'])
  })

  test('[11.1] a cookie of the header goes out without the store', async () => {
    const server = await startCookies()
    const host = startHost({ ...stored, appConfig: {} })
    await visit(host, [server.at('a.example')], { Cookie: 'own=1' })
    expect(server.cookies).toEqual(['own=1'])
  })
})

describe('RFC 6265', () => {
  const future = new Date(Date.now() + 86_400_000).toUTCString()

  /** Sets a cookie at one place and asks at another: whether it was sent. */
  test.each([
    // Domain
    ['host-only: the same host', 'a=1', 'a.example /', 'a.example /', true],
    ['host-only: a subdomain', 'a=1', 'a.example /', 'sub.a.example /', false],
    ['host-only: the parent', 'a=1', 'sub.a.example /', 'a.example /', false],
    ['host-only: another case', 'a=1', 'A.Example /', 'a.example /', true],
    ['Domain: a subdomain', 'a=1; Domain=a.example', 'a.example /', 'sub.a.example /', true],
    ['Domain: with a leading dot', 'a=1; Domain=.a.example', 'a.example /', 'x.a.example /', true],
    ['Domain: in capitals', 'a=1; domain=A.EXAMPLE', 'a.example /', 'x.a.example /', true],
    ['Domain: of the parent', 'a=1; Domain=a.example', 'x.a.example /', 'y.a.example /', true],
    ['Domain: of a child', 'a=1; Domain=x.a.example', 'a.example /', 'x.a.example /', false],
    ['Domain: of another', 'a=1; Domain=b.example', 'a.example /', 'b.example /', false],
    ['Domain: only alike', 'a=1; Domain=a.example', 'a.example /', 'ba.example /', false],
    ['Domain: a public suffix', 'a=1; Domain=co.uk', 'a.co.uk /', 'b.co.uk /', false],
    ['Domain: a top-level one', 'a=1; Domain=com', 'a.com /', 'b.com /', false],
    ['Domain: empty', 'a=1; Domain=', 'a.example /', 'a.example /', true],
    [
      'Domain: the last counts',
      'a=1; Domain=b.example; Domain=a.example',
      'a.example /',
      'x.a.example /',
      true,
    ],
    ['an address', 'a=1', '127.0.0.1 /', '127.0.0.1 /', true],
    ['a part of an address', 'a=1; Domain=0.0.1', '127.0.0.1 /', '127.0.0.1 /', false],
    ['localhost', 'a=1', 'localhost /', 'localhost /', true],
    ['punycode', 'a=1', '例子.example /', 'xn--fsqu00a.example /', true],
    // Path
    ['Path: the same', 'a=1; Path=/dir', 'a.example /', 'a.example /dir', true],
    ['Path: below', 'a=1; Path=/dir', 'a.example /', 'a.example /dir/x', true],
    ['Path: only alike', 'a=1; Path=/dir', 'a.example /', 'a.example /direct', false],
    ['Path: above', 'a=1; Path=/dir', 'a.example /', 'a.example /', false],
    ['Path: another case', 'a=1; Path=/dir', 'a.example /', 'a.example /DIR', false],
    ['Path: with a slash at its end', 'a=1; Path=/dir/', 'a.example /', 'a.example /dir', false],
    ['Path: relative counts as none', 'a=1; Path=dir', 'a.example /x/y', 'a.example /x/z', true],
    ['no Path: the folder', 'a=1', 'a.example /x/y', 'a.example /x/z', true],
    ['no Path: not above', 'a=1', 'a.example /x/y', 'a.example /', false],
    // Life
    ['Max-Age', 'a=1; Max-Age=60', 'a.example /', 'a.example /', true],
    ['Max-Age: 0', 'a=1; Max-Age=0', 'a.example /', 'a.example /', false],
    ['Max-Age: below 0', 'a=1; Max-Age=-1', 'a.example /', 'a.example /', false],
    ['Max-Age: no number', 'a=1; Max-Age=x', 'a.example /', 'a.example /', true],
    ['Expires: in the future', `a=1; Expires=${future}`, 'a.example /', 'a.example /', true],
    [
      'Expires: in the past',
      'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'a.example /',
      'a.example /',
      false,
    ],
    [
      'Expires: in an old form',
      'a=1; Expires=Sunday, 06-Nov-94 08:49:37 GMT',
      'a.example /',
      'a.example /',
      false,
    ],
    ['Expires: no date', 'a=1; Expires=soon', 'a.example /', 'a.example /', true],
    [
      'Max-Age goes before Expires',
      `a=1; Max-Age=0; Expires=${future}`,
      'a.example /',
      'a.example /',
      false,
    ],
    // The rest
    ['HttpOnly', 'a=1; HttpOnly', 'a.example /', 'a.example /', true],
    ['SameSite', 'a=1; SameSite=Strict', 'a.example /', 'a.example /', true],
    ['an unknown attribute', 'a=1; Colour=blue', 'a.example /', 'a.example /', true],
    ['Secure, set and asked for in the clear', 'a=1; Secure', 'a.example /', 'a.example /', false],
    ['Secure, on loopback', 'a=1; Secure', '127.0.0.1 /', '127.0.0.1 /', false],
    ['Secure, on localhost', 'a=1; Secure', 'localhost /', 'localhost /', false],
  ])('[11.2] %s', async (_what, line, from, to, sent) => {
    const server = await startCookies()
    const [fromHost = '', fromPath] = from.split(' ')
    const [toHost = '', toPath] = to.split(' ')
    await visit(startHost(stored), [server.at(fromHost, fromPath, line), server.at(toHost, toPath)])
    expect(server.cookies).toEqual([undefined, sent ? 'a=1' : undefined])
  })

  test('[11.2] Secure: what https has set goes to https alone', async () => {
    const authority = await createAuthority()
    const names = ['a.example', 'localhost', '127.0.0.1']
    const secure = await startCookies(await authority.issue({ names }))
    const plain = await startCookies()
    for (const name of names) {
      const host = startHost({ ...stored, ca: authority.cert })
      const set = secure.at(name, '/', 's=1; Secure', 'n=2')
      await visit(host, [set, plain.at(name), secure.at(name)])
      expect(plain.cookies.at(-1)).toBe('n=2')
      expect(pairs(secure.cookies.at(-1))).toEqual(['n=2', 's=1'])
    }
  })

  test('[11.2] several lines, each a cookie; the same one again is replaced', async () => {
    const server = await startCookies()
    await visit(startHost(stored), [
      server.at('a.example', '/', 'a=1', 'b=2; Path=/', 'c=3, d=4'),
      server.at('a.example', '/', 'a=5', 'b=; Max-Age=0'),
      server.at('a.example'),
    ])
    expect(pairs(server.cookies[1])).toEqual(['a=1', 'b=2', 'c=3, d=4'])
    expect(pairs(server.cookies[2])).toEqual(['a=5', 'c=3, d=4'])
  })

  test('[11.2] longer paths go first, then older ones; one name may stand for two', async () => {
    const server = await startCookies()
    await visit(startHost(stored), [
      server.at('a.example', '/', 'a=root; Path=/', 'b=root; Path=/', 'a=dir; Path=/dir'),
      server.at('a.example', '/dir/x'),
    ])
    expect(server.cookies[1]).toBe('a=dir; a=root; b=root')
  })

  test.each([
    ['', undefined],
    ['novalue', undefined],
    ['=nameless', undefined],
    [';', undefined],
    ['; Path=/', undefined],
    ['a=', 'a='],
    ['a=b=c', 'a=b=c'],
    ['  a  =  1  ; Path=/', 'a=1'],
    ['a="quoted"', 'a="quoted"'],
    ['a=1;', 'a=1'],
    ['a=1;;;Path=/;;', 'a=1'],
    ['a b=c d', 'a b=c d'],
    ['a=1; Domain', 'a=1'],
    [`a=${'x'.repeat(4000)}`, `a=${'x'.repeat(4000)}`],
  ])('[11.2] the line %j is sent back as %j', async (line, sent) => {
    const server = await startCookies()
    const set = server.at('a.example', '/', line)
    await visit(startHost(stored), [set, server.at('a.example')])
    expect(server.cookies[1]).toBe(sent)
  })

  test('[11.2] a bad line does not keep the others out', async () => {
    const server = await startCookies()
    const set = server.at('a.example', '/', '=x', 'a=1; Domain=b.example', 'b=2', 'nothing')
    await visit(startHost(stored), [set, server.at('a.example')])
    expect(server.cookies[1]).toBe('b=2')
  })

  test.each([
    ['UTF-8', Buffer.from('a=中文')],
    ['Latin-1', Buffer.from('a=café', 'latin1')],
  ])('[11.2] bytes of %s come back as they were', async (_what, bytes) => {
    const cookies: Buffer[] = []
    const server = await startServer((request, response) => {
      cookies.push(Buffer.from(request.headers.cookie ?? '', 'latin1'))
      response.setHeader('Set-Cookie', bytes.toString('latin1'))
      response.end()
    })
    await visit(startHost(stored), [server.origin, server.origin])
    expect(cookies).toEqual([Buffer.of(), bytes])
  })

  test('[11.2] cookies do not know ports', async () => {
    const [one, other] = [await startCookies(), await startCookies()]
    await visit(startHost(stored), [one.at('a.example', '/', 'a=1'), other.at('a.example')])
    expect(other.cookies).toEqual(['a=1'])
  })

  test('[11.2] one that is set on a redirect goes with the next hop, and stays', async () => {
    const server = await startCookies()
    const redirect = `${server.at('a.example', '/', 'hop=1')}&to=/next`
    await visit(startHost(stored), [redirect, server.at('a.example')])
    expect(server.cookies).toEqual([undefined, 'hop=1', 'hop=1'])
  })

  test('[11.2] on a redirect each origin gets its own', async () => {
    const server = await startCookies()
    const to = encodeURIComponent(server.at('b.example'))
    await visit(startHost(stored), [
      server.at('b.example', '/', 'b=2'),
      `${server.at('a.example', '/', 'a=1')}&to=${to}`,
    ])
    expect(server.cookies).toEqual([undefined, undefined, 'b=2'])
  })

  test('[11.2] an answer of any status sets cookies', async () => {
    const cookies: (string | undefined)[] = []
    const server = await startServer((request, response) => {
      cookies.push(request.headers.cookie)
      response.writeHead(500, { 'set-cookie': 'a=1' }).end()
    })
    await visit(startHost(stored), [server.origin, server.origin])
    expect(cookies).toEqual([undefined, 'a=1'])
  })

  test('[11.2] success still shows them', async () => {
    const server = await startCookies()
    const host = startHost(stored)
    const filePath = await host.addFile({ name: 'a', data: 'x' })
    const url = server.at('a.example', '/', 'a=1', 'b=2')
    expect((await successOf(host, { url, filePath })).header['set-cookie']).toBe('a=1, b=2')
  })
})

describe('with cookies of the header', () => {
  test.each([
    ['own=1', ['a=1', 'b=2', 'own=1']],
    ['a=mine', ['a=mine', 'b=2']],
    ['a=mine; b=mine', ['a=mine', 'b=mine']],
    ['a=', ['a=', 'b=2']],
    ['a = mine ;b=mine', ['a = mine ;b=mine']],
    ['A=mine', ['A=mine', 'a=1', 'b=2']],
    ['a', ['a', 'b=2']],
    ['ab=mine', ['a=1', 'ab=mine', 'b=2']],
  ])('[11.3] %j is merged', async (own, merged) => {
    const server = await startCookies()
    const host = startHost(stored)
    await visit(host, [server.at('a.example', '/', 'a=1', 'b=2')])
    for (const name of ['cookie', 'Cookie']) {
      await visit(host, [server.at('a.example')], { [name]: own })
      expect((server.cookies.at(-1) ?? '').split('; ').sort()).toEqual(merged)
    }
  })

  test('[11.3] it goes out as one header, and is not stored', async () => {
    const server = await startCookies()
    const host = startHost(stored)
    await visit(host, [server.at('a.example', '/', 'a=1')])
    await visit(host, [server.at('a.example')], { Cookie: 'own=1' })
    await visit(host, [server.at('a.example')])
    const names = server.received[1]?.rawHeaders.filter((_, index) => index % 2 === 0) ?? []
    expect(names.filter((name) => /^cookie$/i.test(name))).toHaveLength(1)
    expect(server.cookies[2]).toBe('a=1')
  })

  test('[11.3][5.22] on a change of origin the stored ones alone go along', async () => {
    const server = await startCookies()
    const to = encodeURIComponent(server.at('b.example'))
    const host = startHost(stored)
    await visit(host, [server.at('b.example', '/', 'b=2')])
    await visit(host, [`${server.at('a.example')}to=${to}`], { Cookie: 'own=1' })
    expect(server.cookies).toEqual([undefined, 'own=1', 'b=2'])
  })
})

describe('who shares a store', () => {
  test('[11.4] the calls of one host', async () => {
    const server = await startCookies()
    const host = startHost(stored)
    await visit(host, [server.at('a.example', '/', 'a=1')])
    await Promise.all([
      visit(host, [server.at('a.example')]),
      visit(host, [server.at('a.example')]),
    ])
    expect(server.cookies).toEqual([undefined, 'a=1', 'a=1'])
  })

  test('[11.4] not two hosts, whatever their appId', async () => {
    const server = await startCookies()
    for (const appId of ['tt1', 'tt1', 'tt2']) {
      await visit(startHost({ ...stored, appId }), [server.at('a.example', '/', 'a=1')])
    }
    expect(server.cookies).toEqual([undefined, undefined, undefined])
  })

  test('[11.4] with a storage, not two mini-programs', async () => {
    const server = await startCookies()
    const storage = newFolder()
    const ids = ['tt1', 'TT1', 'tt2', '..', '../tt1', 'a/b', 'a\\b', 'a%2fb', 'con ', '*']
    for (const appId of ids) {
      const host = startHost({ ...stored, appId, storage })
      await visit(host, [server.at('a.example', '/', 'a=1')])
    }
    expect(server.cookies).toEqual(ids.map(() => undefined))
    const beside = readdirSync(storage, { recursive: true }).filter((entry) =>
      String(entry).endsWith('cookies.json'),
    )
    // Apart also where the file system knows no case.
    expect(new Set(beside.map((entry) => String(entry).toLowerCase())).size).toBe(ids.length)
    for (const entry of beside)
      expect(relative(storage, join(storage, String(entry)))).not.toMatch(/^\.\./)
  })
})

describe('storage', () => {
  const set = (server: Awaited<ReturnType<typeof startCookies>>, ...lines: string[]) =>
    server.at('a.example', '/', ...lines)
  const fileOf = (storage: string) => join(storage, 'd-tt1', 'cookies.json')
  const hostOf = (storage: string, more: HostOptions = {}) =>
    startHost({ ...stored, appId: 'tt1', storage, ...more })

  test('[11.5] the cookies outlive the host', async () => {
    const server = await startCookies()
    const storage = join(newFolder(), 'not', 'there', 'yet')
    const first = hostOf(storage)
    await visit(first, [set(server, 'a=1', 'b=2; Max-Age=3600; Path=/x', 'c=3; Max-Age=0')])
    await first.close()
    await visit(hostOf(storage), [server.at('a.example', '/x')])
    expect(pairs(server.cookies[1])).toEqual(['a=1', 'b=2'])
  })

  test('[11.5] the cookies outlive the process', async () => {
    const server = await startCookies()
    const storage = newFolder()
    const folder = newFolder()
    const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
    await build({
      input: { uploadEach: path('../helpers/uploadEach.ts') },
      platform: 'node',
      resolve: { alias: { 'tt-anywhere': path('../../src/index.ts') } },
      output: { dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      logLevel: 'silent',
    })
    for (const line of ['a=1', 'b=2']) {
      const options = { appId: 'tt1', storage, appConfig, proxy: false }
      const request = JSON.stringify({ urls: [set(server, line)], options })
      const child = spawn(process.execPath, [join(folder, 'uploadEach.mjs'), request], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      onTestFinished(() => {
        child.kill('SIGKILL')
      })
      expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
    }
    await visit(hostOf(storage), [server.at('a.example')])
    expect(server.cookies.map(pairs)).toEqual([[], ['a=1'], ['a=1', 'b=2']])
  })

  test('[11.5] without the store nothing is written, and without a cookie neither', async () => {
    const server = await startCookies()
    const storage = newFolder()
    await visit(hostOf(storage, { appConfig: {} }), [set(server, 'a=1')])
    await visit(hostOf(storage), [server.at('a.example')])
    expect(readdirSync(storage)).toEqual([])
  })

  test('[11.5] two hosts of one mini-program share what is written, at once', async () => {
    const server = await startCookies()
    const storage = newFolder()
    const [one, other] = [hostOf(storage), hostOf(storage)]
    await visit(one, [server.at('a.example')])
    await visit(other, [set(server, 'a=1')])
    await visit(one, [set(server, 'b=2')])
    await visit(other, [set(server, 'a=; Max-Age=0')])
    await visit(one, [server.at('a.example')])
    expect(server.cookies.slice(2).map(pairs)).toEqual([['a=1'], ['a=1', 'b=2'], ['b=2']])
  })

  test('[11.5] nothing is lost where many hosts write side by side', async () => {
    const server = await startCookies()
    const storage = newFolder()
    const names = Array.from({ length: 40 }, (_, index) => `c${index}=1`)
    const hosts = [hostOf(storage), hostOf(storage), hostOf(storage), hostOf(storage)]
    await Promise.all(names.map((name, index) => visit(hosts[index % 4]!, [set(server, name)])))
    await visit(hostOf(storage), [server.at('a.example')])
    expect(pairs(server.cookies.at(-1))).toEqual([...names].sort())
  })

  test('[11.5] the file is that of tough-cookie, and for its owner alone', async () => {
    const server = await startCookies()
    const storage = newFolder()
    await visit(hostOf(storage), [set(server, 'a=1; Max-Age=3600', 'b=2')])
    const text = readFileSync(fileOf(storage), 'utf8')
    const jar = CookieJar.deserializeSync(text)
    expect(pairs(jar.getCookieStringSync('http://a.example/'))).toEqual(['a=1', 'b=2'])
    if (process.platform !== 'win32') expect(statSync(fileOf(storage)).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(storage, 'd-tt1')).filter((name) => /cookies/.test(name))).toEqual([
      'cookies.json',
    ])
  })

  test('[11.5] what tough-cookie has written is read', async () => {
    const server = await startCookies()
    const storage = newFolder()
    const jar = new CookieJar()
    jar.setCookieSync('given=1; Domain=a.example', 'http://a.example/')
    mkdirSync(join(storage, 'd-tt1'))
    writeFileSync(fileOf(storage), JSON.stringify(jar))
    await visit(hostOf(storage), [server.at('x.a.example')])
    expect(server.cookies).toEqual(['given=1'])
  })

  test('[11.5] what is Secure stays on https after it was read, too', async () => {
    const server = await startCookies()
    const storage = newFolder()
    const jar = new CookieJar()
    jar.setCookieSync('s=1; Secure', 'https://127.0.0.1/')
    mkdirSync(join(storage, 'd-tt1'))
    writeFileSync(fileOf(storage), JSON.stringify(jar))
    await visit(hostOf(storage), [server.at('127.0.0.1')])
    expect(server.cookies).toEqual([undefined])
  })

  test('[11.5] a relative folder is where it was when the host was made', async () => {
    const server = await startCookies()
    const folder = newFolder()
    const storage = relative(process.cwd(), folder)
    await visit(hostOf(storage), [set(server, 'a=1')])
    expect(existsSync(fileOf(folder))).toBe(true)
  })

  test.each([
    '',
    'not json',
    '{"cookies":[{"key":"a"',
    '[]',
    'null',
    '5',
    '"text"',
    '{}',
    '{"cookies":{}}',
    '{"cookies":"a=1"}',
    '\0\0\0\0',
  ])('[11.5] a file that reads %j: an empty store, and one warning', async (text) => {
    const server = await startCookies()
    const storage = newFolder()
    mkdirSync(join(storage, 'd-tt1'))
    writeFileSync(fileOf(storage), text)
    const host = hostOf(storage)
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    const url = server.at('a.example')
    await visit(host, [url, url])
    const own = warnings.filter(({ api }) => api === 'host')
    expect(own.map(({ code }) => code)).toEqual(['cookies-unreadable'])
    expect(own[0]?.message).toContain(fileOf(storage))
    expect(server.cookies).toEqual([undefined, undefined])
    // What comes next is kept again.
    await visit(host, [set(server, 'a=1')])
    await visit(hostOf(storage), [url])
    expect(server.cookies.at(-1)).toBe('a=1')
  })

  test('[11.5] a folder that can not be written: the cookies end with the host, one warning', async () => {
    const server = await startCookies()
    const storage = join(newFolder(), 'a file')
    writeFileSync(storage, '')
    const host = hostOf(storage)
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    await visit(host, [set(server, 'a=1'), set(server, 'b=2'), server.at('a.example')])
    expect(pairs(server.cookies[2])).toEqual(['a=1', 'b=2'])
    const codes = warnings.filter(({ api }) => api === 'host').map(({ code }) => code)
    expect(codes.filter((code) => code === 'cookies-unwritten')).toHaveLength(1)
    expect(new Set(codes).size).toBe(codes.length)
  })

  test('[11.5] cookies.json is a folder: the upload goes on', async () => {
    const server = await startCookies()
    const storage = newFolder()
    mkdirSync(fileOf(storage), { recursive: true })
    await visit(hostOf(storage), [set(server, 'a=1'), server.at('a.example')])
    expect(server.cookies[1]).toBe('a=1')
    expect(readdirSync(join(storage, 'd-tt1')).filter((name) => /cookies/.test(name))).toEqual([
      'cookies.json',
    ])
  })
})

/** A folder that ends with the test. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-cookies-'))
  onTestFinished(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
