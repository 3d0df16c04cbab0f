import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { readRange } from '../../../src/simulator/server/answer.js'
import { ask, openPage, project, start } from './page.js'

/** How a WebSocket ends: its status before it is one, or the code that it is closed with. */
async function connect(
  url: string,
  { token, origin, host, path = '/socket' }: Record<string, string | undefined>,
): Promise<number> {
  const { host: at } = new URL(url)
  const protocols = token === undefined ? ['tt-anywhere'] : ['tt-anywhere', `token.${token}`]
  const headers = { ...(host !== undefined && { host }) }
  const socket = new WebSocket(`ws://${at}${path}`, protocols, { origin, headers })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('message', () => resolve(0))
    socket.on('close', (code) => resolve(code))
    socket.on('error', reject)
  })
}

describe('the WebSocket', () => {
  test('takes the token of this run, from our own page', async () => {
    const { url } = await start()
    const { origin, hash, host } = new URL(url)
    const token = hash.slice(1)
    expect(await connect(url, { token, origin })).toBe(0)
    for (const wrong of [undefined, '', 'a', `${token}a`, token.slice(1)]) {
      expect(await connect(url, { token: wrong, origin })).toBe(4401)
    }
    for (const other of [undefined, 'null', 'http://evil.example', `https://${host}`]) {
      expect(await connect(url, { token, origin: other })).toBe(403)
    }
    const rebound = { token, origin: 'http://evil.example', host: 'evil.example' }
    expect(await connect(url, rebound)).toBe(421)
    expect(await connect(url, { token, origin, path: '/other' })).toBe(404)
  })

  test('a message that is none ends it', async () => {
    const page = await openPage(await start())
    const closed = once(page.socket, 'close')
    page.socket.send('no message')
    expect((await closed)[0]).toBe(1008)
  })
})

describe('pages', () => {
  test('no name but our own is answered', async () => {
    const { url } = await start()
    const { port } = new URL(url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect((await ask(url, { headers: { host } })).status).toBe(200)
    }
    const own = Object.values(networkInterfaces()).flat()
    const lan = own.find((one) => one?.family === 'IPv4' && !one.internal)?.address
    for (const host of ['evil.example', `localhost.evil.example:${port}`, '127.0.0.1@evil', lan]) {
      if (host === undefined) continue
      expect([host, (await ask(url, { headers: { host } })).status]).toEqual([host, 421])
    }
  })

  test('the tool and the frame, each with its own rules', async () => {
    const { url } = await start()
    const { origin } = new URL(url)
    for (const path of ['/', '/tool/index.html', '/tool/phone.html', '/phone.html']) {
      const { status, headers } = await ask(origin + path)
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain(`script-src ${origin}/assets/;`)
      expect(policy).toContain("frame-ancestors 'none'")
    }
    const frame = await ask(`${origin}/view/frame.html`)
    const policy = String(frame.headers['content-security-policy'])
    expect(policy).toMatch(/^sandbox allow-scripts allow-forms;/)
    expect(policy).toContain(`connect-src ${origin}/sync/;`)
    expect(policy).toContain("frame-ancestors 'self'")
    const logic = await ask(`${origin}/logic.js`)
    expect(logic.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' })
  })

  test('folders are not listed, nothing beside them is found, and methods are checked', async () => {
    const { url } = await start()
    const { origin } = new URL(url)
    for (const path of [
      '/tool',
      '/tool/',
      '/assets/',
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%',
      '//etc/passwd',
    ]) {
      const { status, text } = await ask(origin, { path })
      expect([400, 404]).toContain(status)
      expect(text).toMatch(/^(There is no such page|That is no path)\.\n$/)
    }
    const posted = await ask(origin, { method: 'POST' })
    expect(posted).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    const head = await ask(origin, { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0)
  })
})

describe('files of the project', () => {
  const files = {
    ...project,
    'images/a b.png': 'picture',
    'page.html': '<script>alert(1)</script>',
    '.env': 'SECRET=1',
    'node_modules/a/index.js': 'x',
  }

  test('by their paths, as what they are, and as no page of ours', async () => {
    const { hello } = await openPage(await start({}, files))
    const picture = await ask(`${hello.files.project}/images/a%20b.png`)
    expect(picture).toMatchObject({ status: 200, text: 'picture' })
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    })
    const page = await ask(`${hello.files.project}/page.html`)
    expect(page.headers).toMatchObject({ 'content-type': 'application/octet-stream' })
    expect(page.headers['content-security-policy']).toMatch(/^sandbox;/)
  })

  test('nothing outside, hidden or behind a link that leads out', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'tt-anywhere-test-'))
    onTestFinished(() => rmSync(outside, { recursive: true }))
    writeFileSync(join(outside, 'secret.png'), 'secret')
    const simulator = await start({}, files)
    const { hello } = await openPage(simulator)
    symlinkSync(join(outside, 'secret.png'), join(simulator.folder, 'images/link.png'))
    symlinkSync(outside, join(simulator.folder, 'out'), 'junction')
    symlinkSync(join(simulator.folder, 'images/a b.png'), join(simulator.folder, 'inside.png'))
    const { pathname } = new URL(hello.files.project)
    const get = (rest: string) => ask(hello.files.project, { path: pathname + rest })
    expect(await get('/inside.png')).toMatchObject({ status: 200, text: 'picture' })
    for (const rest of [
      '/images/link.png',
      '/out/secret.png',
      '/.env',
      '/.git/HEAD',
      '/node_modules/a/index.js',
      '/../secret',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/..%5c..%5cx',
      '/images',
      '/images/',
      '',
      '/',
      '/a%00.png',
      '/images/none.png',
    ]) {
      expect([rest, (await get(rest)).status]).toEqual([rest, 404])
    }
  })

  test('each only behind its own secret', async () => {
    const simulator = await start({}, files)
    const { hello } = await openPage(simulator)
    const { origin } = new URL(simulator.url)
    const secretOf = (url: string) => url.split('/')[4]
    const project = secretOf(hello.files.project)
    expect((await ask(`${origin}/project/aaaa/app.json`)).status).toBe(404)
    expect((await ask(`${origin}/bundle/${project}`)).status).toBe(404)
    expect((await ask(`${origin}/sandbox/${secretOf(hello.syncUrl)}/temp/a`)).status).toBe(404)
    const urls = [hello.bundleUrl, hello.syncUrl, hello.pickUrl, ...Object.values(hello.files)]
    expect(new Set(urls.map(secretOf)).size).toBe(urls.length)
    expect(JSON.parse((await ask(hello.bundleUrl)).text)).toMatchObject({
      app: { pages: ['pages/index/index'] },
    })
  })

  test('a session that has ended has taken its paths along', async () => {
    const page = await openPage(await start({}, files))
    expect((await ask(page.hello.bundleUrl)).status).toBe(200)
    await page.close()
    await expect.poll(async () => (await ask(page.hello.bundleUrl)).status).toBe(404)
  })
})

