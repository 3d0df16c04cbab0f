// uni-app's `uni`, as its runtimes for Vue 2 and Vue 3 make it alike.
import { expect, test } from 'vitest'
import { type Answer, type Client, type Downloaded, deferred, withQuery } from './client.js'

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
type Network = Record<'request' | 'uploadFile' | 'downloadFile', (options: Options) => Task>

/** The calls of it that the tests make. */
export interface Uni extends Network {
  login(options: { success(result: { code: string }): void; fail(error: unknown): void }): void
  getSystemInfoSync(): Record<string, unknown>
  setStorageSync(key: string, data: unknown): void
  getStorageSync(key: string): unknown
}

/** The client that uni is. */
export function uniClient(uni: Uni): Client {
  /** With callbacks its calls return the task, without them a promise. */
  function start<Result>(
    api: keyof Network,
    options: Options,
    read: (response: Response) => Result,
  ) {
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

/** Declares a test of what a page calls around an upload; most of it goes through uni's own hands. */
export function testAround(uni: () => Uni): void {
  test('login, storage and the system, as a page calls them', async () => {
    const { login, getSystemInfoSync, setStorageSync, getStorageSync } = uni()
    const told = await new Promise<{ code: string }>((success, fail) => login({ success, fail }))
    expect(told.code).toEqual(expect.any(String))
    setStorageSync('token', { code: told.code })
    expect(getStorageSync('token')).toEqual({ code: told.code })
    const { deviceId, ...system } = getSystemInfoSync()
    expect(system).toMatchObject({ platform: 'ios', windowWidth: expect.any(Number) })
    // Its own, kept in the storage of tt.
    expect(deviceId).toMatch(/^\d{14,}$/)
    expect(getSystemInfoSync().deviceId).toBe(deviceId)
  })
}
