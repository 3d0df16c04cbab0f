/**
 * The files of a project's folder, and nothing beside it.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'

/** A project's folder. */
export interface ProjectFolder {
  /** Where it really lies. */
  readonly root: string
  /** Where a file lies, by its path from the root; undefined where there is none inside. */
  find(path: string): string | undefined
  /** Its text. */
  read(path: string): string | undefined
  /** The paths of all files. */
  list(): string[]
}

/** Whether a name is that of what no mini-program holds: hidden files, and packages before their build. */
export function isForeign(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

/** Opens a folder. Throws where there is none. */
export function openFolder(folder: string): ProjectFolder {
  const root = realpathSync(folder)

  function find(path: string): string | undefined {
    return path.split('/').some(isForeign) ? undefined : locate(path)
  }

  function locate(path: string): string | undefined {
    const names = path.split('/').filter((name) => name !== '')
    if (names.some((name) => name.startsWith('.') || /[\\:\0]/.test(name))) return undefined
    try {
      const file = realpathSync(join(root, ...names))
      const inside = relative(root, file)
      // A link may lead outside.
      const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
      return outside || !statSync(file).isFile() ? undefined : file
    } catch {
      return undefined
    }
  }

  function below(folder: string): string[] {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (isForeign(entry.name)) return []
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return below(path)
      return entry.isFile() || find(path) !== undefined ? [path] : []
    })
  }

  return {
    root,
    find,
    read(path) {
      // Of packages too, of which the compiler takes what is asked for.
      const file = locate(path)
      return file === undefined ? undefined : readFileSync(file, 'utf8')
    },
    list: () => below('').sort(),
  }
}
