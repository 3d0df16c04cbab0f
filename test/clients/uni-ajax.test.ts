import type { Client } from './client.js'
import { bundled } from './load.js'
import { testClient } from './suite.js'

type Response = { statusCode: number; data: unknown; header: Record<string, unknown> }
type Ajax = (config: Record<string, unknown>) => Promise<Response>

async function load(): Promise<Client> {
  const { default: ajax } = await bundled<{ default: Ajax }>("export { default } from 'uni-ajax'")
  return {
    request({ query, ...call }) {
      const controller = new AbortController()
      const result = ajax({ ...call, params: query, signal: controller.signal })
      return {
        result: result.then(({ statusCode, data, header }) => ({
          status: statusCode,
          data,
          header,
        })),
        abort: () => controller.abort(),
      }
    },
    failure(error) {
      const { errMsg, statusCode } = error as { errMsg?: string; statusCode?: number }
      return { errMsg, status: statusCode }
    },
    isAbort: (error) => (error as { errMsg: string }).errMsg === 'request:fail abort',
  }
}

testClient({
  library: 'uni-ajax',
  globals: ['tt', 'uni'],
  load,
  can: { upload: false, download: false },
  rejectsStatus: true,
})
