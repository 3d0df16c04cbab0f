import type { OpenFile } from '../../platform.js'

/** Up to so many bytes of a file from a position on; fewer where it ends before. */
export function readPiece(
  file: OpenFile,
  position: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const target = new Uint8Array(Math.max(0, Math.min(most, file.size - position)))
  return new Promise((resolve, reject) => {
    file.read(target, position, (error, count) => {
      if (error) reject(error)
      else resolve(count === target.byteLength ? target : target.slice(0, count))
    })
  })
}
