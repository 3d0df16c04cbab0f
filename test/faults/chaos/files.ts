import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../random.js'
import { largest } from './uploads.js'

/** A file on the disk, and what it holds. */
export interface MadeFile {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

/** Writes files of these lengths; none holds what another one does. */
export function makeFiles(seed: number, sizes: readonly number[], folder: string): MadeFile[] {
  const random = createRandom(seed, 5)
  // Drawing every byte would take seconds: each file is another piece of the same ones, and its number.
  const noise = Buffer.alloc(largest * 2)
  const block = random.bytes(64 * 1024)
  for (let at = 0; at < noise.length; at += block.length) {
    block.copy(noise, at)
    noise.writeUInt32LE(at, at)
  }
  return sizes.map((size, index) => {
    const start = random.between(0, largest)
    const bytes = Buffer.from(noise.subarray(start, start + size))
    if (size >= 4) bytes.writeUInt32LE(index, size - 4)
    const path = join(folder, `${index}.bin`)
    writeFileSync(path, bytes)
    return { path, size, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
}
