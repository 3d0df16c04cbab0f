import type { Client } from './client.js'
import { loaded } from './load.js'
import { testClient } from './suite.js'

type Config = Record<string, unknown>
type Response = { status: number; data: never; headers: Record<string, unknown> }
interface Axios {
  request(config: Config): Promise<Response>
  CancelToken: { source(): { token: unknown; cancel(): void } }
  isCancel(error: unknown): boolean
}

async function load(): Promise<Client> {
  const { default: axios } = loaded<{ default: Axios }>('axios-miniprogram')

  function start(config: Config) {
    const { token, cancel } = axios.CancelToken.source()
    return { result: axios.request({ ...config, cancelToken: token }), abort: cancel }
  }
  const answer = ({ status, data, headers }: Response) => ({ status, data, header: headers })

  return {
    request({ url, method, query, header, data }) {
      const { result, abort } = start({ url, method, params: query, headers: header, data })
      return { result: result.then(answer), abort }
    },
    upload({ url, query, header, filePath, name, formData, onProgress }) {
      const { result, abort } = start({
        ...{ url, method: 'POST', params: query, headers: header, upload: true },
        data: { filePath, name, ...formData },
        onUploadProgress: (event: { progress: number }) => onProgress(event.progress),
      })
      return { result: result.then(answer), abort }
    },
    download({ url, query, header, onProgress }) {
      const { result, abort } = start({
        ...{ url, method: 'GET', params: query, headers: header, download: true },
        onDownloadProgress: (event: { progress: number }) => onProgress(event.progress),
      })
      const told = ({ status, data }: Response) => ({
        status,
        ...(data as { tempFilePath: string }),
      })
      return { result: result.then(told), abort }
    },
    failure(error) {
      const { response } = error as { response: { status: number; data: { errMsg?: string } } }
      return { status: response.status, errMsg: response.data.errMsg }
    },
    isAbort: axios.isCancel,
  }
}

testClient({
  library: 'axios-miniprogram',
  globals: ['tt'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: true,
})
