import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { photo, type Running, run, start, temporaryFolder, temporaryIn } from './command.js'

const ready = /Listening on (\S+)/
const onWindows = process.platform === 'win32'

/** Starts `receive` on a free port. */
async function receive(
  words: readonly string[] = [],
  {
    environment,
    stream = 'stdout',
  }: { environment?: NodeJS.ProcessEnv; stream?: 'stdout' | 'stderr' } = {},
): Promise<Running & { url: string }> {
  const running = start(['receive', '--port', '0', ...words], environment)
  const [, url = ''] = await running.prints(stream, ready)
  return { ...running, url }
}

test('a line per upload: name, size, hash, fields, and where it is stored', async () => {
  const folder = join(await temporaryFolder(), 'new')
  const receiver = await receive(['--folder', folder])
  const sent = await run(['upload', photo, '--url', `${receiver.url}/a?b`, '--form', 'x=1'])
  expect(sent.code).toBe(0)
  const bytes = await readFile(photo)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const [line] = await receiver.prints('stdout', /^.*photo\.jpg.*$/m)
  expect(line).toContain('138 kB')
  expect(line).toContain(sha256.slice(0, 12))
  expect(line).toContain('1 field')
  const stored = line.split('  ').at(-1) ?? ''
  expect(dirname(stored)).toBe(folder)
  expect((await readFile(stored)).equals(bytes)).toBe(true)
  // The sender is not told where.
  expect(sent.stdout).toContain(sha256)
  expect(sent.stdout).not.toContain(basename(stored))
})

