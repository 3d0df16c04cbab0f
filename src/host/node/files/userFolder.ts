/**
 * The saved files of one mini-program: one flat folder on the machine, see encode.ts.
 */
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { OpenFile } from '../../../platform.js'
import { pathText } from '../../../rules/paths.js'
import { decodeEntry, type EntryKind, encodeEntry } from './encode.js'
import { StoreError } from './errors.js'
import { openFile } from './openFile.js'
import { type At, openOwnFolder, removeIfEmpty } from './ownFolder.js'

/** An entry: what it is, and the names of its path. */
interface Entry {
  readonly kind: EntryKind
  readonly names: readonly string[]
}

/** The flat folder behind `ttfile://user`. */
export interface UserFolder {
  /** Many steps, between which no other process changes anything. */
  exclusive<Result>(work: () => Result): Result
  /** Throws where an entry's path is too long. */
  checkPath(kind: EntryKind, names: readonly string[]): void
  /** Opens a file that is there. */
  open(names: readonly string[], path: string): OpenFile
  /** What stands at a path; undefined where nothing does. The root is a folder. */
  find(names: readonly string[]): { kind: EntryKind; stats: Stats } | undefined
  /** All entries below a folder. */
  below(names: readonly string[]): Entry[]
  /** Bytes that all files take. */
  used(): number
  /** Moves a whole file into its place, over one that is there, within the quota. */
  commit(file: string, names: readonly string[]): void
  makeFolder(names: readonly string[]): void
  /** Moves entries, all or none: what a crash left half done is done at the next access. */
  move(moves: readonly (readonly [from: Entry, to: readonly string[]])[]): void
  remove(entry: Entry): void
  close(): void
}

/** Moves that are under way, beside the folder: pairs of names. */
const journal = '../moves'

/** Opens the folder, which is made where it is not there. `quota` is in bytes. */
export function openUserFolder(
  folder: string,
  quota: number,
  randomName: () => string,
): UserFolder {
  const own = openOwnFolder(folder, randomName)
  // What another process left half done.
  if (own.access((at) => existsSync(at(journal)))) exclusive(() => {})

  function exclusive<Result>(work: (at: At) => Result): Result {
    return own.exclusive((at) => {
      finishMoves(at)
      return work(at)
    })
  }

  function nameOf(kind: EntryKind, names: readonly string[]): string {
    const name = encodeEntry(kind, names)
    if (name === undefined) throw new StoreError('long', pathText('user', names))
    return name
  }

  function statsOf(at: At, kind: EntryKind, names: readonly string[]): Stats | undefined {
    const name = encodeEntry(kind, names)
    return name === undefined ? undefined : lstatSync(at(name), { throwIfNoEntry: false })
  }

  function entries(at: At): Entry[] {
    return readdirSync(at('.')).flatMap((name) => decodeEntry(name) ?? [])
  }

  function used(at: At): number {
    let sum = 0
    for (const { kind, names } of entries(at)) {
      if (kind === 'file') sum += statsOf(at, kind, names)?.size ?? 0
    }
    return sum
  }

  function find(at: At, names: readonly string[]) {
    if (names.length === 0) return { kind: 'folder', stats: lstatSync(at('.')) } as const
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const file = statsOf(at, 'file', names)
      if (file?.isFile()) return { kind: 'file', stats: file } as const
      // What is no plain file in its place was put there by somebody else: a link, a pipe.
      if (file !== undefined) break
      const marker = statsOf(at, 'folder', names)
      if (marker !== undefined) return { kind: 'folder', stats: marker } as const
      // Nothing is there; or another process has just put it there, or the folder was swapped just
      // then: its list tells, which can't be had then.
      const path = names.join('/')
      if (!entries(at).some((entry) => entry.names.join('/') === path)) return undefined
    }
    throw new StoreError('denied', pathText('user', names))
  }

  function finishMoves(at: At) {
    const text = readIfThere(at(journal))
    if (text === undefined) return
    for (const [from, to] of JSON.parse(text) as [string, string][]) moveIfThere(at(from), at(to))
    rmSync(at(journal), { force: true })
  }

  return {
    exclusive: (work) => exclusive(() => work()),
    checkPath: (kind, names) => void nameOf(kind, names),
    open: (names, path) =>
      own.access((at) => openFile(at(nameOf('file', names)), path, { own: true })),
    find: (names) => own.access((at) => find(at, names)),
    below: (names) =>
      own.access((at) =>
        entries(at).filter(
          (entry) =>
            entry.names.length > names.length &&
            names.every((name, index) => entry.names[index] === name),
        ),
      ),
    used: () => own.access(used),
    commit(file, names) {
      const name = nameOf('file', names)
      exclusive((at) => {
        const before = statsOf(at, 'file', names)?.size ?? 0
        if (used(at) - before + lstatSync(file).size > quota) {
          throw new StoreError('quota', pathText('user', names))
        }
        renameSync(file, at(name))
      })
      removeIfEmpty(dirname(file))
    },
    makeFolder(names) {
      const name = nameOf('folder', names)
      exclusive((at) => writeFileSync(at(name), '', { flag: 'wx', mode: 0o600 }))
    },
    move(moves) {
      const pairs = moves.map(([{ kind, names }, to]) => [nameOf(kind, names), nameOf(kind, to)])
      exclusive((at) => {
        const [first] = pairs
        if (pairs.length === 1 && first !== undefined) {
          renameSync(at(first[0] ?? ''), at(first[1] ?? ''))
          return
        }
        const aside = join(own.fresh(), 'moves')
        writeFileSync(aside, JSON.stringify(pairs), { flag: 'wx', mode: 0o600 })
        renameSync(aside, at(journal))
        removeIfEmpty(dirname(aside))
        finishMoves(at)
      })
    },
    remove({ kind, names }) {
      exclusive((at) => rmSync(at(nameOf(kind, names)), { force: true }))
    },
    close: own.close,
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
