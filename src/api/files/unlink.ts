import { requiredString } from '../call.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.unlink. */
export interface UnlinkOptions extends FileCallbacks<'unlink'> {
  /** The file, below `ttfile://user`. */
  filePath: string
}

/** Removes a saved file. */
export const unlink: TwinFileApi<void> = {
  name: 'unlink',
  syncName: 'unlinkSync',
  options: ['filePath'],
  paths: ['filePath'],
  ...atOnce((values, { files }) => files.remove(requiredString(values, 'filePath'))),
}
