// uni-app's `uni`, as its runtimes for Vue 2 and Vue 3 make it alike.
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
/** Its network calls. */
export type Uni = Record<'request' | 'uploadFile' | 'downloadFile', (options: Options) => Task>

/** The client that uni is. */
export function uniClient(uni: Uni): Client {
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
