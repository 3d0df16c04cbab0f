/**
 * A folder of our own that others may try to swap for another, or for a link, at any moment.
 *
 * Its entries are reached through an empty folder two levels within it and back, such as
 * `user/a-…/4f…/../../f-x`. The inner one is made anew for each access. Where the system resolves a
 * path step by step, nothing that stands in the folder's place has one of that name: so no step leads
 * out, whenever it is swapped. Windows drops the detour, and has the check before it alone.
 */
import { lstatSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { StoreError, toStoreError } from './errors.js'
import { whileLocked } from './lock.js'
import { isSame } from './openFile.js'
import { keepAlive, ownMark } from './workFolder.js'

/** Where an entry of the folder lies, for as long as the access lasts. */
export type At = (name: string) => string

/** A folder of our own. */
export interface OwnFolder {
  /** One access. Throws `denied` where the folder is not the one that was opened. */
  access<Result>(work: (at: At) => Result): Result
  /** One access while no other process has one of this kind, to this folder or those beside it. */
  exclusive<Result>(work: (at: At) => Result): Result
  /** An empty folder within it, for one file that nobody else knows of. */
  fresh(): string
  /** Takes away what this process has in it, but for its entries. */
  close(): void
}

/** How the folders that anchor accesses are called. */
export const anchorPrefix = 'a-'

/** Opens a folder, which is made where it is not there. Neither it nor the one around it is a link. */
export function openOwnFolder(folder: string, randomName: () => string): OwnFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = lstatSync(folder, { bigint: true })
  if (lstatSync(dirname(folder)).isSymbolicLink()) throw new StoreError('denied', '')
  if (!own.isDirectory()) throw new StoreError('denied', '')
  const anchor = mkdtempSync(join(folder, `${anchorPrefix}${ownMark()}`))
  const rest = keepAlive(anchor)
  let current: At | undefined
  let holding = false

  function fresh(): string {
    const made = join(anchor, randomName())
    try {
      mkdirSync(made, { mode: 0o700 })
      // Where it was made it stays: what leads through it leads to the folder, or nowhere.
      const around = lstatSync(`${made}${back}`, { bigint: true })
      const named = lstatSync(folder, { bigint: true })
      if (isSame(own, around) && isSame(own, named)) return made
      removeIfEmpty(made)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toStoreError(error, '')
    }
    throw new StoreError('denied', '')
  }

  function access<Result>(work: (at: At) => Result): Result {
    if (current !== undefined) return work(current)
    const made = fresh()
    current = (name) => `${made}${back}${sep}${name}`
    try {
      return work(current)
    } finally {
      current = undefined
      removeIfEmpty(made)
    }
  }

  return {
    access,
    fresh,
    exclusive: (work) =>
      access((at) => {
        if (holding) return work(at)
        return whileLocked(
          at(join('..', 'lock')),
          at(join(anchorName(anchor), randomName())),
          () => {
            holding = true
            try {
              return work(at)
            } finally {
              holding = false
            }
          },
        )
      }),
    close() {
      rest()
      rmSync(anchor, { recursive: true, force: true })
    },
  }
}

/** From a fresh folder to the one that holds the anchor. */
const back = `${sep}..${sep}..`

const anchorName = (anchor: string) => anchor.slice(anchor.lastIndexOf(sep) + 1)

/** What can't be removed now goes when the folder is closed. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {}
}
