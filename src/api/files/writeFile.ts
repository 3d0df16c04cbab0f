import { requiredString } from '../call.js'
import { requiredData } from './data.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.writeFile. */
export interface WriteFileOptions extends FileCallbacks<'writeFile'> {
  /** The file, below `ttfile://user`. One that is there is replaced. */
  filePath: string
  /** Text or bytes. */
  data: string | ArrayBuffer
  /** The text's encoding. `utf8` by default. */
  encoding?: string | null
}

/** Writes a saved file, whole or not at all. */
export const writeFile: TwinFileApi<void> = {
  name: 'writeFile',
  syncName: 'writeFileSync',
  options: ['filePath', 'data', 'encoding'],
  paths: ['filePath'],
  ...atOnce((values, { files }) =>
    files.write(requiredString(values, 'filePath'), requiredData(values)),
  ),
}
