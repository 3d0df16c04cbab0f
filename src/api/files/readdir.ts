import { requiredString } from '../call.js'
import { atOnce, type FileCallbacks, type TwinFileApi } from './fileApi.js'

/** What success of FileSystemManager.readdir gets. */
export interface ReaddirResult {
  /** The names in the folder, sorted. */
  files: string[]
}

/** The options of FileSystemManager.readdir. */
export interface ReaddirOptions extends FileCallbacks<'readdir', ReaddirResult> {
  /** The folder. */
  dirPath: string
}

/** The names in a folder. */
export const readdir: TwinFileApi<string[]> = {
  name: 'readdir',
  syncName: 'readdirSync',
  options: ['dirPath'],
  paths: ['dirPath'],
  ...atOnce((values, { files }) => files.list(requiredString(values, 'dirPath'))),
  result: (files) => ({ files }) satisfies ReaddirResult,
}
