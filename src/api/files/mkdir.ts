import { optional, requiredString } from '../call.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.mkdir. */
export interface MkdirOptions extends FileCallbacks<'mkdir'> {
  /** The folder to make, below `ttfile://user`. */
  dirPath: string
  /** Makes the folders above it too, and is content where it is there. False by default. */
  recursive?: boolean | null
}

/** Makes a folder. */
export const mkdir: TwinFileApi<void> = {
  name: 'mkdir',
  syncName: 'mkdirSync',
  options: ['dirPath', 'recursive'],
  paths: ['dirPath'],
  ...atOnce((values, { files }) => {
    const recursive = optional(values, 'recursive', 'boolean') ?? false
    files.makeFolder(requiredString(values, 'dirPath'), recursive)
  }),
}
