import type { FileSystemError, Host } from 'tt-anywhere'

/** What fail gets. */
export interface Failure {
  errMsg: string
  errorCode: number
  errorType: string
}

type Api = (options: never) => void

/** Calls what must succeed, and returns its result. */
export function resultOf<Result = Record<string, unknown>>(
  api: Api,
  options: object = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const fail = ({ errMsg, errorCode }: Failure) => reject(new Error(`${errMsg} (${errorCode})`))
    ;(api as (options: object) => void)({ ...options, success: resolve, fail })
  })
}

/** Calls what must fail, and returns the error. */
export function failureOf(api: Api, options: object): Promise<Failure> {
  return new Promise((resolve, reject) => {
    const success = () => reject(new Error('it succeeded'))
    ;(api as (options: object) => void)({ ...options, success, fail: resolve })
  })
}

/** Calls a Sync method that must throw, and returns what it threw. */
export function thrownBy(run: () => unknown): FileSystemError {
  try {
    run()
  } catch (error) {
    return error as FileSystemError
  }
  throw new Error('it threw nothing')
}

/** The manager of a host. */
export function managerOf(host: Host) {
  return host.tt.getFileSystemManager()
}
