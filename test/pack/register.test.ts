import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { type Endpoint, startEndpoint } from './endpoint.js'
import { type Ended, runNode } from './npm.js'

const project = inject('toolsProject')
const folder = join(project, 'register')
const register = ['--import', 'tt-anywhere/register']

test.each(['main.mjs', 'main.cjs'])('node --import tt-anywhere/register %s', async (script) => {
  const { ended, endpoint } = await run([...register, script])
  expect(ended).toMatchObject({ status: 0, stdout: 'uploaded\n' })
  expectUploads(endpoint, ['node'])
})

test('node --require tt-anywhere/register', async () => {
  const { ended, endpoint } = await run(['--require', 'tt-anywhere/register', 'main.mjs'])
  expect(ended, ended.stderr).toMatchObject({ status: 0, stdout: 'uploaded\n' })
  expectUploads(endpoint, ['node'])
})

test('node --test', async () => {
  const { ended, endpoint } = await run([...register, '--test', 'node.test.mjs'])
  expect(ended.status, ended.stdout).toBe(0)
  expectUploads(endpoint, ['node-test'])
})

test('a setup file of Vitest 4', async () => {
  const { ended, endpoint } = await run([
    tool('vitest/vitest.mjs'),
    'run',
    ...config('esm/vitest.config.mjs'),
  ])
  expect(ended.status, ended.stdout + ended.stderr).toBe(0)
  expect(ended.stdout + ended.stderr).not.toMatch(/hanging|close timed out/)
  expectUploads(endpoint, ['vitest-one', 'vitest-two'])
})

test.each(['setupFiles', 'setupFilesAfterEnv'])('%s of Jest 30', async (option) => {
  // One process for all files: each must close its own host.
  const settings = JSON.stringify({ rootDir: folder, [option]: ['tt-anywhere/register'] })
  const { ended, endpoint } = await run([
    ...[
      tool('jest/bin/jest.js'),
      '--runInBand',
      '--detectOpenHandles',
      '--config',
      settings,
      'cjs/',
    ],
  ])
  expect(ended.status, ended.stderr).toBe(0)
  expect(ended.stderr).not.toMatch(/open handle|did not exit/)
  expectUploads(endpoint, ['jest-one', 'jest-two'])
})

function tool(script: string): string {
  return join(project, 'node_modules', script)
}

function config(file: string): string[] {
  return ['--config', file, '--root', folder]
}

/** Runs Node in the fixture's folder; nothing temporary of a host stays. */
async function run(args: readonly string[]): Promise<{ ended: Ended; endpoint: Endpoint }> {
  const endpoint = await startEndpoint()
  const temporary = join(project, `temporary ${Math.random().toString(36).slice(2)}`)
  mkdirSync(temporary)
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }))
  const [script = '', ...rest] = args
  const ended = await runNode(script, rest, {
    cwd: folder,
    env: {
      ...{ NO_COLOR: '1', TT_ORIGIN: endpoint.origin },
      ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    },
  })
  const left = readdirSync(temporary).filter((name) => name.startsWith('tt-anywhere'))
  expect(left, ended.stdout + ended.stderr).toEqual([])
  return { ended, endpoint }
}

/** As the config file and the project say. */
function expectUploads({ arrived }: Endpoint, ids: readonly string[]): void {
  expect(arrived.map(({ target }) => target).sort()).toEqual(ids.map((id) => `/photo?id=${id}`))
  for (const { headers } of arrived) {
    expect(headers.referer).toContain('appid=tt777&version=7.0.0')
    expect(headers['user-agent']).toContain('Android')
    expect(headers.host).toBe('upload.example.com')
  }
}
