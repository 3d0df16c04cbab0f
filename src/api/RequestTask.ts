import { headerObject, setCookies } from './decode.js'
import { type BaseTask, type CreateTask, createTask, type HeadersReceived } from './task.js'

/** What onHeadersReceived of a request tells. */
export interface RequestHeadersReceived extends HeadersReceived {
  /** The HTTP status. */
  statusCode: number
  /** The Set-Cookie lines of the answer, one each. */
  cookies: string[]
}

/** A request under way: what tt.request returns. It is not a promise. */
export interface RequestTask extends BaseTask<RequestHeadersReceived> {}

/** Makes the task of one request. */
export const createRequestTask: CreateTask<RequestTask> = (options) => {
  const { task, ...control } = createTask(
    options,
    () => ({}),
    ({ statusCode, headers }): RequestHeadersReceived => ({
      header: headerObject(headers),
      statusCode,
      cookies: setCookies(headers),
    }),
  )
  const { abort, onHeadersReceived, offHeadersReceived } = task
  return { ...control, task: { abort, onHeadersReceived, offHeadersReceived } }
}
