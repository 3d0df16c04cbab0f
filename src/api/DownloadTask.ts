import {
  type CreateTask,
  createTask,
  type HeadersReceived,
  headersReceived,
  type ProgressTask,
} from './task.js'

/** What onProgressUpdate of a download tells. */
export interface DownloadProgress {
  /** A whole percentage, 0 to 100; 0 until the end where the answer does not tell its length. */
  progress: number
  /** Bytes of the file that have come, with the answer's content coding undone. */
  totalBytesWritten: number
  /**
   * Bytes of the whole file. 0 while nobody knows: without Content-Length, or where the answer is
   * compressed, for then Content-Length is another length.
   */
  totalBytesExpectedToWrite: number
}

/**
 * A download under way: what tt.downloadFile returns. It is not a promise.
 */
export interface DownloadTask extends ProgressTask<DownloadProgress, HeadersReceived> {}

/** Makes the task of one download. */
export const createDownloadTask: CreateTask<DownloadTask> = (options) =>
  createTask(
    options,
    (progress, totalBytesWritten, totalBytesExpectedToWrite): DownloadProgress => ({
      progress,
      totalBytesWritten,
      totalBytesExpectedToWrite,
    }),
    headersReceived,
  )
