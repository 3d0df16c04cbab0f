import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { adviceFor } from 'tt-anywhere'
import { expect, test } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { folderWith } from '../helpers/folder.js'
import { parts } from '../helpers/multipart.js'
import { startServer, startTcpServer, unusedPort } from '../helpers/server.js'
import { photo, run, start, temporaryFolder } from './command.js'

test('2xx: exit 0, the body on stdout as it came, all else on stderr', async () => {
  const body = '{"id":12345678901234567890, "a":[]}'
  const server = await startServer((_request, response) => response.writeHead(201).end(body))
  const { code, stdout, stderr } = await run(['upload', photo, '--url', `${server.origin}/in`])
  expect(code).toBe(0)
  expect(stdout).toBe(body)
  expect(stderr).toContain('201 Created')
  for (const phase of ['connect', 'send', 'wait', 'receive', 'total'])
    expect(stderr).toContain(phase)
  expect(stderr).not.toContain('\x1b')
  expect(stderr).not.toMatch(/released version/)
})

test('another status: exit 1, and its body', async () => {
  const server = await startServer((_request, response) => response.writeHead(404).end('nothing'))
  const { code, stdout, stderr } = await run(['upload', photo, '--url', server.origin])
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'nothing' })
  expect(stderr).toContain('404 Not Found')
})

test('a failed upload: exit 2 with errMsg, errorCode and what to do', async () => {
  const url = `http://127.0.0.1:${await unusedPort()}`
  const { code, stdout, stderr } = await run(['upload', photo, '--url', url])
  const failure = { errMsg: 'uploadFile:fail connection error', errorCode: 121926, errorType: 'U' }
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(failure.errMsg)
  expect(stderr).toContain(String(failure.errorCode))
  expect(stderr).toContain(adviceFor(failure as Parameters<typeof adviceFor>[0]))
})

test('a FILE that does not exist, or is a folder: exit 2 with 121902', async () => {
  const folder = await temporaryFolder()
  for (const file of [join(folder, 'none.jpg'), folder]) {
    const { code, stdout, stderr } = await run([
      ...['upload', file, '--url', 'http://127.0.0.1:1', '--json'],
    ])
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      errMsg: `uploadFile:fail no file exist, filePath == ${file}`,
      errorCode: 121902,
      errorType: 'D',
      advice: expect.stringMatching(/path/),
    })
  }
})

test('--json: one document with what success got', async () => {
  const server = await startServer((_request, response) =>
    response.writeHead(200, { 'x-one': '1' }).end('{"a":1}'),
  )
  const { code, stdout, stderr } = await run(['upload', photo, '--url', server.origin, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^[^\n]+\n$/)
  const document = JSON.parse(stdout)
  expect(Object.keys(document).sort()).toEqual(
    ['data', 'errMsg', 'header', 'ok', 'profile', 'statusCode'].sort(),
  )
  expect(document).toMatchObject({
    ok: true,
    statusCode: 200,
    data: '{"a":1}',
    errMsg: 'uploadFile:ok',
    header: { 'x-one': '1' },
    profile: { port: server.port, socketReused: false, sslConnectionStart: 0 },
  })
})

test('--json: ok is false where the status is not 2xx, and where the upload failed', async () => {
  const server = await startServer((_request, response) => response.writeHead(500).end())
  const refused = await run(['upload', photo, '--url', server.origin, '--json'])
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, statusCode: 500, data: '' })
  const failed = await run(['upload', photo, '--url', 'ftp://127.0.0.1/', '--json'])
  expect(failed.code).toBe(2)
  expect(JSON.parse(failed.stdout)).toMatchObject({ ok: false, errorCode: 121999, errorType: 'D' })
})

test('--quiet: nothing but errors', async () => {
  const server = await startServer((_request, response) => response.end('body'))
  const remarked = ['--form', 'a=1', '--form', 'a=2', '--header', 'referer: x']
  expect(await run(['upload', photo, '--url', server.origin, '--quiet', ...remarked])).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  })
  const refusing = await startServer((_request, response) => response.writeHead(503).end('body'))
  const refused = await run(['upload', photo, '--url', refusing.origin, '--quiet'])
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' })
  expect(refused.stderr).toBe('tt-anywhere: the server answered 503 Service Unavailable\n')
  const failed = await run(['upload', 'none', '--url', server.origin, '--quiet'])
  expect(failed.code).toBe(2)
  expect(failed.stderr).toContain('121902')
})

