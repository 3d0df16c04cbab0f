/**
 * Folders that live as long as their process: made with its number in the name, so that what a crash
 * left is known by it, and goes at the next start.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs'
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

/** Whether a mark is that of a process of this machine that is no more. */
export function isLeft(mark: string): boolean {
  const start = `${machine()}-`
  const pid = mark.startsWith(start) ? Number(mark.slice(start.length).split('-')[0]) : 0
  return Number.isInteger(pid) && pid > 0 && !isAlive(pid)
}

/** Makes a folder below `parent` that is this process's own; `prefix` tells ours from others'. */
export function makeWorkFolder(parent: string, prefix: string): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  return realpathSync(mkdtempSync(join(parent, `${prefix}${ownMark()}`)))
}

/** Removes the folders that processes left that are no more. Never throws. */
export async function sweepWorkFolders(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  const left = names.filter((name) => {
    if (!name.startsWith(prefix)) return false
    const mark = name.slice(prefix.length)
    return isLeft(mark) || (mark.startsWith(ownMark()) && isOlder(join(parent, name)))
  })
  await Promise.allSettled(left.map((name) => rm(join(parent, name), { recursive: true })))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** In a container each new process has the number of the one before it. */
function isOlder(folder: string): boolean {
  const started = Date.now() - process.uptime() * 1_000
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  // A second for two clocks that differ. What changes in it makes a folder younger, never older.
  return stats !== undefined && stats.mtimeMs < started - 1_000
}
