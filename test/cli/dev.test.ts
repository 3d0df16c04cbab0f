import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderWith } from '../helpers/folder.js'
import { startServer } from '../helpers/server.js'
import { openPage } from '../simulator/server/page.js'
import { photo, type Running, run, start, temporaryFolder, temporaryIn } from './command.js'

const project = {
  'app.json': { pages: ['pages/index/index', 'pages/other/other'] },
  'app.js': 'App({})',
  'pages/index/index.js': 'Page({})',
  'pages/index/index.ttml': '<view />',
  'pages/other/other.js': 'Page({})',
  'pages/other/other.ttml': '<view />',
}

/** Starts `dev` on a free port. */
async function dev(
  words: readonly string[] = [],
  environment?: NodeJS.ProcessEnv,
): Promise<Running & { url: string }> {
  const running = start(['dev', '--port', '0', ...words], environment)
  const [url] = await running.prints('stdout', /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/)
  return { ...running, url }
}

test('it prints the address, serves its page, and tells of uploads', async () => {
  const folder = folderWith(project)
  const running = await dev([folder, '--receive', '--auto', '--album', photo])
  expect(running.printed.stdout).toContain('2 pages in ')
  const answer = await fetch(running.url)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('<div id="app">')
  const page = await openPage(running)
  const chosen = JSON.stringify(await page.call('chooseImage', {}))
  const [, filePath] = /"(ttfile:[^"]+)"/.exec(chosen) ?? []
  await page.call('uploadFile', { url: 'https://upload.example.com/a\x1b[2J', filePath, name: 'f' })
  const [line] = await running.prints('stdout', /^.*uploadFile.*$/m)
  expect(line).toContain('✓ 200')
  expect(line).toContain('https://upload.example.com/')
  expect(line).not.toContain('\x1b[2J')
})

test('Ctrl+C ends it with 0, with pages open, and leaves nothing behind', async () => {
  const temporary = await temporaryFolder()
  const running = await dev([folderWith(project)], temporaryIn(temporary))
  const page = await openPage(running)
  await page.pick('a.txt', 'abc')
  expect(readdirSync(temporary)).not.toEqual([])
  const closed = once(page.socket, 'close')
  running.child.kill('SIGINT')
  await closed
  // On Windows a signal leaves no time for anything.
  if (process.platform === 'win32') return
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(temporary)).toEqual([])
})

test('what is wrong with the project is said with its place, also later', async () => {
  const folder = folderWith({
    ...project,
    'pages/index/index.ttml': '<view>\n  {{ a + }}\n</view>',
  })
  const running = await dev([folder])
  await running.prints('stderr', /^pages\/index\/index\.ttml:\d+.* error /m)
  writeFileSync(join(folder, 'pages/index/index.ttml'), '<view />')
  await running.prints('stderr', /nothing is wrong/)
  writeFileSync(join(folder, 'app.json'), '{')
  await running.prints('stderr', /^app\.json.* error /m)
})

test('a folder from elsewhere: no private address, and no config file of its own', async () => {
  const server = await startServer()
  const folder = folderWith({
    ...project,
    'tt-anywhere.config.json': { trustedOrigins: ['*'], version: '6.6.6' },
  })
  const call = async (words: readonly string[]) => {
    const page = await openPage(await dev([folder, '--auto', ...words]))
    return JSON.stringify(await page.call('request', { url: server.origin }))
  }
  await call([])
  expect(server.received[0]?.headers.referer).toContain('version=6.6.6')
  await call(['--no-config'])
  expect(server.received[1]?.headers.referer).toContain('version=0.0.0')
  expect(await call(['--block-private-addresses'])).toContain('LOCAL_NETWORK_ACCESS_CHECKS')
  expect(server.received).toHaveLength(2)
})

test('--page, --phone, --domain, --route and --storage reach the page', async () => {
  const storage = join(await temporaryFolder(), 'kept')
  const words = ['--page', 'pages/other/other?id=1', '--phone', 'pixel 8', '--storage', storage]
  const domains = [
    '--domain',
    'https://a.example.com',
    '--route',
    'https://a.example.com=http://127.0.0.1:9999',
  ]
  const running = await dev([folderWith(project), ...words, ...domains])
  const page = await openPage(running)
  expect(page.hello).toMatchObject({
    page: 'pages/other/other?id=1',
    state: {
      phone: 'Pixel 8',
      checkDomains: true,
      domains: { uploadFile: ['https://a.example.com'], request: ['https://a.example.com'] },
    },
  })
  await page.sync('setStorageSync', 'a', 1)
  expect(readdirSync(storage)).not.toEqual([])
})

test('--lan says who can use it', async () => {
  const running = await dev([folderWith(project), '--lan'])
  await running.prints('stdout', /Ctrl\+C/)
  const { stdout, stderr } = running.printed
  const told = /phone\.html#[\w-]{32}[\s\S]*█[\s\S]*Everybody in this network/.test(stdout)
  expect(told || /in no network/.test(stderr)).toBe(true)
})

test('what can not be run is refused, with what to do', async () => {
  const folder = folderWith(project)
  const file = join(folder, 'app.js')
  const cases: [string[], number, string][] = [
    [['none'], 64, 'there is no folder "none"'],
    [[file], 64, 'is no folder'],
    [[folderWith({})], 64, 'holds no mini-program: neither project.config.json nor app.json'],
    [[folder, 'more'], 64, '"more" is one too many'],
    [[folder, '--phone', 'Nokia'], 64, 'there is no phone "Nokia"; there are iPhone 15'],
    [[folder, '--route', 'a=b'], 64, 'route wants an origin'],
    [[folder, '--route', 'a'], 64, '--route must be key=value'],
    [[folder, '--domain', 'a'], 64, 'domain list entry "a"'],
    [[folder, '--port', 'a'], 64, '--port must be a whole number'],
    [[folder, '--prot', '1'], 64, 'did you mean --port?'],
  ]
  for (const [words, code, text] of cases) {
    const ended = await run(['dev', ...words])
    expect([words, ended.code, ended.stderr]).toEqual([words, code, expect.stringContaining(text)])
    expect(ended.stderr).not.toContain('defect')
  }
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as { port: number }
  const ended = await run(['dev', folder, '--port', String(port)])
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`port ${port} is in use`),
  })
})

test('--help', async () => {
  const { code, stdout } = await run(['dev', '--help'])
  expect(code).toBe(0)
  for (const option of ['--lan', '--album FILE', '--route ORIGIN=URL', '--open']) {
    expect(stdout).toContain(option)
  }
})
