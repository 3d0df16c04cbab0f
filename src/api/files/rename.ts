import { requiredString } from '../call.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.rename. */
export interface RenameOptions extends FileCallbacks<'rename'> {
  /** The file or folder, below `ttfile://user`. */
  oldPath: string
  /** Where it goes, below `ttfile://user`. A file that is there is replaced. */
  newPath: string
}

/** Moves a saved file or folder. */
export const rename: TwinFileApi<void> = {
  name: 'rename',
  syncName: 'renameSync',
  options: ['oldPath', 'newPath'],
  paths: ['oldPath', 'newPath'],
  ...atOnce((values, { files }) =>
    files.rename(requiredString(values, 'oldPath'), requiredString(values, 'newPath')),
  ),
}
