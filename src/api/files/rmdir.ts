import { optional, requiredString } from '../call.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.rmdir. */
export interface RmdirOptions extends FileCallbacks<'rmdir'> {
  /** The folder to remove, below `ttfile://user`. */
  dirPath: string
  /** Removes what is in it too. False by default. */
  recursive?: boolean | null
}

/** Removes a folder. */
export const rmdir: TwinFileApi<void> = {
  name: 'rmdir',
  syncName: 'rmdirSync',
  options: ['dirPath', 'recursive'],
  paths: ['dirPath'],
  ...atOnce((values, { files }) => {
    const recursive = optional(values, 'recursive', 'boolean') ?? false
    files.removeFolder(requiredString(values, 'dirPath'), recursive)
  }),
}
