// A temporary folder for files that are sent from disk.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Folder {
  /** Writes a file under a name, and gives its path. */
  write(name: string, data: Uint8Array): Promise<string>
  remove(): Promise<void>
}

export async function makeFolder(): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-interop-files-'))
  let count = 0
  return {
    async write(name, data) {
      // A folder of its own for each, so that equal names don't meet.
      count += 1
      const own = join(folder, `${count}`)
      await mkdir(own)
      const path = join(own, name)
      await writeFile(path, data)
      return path
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
