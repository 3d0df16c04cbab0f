import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { upload } from 'example-library'
import { createReceiver } from 'tt-anywhere/receiver'
// The host whose tt is on globalThis, before any import ran.
import { host } from 'tt-anywhere/register'

let receiver
let options

before(async () => {
  receiver = await createReceiver()
  host.route('https://upload.example.com', receiver)
  const filePath = await host.addFile({ name: 'note.txt', data: new Uint8Array(200_000) })
  options = { url: 'https://upload.example.com/notes', filePath, name: 'note' }
})

after(async () => {
  await host.close()
  await receiver?.close()
})

test('uploads, and tells its progress', async () => {
  const seen = []
  const result = await upload(options, { onProgress: (percent) => seen.push(percent) })
  const { files } = await receiver.nextUpload()
  assert.equal(result.statusCode, 200)
  assert.equal(files[0].filename, 'note.txt')
  assert.equal(seen.at(-1), 100)
})

test('tries again after a break and a busy server', async () => {
  host.failNext('uploadFile', 121923, { afterBytes: 50_000 })
  receiver.reply({ status: 503 })
  const { statusCode } = await upload(options)
  assert.equal(statusCode, 200)
})

test('gives up after the last try', async () => {
  for (let time = 0; time < 2; time += 1) host.failNext('uploadFile', 121924)
  await assert.rejects(upload(options, { tries: 2 }), { errorCode: 121924 })
})

test('does not try again what stays wrong', async () => {
  const elsewhere = { ...options, url: 'https://elsewhere.example.com/' }
  await assert.rejects(upload(elsewhere), { errorType: 'D' })
  receiver.reply({ status: 404 })
  await assert.rejects(upload(options), { statusCode: 404 })
})
