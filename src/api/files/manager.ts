/**
 * tt.getFileSystemManager and its kin: the APIs of files of one host (spec 12).
 */

import type { Context } from '../context.js'
import { type AccessOptions, access } from './access.js'
import { type AppendFileOptions, appendFile } from './appendFile.js'
import { type CopyFileOptions, copyFile } from './copyFile.js'
import { asyncFileApi, syncFileApi } from './fileApi.js'
import { type GetFileInfoOptions, getFileInfo } from './getFileInfo.js'
import { type GetSavedFileListOptions, getSavedFileList } from './getSavedFileList.js'
import { type MkdirOptions, mkdir } from './mkdir.js'
import { type ReaddirOptions, readdir } from './readdir.js'
import { type ReadFileOptions, readFile } from './readFile.js'
import { type RemoveSavedFileOptions, removeSavedFile } from './removeSavedFile.js'
import { type RenameOptions, rename } from './rename.js'
import { type RmdirOptions, rmdir } from './rmdir.js'
import { type SaveFileOptions, saveFile } from './saveFile.js'
import { type Stat, type StatItem, type StatOptions, stat } from './stat.js'
import { type TruncateOptions, truncate } from './truncate.js'
import { type UnlinkOptions, unlink } from './unlink.js'
import { type WriteFileOptions, writeFile } from './writeFile.js'

/** tt.readFile of the manager: `data` is text where an encoding is given, else bytes. */
export interface ReadFile {
  (options: ReadFileOptions<string> & { encoding: string }): void
  (options: ReadFileOptions<ArrayBuffer> & { encoding?: '' | null }): void
  (options: ReadFileOptions): void
}

/** The Sync twin of {@link ReadFile}. */
export interface ReadFileSync {
  (
    filePath: string,
    encoding?: '' | null,
    position?: number | null,
    length?: number | null,
  ): ArrayBuffer
  (filePath: string, encoding: string, position?: number | null, length?: number | null): string
  (
    filePath: string,
    encoding?: string | null,
    position?: number | null,
    length?: number | null,
  ): string | ArrayBuffer
}

/** The APIs of files that stand on tt itself and on the manager. */
interface FileApis {
  /** Moves a temporary file to the saved ones. */
  saveFile: (options: SaveFileOptions) => void
  /** Tells all saved files. */
  getSavedFileList: (options: GetSavedFileListOptions) => void
  /** Removes a saved file. */
  removeSavedFile: (options: RemoveSavedFileOptions) => void
  /** Tells a file's size and digest. */
  getFileInfo: (options: GetFileInfoOptions) => void
}

/**
 * What tt.getFileSystemManager returns. Paths are `ttfile://temp/…` (to read) and `ttfile://user/…`
 * (to read and write). The Sync twins throw a {@link FileSystemError}, as on the phone.
 */
export interface FileSystemManager extends FileApis {
  /** Fails where there is no such file or folder. */
  access: (options: AccessOptions) => void
  accessSync: (path: string) => void
  /** Tells of a file or folder. */
  stat: (options: StatOptions) => void
  statSync: (path: string, recursive?: boolean | null) => Stat | StatItem[]
  /** Reads a file, or a part of it. */
  readFile: ReadFile
  readFileSync: ReadFileSync
  /** Writes a saved file, whole or not at all; `utf8` where text has no encoding. */
  writeFile: (options: WriteFileOptions) => void
  writeFileSync: (filePath: string, data: string | ArrayBuffer, encoding?: string | null) => void
  /** Adds to the end of a saved file, which is made where it is not there. */
  appendFile: (options: AppendFileOptions) => void
  appendFileSync: (filePath: string, data: string | ArrayBuffer, encoding?: string | null) => void
  /** Copies a file to where saved files lie. */
  copyFile: (options: CopyFileOptions) => void
  copyFileSync: (srcPath: string, destPath: string) => void
  /** Moves a saved file or folder. */
  rename: (options: RenameOptions) => void
  renameSync: (oldPath: string, newPath: string) => void
  /** Removes a saved file. */
  unlink: (options: UnlinkOptions) => void
  unlinkSync: (filePath: string) => void
  /** Makes a folder. */
  mkdir: (options: MkdirOptions) => void
  mkdirSync: (dirPath: string, recursive?: boolean | null) => void
  /** Removes a folder. */
  rmdir: (options: RmdirOptions) => void
  rmdirSync: (dirPath: string, recursive?: boolean | null) => void
  /** The names in a folder, sorted. */
  readdir: (options: ReaddirOptions) => void
  readdirSync: (dirPath: string) => string[]
  /** Cuts a saved file off at a length in bytes, or fills it up with zeros. */
  truncate: (options: TruncateOptions) => void
  truncateSync: (filePath: string, length?: number | null) => void
  saveFileSync: (tempFilePath: string, filePath?: string | null) => string
}

/** What stands on tt itself. */
export interface FileSystem extends FileApis {
  /** The manager of files: one and the same object each time. */
  getFileSystemManager: () => FileSystemManager
}

/** Makes the APIs of files of one host. */
export function createFileSystem(context: Context): FileSystem {
  const apis: FileApis = {
    saveFile: asyncFileApi(saveFile, context),
    getSavedFileList: asyncFileApi(getSavedFileList, context),
    removeSavedFile: asyncFileApi(removeSavedFile, context),
    getFileInfo: asyncFileApi(getFileInfo, context),
  }
  const manager: FileSystemManager = {
    ...apis,
    access: asyncFileApi(access, context),
    accessSync: syncFileApi(access, context),
    stat: asyncFileApi(stat, context),
    statSync: syncFileApi(stat, context),
    // The overloads say which of the two kinds of data comes.
    readFile: asyncFileApi(readFile, context) as ReadFile,
    readFileSync: syncFileApi(readFile, context) as ReadFileSync,
    writeFile: asyncFileApi(writeFile, context),
    writeFileSync: syncFileApi(writeFile, context),
    appendFile: asyncFileApi(appendFile, context),
    appendFileSync: syncFileApi(appendFile, context),
    copyFile: asyncFileApi(copyFile, context),
    copyFileSync: syncFileApi(copyFile, context),
    rename: asyncFileApi(rename, context),
    renameSync: syncFileApi(rename, context),
    unlink: asyncFileApi(unlink, context),
    unlinkSync: syncFileApi(unlink, context),
    mkdir: asyncFileApi(mkdir, context),
    mkdirSync: syncFileApi(mkdir, context),
    rmdir: asyncFileApi(rmdir, context),
    rmdirSync: syncFileApi(rmdir, context),
    readdir: asyncFileApi(readdir, context),
    readdirSync: syncFileApi(readdir, context),
    truncate: asyncFileApi(truncate, context),
    truncateSync: syncFileApi(truncate, context),
    saveFileSync: syncFileApi(saveFile, context),
  }
  return { ...apis, getFileSystemManager: () => manager }
}
