/**
 * A lock between processes, held for a moment: a file that only one can make.
 */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { builtins } from '../builtins.js'
import { ownMark, stateOf } from './workFolder.js'

/** Milliseconds between two tries. */
const pause = 1

/**
 * Milliseconds after which a lock that stays the same is left over: of a process that lives, of one
 * of another machine, and where nobody's name is in it yet.
 */
const patience = { alive: 60_000, unknown: 2_000, dead: 0, unnamed: 100 }

/** Nothing runs beside a lock's work: one of this very thread was not taken away. */
const ownLock = () => `${ownMark()}${builtins.worker().threadId}`

/**
 * Does the work while this process alone holds the lock. It waits where another holds it; what a
 * killed process left is taken over.
 *
 * @param file where the lock lies
 * @param aside where a lock that is left over is moved to
 */
export function whileLocked<Result>(file: string, aside: string, work: () => Result): Result {
  take(file, aside)
  try {
    return work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string, aside: string): void {
  let seen = ''
  let since = 0
  for (;;) {
    try {
      writeFileSync(file, ownLock(), { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false })
    const now = Date.now()
    const there = `${stats?.ino} ${stats?.mtimeNs}`
    if (there !== seen) {
      seen = there
      since = now
    }
    const owner = ownerOf(file)
    const state = owner === '' ? 'unnamed' : owner === ownLock() ? 'dead' : stateOf(owner)
    if (stats !== undefined && now - since >= patience[state]) {
      moveAside(file, aside, stats.ino)
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
  }
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Several may find it left over at once: who moves a lock that is new by then puts it back. */
function moveAside(file: string, aside: string, left: bigint): void {
  try {
    renameSync(file, aside)
    if (lstatSync(aside, { bigint: true }).ino !== left) renameSync(aside, file)
    else rmSync(aside, { force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
