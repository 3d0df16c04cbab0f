import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { startEndpoint } from './endpoint.js'
import { npx } from './npm.js'
import { expectPhoto } from './scenario.js'

const project = inject('plainProject')

test('npx tt-anywhere --version prints the package’s version', async () => {
  const { status, stdout } = await npx(project, ['tt-anywhere', '--version'])
  expect(status).toBe(0)
  expect(stdout).toContain(inject('packed').version)
})

test('npx tt-anywhere upload sends a file', async () => {
  const { origin, arrived } = await startEndpoint()
  const form = ['--form', 'title=山', '--form', 'place=a "quoted" one']
  const args = ['upload', join(project, 'photo.jpg'), '--url', `${origin}/command`, ...form]
  const { status, stdout, stderr } = await npx(project, ['tt-anywhere', ...args, '--json'])
  expect(status, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, statusCode: 200, data: '{"ok":true}' })
  expect(arrived.map(({ target }) => target)).toEqual(['/command'])
  const [upload] = arrived
  if (upload === undefined) throw new Error('nothing arrived')
  expect(upload.headers['user-agent']).toMatch(/ ToutiaoMicroApp\/\d/)
  expect(upload.headers.referer).toMatch(
    /^https:\/\/tmaservice\.developer\.toutiao\.com\/\?appid=tt/,
  )
  expectPhoto(upload)
})
