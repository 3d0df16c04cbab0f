/**
 * Files that a person picked in the browser: streamed into a folder of the session's own.
 */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TooLargeError } from './answer.js'

/** Bytes of one file. */
const mostBytes = 2 * 1024 ** 3

/** The picked files of one session. */
export interface Picks {
  /** Takes a file's bytes, and gives its id. */
  receive(request: IncomingMessage, name: string): Promise<string>
  /** Makes a file of this machine one that can be picked, and gives its id. */
  offer(file: string): string
  /** Where a file lies. @throws {Error} where there is none of this id */
  find(id: unknown): string
  close(): Promise<void>
}

/** Makes them; `folder` is made when first needed. */
export function createPicks(folder: string): Picks {
  const files = new Map<string, string>()
  const offered = new Map<string, string>()
  const newId = () => randomBytes(12).toString('hex')
  let closed = false

  return {
    async receive(request, name) {
      const length = Number(request.headers['content-length'] ?? 0)
      if (length > mostBytes) throw new TooLargeError()
      const id = newId()
      const own = join(folder, id)
      const file = join(own, diskName(name))
      try {
        await mkdir(own, { recursive: true, mode: 0o700 })
        const limit = createLimit(mostBytes)
        await pipeline(request, limit, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
        if (closed) throw new Error('the session is closed')
      } catch (error) {
        await rm(own, { recursive: true, force: true })
        throw error
      }
      files.set(id, file)
      return id
    },
    offer(file) {
      const id = offered.get(file) ?? newId()
      offered.set(file, id)
      files.set(id, file)
      return id
    },
    find(id) {
      const found = typeof id === 'string' ? files.get(id) : undefined
      if (found === undefined) throw new Error('a picked file is not there any more: pick it again')
      return found
    },
    async close() {
      closed = true
      files.clear()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function createLimit(most: number): Transform {
  let taken = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      taken += chunk.byteLength
      if (taken > most) done(new TooLargeError())
      else done(null, chunk)
    },
  })
}

/** Most bytes of a name that every file system takes. */
const longestName = 200

/** A name of a stranger's file, as any file system takes it. */
function diskName(name: string): string {
  const harmless = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no file system likes them.
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_')
    .replace(/[. ]+$/, '')
  const dot = harmless.lastIndexOf('.')
  const end = dot < 0 ? '' : harmless.slice(dot).slice(0, 20)
  const start = dot < 0 ? harmless : harmless.slice(0, dot)
  let kept = ''
  for (const character of start) {
    if (Buffer.byteLength(kept + character + end) > longestName) break
    kept += character
  }
  const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(kept)
  return `${device ? '_' : ''}${kept}${end}` || 'file'
}
