// uni-app's runtime for Toutiao: `uni`, as its builds put it in front of tt.

import { expect, test } from 'vitest'
import type { Answer, Client, Downloaded } from './client.js'
import { deferred, withQuery } from './client.js'
import { bundled } from './load.js'
import { testClient } from './suite.js'

interface Task {
  abort(): void
  onProgressUpdate(listener: (event: { progress: number }) => void): void
}
interface Response {
  statusCode: number
  data: unknown
  header: Record<string, unknown>
  tempFilePath: string
}
type Options = Record<string, unknown>
type Uni = Record<'request' | 'uploadFile' | 'downloadFile', (options: Options) => Task>

let uni: Uni

async function load(): Promise<Client> {
  const source = "export { default } from '@dcloudio/uni-mp-toutiao/dist/uni.api.esm.js'"
  const alias = { vue: '@dcloudio/uni-mp-vue' }
  uni = (await bundled<{ default: Uni }>(source, { alias })).default

  /** With callbacks its calls return the task, without them a promise. */
  function start<Result>(api: keyof Uni, options: Options, read: (response: Response) => Result) {
    const { promise, resolve, reject } = deferred<Result>()
    const success = (response: Response) => resolve(read(response))
    const task = uni[api]({ ...options, success, fail: reject })
    return { result: promise, abort: () => task.abort(), task }
  }
  const answer = ({ statusCode, data, header }: Response): Answer => {
    return { status: statusCode, data, header }
  }
  const downloaded = ({ statusCode, tempFilePath }: Response): Downloaded => {
    return { status: statusCode, tempFilePath }
  }

  return {
    request: ({ url, query, ...call }) =>
      start('request', { ...call, url: withQuery({ url, query }) }, answer),
    upload({ url, query, onProgress, ...call }) {
      const running = start('uploadFile', { ...call, url: withQuery({ url, query }) }, answer)
      running.task.onProgressUpdate((event) => onProgress(event.progress))
      return running
    },
    download({ url, query, onProgress, ...call }) {
      const running = start('downloadFile', { ...call, url: withQuery({ url, query }) }, downloaded)
      running.task.onProgressUpdate((event) => onProgress(event.progress))
      return running
    },
    failure: (error) => ({ errMsg: (error as { errMsg: string }).errMsg }),
    isAbort: (error) => / abort$/.test((error as { errMsg: string }).errMsg),
  }
}

test('without callbacks it gives a promise', async () => {
  const absent = uni.uploadFile({ url: '', filePath: '', name: 'file' })
  await expect(absent).rejects.toMatchObject({ errMsg: 'uploadFile:fail params url is required' })
})

testClient({
  library: '@dcloudio/uni-mp-toutiao',
  globals: ['tt'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: false,
})
