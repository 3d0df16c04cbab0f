import type { Answer, Client } from './client.js'
import { loaded } from './load.js'
import { testClient } from './suite.js'

type Config = Record<string, unknown>
type Response = { status: number; data: unknown; headers: Record<string, unknown> }
type Method = (url: string, config: Config) => Promise<Response>
interface Library {
  un: Record<'request' | 'upload' | 'download', Method>
  isUnCancel(error: unknown): boolean
}

async function load(): Promise<Client> {
  const { un, isUnCancel } = loaded<Library>('@uni-helper/uni-network')

  function start<Result>(
    method: keyof typeof un,
    { url, query, header, ...config }: Config & { url: string },
    read: (response: Response) => Result,
  ) {
    const controller = new AbortController()
    const { signal } = controller
    const result = un[method](url, { ...config, params: query, headers: header, signal }).then(read)
    return { result, abort: () => controller.abort() }
  }
  const answer = ({ status, data, headers }: Response): Answer => ({
    status,
    data,
    header: headers,
  })

  return {
    request: (call) => start('request', { ...call }, answer),
    upload({ onProgress, ...call }) {
      const onUploadProgress = (event: { progress: number }) => onProgress(event.progress)
      return start('upload', { ...call, onUploadProgress }, answer)
    },
    download({ onProgress, ...call }) {
      const onDownloadProgress = (event: { progress: number }) => onProgress(event.progress)
      return start('download', { ...call, onDownloadProgress }, ({ status, data }) => ({
        status,
        ...(data as { tempFilePath: string }),
      }))
    },
    failure(error) {
      const { message, status } = error as { message: string; status?: number }
      return { errMsg: message, status }
    },
    isAbort: isUnCancel,
  }
}

testClient({
  library: '@uni-helper/uni-network',
  globals: ['tt', 'uni'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: true,
})
