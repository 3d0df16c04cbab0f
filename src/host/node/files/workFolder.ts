/**
 * Folders that live as long as their process: made with its number in the name, so that what a crash
 * left is known by it, and goes at the next start.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, mkdtempSync, realpathSync, utimesSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** What marks something as this process's. */
export function ownMark(): string {
  return `${machine()}-${process.pid}-`
}

/** Process numbers mean something on one machine, or in one container, alone. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}

/** What a mark says of its process: `unknown` where it is one of another machine. */
export function stateOf(mark: string): 'alive' | 'dead' | 'unknown' {
  const [of, pid] = mark.split('-')
  if (of !== machine()) return 'unknown'
  return isAlive(Number(pid)) ? 'alive' : 'dead'
}

/** Milliseconds between two signs of life, and after which a folder of another machine is left over. */
const signOfLife = 30_000
const silence = 5 * 60_000

/** Makes a folder below `parent` that is this process's own; `prefix` tells ours from others'. */
export function makeWorkFolder(parent: string, prefix: string): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  return realpathSync(mkdtempSync(join(parent, `${prefix}${ownMark()}`)))
}

/** Tells other machines that a folder is in use. The returned function ends that. */
export function keepAlive(folder: string): () => void {
  const timer = setInterval(() => {
    try {
      const now = new Date()
      utimesSync(folder, now, now)
    } catch {
      // Who took it away needs no sign.
    }
  }, signOfLife)
  timer.unref()
  return () => clearInterval(timer)
}

/** Removes the folders that processes left that are no more. Never throws. */
export async function sweepWorkFolders(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  const left = names.filter((name) => {
    const mark = name.startsWith(prefix) ? name.slice(prefix.length) : ''
    return /^[0-9a-f]{8}-\d+-/.test(mark) && isLeft(mark, join(parent, name))
  })
  await Promise.allSettled(left.map((name) => rm(join(parent, name), { recursive: true })))
}

function isLeft(mark: string, folder: string): boolean {
  const state = stateOf(mark)
  if (state === 'dead') return true
  const changed = timeOf(folder)
  if (changed === undefined) return false
  // In a container each new process has the number of the one before it. A second for two clocks
  // that differ; what changes in a folder makes it younger, never older.
  if (mark.startsWith(ownMark())) return changed < Date.now() - process.uptime() * 1_000 - 1_000
  return state === 'unknown' && changed < Date.now() - silence
}

/** When it last changed; undefined where it is gone, or where nobody lets us look. */
function timeOf(folder: string): number | undefined {
  try {
    return lstatSync(folder).mtimeMs
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
