import { requiredString } from '../call.js'
import { requiredData } from './data.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.appendFile. */
export interface AppendFileOptions extends FileCallbacks<'appendFile'> {
  /** The file, below `ttfile://user`. It is made where it is not there. */
  filePath: string
  /** Text or bytes. */
  data: string | ArrayBuffer
  /** The text's encoding. `utf8` by default. */
  encoding?: string | null
}

/** Adds to the end of a saved file. */
export const appendFile: TwinFileApi<void> = {
  name: 'appendFile',
  syncName: 'appendFileSync',
  options: ['filePath', 'data', 'encoding'],
  paths: ['filePath'],
  ...atOnce((values, { files }) =>
    files.append(requiredString(values, 'filePath'), requiredData(values)),
  ),
}
