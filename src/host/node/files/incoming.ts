/**
 * A file that comes piece by piece: a download. It lies aside, under a name that nobody knows, until
 * it is whole and put into its place.
 */
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'
import type { IncomingEvents, IncomingFile } from '../../../platform.js'
import { toStoreError } from './errors.js'

/** Bytes that may wait to be written before it asks for no more. */
const highWaterMark = 1024 * 1024

/**
 * Begins a file.
 *
 * @param file where it lies meanwhile, alone in its folder
 * @param path what errors call it
 * @param place puts the whole file into its place, and gives its path; what it throws leaves the file
 */
export function receiveFile(
  file: string,
  path: string,
  place: (extension: string) => string,
  { drained, failed }: IncomingEvents,
): IncomingFile {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600, highWaterMark })
  const closed = finished(stream)
  let over = false
  let isKept = false
  closed.catch((error) => {
    if (!over) failed(toStoreError(error, path))
  })
  stream.on('drain', () => {
    if (!over) drained()
  })
  return {
    write: (piece) => over || stream.write(piece),
    async finish() {
      over = true
      stream.end()
      try {
        await closed
      } catch (error) {
        throw toStoreError(error, path)
      }
    },
    keep(extension) {
      try {
        const kept = place(extension)
        isKept = true
        return kept
      } catch (error) {
        throw toStoreError(error, path)
      }
    },
    async discard() {
      if (isKept) return
      over = true
      stream.destroy()
      await closed.catch(() => {})
      await rm(dirname(file), { recursive: true, force: true })
    },
  }
}
