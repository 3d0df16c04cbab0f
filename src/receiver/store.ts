import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { finished, type Writable } from 'node:stream'
import { ReceiverError, reasonOf, storeError } from './errors.js'

/** Where uploads go. A test puts its own in to hold the disk. */
export interface Store {
  /** The folder's absolute path. */
  readonly folder: string
  /** Begins an upload, whose files come into being together or not at all. */
  begin(): StoredUpload
  /** Ends the store; removes the folder if it was a temporary one. */
  close(): Promise<void>
}

export interface StoredUpload {
  /** Opens a file. The stream may fail; `path` is where the file is once the upload is kept. */
  open(): { path: string; stream: Writable }
  /** Gives the files, all written and closed, their final names. */
  keep(): Promise<void>
  /** Closes and removes all of the upload's files. Never rejects. */
  discard(): Promise<void>
}

/** Opens a file for writing, which must not exist. */
export type OpenFile = (path: string, highWaterMark: number) => Writable

// Few uploads at once get deep queues, so that the disk is never idle; hundreds share the memory.
const deepestQueue = 256 * 1024
const shallowestQueue = 32 * 1024
const memoryForQueues = 16 * 1024 * 1024

/** Makes a store in the given folder, or in a temporary one of its own. */
export async function createFolderStore(
  given: string | undefined,
  openFile: OpenFile = openOnDisk,
): Promise<Store> {
  const folder = await makeFolder(given)
  let openFiles = 0

  const begin = (): StoredUpload => {
    const files: { part: string; path: string; stream: Writable }[] = []
    const remove = async (path: string) =>
      // Windows lets nobody remove a file that a virus scanner looks at.
      rm(path, { force: true, maxRetries: 5 }).catch(() => undefined)
    return {
      open() {
        const path = join(folder, randomUUID())
        const part = `${path}.part`
        openFiles += 1
        const queue = Math.min(deepestQueue, Math.floor(memoryForQueues / openFiles))
        const stream = openFile(part, Math.max(shallowestQueue, queue))
        stream.once('close', () => {
          openFiles -= 1
        })
        stream.on('error', () => undefined)
        files.push({ part, path, stream })
        return { path, stream }
      },
      async keep() {
        for (const { part, path } of files) await rename(part, path)
      },
      async discard() {
        await Promise.all(
          files.map(async ({ part, path, stream }) => {
            // An open file cannot be removed everywhere, and one that is being opened would come back.
            if (!stream.closed) {
              await new Promise((closed) => stream.once('close', closed).destroy())
            }
            await remove(part)
            await remove(path)
          }),
        )
      },
    }
  }

  return {
    folder,
    begin,
    async close() {
      if (given === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Ends a stream and waits until all is on its way to the disk and the file is closed. */
export function finishFile(stream: Writable): Promise<void> {
  return new Promise((done, fail) => {
    finished(stream, (error) => (error ? fail(storeError(error)) : done()))
    stream.end()
  })
}

const openOnDisk: OpenFile = (path, highWaterMark) =>
  createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark })

async function makeFolder(given: string | undefined): Promise<string> {
  try {
    if (given === undefined) return await mkdtemp(join(tmpdir(), 'tt-anywhere-receiver-'))
    const folder = resolve(given)
    await mkdir(folder, { recursive: true })
    return folder
  } catch (error) {
    const values = { folder: given ?? tmpdir(), reason: reasonOf(error) }
    throw new ReceiverError('folderUnusable', values, error)
  }
}
