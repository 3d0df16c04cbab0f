/**
 * Where a module lies that `require` names.
 */
import { packagePlaces } from './components.js'
import { directoryOf, joinPath } from './paths.js'
import type { AppObject } from './platform.js'
import { readJson } from './project.js'

/** The path of the module that a file asks for; undefined where there is none. */
export function findModule(
  from: string,
  request: string,
  read: (path: string) => string | undefined,
): string | undefined {
  function findFile(path: string): string | undefined {
    const candidates = ['', '.js', '.json', '/index.js', '/index.json'].map((end) => path + end)
    return candidates.find((file) => /\.(js|json)$/.test(file) && read(file) !== undefined)
  }

  function findPackage(path: string, root: string): string | undefined {
    if (path === root) {
      const manifest = readJson(`${root}/package.json`, read) as AppObject | undefined
      const { main } = manifest ?? {}
      const found = typeof main === 'string' ? findFile(joinPath(root, main)) : undefined
      if (found !== undefined) return found
    }
    return findFile(path)
  }

  const folder = directoryOf(from)
  if (/^(\.{0,2}\/|\.\.?$)/.test(request)) return findFile(joinPath(folder, request))
  for (const place of packagePlaces(folder)) {
    const found = findPackage(joinPath(place, request), joinPath(place, packageName(request)))
    if (found !== undefined) return found
  }
  // `require('behavior.js')`, as the platform's own samples write it [feishu].
  return findFile(joinPath(folder, request)) ?? findFile(joinPath('', request))
}

function packageName(request: string): string {
  const [first = '', second = ''] = request.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
