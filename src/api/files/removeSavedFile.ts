import { requiredString } from '../call.js'
import type { FileApi, FileCallbacks } from './fileApi.js'

/** The options of tt.removeSavedFile. */
export interface RemoveSavedFileOptions extends FileCallbacks<'removeSavedFile'> {
  /** The file, below `ttfile://user`. */
  filePath: string
}

/** Removes a saved file. */
export const removeSavedFile: FileApi<void> = {
  name: 'removeSavedFile',
  options: ['filePath'],
  paths: ['filePath'],
  run: (values, { files }) => files.remove(requiredString(values, 'filePath')),
}
