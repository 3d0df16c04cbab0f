import { type FileApi, type FileCallbacks, inSeconds } from './fileApi.js'

/** A saved file, as tt.getSavedFileList tells it. */
export interface SavedFile {
  filePath: string
  /** When it was saved, in whole seconds since the epoch. */
  createTime: number
  /** Bytes. */
  size: number
}

/** What success of tt.getSavedFileList gets. */
export interface GetSavedFileListResult {
  /** All files below `ttfile://user`, those in folders too. */
  fileList: SavedFile[]
}

/** The options of tt.getSavedFileList. */
export interface GetSavedFileListOptions
  extends FileCallbacks<'getSavedFileList', GetSavedFileListResult> {}

/** All saved files of the mini-program. */
export const getSavedFileList: FileApi<SavedFile[]> = {
  name: 'getSavedFileList',
  options: [],
  paths: [],
  run: (_, { files }) =>
    files
      .saved()
      .map(({ path, size, created }) => ({ filePath: path, createTime: inSeconds(created), size })),
  result: (fileList) => ({ fileList }) satisfies GetSavedFileListResult,
}
