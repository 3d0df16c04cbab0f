import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** Where TT_ANYWHERE_SMALL_DISK names none, one can be made by root on Linux alone. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0

/** Why there is no small disk here; undefined where there is one. */
export const noSmallDisk =
  process.env.TT_ANYWHERE_SMALL_DISK || canMount
    ? undefined
    : 'a small disk is mounted by root on Linux, or named by TT_ANYWHERE_SMALL_DISK'

/**
 * A real file system of few bytes for the tests around the call; what lies there goes with them. Ask
 * {@link noSmallDisk} first. Its folder is there once the tests run.
 */
export function useSmallDisk(bytes = 1024 * 1024): () => string {
  const named = process.env.TT_ANYWHERE_SMALL_DISK
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(named || tmpdir(), 'tt-anywhere-disk-'))
    if (!named) {
      const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder])
      if (mount.status !== 0) throw new Error(`mount: ${mount.stderr}`)
    }
    // A child of the tests may run as somebody else.
    chmodSync(folder, 0o777)
  })
  afterAll(() => {
    if (!named) spawnSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return () => folder
}
