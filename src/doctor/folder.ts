/**
 * The files of the folder that is examined.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** The files of a folder; paths go from the folder, with forward slashes. */
export interface Folder {
  /** Sizes in bytes by path. */
  readonly files: ReadonlyMap<string, number>
  /** What could not be read, and why. */
  readonly unread: ReadonlyMap<string, string>
  /** The text of a file; undefined where it can't be read, which `unread` then says. */
  read(path: string): Promise<string | undefined>
  /** Whether an npm package is installed for a file of the folder, in it or above it. */
  installed(from: string, name: string): boolean
}

/** Folders that are never part of a package. */
const skipped = new Set(['node_modules'])

/** More than any project has; what is beyond is not looked at. */
const mostFiles = 100_000

/** Lists a folder. Links within it are followed, those that lead out of it are not. */
export async function openFolder(path: string): Promise<Folder> {
  const top = await realpath(path)
  const files = new Map<string, number>()
  const unread = new Map<string, string>()
  const walk = async (folder: string, seen: ReadonlySet<string>): Promise<void> => {
    let names: string[]
    try {
      names = await readdir(join(top, folder))
    } catch (error) {
      unread.set(folder, reason(error))
      return
    }
    for (const name of names.sort()) {
      if (name.startsWith('.') || skipped.has(name) || files.size >= mostFiles) continue
      const inner = folder === '' ? name : `${folder}/${name}`
      try {
        const real = await realpath(join(top, inner))
        const away = relative(top, real)
        if (away === '..' || away.startsWith(`..${sep}`) || dirname(away) === away) {
          unread.set(inner, 'it is a link that leads out of the folder')
          continue
        }
        const info = await stat(real)
        if (info.isDirectory()) {
          // A link to a folder above would never end.
          if (!seen.has(real)) await walk(inner, new Set([...seen, real]))
        } else if (info.isFile()) {
          files.set(inner, info.size)
        }
      } catch (error) {
        unread.set(inner, reason(error))
      }
    }
  }
  await walk('', new Set([top]))
  return {
    files,
    unread,
    async read(file) {
      try {
        return await readFile(join(top, file), 'utf8')
      } catch (error) {
        unread.set(file, reason(error))
        return undefined
      }
    },
    installed(from, name) {
      for (let at = dirname(join(top, from)); ; at = dirname(at)) {
        if (existsSync(join(at, 'node_modules', name))) return true
        if (dirname(at) === at) return false
      }
    },
  }
}

function reason(error: unknown): string {
  const { code = 'an error' } = error as NodeJS.ErrnoException
  return `reading it gives ${code}`
}
