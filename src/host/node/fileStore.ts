/**
 * The sandbox in Node: `ttfile://temp` and `ttfile://user` (spec 2).
 */
import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from 'node:fs'
import { mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve, sep } from 'node:path'
import type { FileProblem, FileStore, FileStoreError, OpenFile } from '../../platform.js'

/** A file up to this many bytes is read at once: quicker than a turn through the thread pool. */
const readAtOnce = 64 * 1024

/** The two places a sandbox path can begin with. */
const roots = ['temp', 'user'] as const

/** An error of the store. */
class StoreError extends Error implements FileStoreError {
  override readonly name = 'FileStoreError'
  constructor(
    readonly problem: FileProblem,
    path: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}: ${path}`, options)
  }
}

/** Makes the file store of one host. `random` gives names that nobody guesses. */
export function createFileStore(random: (length: number) => Uint8Array): FileStore {
  /** What the host was given: sandbox path to a file on the machine, which is only referred to. */
  const referred = new Map<string, string>()
  let folder: Promise<string> | undefined
  let closed = false

  /** The private folder behind the sandbox; made when first needed. */
  function privateFolder(): Promise<string> {
    folder ??= mkdtemp(join(tmpdir(), 'tt-anywhere-')).then((path) => realpath(path))
    return folder
  }
  const randomName = () => Buffer.from(random(12)).toString('hex')

  /** Where a sandbox path lies on the machine, by construction: segment by segment. */
  async function locate(path: string): Promise<string> {
    // Given by the host: an exact name in a table leads nowhere else, whatever it is made of.
    const given = referred.get(path)
    if (given !== undefined) return given
    const segments = sandboxSegments(path)
    if (folder === undefined) throw new StoreError('missing', path)
    const base = await folder
    const located = await realpath(join(base, ...segments)).catch(
      (error: NodeJS.ErrnoException) => {
        throw new StoreError(error.code === 'EACCES' ? 'denied' : 'missing', path, { cause: error })
      },
    )
    if (!located.startsWith(base + sep)) throw new StoreError('denied', path)
    return located
  }

  return {
    async open(path) {
      return openFile(await locate(path), path)
    },

    async add(source) {
      if (closed) throw new Error('host is closed')
      if (typeof source === 'string') {
        const file = resolve(source)
        const found = await stat(file)
        if (!found.isFile()) throw new TypeError(`${source} is not a file`)
        return refer(basename(file), file)
      }
      const { name, data } = source
      checkName(name)
      // Under a name of our own: the file system may not take the one given.
      const file = join(await privateFolder(), randomName())
      await writeFile(file, data, { flag: 'wx', mode: 0o600 })
      return refer(name, file)
    },

    async close() {
      closed = true
      referred.clear()
      const made = folder
      folder = undefined
      if (made !== undefined) await rm(await made, { recursive: true, force: true })
    },
  }

  function refer(name: string, file: string): string {
    const path = `ttfile://temp/${randomName()}/${name}`
    referred.set(path, file)
    return path
  }
}

function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '' || name === '.' || name === '..') {
    throw new TypeError(`name must be a file's name, got ${JSON.stringify(name)}`)
  }
  // A back-slash is a letter like any other in a name, but for Windows.
  if (/[/\0]/.test(name)) {
    throw new TypeError(
      `name must be a file's own name without a folder, got ${JSON.stringify(name)}`,
    )
  }
}

/** Splits a sandbox path; whatever could lead out of the sandbox is denied. */
function sandboxSegments(path: string): string[] {
  const [, root, rest] = /^ttfile:\/\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? []
  if (root === undefined || !roots.some((name) => name === root)) {
    throw new StoreError('denied', path)
  }
  const segments = rest === undefined ? [] : rest.split('/')
  if (segments.some((segment) => segment === '..' || /[\\\0]/.test(segment))) {
    throw new StoreError('denied', path)
  }
  // Taken literally: no file has an empty name, or is named after the folder it is in.
  if (segments.some((segment) => segment === '' || segment === '.')) {
    throw new StoreError('missing', path)
  }
  return [root, ...segments]
}

function openFile(file: string, path: string): OpenFile {
  let descriptor: number
  let opened: Stats
  try {
    // A pipe with no writer must not hold the process: O_NONBLOCK, where the system has it.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const problem = code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing'
    if (code === 'EMFILE' || code === 'ENFILE') throw error
    throw new StoreError(problem, path, { cause: error })
  }
  try {
    opened = fstatSync(descriptor)
    if (!opened.isFile()) throw new StoreError('missing', path)
  } catch (error) {
    closeSync(descriptor)
    throw error
  }

  let pending = 0
  let closing = false
  const closeWhenIdle = () => {
    // Never under a read that runs: the number could belong to another file by then.
    if (closing && pending === 0) closeSync(descriptor)
  }

  return {
    size: opened.size,
    read(target, position, callback) {
      if (opened.size <= readAtOnce) return readNow(descriptor, target, position, callback)
      let filled = 0
      pending += 1
      // Closed only when the caller has had its answer: it may ask then whether the file changed.
      const done = (error: Error | null) => {
        try {
          callback(error, filled)
        } finally {
          pending -= 1
          closeWhenIdle()
        }
      }
      const more = () =>
        read(
          descriptor,
          target,
          filled,
          target.byteLength - filled,
          position + filled,
          (error, count) => {
            if (error) return done(error)
            filled += count
            if (count === 0 || filled === target.byteLength || closing) done(null)
            else more()
          },
        )
      more()
    },
    changed() {
      const now = fstatSync(descriptor)
      return now.size !== opened.size || now.mtimeMs !== opened.mtimeMs
    },
    close() {
      if (closing) return
      closing = true
      closeWhenIdle()
    },
  }
}

function readNow(
  descriptor: number,
  target: Uint8Array,
  position: number,
  callback: (error: Error | null, bytesRead: number) => void,
): void {
  let filled = 0
  try {
    for (let count = 1; count > 0 && filled < target.byteLength; filled += count) {
      count = readSync(descriptor, target, filled, target.byteLength - filled, position + filled)
    }
  } catch (error) {
    return callback(error as Error, filled)
  }
  callback(null, filled)
}
