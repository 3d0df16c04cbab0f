// The same questions to every library: what the server got, and what the caller got back.
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from './client.js'
import { testPage } from './page.js'
import { answer, denial, fileSha256, routes } from './server.js'
import { type Globals, openStage, type Stage } from './stage.js'

export interface Subject {
  library: string
  /** Its name in package.json, where that is another. */
  installedAs?: string
  /** tt itself, and the names under which the library looks for it. */
  globals: readonly Globals[]
  /** Called once tt is in place: libraries take it while they load. */
  load(): Promise<Client>
  /** What the library can do; the page must say the same. */
  can: { upload: boolean; download: boolean }
  /** Whether a status that is no success rejects, as in axios, or is a result, as on the platform. */
  rejectsStatus: boolean
}

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

/** More than a connection's buffers hold on either side. */
const big = 24 * 1024 * 1024

export function testClient(subject: Subject): void {
  let stage: Stage
  let client: Client
  beforeAll(async () => {
    stage = await openStage(subject.globals)
    client = await subject.load()
  })
  beforeEach(() => stage.server.forget())
  afterAll(() => stage?.close())

  const query = { page: '2', q: '夏 天' }
  const header = { 'X-Token': 'secret' }
  const search = (url: string) => Object.fromEntries(new URL(url, 'https://x').searchParams)
  const ignore = { onProgress() {} }
  const url = (route: keyof typeof routes) => stage.origins.api + routes[route]
  /** What a promise rejects with; that it does is part of the test. */
  const rejection = (promise: Promise<unknown>) =>
    promise.then(
      (value) => expect.unreachable(`it resolved with ${JSON.stringify(value)}`),
      (error: unknown) => error,
    )
  /** From nothing to all, and never back. */
  const expectProgress = (told: number[]) => {
    expect(told.at(-1)).toBe(100)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told[0]).toBeGreaterThanOrEqual(0)
    expect(told[0]).toBeLessThan(100)
  }

  describe(subject.library, () => {
    test('a request', async () => {
      const data = { name: '照片', tags: ['a', 'b'], size: 3 }
      const call = { url: url('echo'), method: 'POST' as const, query, header, data }
      const result = await client.request(call).result
      const received = await stage.server.nextRequest()
      expect(received).toMatchObject({ method: 'POST', url: expect.stringMatching(/^\/items\?/) })
      expect(search(received.url)).toEqual(query)
      expect(received.headers).toMatchObject({
        'x-token': 'secret',
        'content-type': expect.stringMatching(/^application\/json/),
        referer: expect.stringMatching(/appid=tt07e3715e98c9aac0&version=1\.2\.0$/),
      })
      expect(JSON.parse(received.body.toString())).toEqual(data)
      expect(result).toMatchObject({ status: 201, data: answer, header: { 'x-answer': 'yes' } })
    })

    test('a request that the server refuses', async () => {
      const call = { url: url('denied'), method: 'GET' as const, query, header }
      const { result } = client.request(call)
      if (subject.rejectsStatus) {
        expect(client.failure(await rejection(result))).toMatchObject({ status: 403 })
      } else {
        expect(await result).toMatchObject({ status: 403, data: denial })
      }
      const received = await stage.server.nextRequest()
      expect(received).toMatchObject({ method: 'GET', body: Buffer.alloc(0) })
      expect(search(received.url)).toEqual(query)
    })

    test('a request that reaches nobody', async () => {
      const call = { url: stage.origins.nobody, method: 'GET' as const, query, header }
      const failure = client.failure(await rejection(client.request(call).result))
      expect(failure.errMsg).toBe('request:fail connection error')
    })

    test('a request that is aborted', async () => {
      const call = { url: url('hang'), method: 'POST' as const, query, header, data: { a: 1 } }
      const running = client.request(call)
      const hanging = await stage.server.nextHanging()
      running.abort()
      expect(client.isAbort(await rejection(running.result))).toBe(true)
      await hanging.cut()
    })

    testPage(subject.library, subject.can, subject.installedAs)
  })

  if (subject.can.upload)
    describe(`${subject.library}: uploads`, () => {
      const upload = (...call: Parameters<NonNullable<Client['upload']>>) => client.upload!(...call)
      const formData = { album: '夏天', index: '7' }

      test('an upload', async () => {
        const data = randomBytes(3 * 1024 * 1024)
        const filePath = await stage.host.addFile({ name: 'photo 1.jpg', data })
        const progress: number[] = []
        const { result } = upload({
          ...{ url: `${stage.origins.upload}/upload`, query, header, filePath, formData },
          name: 'file',
          onProgress: (percent) => progress.push(percent),
        })
        const { status, data: told } = await result
        const received = await stage.receiver.nextUpload()
        expect(received).toMatchObject({ method: 'POST', fields: Object.entries(formData) })
        expect(received.url).toMatch(/^\/upload\?/)
        expect(search(received.url)).toEqual(query)
        expect(received.headers).toMatchObject({
          'x-token': 'secret',
          'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/),
          referer: expect.stringMatching(/appid=tt07e3715e98c9aac0&version=1\.2\.0$/),
        })
        const { path, ...file } = received.files[0]!
        expect(received.files).toHaveLength(1)
        expect(file).toEqual({
          ...{ field: 'file', filename: 'photo 1.jpg', contentType: 'image/jpeg' },
          ...{ size: data.byteLength, sha256: sha256(data) },
        })
        expect(status).toBe(200)
        expect(typeof told === 'string' ? JSON.parse(told) : told).toMatchObject({ files: [file] })
        expectProgress(progress)
      })

      test('an upload that reaches nobody', async () => {
        const filePath = await stage.host.addFile({ name: 'photo.jpg', data: 'the bytes' })
        const call = { url: stage.origins.nobody, query, header, filePath, formData, ...ignore }
        const { result } = upload({ ...call, name: 'file' })
        const { errMsg } = client.failure(await rejection(result))
        expect(errMsg).toBe('uploadFile:fail connection error')
      })

      test('an upload of no file', async () => {
        const filePath = 'ttfile://temp/none/photo.jpg'
        const call = { url: stage.origins.upload, query, header, filePath, formData, ...ignore }
        const { result } = upload({ ...call, name: 'file' })
        const { errMsg } = client.failure(await rejection(result))
        expect(errMsg).toBe(`uploadFile:fail no file exist, filePath == ${filePath}`)
      })

      test('an upload that is aborted', async () => {
        const data = new Uint8Array(big)
        const filePath = await stage.host.addFile({ name: 'big.bin', data })
        const call = { url: url('hang'), query, header, filePath, formData, ...ignore }
        const running = upload({ ...call, name: 'file' })
        const hanging = await stage.server.nextHanging()
        running.abort()
        expect(client.isAbort(await rejection(running.result))).toBe(true)
        expect(await hanging.cut()).toEqual({ whole: false })
      })
    })

  if (subject.can.download)
    describe(`${subject.library}: downloads`, () => {
      const download = (...call: Parameters<NonNullable<Client['download']>>) =>
        client.download!(...call)

      test('a download', async () => {
        const progress: number[] = []
        const onProgress = (percent: number) => progress.push(percent)
        const { result } = download({ url: url('file'), query, header, onProgress })
        const { status, tempFilePath } = await result
        const received = await stage.server.nextRequest()
        expect(received.method).toBe('GET')
        expect(received.url).toMatch(/^\/files\/photo\.jpg\?/)
        expect(search(received.url)).toEqual(query)
        expect(received.headers).toMatchObject({ 'x-token': 'secret' })
        expect(status).toBe(200)
        expect(tempFilePath).toMatch(/^ttfile:\/\/temp\//)
        const bytes = stage.host.tt.getFileSystemManager().readFileSync(tempFilePath) as ArrayBuffer
        expect(sha256(new Uint8Array(bytes))).toBe(fileSha256)
        expectProgress(progress)
      })

      test('a download that reaches nobody', async () => {
        const call = { url: stage.origins.nobody, query, header, ...ignore }
        const { errMsg } = client.failure(await rejection(download(call).result))
        expect(errMsg).toBe('downloadFile:fail connection error')
      })

      test('a download that is aborted', async () => {
        const running = download({ url: url('hang'), query, header, ...ignore })
        const hanging = await stage.server.nextHanging()
        running.abort()
        expect(client.isAbort(await rejection(running.result))).toBe(true)
        await hanging.cut()
      })
    })
}
