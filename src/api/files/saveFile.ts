import { type OptionValues, optional, requiredString } from '../call.js'
import type { FileCallbacks, TwinFileApi } from './fileApi.js'

/** What success of tt.saveFile gets. */
export interface SaveFileResult {
  /** Where the file is now. */
  savedFilePath: string
}

/** The options of tt.saveFile. */
export interface SaveFileOptions extends FileCallbacks<'saveFile', SaveFileResult> {
  /** The temporary file; afterwards this path names nothing. */
  tempFilePath: string
  /** Where it goes, below `ttfile://user`; a random name by default. */
  filePath?: string | null
}

/** Moves a temporary file to the saved ones. */
export const saveFile: TwinFileApi<string> = {
  name: 'saveFile',
  syncName: 'saveFileSync',
  options: ['tempFilePath', 'filePath'],
  paths: ['tempFilePath', 'filePath'],
  run: (values, { files }) => files.save(...paths(values)),
  runNow: (values, { files }) => files.saveNow(...paths(values)),
  result: (savedFilePath) => ({ savedFilePath }) satisfies SaveFileResult,
}

function paths(values: OptionValues): [from: string, to: string | undefined] {
  return [requiredString(values, 'tempFilePath'), optional(values, 'filePath', 'string')]
}
