import { createHost } from 'tt-anywhere'
import { createReceiver } from 'tt-anywhere/receiver'
import { openApp } from 'tt-anywhere/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let receiver
let host
let page

beforeEach(async () => {
  host = createHost() // as tt-anywhere.config.json says
  receiver = await createReceiver()
  host.route('https://upload.example.com', receiver)
  const app = await openApp(host)
  page = await app.open('/pages/photo/photo?album=tea')
})

afterEach(async () => {
  await host?.close()
  await receiver?.close()
})

test('the photo arrives with its album, and the page shows it', async () => {
  const shown = []
  host.on('ui', ({ api }) => shown.push(api))
  await page.tap('#choose')
  const upload = await receiver.nextUpload()
  await host.idle()

  expect(upload.fields).toEqual([['album', 'tea']])
  expect(upload.headers.host).toBe('upload.example.com')
  expect(upload.files).toMatchObject([{ field: 'photo', contentType: 'image/jpeg', size: 137_943 }])
  expect(page.data.message).toBe('Uploaded')
  expect(page.data.localImagePath).toMatch(/^ttfile:/)
  expect(shown).toEqual(['showLoading', 'hideLoading'])
})

test('a connection that breaks half way', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  host.failNext('uploadFile', 121923, { afterBytes: 50_000 })
  await page.tap('#choose')
  await page.wait(({ message }) => message)

  expect(page.data).toEqual({ localImagePath: '', message: 'No connection: try again' })
  expect(log).toHaveBeenCalledWith(121923, expect.stringContaining('uploadFile:fail'))
})

test('a server that is too busy', async () => {
  receiver.reply({ status: 503 })
  await page.tap('#choose')
  await page.wait(({ message }) => message)

  expect(page.data).toEqual({ localImagePath: '', message: 'The server said 503' })
})
