import {
  type CreateTask,
  createTask,
  type HeadersReceived,
  headersReceived,
  type ProgressTask,
} from './task.js'

/** What onProgressUpdate tells (spec 8). */
export interface UploadProgress {
  /** A whole percentage, 0 to 100. */
  progress: number
  /** Bytes of the request body that were handed to the connection. */
  totalBytesSent: number
  /** Bytes of the whole request body. */
  totalBytesExpectedToSend: number
}

/** An upload under way: what tt.uploadFile returns (spec 8). It is not a promise. */
export interface UploadTask extends ProgressTask<UploadProgress, HeadersReceived> {}

/** Makes the task of one upload. */
export const createUploadTask: CreateTask<UploadTask> = (options) =>
  createTask(
    options,
    (progress, totalBytesSent, totalBytesExpectedToSend): UploadProgress => ({
      progress,
      totalBytesSent,
      totalBytesExpectedToSend,
    }),
    headersReceived,
  )
