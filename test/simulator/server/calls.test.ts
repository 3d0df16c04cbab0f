import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stringify } from 'devalue'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createReceiver, type Receiver } from '../../../src/receiver/index.js'
import type { ApiReply } from '../../../src/simulator/protocol/logic.js'
import { ask, openPage, start, type TestPage, told } from './page.js'

async function receive(): Promise<Receiver> {
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close({ graceMs: 0 }))
  return receiver
}

/** A server that takes a request and never answers. */
async function silence(): Promise<string> {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function addFile(page: TestPage, data = 'a photo'): Promise<string> {
  return page.ask({ ask: 'addFile', pick: await page.pick('photo.txt', data) })
}

const namesOf = (replies: readonly ApiReply[]) =>
  replies.map((one) => (one.type === 'callback' ? one.name : one.type))

test('an upload of a picked file arrives, and its exchange is told', async () => {
  const receiver = await receive()
  const page = await openPage(await start())
  const filePath = await addFile(page)
  expect(filePath).toMatch(/^ttfile:\/\/temp\/.+\/photo\.txt$/)
  const formData = { title: 'Tea' }
  const options = { url: receiver.url, filePath, name: 'photo', formData }
  const replies = await page.call('uploadFile', options)
  expect(namesOf(replies)).toEqual(['success', 'complete', 'ended'])
  expect(told(replies, 'success')).toMatchObject({ errMsg: 'uploadFile:ok', statusCode: 200 })
  expect(told(replies, 'complete')).toEqual(told(replies, 'success'))
  const { files, fields } = await receiver.nextUpload()
  expect(files).toMatchObject([{ field: 'photo', filename: 'photo.txt', size: 7 }])
  expect(fields).toEqual([['title', 'Tea']])
  const { record, advice } = await page.next('exchange')
  expect(record).toMatchObject({ id: 1, api: 'uploadFile', errMsg: 'uploadFile:ok' })
  expect(advice).toBeUndefined()
})

test('only the callbacks that there are, and an error with its advice', async () => {
  const page = await openPage(await start())
  const missing = { url: 'http://127.0.0.1:8080/', filePath: 'ttfile://temp/none', name: 'f' }
  const replies = await page.call('uploadFile', missing, { callbacks: ['fail'] })
  expect(namesOf(replies)).toEqual(['fail', 'ended'])
  expect(told(replies, 'fail')).toMatchObject({ errorCode: 121902 })
  const { advice } = await page.next('exchange')
  expect(advice).toMatch(/^Pass a path/)
})

test('a callback that is none makes the call fail, and it ends', async () => {
  const page = await openPage(await start())
  const wrong = { success: 7, url: 'http://127.0.0.1:1/' }
  const replies = await page.call('request', wrong, { callbacks: ['fail'] })
  expect(told(replies, 'fail')).toMatchObject({ errMsg: expect.stringContaining('success') })
  const both = { success: 7, complete: 7, fail: 7 }
  expect(namesOf(await page.call('request', both, { callbacks: [] }))).toEqual(['ended'])
})

test('a task: progress where it is listened to, and abort', async () => {
  const page = await openPage(await start())
  const url = await silence()
  const filePath = await addFile(page)
  const call = page.call('uploadFile', { url, filePath, name: 'f' }, { id: 77 })
  page.send({
    type: 'api',
    message: { type: 'task', id: 77, method: 'onProgressUpdate', args: [] },
  })
  const progress = await page.seen(
    'api',
    ({ message }) => message.type === 'callback' && message.name === 'onProgressUpdate',
  )
  expect(progress.message).toMatchObject({ args: [{ progress: 100 }] })
  page.send({ type: 'api', message: { type: 'task', id: 77, method: 'abort', args: [] } })
  expect(told(await call, 'fail')).toMatchObject({ errMsg: 'uploadFile:fail upload file abort' })
  // Neither what has ended nor what never was is an error.
  for (const id of [77, 4]) {
    page.send({ type: 'api', message: { type: 'task', id, method: 'abort', args: [] } })
  }
  expect(namesOf(await page.call('showToast', { title: 'hi' }))).toContain('success')
})

test('what is not on tt is refused by its name', async () => {
  const page = await openPage(await start())
  for (const api of ['toString', 'constructor', '__proto__', 'getStorageSync', 'env', 'nope']) {
    const replies = await page.call(api, {})
    expect(replies).toMatchObject([
      { type: 'threw', message: `tt.${api} is not a function` },
      { type: 'ended' },
    ])
  }
})

describe('the file system', () => {
  test('its manager answers later and at once, bytes included', async () => {
    const page = await openPage(await start())
    const filePath = 'ttfile://user/a.bin'
    const data = new Uint8Array([0, 255, 7]).buffer
    const fileSystem = { fileSystem: true }
    const written = await page.call('writeFile', { filePath, data }, fileSystem)
    expect(told(written, 'success')).toMatchObject({ errMsg: 'writeFile:ok' })
    const read = await page.call('readFile', { filePath }, fileSystem)
    expect(told(read, 'success')).toMatchObject({ data })
    const headers = { origin: 'null' }
    const body = stringify({ api: 'readFileSync', fileSystem: true, args: [filePath, 'base64'] })
    const answer = await ask(page.hello.syncUrl, { method: 'POST', body, headers })
    expect(answer).toMatchObject({ status: 200, text: stringify({ value: 'AP8H' }) })
    const stat = await page.call('stat', { path: filePath }, fileSystem)
    expect(told(stat, 'success')).toMatchObject({ stat: { size: 3, mode: expect.any(String) } })
  })
})

describe('calls that answer at once', () => {
  test('a value, and an error with its numbers', async () => {
    const page = await openPage(await start())
    const kept = { at: new Date(7), list: [1, Number.NaN] }
    expect(await page.sync('setStorageSync', 'key', kept)).toEqual({ value: undefined })
    expect(await page.sync('getStorageSync', 'key')).toEqual({
      value: { at: new Date(7), list: [1, null] },
    })
    expect(await page.sync('canIUse', 'uploadFile')).toEqual({ value: true })
    const { error } = (await page.sync('setStorageSync', '')) as { error: object }
    expect(error).toMatchObject({
      message: expect.stringContaining('setStorageSync:fail'),
      errorCode: expect.any(Number),
    })
  })

  test('nothing else is called there, and what is no call is refused', async () => {
    const page = await openPage(await start())
    for (const api of ['uploadFile', 'getFileSystemManager', 'toString', 'nope']) {
      expect(await page.sync(api)).toEqual({
        error: { message: `tt.${api} is not a function` },
      })
    }
    const headers = { origin: 'null' }
    const post = (body: string) => ask(page.hello.syncUrl, { method: 'POST', body, headers })
    const answer = await post('no call')
    expect(answer.status).toBe(400)
    const large = await post('a'.repeat(33 << 20))
    expect(large.status).toBe(413)
  })
})

describe('listeners', () => {
  test('the network changes, and is listened to until it is not', async () => {
    const page = await openPage(await start())
    const listen = (on: boolean) =>
      page.send({
        type: 'api',
        message: { type: 'listen', id: 9, api: 'onNetworkStatusChange', on },
      })
    listen(true)
    page.send({ type: 'set', state: { network: 'offline' } })
    const { message } = await page.next('api', (one) => one.message.id === 9)
    expect(message).toMatchObject({
      name: 'onNetworkStatusChange',
      args: [{ isConnected: false, networkType: 'none' }],
    })
    listen(false)
    listen(false)
  })
})

describe('restart', () => {
  test('what ran ends, and is not told to the new run', async () => {
    const page = await openPage(await start())
    const url = await silence()
    const filePath = await addFile(page)
    const call = {
      id: 5,
      api: 'uploadFile',
      callbacks: ['fail'],
      args: [{ url, filePath, name: 'f' }],
    }
    page.send({ type: 'api', message: { type: 'call', ...call } })
    const modal = {
      id: 6,
      api: 'showModal',
      callbacks: ['fail', 'success'],
      args: [{ title: 'a' }],
    }
    page.send({ type: 'api', message: { type: 'call', ...modal } })
    const { id } = await page.next('ask')
    page.send({ type: 'restart' })
    page.send({ type: 'answer', id, value: { confirm: true } })
    const { record } = await page.next('exchange')
    expect(record.errMsg).toBe('uploadFile:fail upload file abort')
    // The same number is another call's by now.
    const replies = await page.call('getStorage', { key: 'a' }, { id: 5 })
    expect(namesOf(replies)).toEqual(['success', 'complete', 'ended'])
    const all = page.messages.flatMap((one) => (one.type === 'api' ? [one.message] : []))
    expect(all.filter((one) => one.id === 6)).toEqual([])
    expect(all.filter((one) => one.id === 5)).toHaveLength(3)
  })
})
