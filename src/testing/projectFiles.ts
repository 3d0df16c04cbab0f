/**
 * Reads the files of a project's folder, and nothing beside it.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'

/** A project's folder. */
export interface ProjectFiles {
  readonly folder: string
  /** The text of a file by its path from the root; undefined where there is none. */
  read(path: string): string | undefined
  /** Where a file lies on this machine, for stack traces. */
  locate(path: string): string
}

/** Opens a folder. Throws where it is none. */
export function openProject(folder: string): ProjectFiles {
  const root = realRoot(folder)
  const texts = new Map<string, string | undefined>()

  function readInside(path: string): string | undefined {
    try {
      const file = realpathSync(join(root, path))
      const inside = relative(root, file)
      // A link may lead outside.
      if (inside.startsWith('..') || isAbsolute(inside) || !statSync(file).isFile())
        return undefined
      return readFileSync(file, 'utf8')
    } catch {
      return undefined
    }
  }

  return {
    folder: root,
    locate: (path) => join(root, path),
    read(path) {
      if (!texts.has(path)) texts.set(path, readInside(path))
      return texts.get(path)
    },
  }
}

function realRoot(folder: string): string {
  try {
    const root = realpathSync(resolve(folder))
    if (statSync(root).isDirectory()) return root
  } catch {
    // Said below.
  }
  throw new Error(`the project ${JSON.stringify(folder)} is no folder`)
}
