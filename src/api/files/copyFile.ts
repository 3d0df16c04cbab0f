import { type OptionValues, requiredString } from '../call.js'
import type { FileCallbacks, TwinFileApi } from './fileApi.js'

/** The options of FileSystemManager.copyFile. */
export interface CopyFileOptions extends FileCallbacks<'copyFile'> {
  /** The file, temporary or saved. */
  srcPath: string
  /** Where the copy goes, below `ttfile://user`. A file that is there is replaced. */
  destPath: string
}

/** Copies a file to where saved files lie. */
export const copyFile: TwinFileApi<void> = {
  name: 'copyFile',
  syncName: 'copyFileSync',
  options: ['srcPath', 'destPath'],
  paths: ['srcPath', 'destPath'],
  run: (values, { files }) => files.copy(...paths(values)),
  runNow: (values, { files }) => files.copyNow(...paths(values)),
}

function paths(values: OptionValues): [from: string, to: string] {
  return [requiredString(values, 'srcPath'), requiredString(values, 'destPath')]
}
