/**
 * The data storage of one mini-program (spec 15): in memory, or a file for each key in a folder of its
 * own. So processes that share the folder never lose each other's keys, and a write is a rename.
 */
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { KeyValueStore } from '../../platform.js'
import { mostInAll } from '../../rules/storedValues.js'
import { decodeEntry, encodeEntry } from './files/encode.js'

/** Opens the store. Without a folder it ends with the host; with one nothing is made until needed. */
export function createKeyValueStore(
  folder: string | undefined,
  random: (length: number) => Uint8Array,
): KeyValueStore {
  return folder === undefined ? inMemory() : inFolder(folder, random)
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
  }
}

/** A file holds its key as JSON, a line's end, and the text. */
function inFolder(folder: string, random: (length: number) => Uint8Array): KeyValueStore {
  const pathOf = (key: string) => join(folder, fileName(key))

  function entries(): { key: string; size: number }[] {
    return namesIn(folder).flatMap((name) => {
      const stats = lstatSync(join(folder, name), { throwIfNoEntry: false })
      if (!stats?.isFile()) return []
      if (name.startsWith(besidePrefix)) removeLeft(join(folder, name), stats)
      const key = plainKey(name) ?? hashedKey(join(folder, name), name)
      return key === undefined ? [] : [{ key, size: sizeOf(key, stats) }]
    })
  }

  function used(): number {
    return entries().reduce((sum, { size }) => sum + size, 0)
  }

  function write(path: string, content: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const beside = join(folder, `${besidePrefix}${Buffer.from(random(12)).toString('hex')}`)
    try {
      writeFileSync(beside, content, { flag: 'wx', mode: 0o600 })
      replace(beside, path)
    } catch (error) {
      unlinkIfThere(beside)
      throw error
    }
  }

  return {
    get: (key) => textIn(pathOf(key), key),
    set(key, text) {
      const path = pathOf(key)
      const before = lstatSync(path, { throwIfNoEntry: false })
      const freed = before?.isFile() ? sizeOf(key, before) : 0
      if (used() - freed + bytes(key) + bytes(text) > mostInAll) return false
      write(path, `${JSON.stringify(key)}\n${text}`)
      // Another process may have written in the same moment: nobody ends up over the limit.
      if (before !== undefined || used() <= mostInAll) return true
      unlinkIfThere(path)
      return false
    },
    remove(key) {
      unlinkIfThere(pathOf(key))
    },
    clear() {
      for (const { key } of entries()) unlinkIfThere(pathOf(key))
    },
    info() {
      const all = entries()
      return { keys: all.map(({ key }) => key), size: all.reduce((sum, { size }) => sum + size, 0) }
    },
  }
}

/** Files that are being written, or that a process left when it was killed. */
const besidePrefix = 'n-'
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

function namesIn(folder: string): string[] {
  return orUndefined(() => readdirSync(folder)) ?? []
}

function readIfThere(path: string): string | undefined {
  return orUndefined(() => readFileSync(path, 'utf8'))
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

/** Writing takes no time: what was begun ten minutes ago belongs to a process that was killed. */
const longestWrite = 10 * 60 * 1000

function removeLeft(path: string, { mtimeMs }: Stats): void {
  if (Date.now() - mtimeMs > longestWrite) unlinkIfThere(path)
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
