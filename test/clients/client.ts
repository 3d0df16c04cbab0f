// What the suite asks of every library, in no library's words; an adapter says it in the library's.

interface Call {
  /** Without a query. */
  url: string
  query: Record<string, string>
  header: Record<string, string>
}

interface RequestCall extends Call {
  method: 'GET' | 'POST'
  /** Goes as JSON. */
  data?: Record<string, unknown>
}

interface UploadCall extends Call {
  filePath: string
  /** The form field of the file. */
  name: string
  formData: Record<string, unknown>
  onProgress(percent: number): void
}

interface DownloadCall extends Call {
  onProgress(percent: number): void
}

/** A call under way, in one shape for all. */
export interface Running<Result> {
  result: Promise<Result>
  abort(): void
}

export interface Answer {
  status: number
  data: unknown
  header: Record<string, unknown>
}

export interface Downloaded {
  status: number
  tempFilePath: string
}

/** What a rejection says. */
interface Failure {
  /** The platform's errMsg, where the library hands it on. */
  errMsg?: string
  status?: number
}

/** A library, as loaded after tt was put on globalThis. What it has no way to do is absent. */
export interface Client {
  request(call: RequestCall): Running<Answer>
  upload?(call: UploadCall): Running<Answer>
  download?(call: DownloadCall): Running<Downloaded>
  /** Reads what the library rejects with. */
  failure(error: unknown): Failure
  /** Reads what it rejects with after an abort; true where that says so. */
  isAbort(error: unknown): boolean
}

/** For libraries that leave the query to their users. */
export const withQuery = ({ url, query }: Pick<Call, 'url' | 'query'>) =>
  `${url}?${new URLSearchParams(query)}`

/** A promise, and what ends it from outside. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
