/**
 * The saved files of one mini-program: one flat folder on the machine, see encode.ts.
 */
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { join, sep } from 'node:path'
import { pathText } from '../../../rules/paths.js'
import { decodeEntry, type EntryKind, encodeEntry } from './encode.js'
import { StoreError } from './errors.js'
import { whileLocked } from './lock.js'
import { ownMark } from './workFolder.js'

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
  close(): void
}

/** How the folder that anchors the paths of a process is called. */
export const anchorPrefix = 'a-'

/**
 * Opens the folder, which is made where it is not there. `quota` is in bytes.
 *
 * Its files are reached through an empty folder within it, whose name nobody guesses, and back:
 * `user/a-…/../f-x`. Where the system resolves a path step by step, nothing that is put in the
 * folder's place, such as a link, has that name: so no step leads out, whenever it is swapped.
 * Windows drops the detour, and has the check alone.
 */
export function openUserFolder(folder: string, quota: number): UserFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = lstatSync(folder, { bigint: true })
  check([])
  // Once, and before anything is there: later a swap could put it elsewhere.
  const anchor = mkdtempSync(join(folder, `${anchorPrefix}${ownMark()}`))
  check([])
  const within = (name: string) => `${anchor}${sep}..${sep}${name}`

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
    return within(name)
  }

  function statsOf(kind: EntryKind, names: readonly string[]): Stats | undefined {
    const name = encodeEntry(kind, names)
    return name === undefined ? undefined : lstatSync(within(name), { throwIfNoEntry: false })
  }

  function entries(): Entry[] {
    return readdirSync(within('.')).flatMap((name) => decodeEntry(name) ?? [])
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
      if (names.length === 0) return { kind: 'folder', stats: lstatSync(within('.')) }
      const file = statsOf('file', names)
      if (file?.isFile()) return { kind: 'file', stats: file }
      // What is no plain file in its place was put there by somebody else: a link, a pipe.
      if (file !== undefined) throw new StoreError('denied', pathText('user', names))
      const marker = statsOf('folder', names)
      if (marker !== undefined) return { kind: 'folder', stats: marker }
      // Nothing is there, or the folder was swapped just then: its list tells, which can't be had then.
      const there = entries().some((entry) => entry.names.join('/') === names.join('/'))
      if (there) throw new StoreError('denied', pathText('user', names))
      return undefined
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
      check(names)
      const target = place('file', names)
      // Two that save at the same moment must not both find room for the last bytes.
      whileLocked(within(join('..', 'lock')), join(anchor, 'lock'), () => {
        const before = statsOf('file', names)?.size ?? 0
        if (used() - before + lstatSync(file).size > quota) {
          throw new StoreError('quota', pathText('user', names))
        }
        renameSync(file, target)
      })
    },
    makeFolder(names) {
      check(names)
      writeFileSync(place('folder', names), '', { flag: 'wx', mode: 0o600 })
    },
    move(entry, names) {
      check(names)
      renameSync(place(entry.kind, entry.names), place(entry.kind, names))
    },
    remove({ kind, names }) {
      check(names)
      rmSync(place(kind, names), { force: true })
    },
    close: () => rmSync(anchor, { recursive: true, force: true }),
  }
}
