import { createReceiver } from 'tt-anywhere/receiver'
import { openApp } from 'tt-anywhere/testing'
import { expect, onTestFinished, test } from 'vitest'
import { startHost } from '../helpers/host.js'

test('sample', async () => {
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close())
  const host = startHost({ checkDomains: false, project: 'test/runtime/projects/sample', album: ['examples/photo.jpg'] })
  const app = await openApp(host)
  const page = await app.open('/pages/photo/photo?id=7')
  await page.call('chooseImage')
  await page.wait((data) => data.localImagePath)
  expect(page.data).toEqual({})
})
