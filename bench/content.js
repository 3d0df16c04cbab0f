// What the files hold, so that the sink can tell whether it came whole without holding the file.
import { createCipheriv } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/** No multiple of any buffer's size: a piece in the wrong place is seen. */
const period = 1024 * 1024 + 61

/**
 * Bytes that look random and are the same each time; a file is these again and again.
 * @returns {Buffer} one period, and enough of the next to compare any piece of up to a period
 */
export function createPattern() {
  const once = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(
    Buffer.alloc(period),
  )
  return Buffer.concat([once, once])
}

/**
 * Where a place of the file is in the pattern.
 * @param {number} offset
 */
export const inPattern = (offset) => offset % period

/**
 * Writes a file of the pattern; it is in the page cache then.
 * @param {string} path
 * @param {number} size bytes
 */
export function writePatternFile(path, size) {
  const pattern = createPattern()
  const file = openSync(path, 'w')
  try {
    for (let at = 0; at < size; ) {
      const from = inPattern(at)
      at += writeSync(file, pattern, from, Math.min(period, size - at))
    }
  } finally {
    closeSync(file)
  }
}

/**
 * Makes a file of zeros that takes no room on the disk, where the file system knows how. It is read
 * once: whoever is the first to read it would have the page cache filled in his time.
 * @param {string} path
 * @param {number} size bytes
 */
export function writeSparseFile(path, size) {
  const file = openSync(path, 'w+')
  try {
    ftruncateSync(file, size)
    const piece = Buffer.allocUnsafe(Math.min(size, 1024 * 1024))
    for (let at = 0; at < size; ) at += readSync(file, piece, 0, piece.length, at)
  } finally {
    closeSync(file)
  }
}
