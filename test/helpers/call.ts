import type {
  DownloadFileOptions,
  DownloadProgress,
  Host,
  HostOptions,
  RequestOptions,
  Warning,
} from 'tt-anywhere'
import { startHost } from './host.js'
import { startServer, type TestServer } from './server.js'

/** The APIs of the network. */
export type Api = 'request' | 'downloadFile' | 'uploadFile'

/** What success can hold, of any of the APIs. */
export interface Success {
  readonly errMsg: string
  readonly statusCode: number
  readonly header: Record<string, string>
  readonly profile?: { readonly socketReused: boolean; readonly redirectCount: number }
  readonly data: unknown
  readonly tempFilePath: string
  readonly filePath: string
}

/** What a call told, in its order. */
export interface Told {
  readonly order: string[]
  readonly progress: DownloadProgress[]
  readonly headers: { header: Record<string, string>; statusCode?: number; cookies?: string[] }[]
  success?: Success
  fail?: { errMsg: string; errorCode: number; errorType: string }
  complete?: unknown
}

/** The methods that the task of any API has, and those that some have. */
export interface AnyTask {
  abort(): void
  onHeadersReceived(callback: (event: never) => void): void
  offHeadersReceived(callback?: (event: never) => void): void
  onProgressUpdate?(callback: (event: never) => void): void
}

/** Calls with whatever, listens to everything, and resolves when complete was called. */
export function run(
  host: Host,
  api: Api,
  options: unknown,
  started: (task: AnyTask) => void = () => {},
): Promise<Told> {
  const told: Told = { order: [], progress: [], headers: [] }
  return new Promise((resolve) => {
    const make = host.tt[api] as (options: object) => AnyTask
    const task = make({
      ...(options as object),
      success(result: Success) {
        told.order.push('success')
        told.success = result
      },
      fail(error: NonNullable<Told['fail']>) {
        told.order.push('fail')
        told.fail = error
      },
      complete(result: unknown) {
        told.order.push('complete')
        told.complete = result
        resolve(told)
      },
    })
    task.onProgressUpdate?.((event: DownloadProgress) => {
      told.order.push('progress')
      told.progress.push(event)
    })
    task.onHeadersReceived((event: Told['headers'][number]) => {
      told.order.push('headers')
      told.headers.push(event)
    })
    started(task)
    told.order.push('returned')
  })
}

async function successOf(host: Host, api: Api, options: unknown): Promise<Success> {
  const { success, fail } = await run(host, api, options)
  if (success === undefined) throw new Error(`${fail?.errMsg} (${fail?.errorCode})`)
  return success
}

async function failureOf(host: Host, api: Api, options: unknown) {
  const { success, fail } = await run(host, api, options)
  if (fail === undefined) throw new Error(`it succeeded with ${success?.statusCode}`)
  return fail
}

/** A request that must succeed. */
export const requested = (host: Host, options: RequestOptions) =>
  successOf(host, 'request', options)

/** A download that must succeed. */
export const downloaded = (host: Host, options: DownloadFileOptions) =>
  successOf(host, 'downloadFile', options)

/** A call that must fail. */
export const failed = failureOf

/** A server, and a host that may send to it. */
export interface Pair {
  readonly server: TestServer
  readonly host: Host
  readonly url: string
  readonly warnings: Warning[]
}

/** Sets a {@link Pair} up; it ends with the test. */
export async function pair(
  answer?: Parameters<typeof startServer>[0],
  options: HostOptions = {},
): Promise<Pair> {
  const server = await startServer(answer)
  const host = startHost({ trustedOrigins: [server.origin], ...options })
  const warnings: Warning[] = []
  host.on('warning', (warning) => warnings.push(warning))
  return { server, host, url: `${server.origin}/path`, warnings }
}