test('the form: --name, --form in its order and with = in a value, then the file', async () => {
  const server = await startServer()
  await run([
    ...['upload', photo, '--url', server.origin, '--name', '007'],
    ...['--form', 'z=1', '--form', 'a=b=c', '--form', '空=', '--form', '__proto__=x'],
  ])
  const [request] = server.received
  const body = parts(request!.body, request!.headers['content-type'] ?? '')
  expect(body.map(({ name, data, filename }) => [name, filename ?? data.toString()])).toEqual([
    ['z', '1'],
    ['a', 'b=c'],
    ['空', ''],
    ['__proto__', 'x'],
    ['007', 'photo.jpg'],
  ])
  expect(body.at(-1)?.data.equals(await readFile(photo))).toBe(true)
})

test('what an object can not hold is told: a key twice, keys that are numbers', async () => {
  const server = await startServer()
  const { stderr } = await run([
    ...['upload', photo, '--url', server.origin, '--form', 'b=1', '--form', '2=x'],
    ...['--form', 'b=3', '--header', 'X-A: 1', '--header', 'x-a: 2'],
  ])
  const [request] = server.received
  const body = parts(request!.body, request!.headers['content-type'] ?? '')
  expect(body.slice(0, -1).map(({ name, data }) => [name, data.toString()])).toEqual([
    ['2', 'x'],
    ['b', '3'],
  ])
  expect(request!.headers['x-a']).toBe('2')
  expect(stderr).toMatch(/--form b is given twice/)
  expect(stderr).toMatch(/numbers are sent first/)
  expect(stderr).toMatch(/--header x-a is given twice/)
})

test('no remark where there is nothing to remark', async () => {
  const server = await startServer()
  const { stderr } = await run([
    ...['upload', photo, '--url', server.origin, '--form', 'b=1', '--form', 'a=x', '--json'],
  ])
  expect(stderr).toBe('')
})

