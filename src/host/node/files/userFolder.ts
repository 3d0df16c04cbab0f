/**
 * The saved files of one mini-program: one flat folder on the machine, see encode.ts.
 */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathText } from '../../../rules/paths.js'
import { decodeEntry, type EntryKind, encodeEntry } from './encode.js'
import { StoreError, toStoreError } from './errors.js'

/** An entry: what it is, and the names of its path. */
interface Entry {
  readonly kind: EntryKind
  readonly names: readonly string[]
}

/** The flat folder behind `ttfile://user`. */
export interface UserFolder {
  /** Throws where the folder is no longer the one that was opened, but a link to another, say. */
  check(names: readonly string[]): void
  /** Where an entry lies, or would lie. Throws where its path is too long. */
  place(kind: EntryKind, names: readonly string[]): string
  /** What stands at a path; undefined where nothing does. The root is a folder. */
  find(names: readonly string[]): { kind: EntryKind; stats: Stats } | undefined
  /** All entries below a folder. */
  below(names: readonly string[]): Entry[]
  /** Bytes that all files take. */
  used(): number
  /** Moves a whole file into its place, over one that is there, within the quota. */
  commit(file: string, names: readonly string[]): void
  makeFolder(names: readonly string[]): void
  move(entry: Entry, names: readonly string[]): void
  remove(entry: Entry): void
}

/** Opens the folder, which is made where it is not there. `quota` is in bytes. */
export function openUserFolder(folder: string, quota: number): UserFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = lstatSync(folder, { bigint: true })

  /** The folder must still be the one that was opened, and no link to another. */
  function check(names: readonly string[]) {
    const now = lstatSync(folder, { bigint: true, throwIfNoEntry: false })
    if (!now?.isDirectory() || now.ino !== own.ino || now.dev !== own.dev) {
      throw new StoreError('denied', pathText('user', names))
    }
  }

  function place(kind: EntryKind, names: readonly string[]): string {
    const name = encodeEntry(kind, names)
    if (name === undefined) throw new StoreError('long', pathText('user', names))
    return join(folder, name)
  }

  function statsOf(kind: EntryKind, names: readonly string[]): Stats | undefined {
    const name = encodeEntry(kind, names)
    return name === undefined ? undefined : lstatSync(join(folder, name), { throwIfNoEntry: false })
  }

  function entries(): Entry[] {
    return readdirSync(folder).flatMap((name) => decodeEntry(name) ?? [])
  }

  function used(): number {
    let sum = 0
    for (const { kind, names } of entries()) {
      if (kind === 'file') sum += statsOf(kind, names)?.size ?? 0
    }
    return sum
  }

  return {
    check,
    place,
    find(names) {
      check(names)
      if (names.length === 0) return { kind: 'folder', stats: lstatSync(folder) }
      const file = statsOf('file', names)
      if (file?.isFile()) return { kind: 'file', stats: file }
      // What is no plain file in its place was put there by somebody else: a link, a pipe.
      if (file !== undefined) throw new StoreError('denied', pathText('user', names))
      const marker = statsOf('folder', names)
      return marker && { kind: 'folder', stats: marker }
    },
    below(names) {
      check(names)
      return entries().filter(
        (entry) =>
          entry.names.length > names.length &&
          names.every((name, index) => entry.names[index] === name),
      )
    },
    used,
    commit(file, names) {
      const path = pathText('user', names)
      check(names)
      const target = place('file', names)
      const before = statsOf('file', names)?.size
      const size = lstatSync(file).size
      if (used() - (before ?? 0) + size > quota) throw new StoreError('quota', path)
      try {
        renameSync(file, target)
      } catch (error) {
        throw toStoreError(error, path)
      }
      // Another process may have saved in the same moment: nobody ends up over the quota.
      if (before === undefined && used() > quota) {
        renameSync(target, file)
        throw new StoreError('quota', path)
      }
    },
    makeFolder(names) {
      check(names)
      try {
        writeFileSync(place('folder', names), '', { flag: 'wx', mode: 0o600 })
      } catch (error) {
        throw toStoreError(error, pathText('user', names))
      }
    },
    move(entry, names) {
      check(names)
      renameSync(place(entry.kind, entry.names), place(entry.kind, names))
    },
    remove({ kind, names }) {
      check(names)
      rmSync(place(kind, names), { force: true })
    },
  }
}
