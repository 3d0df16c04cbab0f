import { requiredString } from '../call.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.access. */
export interface AccessOptions extends FileCallbacks<'access'> {
  /** The file or folder that must be there. */
  path: string
}

/** Fails where there is no such file or folder. */
export const access: TwinFileApi<void> = {
  name: 'access',
  syncName: 'accessSync',
  options: ['path'],
  paths: ['path'],
  ...atOnce((values, { files }) => void files.stat(requiredString(values, 'path'))),
}
