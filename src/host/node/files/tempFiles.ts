/**
 * Temporary files: an index in memory. Each stands for a file of the machine that is only referred
 * to, or for one of our own.
 */
import { extname } from 'node:path'
import { pathText } from '../../../rules/paths.js'
import { StoreError } from './errors.js'
import type { FileId } from './openFile.js'

/** A temporary file. */
export interface TempFile {
  /** Where it lies on the machine. */
  readonly file: string
  /** Whether it is ours: then it may be moved. */
  readonly own: boolean
  /** Which file ours is: nothing else that stands in its place. */
  readonly id?: FileId
}

/** The index behind `ttfile://temp`. */
export interface TempFiles {
  /** The names of a path that was given out, whatever they are made of; undefined for any other. */
  given(path: string): readonly string[] | undefined
  /** Throws where nothing, or a folder, is there. */
  find(path: string, names: readonly string[]): TempFile
  isFolder(names: readonly string[]): boolean
  /** The names of all files. */
  all(): (readonly string[])[]
  /** Adds a file and gives its path. */
  add(names: readonly string[], file: TempFile): string
  remove(names: readonly string[]): void
  clear(): void
}

const start = 'ttfile://temp/'

/** Makes the index. */
export function createTempFiles(): TempFiles {
  const files = new Map<string, TempFile>()
  const keyOf = (names: readonly string[]) => names.join('/')

  function isFolder(names: readonly string[]): boolean {
    const folder = names.map((name) => `${name}/`).join('')
    return names.length === 0 || [...files.keys()].some((key) => key.startsWith(folder))
  }

  return {
    given(path) {
      const key = path.startsWith(start) ? path.slice(start.length) : ''
      return files.has(key) ? key.split('/') : undefined
    },
    find(path, names) {
      const found = files.get(keyOf(names))
      if (found !== undefined) return found
      throw new StoreError(isFolder(names) ? 'folder' : 'missing', path)
    },
    isFolder,
    all: () => [...files.keys()].map((key) => key.split('/')),
    add(names, file) {
      files.set(keyOf(names), file)
      return pathText('temp', names)
    },
    remove: (names) => void files.delete(keyOf(names)),
    clear: () => files.clear(),
  }
}

/** A name's extension, where it is one that people use. */
export function shortExtension(name: string): string {
  const extension = extname(name).toLowerCase()
  return /^\.[a-z0-9]{1,16}$/.test(extension) ? extension : ''
}

/** Holds the name of a file that comes as bytes to what can be the last part of a path. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '' || name === '.' || name === '..') {
    throw new TypeError(`name must be a file's name, got ${JSON.stringify(name)}`)
  }
  // A back-slash is a letter like any other in a name, but for Windows.
  if (/[/\0]/.test(name)) {
    throw new TypeError(
      `name must be a file's own name without a folder, got ${JSON.stringify(name)}`,
    )
  }
}
