import { type Answer, type Client, deferred, type Running } from './client.js'
import { bundled } from './load.js'
import { testClient } from './suite.js'

interface Task {
  abort(): void
  onProgressUpdate(listener: (event: { progress: number }) => void): void
}
type Config = Record<string, unknown>
type Response = { statusCode: number; data: unknown; header: Record<string, unknown> }
type Http = Record<'middleware', (config: Config) => Promise<Response>>

async function load(): Promise<Client> {
  const source = "export { default } from 'luch-request'"
  const { default: Request } = await bundled<{ default: new () => Http }>(source)
  const http = new Request()

  /** The task comes a little later: the library makes it behind its interceptors. */
  function start<Result>(config: Config, read: (response: Response) => Result, progress = ignore) {
    const task = deferred<Task>()
    const getTask = (it: Task) => {
      if (progress !== ignore) it.onProgressUpdate((event) => progress(event.progress))
      task.resolve(it)
    }
    const result = http.middleware({ ...config, getTask }).then(read)
    return { result, abort: () => void task.promise.then((it) => it.abort()) }
  }
  const ignore = (_percent: number) => {}
  const answer = ({ statusCode, ...rest }: Response): Answer => ({ status: statusCode, ...rest })

  return {
    request({ query, ...call }): Running<Answer> {
      return start({ ...call, params: query }, answer)
    },
    upload({ query, onProgress, ...call }) {
      return start({ ...call, params: query, method: 'UPLOAD' }, answer, onProgress)
    },
    download({ query, onProgress, ...call }) {
      const read = (response: Response) => ({
        status: response.statusCode,
        tempFilePath: (response as unknown as { tempFilePath: string }).tempFilePath,
      })
      return start({ ...call, params: query, method: 'DOWNLOAD' }, read, onProgress)
    },
    failure(error) {
      const { errMsg, statusCode } = error as { errMsg?: string; statusCode?: number }
      return { errMsg, status: statusCode }
    },
    isAbort: (error) => / abort$/.test((error as { errMsg: string }).errMsg),
  }
}

testClient({
  library: 'luch-request',
  globals: ['tt', 'uni'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: true,
})