test('headers on the wire: own ones, and those of an iOS and an Android phone', async () => {
  const server = await startServer()
  const words = ['upload', photo, '--url', server.origin, '--header', 'X-Time: 12:30:00']
  await run([...words, '--app-id', 'tt0123', '--app-version', '1.10'])
  const android = await run([...words, '--platform', 'android', '--header', 'Referer: mine'])
  const [first, second] = server.received.map(({ headers }) => headers)
  expect(first).toMatchObject({
    'x-time': '12:30:00',
    referer: 'https://tmaservice.developer.toutiao.com/?appid=tt0123&version=1.10',
    'user-agent': expect.stringMatching(/iPhone.*ToutiaoMicroApp\/[\d.]+ webview\//),
  })
  expect(second).toMatchObject({
    referer: expect.stringContaining('tmaservice.developer.toutiao.com'),
    'user-agent': expect.stringMatching(/Android.*ToutiaoMicroApp\/[\d.]+ PluginVersion\//),
  })
  expect(android.stderr).toMatch(/tt-anywhere: .*Referer.*dropped/)
})

test('--project takes a mini-program as it is, and the config file above it', async () => {
  const server = await startServer()
  const folder = folderWith({
    'tt-anywhere.config.json': { version: '7.0.0', device: { platform: 'android' } },
    'dist/project.config.json': { appid: 'tt777' },
    'dist/app.json': { pages: [] },
  })
  const words = ['upload', photo, '--url', server.origin, '--json', '--project']
  const plain = await run([...words, join(folder, 'dist')])
  expect(plain).toMatchObject({ code: 0, stderr: '' })
  expect(server.received[0]?.headers).toMatchObject({
    referer: 'https://tmaservice.developer.toutiao.com/?appid=tt777&version=7.0.0',
    'user-agent': expect.stringContaining('Android'),
  })
  await run([...words, join(folder, 'dist'), '--app-version', '8.0.0', '--platform', 'ios'])
  expect(server.received[1]?.headers).toMatchObject({
    referer: 'https://tmaservice.developer.toutiao.com/?appid=tt777&version=8.0.0',
    'user-agent': expect.stringContaining('iPhone'),
  })
  const listed = folderWith({
    'tt-anywhere.config.json': { domains: { uploadFile: ['https://upload.example.com'] } },
    'app.json': { pages: [] },
  })
  const refused = await run([...words, listed])
  expect(refused.code).toBe(2)
  expect(JSON.parse(refused.stdout)).toMatchObject({ errorCode: 121901 })
  const missing = await run([...words, 'no/such'])
  expect(missing).toMatchObject({ code: 64, stdout: '' })
  expect(missing.stderr).toContain('the project "no/such" is no folder')
})

test('--block-private-addresses sends nothing to this machine, and says why', async () => {
  const server = await startServer()
  const { code, stdout, stderr } = await run([
    ...['upload', photo, '--url', server.origin, '--json'],
    '--block-private-addresses',
  ])
  expect(code).toBe(2)
  expect(JSON.parse(stdout).errMsg).toContain('net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS')
  expect(stderr).toContain('nothing was sent to 127.0.0.1: that is a private address')
  expect(server.connections()).toBe(0)
})

test('--no-config leaves the config file of a folder alone', async () => {
  const server = await startServer()
  const project = folderWith({
    // What a folder from elsewhere could want: that all goes by way of its own proxy.
    'tt-anywhere.config.json': { proxy: `http://127.0.0.1:${await unusedPort()}` },
    'app.json': { pages: [] },
  })
  const words = ['upload', photo, '--url', server.origin, '--json', '--project', project]
  expect(JSON.parse((await run(words)).stdout)).toMatchObject({ errorCode: 121926 })
  expect(await run([...words, '--no-config'])).toMatchObject({ code: 0 })
  expect(server.received).toHaveLength(1)
})

test('--timeout ends an upload that takes longer, and may be beyond the 60 s of the phone', async () => {
  const silent = await startTcpServer(() => {})
  const late = await run(['upload', photo, '--url', silent.origin, '--timeout', '50', '--json'])
  expect(late.code).toBe(2)
  expect(JSON.parse(late.stdout)).toMatchObject({ errorCode: 121920 })
  const server = await startServer()
  const words = ['upload', photo, '--url', server.origin, '--quiet']
  const asked = await run([...words, '--timeout', '7200001'], tellTimers)
  expect(asked).toMatchObject({ code: 0, stderr: expect.stringContaining('timer 7200001\n') })
  const unasked = await run(words, tellTimers)
  expect(unasked).toMatchObject({ code: 0, stderr: expect.stringContaining('timer 86400000\n') })
})

/** Has the command tell its timers: nobody waits longer than the phone does to see that one is set. */
const tellTimers = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`
    const { setTimeout } = globalThis
    globalThis.setTimeout = (callback, ms, ...rest) => {
      process.stderr.write('timer ' + ms + '\\n')
      return setTimeout(callback, ms, ...rest)
    }
  `)}`,
}

test('--env production and --domain hold the URL against the rules of the phone', async () => {
  const server = await startServer()
  const url = ['--url', server.origin, '--json']
  const production = await run(['upload', photo, ...url, '--env', 'production'])
  expect(production.code).toBe(2)
  expect(JSON.parse(production.stdout).errMsg).toContain('url use invalid protocol')
  const listed = await run(['upload', photo, ...url, '--domain', 'https://upload.example.com'])
  expect(listed.code).toBe(2)
  expect(JSON.parse(listed.stdout)).toMatchObject({ errorCode: 121901 })
  const authority = await createAuthority()
  const secure = await startServer(undefined, { ...(await authority.issue()) })
  const unlisted = await run([
    ...['upload', photo, '--url', secure.origin, '--json', '--insecure', '--env', 'production'],
  ])
  expect(JSON.parse(unlisted.stdout)).toMatchObject({ errorCode: 121901 })
  expect([...server.received, ...secure.received]).toEqual([])
})

test('what a released version would refuse is told where --env asks for it', async () => {
  const server = await startServer()
  const { code, stderr } = await run([
    ...['upload', photo, '--url', server.origin, '--env', 'preview'],
  ])
  expect(code).toBe(0)
  expect(stderr).toMatch(/a released version may only use https/)
})

test('certificates are checked; --ca trusts an issuer, --insecure any', async () => {
  const authority = await createAuthority()
  const server = await startServer(undefined, { ...(await authority.issue()) })
  const folder = await temporaryFolder()
  const ca = join(folder, 'ca.pem')
  await writeFile(ca, authority.cert)
  const words = ['upload', photo, '--url', server.origin, '--json']
  const unknown = await run(words)
  expect(unknown.code).toBe(2)
  expect(JSON.parse(unknown.stdout)).toMatchObject({ errorCode: 121928 })
  expect((await run([...words, '--ca', ca])).code).toBe(0)
  const insecure = await run([...words, '--insecure'])
  expect(insecure.code).toBe(0)
  expect(JSON.parse(insecure.stdout).profile.sslConnectionStart).toBeGreaterThan(0)
})

test('--proxy is used', async () => {
  const proxy = await startServer()
  const { code } = await run([
    ...['upload', photo, '--url', 'http://upload.example.com/in', '--quiet'],
    ...['--proxy', proxy.origin],
  ])
  expect(code).toBe(0)
  expect(proxy.received[0]?.target).toBe('http://upload.example.com/in')
})

test('a password in the URL is not printed', async () => {
  const server = await startServer()
  const url = server.origin.replace('//', '//user:secret@')
  const { code, stderr } = await run(['upload', photo, '--url', url])
  expect(code).toBe(0)
  expect(server.received[0]?.headers.authorization).toMatch(/^Basic /)
  expect(stderr).not.toContain('secret')
})

test('a reader that goes away is no failure', async () => {
  const server = await startServer((_request, response) => response.end('x'.repeat(4_000_000)))
  const upload = start(['upload', photo, '--url', server.origin])
  upload.child.stdout?.destroy()
  const { code, stderr } = await upload.ended
  expect(code).toBe(0)
  expect(stderr).not.toMatch(/EPIPE|at /)
})

test.skipIf(!existsSync('/dev/full'))(
  'a stdout that takes nothing: exit 74 and a sentence, no stack', // a device of Linux
  async () => {
    const server = await startServer()
    const full = openSync('/dev/full', 'w')
    const { ended } = start(['upload', photo, '--url', server.origin], {}, full)
    const { code, stderr } = await ended
    closeSync(full)
    expect(code).toBe(74)
    expect(stderr).toContain("can't write what there is to say: ")
    expect(stderr).not.toContain('    at ')
  },
)

test('--har: what went over the wire, secrets masked unless they are asked for', async () => {
  const server = await startServer((_request, response) => response.end('ok'))
  const folder = await temporaryFolder()
  const file = join(folder, 'uploads.har')
  const words = ['upload', photo, '--url', server.origin, '--har', file, '--quiet']
  const secret = ['--form', 'token=hidden', '--header', 'authorization: Bearer hidden']
  expect(await run([...words, ...secret])).toMatchObject({ code: 0 })
  const text = await readFile(file, 'utf8')
  const { log } = JSON.parse(text)
  expect(log.entries).toMatchObject([{ request: { method: 'POST' }, response: { status: 200 } }])
  expect(text).not.toContain('hidden')
  await run([...words, ...secret, '--show-secrets'])
  expect(await readFile(file, 'utf8')).toContain('Bearer hidden')

  const refused = ['upload', photo, '--url', `http://127.0.0.1:${await unusedPort()}`]
  expect(await run([...refused, '--har', file])).toMatchObject({ code: 2 })
  expect(JSON.parse(await readFile(file, 'utf8')).log.entries[0].response).toMatchObject({
    status: 0,
    _error: 'uploadFile:fail connection error',
  })
  const nowhere = await run([...words.slice(0, 4), '--har', join(folder, 'none', 'x.har')])
  expect(nowhere.code).toBe(64)
  expect(nowhere.stderr).toMatch(/--har .*can't be written/)
})

