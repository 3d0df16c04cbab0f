import { closeSync, constants, fstatSync, lstatSync, openSync, read, readSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { OpenFile } from '../../../platform.js'
import { StoreError, toStoreError } from './errors.js'

/** A file up to this many bytes is read at once: quicker than a turn through the thread pool. */
const readAtOnce = 64 * 1024
/** Milliseconds: a read that took so long was one too many, and for a while there are no more. */
const slowRead = 50
const slowWhile = 1_000
let slowUntil = Number.NEGATIVE_INFINITY

/** Which file it is, on this machine. */
export interface FileId {
  readonly dev: bigint
  readonly ino: bigint
}

/** What must hold of a file that is opened. */
export interface Owned {
  /** The store made it: then it must be a plain file in its place, and no link. */
  readonly own: boolean
  /** This very file, whatever stands in its place by now. */
  readonly id?: FileId | undefined
}

/**
 * Opens a file of the machine.
 *
 * @param file where it lies
 * @param path what the sandbox calls it, for errors
 */
export function openFile(file: string, path: string, owned: Owned): OpenFile {
  let descriptor: number
  try {
    // A pipe with no writer must not hold the process, and a link must not lead out: where the
    // system has such flags.
    const flags = (constants.O_NONBLOCK ?? 0) | (owned.own ? (constants.O_NOFOLLOW ?? 0) : 0)
    descriptor = openSync(file, constants.O_RDONLY | flags)
  } catch (error) {
    throw toStoreError(error, path)
  }
  try {
    return readable(descriptor, file, path, owned)
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function readable(descriptor: number, file: string, path: string, { own, id }: Owned): OpenFile {
  const opened = fstatSync(descriptor)
  if (opened.isDirectory()) throw new StoreError('folder', path)
  if (!opened.isFile()) throw new StoreError('missing', path)
  const isLink = () => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
  if (own && constants.O_NOFOLLOW === undefined && isLink()) throw new StoreError('denied', path)
  const { size, mtimeMs } = opened
  if (id !== undefined && !isSame(id, fstatSync(descriptor, { bigint: true }))) {
    throw new StoreError('denied', path)
  }

  function readNow(target: Uint8Array, position: number): number {
    let filled = 0
    for (let count = 1; count > 0 && filled < target.byteLength; filled += count) {
      try {
        count = readSync(descriptor, target, filled, target.byteLength - filled, position + filled)
      } catch (error) {
        throw toStoreError(error, path)
      }
    }
    return filled
  }

  let pending = 0
  let closing = false
  const closeWhenIdle = () => {
    // Never under a read that runs: the number could belong to another file by then.
    if (closing && pending === 0) closeSync(descriptor)
  }

  return {
    size,
    read(target, position, callback) {
      const start = performance.now()
      if (size <= readAtOnce && start > slowUntil) {
        let count = 0
        try {
          count = readNow(target, position)
        } catch (error) {
          return callback(error as Error, 0)
        }
        const end = performance.now()
        if (end - start > slowRead) slowUntil = end + slowWhile
        return callback(null, count)
      }
      let filled = 0
      pending += 1
      // Closed only when the caller has had its answer: it may ask then whether the file changed.
      const done = (error: Error | null) => {
        try {
          callback(error, filled)
        } finally {
          pending -= 1
          closeWhenIdle()
        }
      }
      const more = () => {
        const wanted = target.byteLength - filled
        read(descriptor, target, filled, wanted, position + filled, (error, count) => {
          if (error) return done(toStoreError(error, path) as Error)
          filled += count
          if (count === 0 || filled === target.byteLength || closing) done(null)
          else more()
        })
      }
      more()
    },
    readNow,
    changed() {
      const now = fstatSync(descriptor)
      return now.size !== size || now.mtimeMs !== mtimeMs
    },
    close() {
      if (closing) return
      closing = true
      closeWhenIdle()
    },
  }
}

/** Whether two are the same file. */
export function isSame(one: FileId, other: FileId | undefined): boolean {
  return one.dev === other?.dev && one.ino === other.ino
}