test('a name from a stranger can not forge a line', async () => {
  const receiver = await receive()
  const boundary = 'b'
  const head = `--b\r\nContent-Disposition: form-data; name="f"; filename="a\x1b[2J%0Ab\u202e"\r\n\r\n`
  await fetch(receiver.url, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${head}x\r\n--b--\r\n`,
  })
  const [line] = await receiver.prints('stdout', /^.*sha256.*$/m)
  expect(line).toContain('a\\x1b[2J')
  expect(line).toContain('\\u202e')
})

test('--json: one line of JSON per upload, and nothing else on stdout', async () => {
  const receiver = await receive(['--json'], { stream: 'stderr' })
  await run(['upload', photo, '--url', receiver.url, '--form', 'a=1', '--form', 'b=2'])
  await run(['upload', photo, '--url', receiver.url, '--name', 'second'])
  await receiver.prints('stdout', /\n.*\n/)
  const records = receiver.printed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records).toMatchObject([
    {
      method: 'POST',
      files: [{ field: 'file', filename: 'photo.jpg', path: expect.any(String) }],
      fields: [
        ['a', '1'],
        ['b', '2'],
      ],
    },
    { files: [{ field: 'second' }], fields: [] },
  ])
})

test('past a limit the sender gets 413, and stderr says why', async () => {
  const receiver = await receive(['--max-file-size', '100k'])
  const sent = await run(['upload', photo, '--url', receiver.url, '--json'])
  expect(sent.code).toBe(1)
  expect(JSON.parse(sent.stdout)).toMatchObject({ ok: false, statusCode: 413 })
  await receiver.prints('stderr', /413.*larger than 102400 bytes/)
})

test('the other limits: parts, connections and times', async () => {
  const words = ['--max-parts', '1', '--max-connections', '5', '--headers-timeout', '1']
  const receiver = await receive([...words, '--idle-timeout', '1', '--upload-timeout', '1'])
  const { port } = new URL(receiver.url)
  /** All that a connection which says this, and no more, is answered. */
  const answerTo = async (text: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.write(text)
    await once(socket, 'close')
    return answer
  }
  expect(await answerTo('POST / HTTP/1.1\r\n')).toMatch(/^HTTP\/1\.1 408 [\s\S]*headTimeout/)
  const head = (length: number) =>
    `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n`
  const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
  expect(await answerTo(`${head(1_000)}${body}`)).toMatch(/ 408 [\s\S]*(?:body|upload)Timeout/)
  const two = `${body}${body}--b--\r\n`
  expect(await answerTo(`${head(two.length)}${two}`)).toMatch(/ 413 [\s\S]*more than 1 parts/)
  const open = Array.from({ length: 5 }, () => connect(Number(port), '127.0.0.1'))
  for (const socket of open) socket.on('error', () => {})
  await Promise.all(open.map((socket) => once(socket, 'connect')))
  const one = `${body}--b--\r\n`
  expect(await answerTo(`${head(one.length)}${one}`)).toMatch(/ 503 [\s\S]*limits\.connections/)
  for (const socket of open) socket.destroy()
  for (const option of ['headers', 'idle', 'upload']) {
    const { code, stderr } = await run(['receive', `--${option}-timeout`, '0'])
    expect([code, stderr]).toEqual([64, expect.stringContaining(`--${option}-timeout must be`)])
  }
})

test('--key and --cert: https', async () => {
  const folder = await temporaryFolder()
  const authority = await createAuthority()
  const { key, cert } = await authority.issue()
  const files = { key: join(folder, 'key'), cert: join(folder, 'cert'), ca: join(folder, 'ca') }
  await writeFile(files.key, key)
  await writeFile(files.cert, cert)
  await writeFile(files.ca, authority.cert)
  const receiver = await receive(['--key', files.key, '--cert', files.cert])
  expect(receiver.url).toMatch(/^https:/)
  expect((await run(['upload', photo, '--url', receiver.url, '--ca', files.ca])).code).toBe(0)
})

test('a port in use: exit 1, and what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const { code, stdout, stderr } = await run(['receive', '--port', String(port)])
  server.close()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(new RegExp(`port ${port} is in use.*--port 0`))
})

// Windows has no signals: what Node's kill() does there ends the process without telling it.
describe.skipIf(onWindows)('a signal stops it', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: a running upload finishes first',
    async (signal) => {
      const temporary = await temporaryFolder()
      const receiver = await receive([], { environment: temporaryIn(temporary) })
      const upload = await halfUpload(receiver.url)
      receiver.child.kill(signal)
      await receiver.prints('stderr', /stopping/)
      upload.finish()
      expect((await upload.answer).statusCode).toBe(200)
      const { code, stdout } = await receiver.ended
      expect(code).toBe(0)
      expect(stdout).toContain('half.txt')
      expect(await readdir(temporary)).toEqual([])
    },
  )

  test('a second one ends running uploads at once, and leaves nothing', async () => {
    const temporary = await temporaryFolder()
    const receiver = await receive([], { environment: temporaryIn(temporary) })
    const upload = await halfUpload(receiver.url)
    receiver.child.kill('SIGTERM')
    await receiver.prints('stderr', /stopping/)
    const stopped = performance.now()
    receiver.child.kill('SIGTERM')
    await expect(upload.answer).rejects.toThrow()
    expect((await receiver.ended).code).toBe(0)
    // Less than the 5 s that one signal leaves.
    expect(performance.now() - stopped).toBeLessThan(4_000)
    expect(await readdir(temporary)).toEqual([])
  })

  test('it stops when nobody reads its lines any more', async () => {
    const receiver = await receive()
    receiver.child.stdout?.destroy()
    await run(['upload', photo, '--url', receiver.url])
    expect((await receiver.ended).code).toBe(0)
  })
})

/** An upload that has begun and waits for its end. Resolves once the receiver has its first half. */
async function halfUpload(url: string) {
  const outgoing = request(url, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', expect: '100-continue' },
  })
  const answer = once(outgoing, 'response').then(([response]) => response as { statusCode: number })
  answer.catch(() => {})
  outgoing.flushHeaders()
  // The receiver has taken the request when it says so.
  await once(outgoing, 'continue')
  const head = 'Content-Disposition: form-data; name="f"; filename="half.txt"'
  outgoing.write(`--b\r\n${head}\r\n\r\nfirst `)
  return { answer, finish: () => outgoing.end('second\r\n--b--\r\n') }
}