test('--repeat: min, median and 95th percentile of each phase', async () => {
  const server = await startServer((_request, response) => response.end('ok'))
  const words = ['upload', photo, '--url', server.origin, '--repeat', '20']
  const { code, stderr } = await run(words)
  expect(code).toBe(0)
  expect(stderr).toMatch(/1 upload on a new connection\n.*median.*\nconnect /)
  expect(stderr).toMatch(/19 uploads on a reused connection\n.*95 %\nsend /)
  const { stdout } = await run([...words, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    uploads: 20,
    failed: 0,
    connections: {
      new: { count: 1 },
      reused: { count: 19, phases: { send: { min: expect.any(Number) } } },
    },
    last: { ok: true, statusCode: 200 },
  })
  expect((await run([...words.slice(0, -1), '0'])).code).toBe(64)
})

test('--repeat: one that fails is told, and decides the exit code', async () => {
  let count = 0
  const server = await startServer((_request, response) => {
    count += 1
    response.writeHead(count === 2 ? 500 : 200).end()
  })
  const { code, stderr } = await run(['upload', photo, '--url', server.origin, '--repeat', '3'])
  expect(code).toBe(1)
  expect(stderr).toContain('1 of 3 uploads failed')
})

test('--plain: words, without bars or columns', async () => {
  const server = await startServer((_request, response) => response.end('ok'))
  const { stderr } = await run(['upload', photo, '--url', server.origin, '--plain'])
  expect(stderr).toMatch(/^connect: [\d.]+ m?s$/m)
  expect(stderr).toMatch(/^total: [\d.]+ m?s$/m)
  expect(stderr).not.toMatch(/[█░]| {2}/)
})

test('in one log with all else, the answer has lines of its own', async () => {
  const server = await startServer((_request, response) => response.end('the answer'))
  const file = join(await temporaryFolder(), 'log')
  const log = openSync(file, 'w')
  const { code } = await start(['upload', photo, '--url', server.origin], {}, log, log).ended
  closeSync(log)
  expect(code).toBe(0)
  expect(readFileSync(file, 'utf8')).toMatch(/^the answer$/m)
})
