import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createHost } from 'tt-anywhere'
import { createReceiver } from 'tt-anywhere/receiver'
import { openApp } from 'tt-anywhere/testing'

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

  assert.deepEqual(upload.fields, [['album', 'tea']])
  assert.equal(upload.headers.host, 'upload.example.com')
  const [{ field, contentType, size }] = upload.files
  assert.deepEqual([field, contentType, size], ['photo', 'image/jpeg', 137_943])
  assert.equal(page.data.message, 'Uploaded')
  assert.match(page.data.localImagePath, /^ttfile:/)
  assert.deepEqual(shown, ['showLoading', 'hideLoading'])
})

test('a connection that breaks half way', async (context) => {
  const log = context.mock.method(console, 'error', () => {})
  host.failNext('uploadFile', 121923, { afterBytes: 50_000 })
  await page.tap('#choose')
  await page.wait(({ message }) => message)

  assert.deepEqual(page.data, { localImagePath: '', message: 'No connection: try again' })
  assert.equal(log.mock.calls[0].arguments[0], 121923)
})

test('a server that is too busy', async () => {
  receiver.reply({ status: 503 })
  await page.tap('#choose')
  await page.wait(({ message }) => message)

  assert.deepEqual(page.data, { localImagePath: '', message: 'The server said 503' })
})
