const assert = require('node:assert/strict')
const { afterEach, beforeEach, test } = require('node:test')
const { createHost } = require('tt-anywhere')
const { createReceiver } = require('tt-anywhere/receiver')
const { openApp } = require('tt-anywhere/testing')

let receiver
let host
let page

beforeEach(async () => {
  host = createHost() // as tt-anywhere.config.json says: what the build gave
  receiver = await createReceiver()
  host.route('https://upload.example.com', receiver)
  const app = await openApp(host)
  page = await app.open('/pages/photo/photo?album=tea')
  await page.wait(() => page.text('#choose'))
})

afterEach(async () => {
  await host?.close()
  await receiver?.close()
})

test('the photo arrives with its album, and the page shows it', async () => {
  await page.tap('#choose')
  const upload = await receiver.nextUpload()
  await page.wait(() => page.text('#message'))

  assert.deepEqual(upload.fields, [['album', 'tea']])
  const [{ field, contentType, size }] = upload.files
  assert.deepEqual([field, contentType, size], ['photo', 'image/jpeg', 137_943])
  assert.equal(page.text('#message'), 'Uploaded')
  assert.equal(page.text('#photo'), '')
})

test('a connection that breaks half way', async () => {
  host.failNext('uploadFile', 121923, { afterBytes: 50_000 })
  await page.tap('#choose')
  await page.wait(() => page.text('#message'))

  assert.equal(page.text('#message'), 'No connection: try again')
  assert.equal(page.text('#photo'), undefined)
})

test('a server that is too busy', async () => {
  receiver.reply({ status: 503 })
  await page.tap('#choose')
  await page.wait(() => page.text('#message'))

  assert.equal(page.text('#message'), 'The server said 503')
})