describe('files of the sandbox', () => {
  test('whole and in ranges', async () => {
    const page = await openPage(await start())
    const bytes = Buffer.alloc(700_000, 'abcdefg')
    const path = await page.ask({ ask: 'addFile', pick: await page.pick('film.mp4', bytes) })
    const url = page.hello.files.sandbox + path.slice('ttfile://'.length)
    const whole = await ask(url)
    expect(whole).toMatchObject({ status: 200, headers: { 'content-type': 'video/mp4' } })
    expect(whole.text === bytes.toString()).toBe(true)
    const part = await ask(url, { headers: { range: 'bytes=100000-399999' } })
    expect(part).toMatchObject({
      status: 206,
      headers: { 'content-range': 'bytes 100000-399999/700000', 'content-length': '300000' },
    })
    expect(part.text === bytes.toString('latin1', 100_000, 400_000)).toBe(true)
    const behind = await ask(url, { headers: { range: 'bytes=700000-' } })
    expect(behind).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */700000' } })
    const none = await ask(`${page.hello.files.sandbox}user/../../etc/passwd`)
    expect(none.status).toBe(404)
  })

  test('ranges as RFC 9110 has them', () => {
    expect(readRange(undefined, 10)).toBeUndefined()
    expect(readRange('bytes=0-', 10)).toEqual([0, 10])
    expect(readRange('bytes=2-3', 10)).toEqual([2, 4])
    expect(readRange('bytes=2-99', 10)).toEqual([2, 10])
    expect(readRange('bytes=-3', 10)).toEqual([7, 10])
    expect(readRange('bytes=-30', 10)).toEqual([0, 10])
    expect(readRange('bytes=10-', 10)).toBe('none')
    expect(readRange('bytes=-0', 10)).toBe('none')
    for (const ignored of ['bytes=3-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=a-b']) {
      expect(readRange(ignored, 10)).toBeUndefined()
    }
  })
})

describe('what is sent here', () => {
  test('picks come from our own page, calls from the worker', async () => {
    const page = await openPage(await start())
    const { pickUrl, syncUrl } = page.hello
    for (const origin of ['null', 'http://evil.example']) {
      const sent = await ask(pickUrl, { method: 'POST', body: 'a', headers: { origin } })
      expect(sent.status).toBe(403)
    }
    const headers = { origin: 'http://evil.example' }
    expect((await ask(syncUrl, { method: 'POST', body: 'a', headers })).status).toBe(403)
    expect((await ask(syncUrl)).status).toBe(405)
    expect((await ask(pickUrl)).status).toBe(405)
    const answer = await ask(syncUrl, { method: 'POST', body: '[]', headers: { origin: 'null' } })
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'null' })
  })

  test('a big pick arrives whole, whatever its name', async () => {
    const page = await openPage(await start())
    const bytes = Buffer.alloc(30 << 20, 'x')
    const pick = await page.pick('../..\\evil:\0name?.txt', bytes)
    const path = await page.ask({ ask: 'addFile', pick })
    expect(path).toMatch(/^ttfile:\/\/temp\/\w+\/\.\._\.\._evil__name_\.txt$/)
    const [file] = await page.ask({ ask: 'files' })
    expect(file).toMatchObject({ path, size: bytes.byteLength })
  })
})
