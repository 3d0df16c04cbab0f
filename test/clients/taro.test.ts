// Taro with its platform for Toutiao, in the order in which its builds load them.

import { expect, test } from 'vitest'
import type { Answer, Client, Downloaded } from './client.js'
import { withQuery } from './client.js'
import { bundled } from './load.js'
import { testClient } from './suite.js'

interface Response {
  statusCode: number
  data: unknown
  header: Record<string, unknown>
  tempFilePath: string
}
interface Running extends Promise<Response> {
  abort(): void
  progress(listener: (event: { progress: number }) => void): Running
}
type Options = Record<string, unknown>
type Network = Record<'request' | 'uploadFile' | 'downloadFile', (options: Options) => Running>
interface Taro extends Network {
  login(): Promise<{ code: string }>
  setStorage(options: { key: string; data: unknown }): Promise<unknown>
  getStorage(options: { key: string }): Promise<{ data: unknown }>
  getSystemInfoSync(): Record<string, unknown>
}

const source = `import '@tarojs/plugin-platform-tt/dist/runtime.js'
export { default } from '@tarojs/taro'`

/** What its builds put in, by the defaults of its configuration. */
const define = {
  'process.env.TARO_ENV': '"tt"',
  'process.env.TARO_PLATFORM': '"mini"',
  'process.env.TARO_VERSION': '"4.2.0"',
  'process.env.FRAMEWORK': '"react"',
  'process.env.SUPPORT_TARO_POLYFILL': '"disabled"',
  ENABLE_INNER_HTML: 'true',
  ENABLE_ADJACENT_HTML: 'false',
  ENABLE_CLONE_NODE: 'false',
  ENABLE_CONTAINS: 'false',
  ENABLE_MUTATION_OBSERVER: 'false',
  ENABLE_SIZE_APIS: 'false',
  ENABLE_TEMPLATE_CONTENT: 'false',
}

let Taro: Taro

async function load(): Promise<Client> {
  // A mini-program has these as globals beside tt, and Taro reads them while it starts.
  Object.assign(globalThis, { getApp: () => undefined, getCurrentPages: () => [] })
  Taro = (await bundled<{ default: Taro }>(source, { define })).default

  const answer = ({ statusCode, data, header }: Response): Answer => {
    return { status: statusCode, data, header }
  }
  const downloaded = ({ statusCode, tempFilePath }: Response): Downloaded => {
    return { status: statusCode, tempFilePath }
  }
  const abortOf = (running: Running) => () => running.abort()

  return {
    request({ url, query, ...call }) {
      const running = Taro.request({ ...call, url: withQuery({ url, query }) })
      return { result: running.then(answer), abort: abortOf(running) }
    },
    upload({ url, query, onProgress, ...call }) {
      const running = Taro.uploadFile({ ...call, url: withQuery({ url, query }) })
      running.progress((event) => onProgress(event.progress))
      return { result: running.then(answer), abort: abortOf(running) }
    },
    download({ url, query, onProgress, ...call }) {
      const running = Taro.downloadFile({ ...call, url: withQuery({ url, query }) })
      running.progress((event) => onProgress(event.progress))
      return { result: running.then(downloaded), abort: abortOf(running) }
    },
    failure: (error) => ({ errMsg: (error as { errMsg: string }).errMsg }),
    isAbort: (error) => / abort$/.test((error as { errMsg: string }).errMsg),
  }
}

test('login, storage and the system, as a page calls them', async () => {
  const { code } = await Taro.login()
  expect(code).toEqual(expect.any(String))
  await Taro.setStorage({ key: 'token', data: { code } })
  expect(await Taro.getStorage({ key: 'token' })).toMatchObject({ data: { code } })
  expect(Taro.getSystemInfoSync()).toMatchObject({ platform: 'ios' })
})

testClient({
  library: '@tarojs/taro',
  globals: ['tt'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: false,
})
