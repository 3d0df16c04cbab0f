// An SDK of an object storage: its uploads are a form whose last part is the file.
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deferred } from './client.js'
import { loaded } from './load.js'
import { testPage } from './page.js'
import { answer, denial, routes } from './server.js'
import { openStage, type Stage } from './stage.js'

type Params = Record<string, unknown>
type Callback = (error: unknown, result: Params) => void
interface Cos {
  uploadFile(params: Params, callback: Callback): void
  putObject(params: Params, callback: Callback): void
  getObject(params: Params, callback: Callback): void
  cancelTask(id: string): void
}

let stage: Stage
let Cos: new (options: Params) => Cos
beforeAll(async () => {
  // It is made for the sibling platform, and looks for that one's name.
  stage = await openStage(['tt', 'wx'])
  // A mini-program knows the name, and there is nothing behind it.
  Object.assign(globalThis, { window: undefined })
  Cos = loaded('cos-wx-sdk-v5')
})
afterAll(() => stage?.close())

const keys = { SecretId: 'id', SecretKey: 'key' }
const bucket = { Bucket: 'photos-1250000000', Region: 'ap-beijing' }
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

function call(method: 'uploadFile' | 'putObject' | 'getObject', origin: string, params: Params) {
  const cos = new Cos({ ...keys, Domain: origin, ProgressInterval: 1 })
  const { promise, resolve, reject } = deferred<Params>()
  cos[method]({ ...bucket, ...params }, (error, result) =>
    error ? reject(error) : resolve(result),
  )
  return { cos, result: promise }
}

test('an upload: fields, signature and file, and its progress', async () => {
  const data = randomBytes(3 * 1024 * 1024)
  const FilePath = await stage.host.addFile({ name: 'photo.jpg', data })
  const told: number[] = []
  const { result } = call('uploadFile', stage.origins.upload, {
    ...{ Key: 'photos/夏天.jpg', FilePath, 'x-cos-meta-album': 'summer' },
    onProgress: (info: { percent: number }) => told.push(info.percent),
  })
  expect(await result).toMatchObject({
    statusCode: 200,
    Location: expect.stringMatching(/^upload\.example\.com:\d+\/photos\/%E5%A4%8F/),
  })
  const { method, url, fields, files } = await stage.receiver.nextUpload()
  expect([method, url]).toEqual(['POST', '/'])
  expect(Object.fromEntries(fields)).toEqual({
    key: 'photos/夏天.jpg',
    success_action_status: '200',
    Signature: expect.stringMatching(/^q-sign-algorithm=sha1&q-ak=id&.*&q-signature=[0-9a-f]{40}$/),
    'x-cos-meta-album': 'summer',
    'Content-Type': '',
  })
  expect(files).toMatchObject([{ field: 'file', filename: 'photo.jpg', sha256: sha256(data) }])
  expect(told.at(-1)).toBe(1)
  expect(told).toEqual([...told].sort((a, b) => a - b))
})

test('an upload in the body of a request, read through the file system', async () => {
  const data = randomBytes(200_000)
  const FilePath = await stage.host.addFile({ name: 'photo.jpg', data })
  const { result } = call('putObject', stage.origins.api, { Key: routes.echo.slice(1), FilePath })
  expect(await result).toMatchObject({ statusCode: 201 })
  const { method, url, body } = await stage.server.nextRequest()
  expect([method, url]).toEqual(['PUT', routes.echo])
  expect(sha256(body)).toBe(sha256(data))
})

test('a request', async () => {
  const Query = { versionId: '7' }
  const { result } = call('getObject', stage.origins.api, { Key: routes.echo.slice(1), Query })
  const { Body, headers } = (await result) as { Body: string; headers: Params }
  expect(JSON.parse(Body)).toEqual(answer)
  expect(headers).toMatchObject({ 'x-answer': 'yes' })
  const { method, url, headers: sent } = await stage.server.nextRequest()
  expect([method, url]).toEqual(['GET', `${routes.echo}?versionId=7`])
  expect(sent.authorization).toMatch(/^q-sign-algorithm=sha1&q-ak=id&/)
})

test('a request that the server refuses', async () => {
  const { result } = call('getObject', stage.origins.api, { Key: routes.denied.slice(1) })
  await expect(result).rejects.toMatchObject({ statusCode: 403, error: denial })
})

test('an upload that reaches nobody', async () => {
  const FilePath = await stage.host.addFile({ name: 'photo.jpg', data: 'the bytes' })
  const { result } = call('uploadFile', stage.origins.nobody, { Key: 'photo.jpg', FilePath })
  await expect(result).rejects.toMatchObject({ error: 'uploadFile:fail connection error' })
})

test('an upload that is cancelled', async () => {
  const data = new Uint8Array(24 * 1024 * 1024)
  const FilePath = await stage.host.addFile({ name: 'big.bin', data })
  const ready = deferred<string>()
  const params = { Key: 'big.bin', FilePath, onTaskReady: ready.resolve }
  const { cos, result } = call('uploadFile', stage.origins.api, params)
  let told = false
  result.finally(() => (told = true))
  const hanging = await stage.server.nextHanging()
  cos.cancelTask(await ready.promise)
  expect(await hanging.cut()).toEqual({ whole: false })
  // It forgets whoever asked for what it cancels.
  expect(told).toBe(false)
})

testPage('cos-wx-sdk-v5', { upload: true, download: false })
