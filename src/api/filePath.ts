import type { FileStoreError } from '../platform.js'
import { ApiError } from './errors.js'

/** What the sandbox says of a `filePath`, as the APIs of the network report it (spec 2). */
export function toFileError(error: unknown, filePath: string): unknown {
  const { problem } = error as Partial<FileStoreError>
  const options = { cause: error }
  switch (problem) {
    case undefined:
      return error
    case 'exhausted':
      return new ApiError('network', ['net::ERR_INSUFFICIENT_RESOURCES'], options)
    case 'full':
      return new ApiError('network', ['net::ERR_FILE_NO_SPACE'], options)
    case 'denied':
    case 'failed':
      return new ApiError('fileDenied', [filePath], options)
    case 'quota':
      return new ApiError('saveQuota', [], options)
    case 'long':
      return new ApiError('paramInvalid', ['filePath'], options)
    default:
      return new ApiError('fileMissing', [filePath], options)
  }
}
