/**
 * Code as people write it, against our own typings. Nothing here runs: `npm run typecheck` is the
 * test. A line under `@ts-expect-error` must not compile.
 */
import type {
  Profile,
  TT,
  UploadFileError,
  UploadFileOptions,
  UploadFileResult,
  UploadTask,
} from 'tt-anywhere'

declare const tt: TT
declare const filePath: string
const url = 'https://upload.example.com/'
const name = 'file'

/** The same type, not only assignable. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false
function same<One, Other>(_proof: Same<One, Other>) {}

/** The call of the platform's page: `data` is a string, without a cast. */
export function sample(): UploadTask {
  return tt.uploadFile({
    url,
    filePath,
    name,
    header: { a: 'b' },
    formData: { c: 'd' },
    success(res) {
      same<typeof res.data, string>(true)
      same<typeof res.statusCode, number>(true)
      same<typeof res.header, Record<string, string>>(true)
      same<typeof res.profile, Profile | undefined>(true)
      JSON.parse(res.data)
      JSON.parse(res.data as string)
    },
    fail(error) {
      same<typeof error, UploadFileError>(true)
      same<typeof error.errorCode, number>(true)
      same<typeof error.errorType, 'D' | 'U' | 'F' | 'I'>(true)
    },
    complete(res) {
      same<typeof res.errMsg, string>(true)
      same<typeof res.statusCode, number | undefined>(true)
      same<typeof res.errorCode, number | undefined>(true)
      if (res.errorCode === undefined) same<typeof res.data, string>(true)
    },
  })
}

/** The two options that are not on the page say what `data` is. */
export function wishes() {
  tt.uploadFile({
    url,
    filePath,
    name,
    responseType: 'arraybuffer',
    success: ({ data }) => same<typeof data, ArrayBuffer>(true),
  })
  tt.uploadFile({
    url,
    filePath,
    name,
    dataType: 'json',
    success: ({ data }) => same<typeof data, string | object>(true),
  })
  tt.uploadFile({
    url,
    filePath,
    name,
    responseType: 'text',
    dataType: 'string',
    success: ({ data }) => same<typeof data, string>(true),
  })
  const responseType: string = filePath
  tt.uploadFile({
    url,
    filePath,
    name,
    responseType,
    success: ({ data }) => same<typeof data, string | object | ArrayBuffer>(true),
  })
}

/** What an option holds besides its type: undefined, null, callbacks of other shapes. */
export function lenient() {
  tt.uploadFile({ url, filePath, name })
  tt.uploadFile({
    url,
    filePath,
    name,
    header: undefined,
    formData: null,
    timeout: undefined,
    enableProfile: null,
    success: null,
    fail: undefined,
  })
  tt.uploadFile({
    url,
    filePath,
    name,
    header: { n: 1, b: true, left: undefined },
    formData: { n: 1, nested: { list: [1, 2] } },
    success: async () => {},
    complete: () => 1,
  })
  tt.uploadFile({ url, filePath, name, success: (res: UploadFileResult<string>) => res })
  tt.uploadFile({ url, filePath, name, success: (res: UploadFileResult) => res })
  tt.uploadFile({ url, filePath, name, success: (res: { data: string }) => res })
  tt.uploadFile({ url, filePath, name, fail: (error: { errMsg: string }) => error })
  tt.uploadFile({ url, filePath, name, complete: (res: { errMsg: string }) => res })
}

/** A wrapper, as libraries write them: a promise around the call. */
export function promised(options: UploadFileOptions<string>): Promise<UploadFileResult<string>> {
  return new Promise((resolve, reject) => {
    const { dataType: _dataType, responseType: _responseType, ...rest } = options
    tt.uploadFile({ ...rest, success: resolve, fail: reject })
  })
}

/** A wrapper that does not care what `data` is. */
export function anyData(options: UploadFileOptions): Promise<UploadFileResult> {
  return new Promise((resolve, reject) => {
    tt.uploadFile({ ...options, success: resolve, fail: reject })
  })
}

/** The task. */
export function task() {
  const { abort, onProgressUpdate, offProgressUpdate, onHeadersReceived, offHeadersReceived } =
    sample()
  onProgressUpdate(({ progress, totalBytesSent, totalBytesExpectedToSend }) => {
    same<typeof progress, number>(true)
    same<typeof totalBytesSent, number>(true)
    same<typeof totalBytesExpectedToSend, number>(true)
  })
  onHeadersReceived(({ header }) => same<typeof header, Record<string, string>>(true))
  offProgressUpdate()
  offHeadersReceived()
  abort()
  // @ts-expect-error: the task is not a promise.
  sample().then
}

/** tt.request: `dataType` and `responseType` say what `data` is. */
export function requests() {
  interface Own {
    'x-own': string
  }
  const header: Own = { 'x-own': 'a' }
  tt.request({
    url,
    method: 'post',
    header,
    data: { a: [1] },
    success: ({ data, profile }) => {
      same<typeof data, string | object>(true)
      same<typeof profile, Profile | undefined>(true)
    },
  })
  tt.request({
    url,
    responseType: 'arraybuffer',
    success: ({ data }) => same<typeof data, ArrayBuffer>(true),
  })
  tt.request({
    url,
    dataType: 'string',
    success: ({ data }) => same<typeof data, string>(true),
  })
  const { abort, onHeadersReceived } = tt.request({ url, data: new Uint8Array(1) })
  onHeadersReceived(({ header, statusCode, cookies }) =>
    same<
      [typeof header, typeof statusCode, typeof cookies],
      [Record<string, string>, number, string[]]
    >(true),
  )
  abort()
  // @ts-expect-error: no such method.
  tt.request({ url, method: 'TRACE' })
  // @ts-expect-error: a number is no data.
  tt.request({ url, data: 1 })
  // @ts-expect-error: a request does not tell how it moves.
  tt.request({ url }).onProgressUpdate
}

/** tt.downloadFile: `filePath` says which path the result has. */
export function downloads() {
  const task = tt.downloadFile({
    url,
    success: ({ tempFilePath, statusCode }) =>
      same<[typeof tempFilePath, typeof statusCode], [string, number]>(true),
  })
  tt.downloadFile({
    url,
    filePath,
    success: (res) => {
      same<typeof res.filePath, string>(true)
      // @ts-expect-error: it is no temporary file.
      res.tempFilePath
    },
  })
  task.onProgressUpdate(({ progress, totalBytesWritten, totalBytesExpectedToWrite }) =>
    same<
      [typeof progress, typeof totalBytesWritten, typeof totalBytesExpectedToWrite],
      [number, number, number]
    >(true),
  )
}

/** What is wrong does not compile. */
export function wrong() {
  // @ts-expect-error: a required option is missing.
  tt.uploadFile({ url, filePath })
  // @ts-expect-error: name is a string.
  tt.uploadFile({ url, filePath, name: 1 })
  // @ts-expect-error: header is an object.
  tt.uploadFile({ url, filePath, name, header: 'a: b' })
  // @ts-expect-error: timeout is a number.
  tt.uploadFile({ url, filePath, name, timeout: '1000' })
  // @ts-expect-error: success is a function.
  tt.uploadFile({ url, filePath, name, success: 'done' })
  // @ts-expect-error: no such option.
  tt.uploadFile({ url, filePath, name, headers: {} })
  // @ts-expect-error: no such API, so no stub of it.
  tt.connectSocket
}
