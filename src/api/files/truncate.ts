import { optional, requiredString } from '../call.js'
import { ApiError } from '../errors.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.truncate. */
export interface TruncateOptions extends FileCallbacks<'truncate'> {
  /** The file, below `ttfile://user`. */
  filePath: string
  /** The length that it gets, in bytes; a longer one is filled up with zeros. 0 by default. */
  length?: number | null
}

/** Cuts a saved file off, or fills it up. */
export const truncate: TwinFileApi<void> = {
  name: 'truncate',
  syncName: 'truncateSync',
  options: ['filePath', 'length'],
  paths: ['filePath'],
  ...atOnce((values, { files }) => {
    const filePath = requiredString(values, 'filePath')
    const length = optional(values, 'length', 'number') ?? 0
    if (!Number.isSafeInteger(length) || length < 0) throw new ApiError('paramInvalid', ['length'])
    files.truncate(filePath, length)
  }),
}
