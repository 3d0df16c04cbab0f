/**
 * The simulator's own pages, as they were built.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The pages by the paths that they are served at. */
const aliases: Readonly<Record<string, string>> = {
  '/': '/tool/index.html',
  '/phone.html': '/tool/phone.html',
}

/** The built pages. */
export interface Pages {
  /** The file behind a path; undefined where there is none. */
  find(
    path: string,
  ): { readonly file: string; readonly kind: 'page' | 'frame' | 'asset' } | undefined
}

/** Finds them. @throws {Error} where nothing was built */
export function openPages(folder = findFolder()): Pages {
  // What there is was built: nothing else in the folder can be asked for.
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => `/${name.replaceAll('\\', '/')}`),
  )
  return {
    find(path) {
      const name = aliases[path] ?? path
      if (!files.has(name)) return undefined
      const kind = name === '/view/frame.html' ? 'frame' : name.endsWith('.html') ? 'page' : 'asset'
      return { file: join(folder, name), kind }
    },
  }
}

function findFolder(): string {
  // Beside the built command, and from the sources.
  const places = ['../simulator/', '../../../dist/simulator/']
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const found = folders.find((folder) => existsSync(join(folder, 'tool/index.html')))
  if (found === undefined) throw new Error('the simulator is not built; npm run build makes it')
  return found
}
