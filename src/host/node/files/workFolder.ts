/**
 * Folders that live as long as their process: made with its number in the name, so that what a crash
 * left is known by it, and goes at the next start.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Process numbers mean something on one machine, or in one container, alone. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}

/** Makes a folder below `parent` that is this process's own; `prefix` tells ours from others'. */
export function makeWorkFolder(parent: string, prefix: string): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  return realpathSync(mkdtempSync(join(parent, `${prefix}${machine()}-${process.pid}-`)))
}

/** Removes the folders that processes left that are no more. Never throws. */
export async function sweepWorkFolders(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  const start = `${prefix}${machine()}-`
  const left = names.filter((name) => {
    const pid = name.startsWith(start) ? Number(name.slice(start.length).split('-')[0]) : 0
    return Number.isInteger(pid) && pid > 0 && !isAlive(pid)
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
