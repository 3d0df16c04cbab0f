/**
 * The data storage of one mini-program (spec 15): in memory, or a file for each key in a folder of its
 * own. So processes that share the folder never lose each other's keys, and a write is a rename.
 */
import { createHash } from 'node:crypto'
import {
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { KeyValueStore } from '../../platform.js'
import { mostInAll } from '../../rules/storedValues.js'
import { decodeEntry, encodeEntry } from './files/encode.js'
import { type At, type OwnFolder, openOwnFolder } from './files/ownFolder.js'

/** A link must not lead out, where the system has such a flag. */
const noFollow = () => constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)

/** Opens the store. Without a folder it ends with the host; with one nothing is made until needed. */
export function createKeyValueStore(
  folder: string | undefined,
  random: (length: number) => Uint8Array,
): KeyValueStore {
  const randomName = () => Buffer.from(random(12)).toString('hex')
  return folder === undefined ? inMemory() : inFolder(folder, randomName)
}

function inMemory(): KeyValueStore {
  const texts = new Map<string, string>()
  let size = 0

  function remove(key: string) {
    const text = texts.get(key)
    if (text !== undefined) size -= bytes(key) + bytes(text)
    texts.delete(key)
  }

  return {
    get: (key) => texts.get(key),
    set(key, text) {
      const before = texts.get(key)
      const freed = before === undefined ? 0 : bytes(key) + bytes(before)
      const added = bytes(key) + bytes(text)
      if (size - freed + added > mostInAll) return false
      texts.set(key, text)
      size += added - freed
      return true
    },
    remove,
    clear() {
      texts.clear()
      size = 0
    },
    info: () => ({ keys: [...texts.keys()], size }),
    close() {},
  }
}

/** A file holds its key as JSON, a line's end, and the text. */
function inFolder(folder: string, randomName: () => string): KeyValueStore {
  let opened: OwnFolder | undefined

  function open(): OwnFolder {
    opened ??= openOwnFolder(folder, randomName)
    return opened
  }

  /** Where nothing was ever kept, nothing is made to look for it. */
  function look<Result>(work: (at: At) => Result, nothing: Result): Result {
    if (opened === undefined && !existsSync(folder)) return nothing
    return open().access(work)
  }

  function entries(at: At): { key: string; size: number }[] {
    return readdirSync(at('.')).flatMap((name) => {
      const stats = lstatSync(at(name), { throwIfNoEntry: false })
      if (!stats?.isFile()) return []
      const key = plainKey(name) ?? hashedKey(at(name), name)
      return key === undefined ? [] : [{ key, size: sizeOf(key, stats) }]
    })
  }

  const sum = (all: readonly { size: number }[]) => all.reduce((sum, { size }) => sum + size, 0)

  function write(own: OwnFolder, path: string, content: string) {
    const beside = join(own.fresh(), 'text')
    try {
      writeFileSync(beside, content, { flag: 'wx', mode: 0o600 })
      replace(beside, path)
    } finally {
      rmSync(dirname(beside), { recursive: true, force: true })
    }
  }

  return {
    get: (key) => look((at) => textIn(at(fileName(key)), key), undefined),
    set(key, text) {
      const own = open()
      return own.exclusive((at) => {
        const path = at(fileName(key))
        const before = lstatSync(path, { throwIfNoEntry: false })
        const freed = before?.isFile() ? sizeOf(key, before) : 0
        if (sum(entries(at)) - freed + bytes(key) + bytes(text) > mostInAll) return false
        write(own, path, `${JSON.stringify(key)}\n${text}`)
        return true
      })
    },
    remove: (key) => look((at) => unlinkIfThere(at(fileName(key))), undefined),
    clear: () =>
      look((at) => {
        for (const { key } of entries(at)) unlinkIfThere(at(fileName(key)))
      }, undefined),
    info: () =>
      look(
        (at) => {
          const all = entries(at)
          return { keys: all.map(({ key }) => key), size: sum(all) }
        },
        { keys: [], size: 0 },
      ),
    close: () => opened?.close(),
  }
}

/** Files whose keys are too long for a name. */
const hashPrefix = 'h-'

function fileName(key: string): string {
  return encodeEntry('file', [key]) ?? `${hashPrefix}${hashOf(key)}`
}

/** The key that a file's name stands for; undefined where it is none of ours. */
function plainKey(name: string): string | undefined {
  const { kind, names = [] } = decodeEntry(name) ?? {}
  return kind === 'file' && names.length === 1 ? names[0] : undefined
}

function hashOf(key: string): string {
  // Not as UTF-8, which has no lone surrogates.
  return createHash('sha256').update(key, 'utf16le').digest('hex')
}

/** The key of a file that is named by a hash; undefined where it is none of ours. */
function hashedKey(path: string, name: string): string | undefined {
  if (!name.startsWith(hashPrefix)) return undefined
  const key = partsOf(readIfThere(path))?.key
  return key !== undefined && fileName(key) === name ? key : undefined
}

/** The text of a key; undefined where the file is not there, or is of another origin. */
function textIn(path: string, key: string): string | undefined {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined
  const parts = partsOf(readIfThere(path))
  return parts?.key === key ? parts.text : undefined
}

function partsOf(content: string | undefined): { key: string; text: string } | undefined {
  const end = content?.indexOf('\n') ?? -1
  if (content === undefined || end < 0) return undefined
  try {
    const key: unknown = JSON.parse(content.slice(0, end))
    return typeof key === 'string' ? { key, text: content.slice(end + 1) } : undefined
  } catch {
    return undefined
  }
}

/** What a key and its text take: a file holds the key as JSON, and a line's end. */
function sizeOf(key: string, { size }: Stats): number {
  // A file of another origin could pass for less than nothing.
  return Math.max(0, size - bytes(JSON.stringify(key)) - 1 + bytes(key))
}

function bytes(text: string): number {
  return Buffer.byteLength(text)
}

function readIfThere(path: string): string | undefined {
  return orUndefined(() =>
    readFileSync(path, { encoding: 'utf8', flag: noFollow() as unknown as string }),
  )
}

function unlinkIfThere(path: string): void {
  orUndefined(() => unlinkSync(path))
}

/** Nothing there is no error: another process may have been first. */
function orUndefined<Value>(run: () => Value): Value | undefined {
  try {
    return run()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Windows refuses for a moment while another process replaces, or reads, the same file. */
function replace(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const busy = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY'
      if (process.platform !== 'win32' || !busy || attempt === 10) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, attempt)
    }
  }
}
