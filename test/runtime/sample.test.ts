import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createReceiver } from 'tt-anywhere/receiver'
import { expect, onTestFinished, test, vi } from 'vitest'
import { projectFolder, startApp } from '../helpers/app.js'
import { sampleLogic } from '../helpers/sample.js'

const file = 'pages/photo/photo.js'

test("the page's own sample runs as a page of a mini-program, under its own URL", async () => {
  // As it stands on the platform's page.
  expect(readFileSync(join(projectFolder('sample'), file), 'utf8').trim()).toBe(sampleLogic.trim())
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close())
  const origin = 'https://jsonplaceholder.typicode.com'
  const { app, host, reported } = await startApp('sample', {
    envType: 'production',
    domains: { uploadFile: [origin] },
    album: ['examples/photo.jpg'],
  })
  host.route(origin, receiver)
  // The sample tells the console all that happens.
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  onTestFinished(() => log.mockRestore())
  const shown: unknown[] = []
  host.on('ui', ({ api }) => shown.push([api, app.current?.data.localImagePath !== '']))

  const page = await app.open<{ localImagePath: string }>('/pages/photo/photo?id=7')
  expect(page.data).toStrictEqual({ localImagePath: '' })
  expect(page.options).toStrictEqual({ id: '7' })
  const arriving = receiver.nextUpload()
  await page.call('chooseImage')
  const upload = await arriving
  await host.idle()

  expect(upload.fields).toEqual([['c', 'd']])
  expect(upload.headers.a).toBe('b')
  expect(upload.files[0]).toMatchObject({ field: 'data', contentType: 'image/jpeg' })
  expect(page.data.localImagePath).toMatch(/^ttfile:\/\/temp\/[0-9a-f]+\.jpg$/)
  expect(shown).toEqual([
    ['showLoading', false],
    ['hideLoading', true],
  ])
  expect(log.mock.calls.map(([text]) => text)).toEqual([
    'tt.chooseImage success',
    'tt.chooseImage complete',
    'tt.uploadFile success',
    'tt.uploadFile complete',
  ])
  expect(reported).toEqual([])
})
