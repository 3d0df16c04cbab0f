import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A file of so many bytes that takes no room on the disk; it goes with the test. */
export function sparseFile(bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'big.bin')
  writeFileSync(path, '')
  truncateSync(path, bytes)
  return path
}

/** Whether the system tells which files a process holds open. */
export const tellsOpenFiles = existsSync('/proc/self/fd')

/** How often this process holds a file open. */
export function timesOpen(path: string): number {
  let found = 0
  for (const descriptor of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${descriptor}`) === path) found += 1
    } catch {
      // Closed since it was listed.
    }
  }
  return found
}

/** The plain files below a folder, wherever they lie; none where it is not there. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
