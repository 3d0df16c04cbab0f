/**
 * The sandbox in Node (spec 2): temporary files by an index in memory, saved ones in a flat folder.
 */
import {
  appendFileSync,
  lstatSync,
  rmSync,
  type Stats,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { FileSource, FileStat, FileStore, OpenFile } from '../../../platform.js'
import { pathText, readPath, type SandboxPath } from '../../../rules/paths.js'
import { copyOut, copyOutNow, readWhole } from './copyOut.js'
import { StoreError, toStoreError } from './errors.js'
import { guardStore } from './guard.js'
import { receiveFile } from './incoming.js'
import { isSame, openFile } from './openFile.js'
import { anchorPrefix, type OwnFolder, openOwnFolder } from './ownFolder.js'
import { checkName, createTempFiles, shortExtension, type TempFile } from './tempFiles.js'
import { openUserFolder, type UserFolder } from './userFolder.js'
import { keepAlive, makeWorkFolder, sweepWorkFolders } from './workFolder.js'

const bigint = { bigint: true } as const

/** Where it lies, and how much it may hold. */
export interface FileStoreOptions {
  /** The mini-program's own folder, which outlives the process; else saved files go with the host. */
  readonly folder: string | undefined
  /** Bytes that saved files may take. */
  readonly quota: number
  /** Names that nobody guesses. */
  random(length: number): Uint8Array
}

/** Makes the file store of one host. */
export function createFileStore({ folder, quota, random }: FileStoreOptions): FileStore {
  const temp = createTempFiles()
  const randomName = () => Buffer.from(random(12)).toString('hex')
  let closed = false
  let places: { folder: string; work: OwnFolder; user: UserFolder; rest(): void } | undefined
  const parent = folder === undefined ? tmpdir() : join(folder, 'temp')
  const prefix = folder === undefined ? 'tt-anywhere-' : ''
  const swept = sweep()

  /** What a crash left. */
  async function sweep() {
    await sweepWorkFolders(parent, prefix)
    if (folder === undefined) return
    for (const kept of ['user', 'values']) await sweepWorkFolders(join(folder, kept), anchorPrefix)
  }

  /** The folders on the machine; made when first needed. */
  function open() {
    if (closed) throw new Error('host is closed')
    if (places === undefined) {
      const made = makeWorkFolder(parent, prefix)
      places = {
        folder: made,
        work: openOwnFolder(join(made, 'work'), randomName),
        user: openUserFolder(join(folder ?? made, 'user'), quota, randomName),
        rest: keepAlive(made),
      }
    }
    return places
  }
  /** Each in a folder of its own, whose name nobody knows. */
  const newFile = () => join(open().work.fresh(), 'file')
  /** What can't be removed now goes with the folder, when the host closes. */
  const removeFile = (file: string) =>
    rm(dirname(file), { recursive: true, force: true }).catch(() => {})
  const removeFileNow = (file: string) => {
    try {
      rmSync(dirname(file), { recursive: true, force: true })
    } catch {}
  }
  const exclusive = <Result>(work: () => Result): Result => open().user.exclusive(work)

  function read(path: string): SandboxPath {
    // The very text that the store gave out leads nowhere else.
    const given = temp.given(path)
    if (given !== undefined) return { root: 'temp', names: given }
    const found = readPath(path)
    if (found === undefined) throw new StoreError('denied', path)
    return found
  }

  /** The names of a path that is to be written: below `ttfile://user`, each name one that can be. */
  function target(path: string): readonly string[] {
    const { root, names } = read(path)
    if (
      root !== 'user' ||
      names.length === 0 ||
      names.some((name) => name === '' || name === '.')
    ) {
      throw new StoreError('denied', path)
    }
    return names
  }

  /** The same for a file: its folder must be there, and no folder in its place. */
  function targetFile(path: string): readonly string[] {
    const names = target(path)
    const { user } = open()
    const folder = user.find(names.slice(0, -1))
    if (folder === undefined) throw new StoreError('missing', path)
    if (folder.kind !== 'folder') throw new StoreError('not-folder', path)
    if (user.find(names)?.kind === 'folder') throw new StoreError('folder', path)
    user.checkPath('file', names)
    return names
  }

  function findUser(path: string, names: readonly string[]) {
    const found = open().user.find(names)
    if (found === undefined) throw new StoreError('missing', path)
    return found
  }

  function openPath(path: string): OpenFile {
    const { root, names } = read(path)
    // A path that ends with a slash means a folder, whatever is there.
    if (path.endsWith('/')) throw new StoreError('missing', path)
    if (root === 'temp') {
      const { file, own, id } = temp.find(path, names)
      return openFile(file, path, { own, id })
    }
    if (findUser(path, names).kind === 'folder') throw new StoreError('folder', path)
    return open().user.open(names, path)
  }

  /** Makes a file aside, and puts it into its place when it is whole. */
  function replace(names: readonly string[], make: (file: string) => void) {
    const file = newFile()
    try {
      make(file)
      open().user.commit(file, names)
    } catch (error) {
      // Now: who is told of a full disk may try something smaller at once.
      removeFileNow(file)
      throw toStoreError(error, pathText('user', names))
    }
  }

  /** What would not fit is refused before it is copied; commit looks again. */
  function checkRoom(names: readonly string[], source: OpenFile) {
    const { user } = open()
    const before = user.find(names)?.stats.size ?? 0
    if (user.used() - before + source.size > quota) {
      throw new StoreError('quota', pathText('user', names))
    }
  }

  async function copyTo(names: readonly string[], source: OpenFile): Promise<void> {
    checkRoom(names, source)
    const file = newFile()
    try {
      await copyOut(source, file, open)
      commit(names, file)
    } catch (error) {
      await removeFile(file)
      throw toStoreError(error, pathText('user', names))
    }
  }

  function copyToNow(names: readonly string[], source: OpenFile): void {
    checkRoom(names, source)
    replace(names, (file) => copyOutNow(source, file))
  }

  /** What took a while finds another state, maybe: a folder in its place, or none around it. */
  function commit(names: readonly string[], file: string) {
    exclusive(() => open().user.commit(file, targetFile(pathText('user', names))))
  }

  /** One step: after a crash the file is at one of the two places, whole. */
  function moveTo(names: readonly string[], { file, id }: TempFile) {
    const path = pathText('user', names)
    if (id !== undefined && !isSame(id, lstatSync(file, bigint)))
      throw new StoreError('denied', path)
    const now = new Date()
    utimesSync(file, now, now)
    commit(names, file)
  }

  /** A file of our own that is whole. */
  const ownFile = (file: string): TempFile => ({ file, own: true, id: lstatSync(file, bigint) })

  /** The temporary file that is to be saved, and where. Nobody else saves it meanwhile. */
  function takeOut(from: string, to: string | undefined) {
    const { root, names } = read(from)
    if (root !== 'temp') throw new StoreError('denied', from)
    const source = temp.find(from, names)
    const path = to ?? pathText('user', [randomName() + shortExtension(names.at(-1) ?? '')])
    const saved = targetFile(path)
    temp.remove(names)
    return {
      path,
      saved,
      source,
      /** What fails leaves it where it was. */
      putBack: () => temp.add(names, source),
    }
  }

  async function take(source: FileSource): Promise<TempFile & { name: string }> {
    if (closed) throw new Error('host is closed')
    if (typeof source === 'string') {
      const file = resolve(source)
      if (!(await stat(file)).isFile()) throw new TypeError(`${source} is not a file`)
      return { name: basename(file), file, own: false }
    }
    checkName(source.name)
    const file = newFile()
    try {
      writeFileSync(file, source.data, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      await removeFile(file)
      throw error
    }
    return { name: source.name, ...ownFile(file) }
  }

  return guardStore({
    open: openPath,
    locate(path) {
      const names = temp.given(path)
      return names === undefined ? undefined : temp.find(path, names).file
    },
    stat(path) {
      const { root, names } = read(path)
      if (root === 'user') return fileStat(findUser(path, names))
      if (temp.isFolder(names)) return fileStat({ kind: 'folder', stats: lstatSync(open().folder) })
      const { file, own, id } = temp.find(path, names)
      try {
        if (id !== undefined && !isSame(id, lstatSync(file, bigint))) {
          throw new StoreError('denied', path)
        }
        return fileStat({ kind: 'file', stats: own ? lstatSync(file) : statSync(file) })
      } catch (error) {
        throw toStoreError(error, path)
      }
    },
    list(path) {
      const { root, names } = read(path)
      if (root === 'temp') {
        if (!temp.isFolder(names)) {
          temp.find(path, names)
          throw new StoreError('not-folder', path)
        }
        return childNames(temp.all(), names)
      }
      if (findUser(path, names).kind === 'file') throw new StoreError('not-folder', path)
      return childNames(
        open()
          .user.below(names)
          .map((entry) => entry.names),
        names,
      )
    },
    write: (path, data) =>
      exclusive(() =>
        replace(targetFile(path), (file) => writeFileSync(file, data, { flag: 'wx', mode: 0o600 })),
      ),
    append: (path, data) =>
      exclusive(() => {
        const names = targetFile(path)
        const there = open().user.find(names) !== undefined
        const whole = there ? readWhole(openPath(path)) : new Uint8Array()
        replace(names, (file) => {
          writeFileSync(file, whole, { flag: 'wx', mode: 0o600 })
          appendFileSync(file, data)
        })
      }),
    truncate: (path, length) =>
      exclusive(() => {
        const names = targetFile(path)
        if (length > quota) throw new StoreError('quota', path)
        const whole = readWhole(openPath(path))
        replace(names, (file) => {
          writeFileSync(file, whole, { flag: 'wx', mode: 0o600 })
          truncateSync(file, length)
        })
      }),
    async copy(from, to) {
      const source = openPath(from)
      try {
        await copyTo(targetFile(to), source)
      } finally {
        source.close()
      }
    },
    copyNow(from, to) {
      const source = openPath(from)
      try {
        exclusive(() => copyToNow(targetFile(to), source))
      } finally {
        source.close()
      }
    },
    rename: (from, to) =>
      exclusive(() => {
        const source = target(from)
        const names = target(to)
        const { user } = open()
        const found = findUser(from, source)
        if (found.kind === 'file') {
          user.move([[{ kind: 'file', names: source }, targetFile(to)]])
          return
        }
        if (source.every((name, index) => names[index] === name)) throw new StoreError('denied', to)
        if (user.find(names) !== undefined) throw new StoreError('exists', to)
        if (user.find(names.slice(0, -1))?.kind !== 'folder') throw new StoreError('missing', to)
        const entries = user.below(source)
        const moved = (old: readonly string[]) => [...names, ...old.slice(source.length)]
        const whole = [{ kind: 'folder', names: source } as const, ...entries]
        user.move(whole.map((entry) => [entry, moved(entry.names)]))
      }),
    remove: (path) =>
      exclusive(() => {
        const names = target(path)
        if (findUser(path, names).kind === 'folder') throw new StoreError('folder', path)
        open().user.remove({ kind: 'file', names })
      }),
    makeFolder: (path, recursive) =>
      exclusive(() => {
        const names = target(path)
        const { user } = open()
        for (let depth = 1; depth <= names.length; depth += 1) {
          const part = names.slice(0, depth)
          const found = user.find(part)
          const last = depth === names.length
          if (found?.kind === 'file') throw new StoreError(last ? 'exists' : 'not-folder', path)
          if (found !== undefined && last && !recursive) throw new StoreError('exists', path)
          if (found === undefined && !last && !recursive) throw new StoreError('missing', path)
          if (found === undefined) user.makeFolder(part)
        }
      }),
    removeFolder: (path, recursive) =>
      exclusive(() => {
        const names = target(path)
        const { user } = open()
        if (findUser(path, names).kind === 'file') throw new StoreError('not-folder', path)
        const entries = user.below(names)
        if (entries.length > 0 && !recursive) throw new StoreError('not-empty', path)
        for (const entry of entries) user.remove(entry)
        user.remove({ kind: 'folder', names })
      }),
    async save(from, to) {
      const { path, saved, source, putBack } = takeOut(from, to)
      try {
        if (source.own) {
          moveTo(saved, source)
          return path
        }
        const opened = openFile(source.file, from, { own: false })
        await copyTo(saved, opened).finally(opened.close)
      } catch (error) {
        putBack()
        throw error
      }
      return path
    },
    saveNow(from, to) {
      const { path, saved, source, putBack } = takeOut(from, to)
      try {
        if (source.own) {
          moveTo(saved, source)
          return path
        }
        const opened = openFile(source.file, from, { own: false })
        try {
          exclusive(() => copyToNow(saved, opened))
        } finally {
          opened.close()
        }
      } catch (error) {
        putBack()
        throw error
      }
      return path
    },
    saved() {
      const { user } = open()
      return user.below([]).flatMap(({ kind, names }) => {
        const stats = kind === 'file' ? user.find(names)?.stats : undefined
        if (stats === undefined) return []
        return { path: pathText('user', names), size: stats.size, created: stats.mtimeMs }
      })
    },
    async add(source) {
      const { name, ...file } = await take(source)
      return temp.add([randomName(), name], file)
    },
    async addChosen(source) {
      const { name, ...file } = await take(source)
      return temp.add([randomName() + shortExtension(name)], file)
    },
    receive(to, events) {
      const file = newFile()
      if (to === undefined) {
        const keep = (extension: string) =>
          temp.add([randomName() + shortExtension(`a${extension}`)], ownFile(file))
        return receiveFile(file, 'ttfile://temp', keep, events)
      }
      // A path that ends with a slash means a folder.
      if (to.endsWith('/')) throw new StoreError('denied', to)
      targetFile(to)
      const keep = () => {
        // Its folder may have gone meanwhile.
        moveTo(targetFile(to), ownFile(file))
        return to
      }
      return receiveFile(file, to, keep, events)
    },
    async discard(path) {
      const names = temp.given(path)
      if (names === undefined) return
      const { file, own } = temp.find(path, names)
      temp.remove(names)
      if (own) await removeFile(file)
    },
    async close() {
      closed = true
      temp.clear()
      await swept
      places?.rest()
      places?.work.close()
      places?.user.close()
      if (places !== undefined) await rm(places.folder, { recursive: true, force: true })
    },
  })
}

function fileStat({ kind, stats }: { kind: 'file' | 'folder'; stats: Stats }): FileStat {
  return {
    kind,
    size: kind === 'file' ? stats.size : 0,
    accessed: stats.atimeMs,
    modified: stats.mtimeMs,
    mode: kind === 'file' ? 0o100600 : 0o040700,
  }
}

function childNames(all: readonly (readonly string[])[], names: readonly string[]): string[] {
  const children = all
    .filter((entry) => names.every((name, index) => entry[index] === name))
    .flatMap((entry) => entry[names.length] ?? [])
  return [...new Set(children)].sort()
}
