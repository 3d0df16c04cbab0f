import type { Host, UploadFileOptions, UploadProgress, UploadTask } from 'tt-anywhere'

/** All that a call told, in its order. */
export interface Told {
  /** The names of the callbacks and events, as they came. */
  readonly order: string[]
  readonly progress: UploadProgress[]
  readonly headers: Record<string, string>[]
  success?: Awaited<ReturnType<typeof successOf>>
  fail?: { errMsg: string; errorCode: number; errorType: string }
  complete?: unknown
  task: UploadTask
}

type Options = Partial<UploadFileOptions> & { url: string; filePath: string }

/** Uploads, listens to everything, and resolves when complete was called. */
export function upload(
  host: Host,
  options: Options,
  started: (task: UploadTask) => void = () => {},
): Promise<Told> {
  return new Promise((resolve) => {
    const told = { order: [], progress: [], headers: [] } as unknown as Told
    told.task = host.tt.uploadFile({
      name: 'file',
      ...options,
      success(result) {
        told.order.push('success')
        told.success = result
        options.success?.(result)
      },
      fail(error) {
        told.order.push('fail')
        told.fail = error
        options.fail?.(error)
      },
      complete(result) {
        told.order.push('complete')
        told.complete = result
        options.complete?.(result)
        resolve(told)
      },
    })
    told.task.onProgressUpdate((progress) => {
      told.order.push('progress')
      told.progress.push(progress)
    })
    told.task.onHeadersReceived(({ header }) => {
      told.order.push('headers')
      told.headers.push(header)
    })
    started(told.task)
  })
}

/** Uploads what must succeed, and returns its result. */
export async function successOf(host: Host, options: Options) {
  return new Promise<import('tt-anywhere').UploadFileResult>((resolve, reject) => {
    host.tt.uploadFile({
      name: 'file',
      ...options,
      success: resolve,
      fail: (error) => reject(new Error(`${error.errMsg} (${error.errorCode})`)),
    })
  })
}

/** Uploads what must fail, and returns the error. */
export async function failureOf(host: Host, options: Options) {
  return new Promise<import('tt-anywhere').UploadFileError>((resolve, reject) => {
    host.tt.uploadFile({
      name: 'file',
      ...options,
      success: (result) => reject(new Error(`it succeeded with ${result.statusCode}`)),
      fail: resolve,
    })
  })
}
