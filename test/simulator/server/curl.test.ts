import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPage, start, type TestPage } from './page.js'

const here = process.platform !== 'win32' && spawnSync('curl', ['--version']).status === 0

interface Seen {
  method: string
  url: string
  headers: Record<string, unknown>
  body: string
}

/** A server that keeps what it was sent, as it came. */
async function listen(): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      seen.push({ method, url, headers, body: Buffer.concat(pieces).toString('latin1') })
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Runs the command of the last call in a shell, as a person does who pastes it. */
async function paste(page: TestPage, secrets: boolean): Promise<string> {
  const { record } = await page.next('exchange')
  const command = await page.ask({ ask: 'curl', exchange: String(record.id), secrets })
  await promisify(execFile)('sh', ['-c', `${command} --silent --noproxy '*'`])
  return command
}

/** A form without its boundary, and with what differs in style alone made the same. */
function plainForm({ headers, body }: Seen): string {
  const [, boundary = ''] = /boundary=(.*)$/.exec(String(headers['content-type'])) ?? []
  return body.replaceAll(boundary, '')
}

function plainHeaders({ headers }: Seen): object {
  const { 'content-type': type, 'content-length': _, connection: __, ...rest } = headers
  const plain = { accept: '*/*', 'accept-encoding': '', ...rest, 'content-type': String(type) }
  return {
    ...plain,
    accept: '',
    'accept-encoding': '',
    'content-type': plain['content-type'].split(';')[0],
  }
}

describe.skipIf(!here)('copy as curl', () => {
  test('an upload: the same form, whatever its fields are called and hold', async () => {
    const { url, seen } = await listen()
    const page = await openPage(await start())
    const name = 'it\'s 100% "q" äé.txt'
    const filePath = await page.ask({ ask: 'addFile', pick: await page.pick(name, 'a photo') })
    const formData = {
      title: 'it\'s; "quoted", @x <y> \\ $HOME `id`',
      at: '@/etc/passwd',
      less: '</etc/passwd',
      lines: 'a\nb',
      type: 'x;type=text/plain',
      none: '',
    }
    const header = { 'x-own': "a 'b' $c", 'x-none': '', authorization: 'Bearer secret' }
    await page.call('uploadFile', {
      url: `${url}/p?a=1&b='2`,
      filePath,
      name: 'f',
      formData,
      header,
    })
    const command = await paste(page, true)
    expect(seen).toHaveLength(2)
    const [ours, curls] = seen as [Seen, Seen]
    expect(command).toContain('Bearer secret')
    expect([curls.method, curls.url]).toEqual([ours.method, ours.url])
    expect(plainForm(curls)).toBe(plainForm(ours))
    expect(plainHeaders(curls)).toEqual(plainHeaders(ours))
  })

  test('a request: method and body; secrets are masked unless they are asked for', async () => {
    const { url, seen } = await listen()
    const page = await openPage(await start())
    const data = { quote: "it's", token: 'secret' }
    await page.call('request', {
      url,
      method: 'PUT',
      data,
      header: { authorization: 'Bearer secret' },
    })
    const masked = await paste(page, false)
    expect(masked).not.toContain('secret')
    const [ours, curls] = seen as [Seen, Seen]
    expect([curls.method, curls.url]).toEqual(['PUT', ours.url])
    expect(JSON.parse(curls.body)).toEqual({ ...data, token: '***' })
    await page.call('request', { url: `${url}/get` })
    expect(await paste(page, false)).toMatch(/^curl http:\/\/127\.0\.0\.1:\d+\/get/)
    expect(seen.at(-1)).toMatchObject({ method: 'GET', url: '/get', body: '' })
  })

  test('a file that is no picked one, and a call that is not kept', async () => {
    const { url } = await listen()
    const page = await openPage(await start())
    const filePath = 'ttfile://user/a.txt'
    await page.call('writeFile', { filePath, data: 'x' }, { fileSystem: true })
    await page.call('uploadFile', { url, filePath, name: 'f' })
    const { record } = await page.next('exchange')
    const command = await page.ask({ ask: 'curl', exchange: String(record.id) })
    expect(command).toContain(`-F 'f=@"a.txt";filename="a.txt";type=text/plain'`)
    await expect(page.ask({ ask: 'curl', exchange: '99' })).rejects.toThrow('not kept')
  })
})

test.skipIf(!here)('a file of this machine is named where it lies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'own.txt')
  writeFileSync(file, 'x')
  const { url } = await listen()
  const page = await openPage(await start({ album: file, auto: true }))
  const chosen = JSON.stringify(await page.call('filePicker', {}))
  const path = /ttfile:[^"]+/.exec(chosen)?.[0]
  await page.call('uploadFile', { url, filePath: path, name: 'f' })
  const { record } = await page.next('exchange')
  expect(await page.ask({ ask: 'curl', exchange: String(record.id) })).toContain(file)
})
