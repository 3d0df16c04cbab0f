import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { ReceiverError, reasonOf } from './errors.js'
import { createFileWriter, type FileWriter } from './fileWriter.js'
import { createWriteMemory, type Sender } from './writeMemory.js'

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
  /** Has a sender held back while too much waits for the disk, until what comes back is called. */
  join(sender: Sender): () => void
  /** Opens a file; `path` is where it is once the upload is kept. */
  open(events: FileEvents): { path: string; writer: FileWriter }
  /** Gives the files, all written and closed, their final names. */
  keep(): Promise<void>
  /** Closes and removes all of the upload's files. Never rejects. */
  discard(): Promise<void>
}

/** What a file tells while it is written. */
interface FileEvents {
  /** The disk failed. */
  onError(error: Error): void
  /** The writer was full and no longer is. May come without need. */
  onRelief(): void
}

/** Opens a file for writing, which must not exist. */
export type OpenFile = (path: string) => Writable

/** Makes a store in the given folder, or in a temporary one of its own. */
export async function createFolderStore(
  given: string | undefined,
  openFile: OpenFile = openOnDisk,
): Promise<Store> {
  const folder = await makeFolder(given)
  const memory = createWriteMemory()

  const begin = (): StoredUpload => {
    const files: { part: string; path: string; stream: Writable }[] = []
    const remove = async (path: string) =>
      // Windows lets nobody remove a file that a virus scanner looks at.
      rm(path, { force: true, maxRetries: 5 }).catch(() => undefined)
    return {
      join: memory.join,
      open({ onError, onRelief }) {
        const path = join(folder, randomUUID())
        const part = `${path}.part`
        const stream = openFile(part)
        stream.on('error', onError)
        files.push({ part, path, stream })
        return { path, writer: createFileWriter(stream, memory, onRelief) }
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

const openOnDisk: OpenFile = (path) => createWriteStream(path, { flags: 'wx', mode: 0o600 })

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
