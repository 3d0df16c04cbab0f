/**
 * `require`: modules of a project, as the platform's tool builds them.
 */
import { packagePlaces } from './components.js'
import { copyData } from './data.js'
import { directoryOf, joinPath } from './paths.js'
import type { AppFunction, AppObject, RuntimePlatform } from './platform.js'
import { readJson } from './project.js'

/** Loads modules by their path in the project. */
export interface Modules {
  /** Runs a module once, and gives what it exports. Throws what it throws. */
  load(path: string): unknown
  /** The path of a file as a module asks for it; undefined where there is none. */
  find(from: string, request: string): string | undefined
}

interface Module {
  exports: unknown
}

const names = ['require', 'module', 'exports'] as const

/** Makes the modules of one mini-program. */
export function createModules(
  platform: RuntimePlatform,
  expose: (run: (request: never) => unknown) => AppFunction,
): Modules {
  const { global } = platform.realm
  const loaded = new Map<string, Module>()

  function load(path: string): unknown {
    const known = loaded.get(path)
    // Also one that is still running: circular requires get what it exported so far.
    if (known !== undefined) return known.exports
    const module = new global.Object() as unknown as Module
    module.exports = new global.Object()
    loaded.set(path, module)
    try {
      run(path, module)
    } catch (error) {
      loaded.delete(path)
      throw error
    }
    return module.exports
  }

  function run(path: string, module: Module): void {
    if (path.endsWith('.json')) {
      module.exports = copyData(readJson(path, platform.read), global)
      return
    }
    const compiled = platform.compile(path, platform.read(path) ?? '', names)
    const require = expose((request: unknown) => {
      if (typeof request !== 'string') throw new TypeError('require takes the path of a module')
      const found = find(path, request)
      if (found === undefined) {
        throw new Error(`module ${JSON.stringify(request)} is not found, required by ${path}`)
      }
      return load(found)
    })
    compiled.call(module.exports, require, module, module.exports)
  }

  function find(from: string, request: string): string | undefined {
    const folder = directoryOf(from)
    if (/^(\.{0,2}\/|\.\.?$)/.test(request)) return findFile(joinPath(folder, request))
    for (const place of packagePlaces(folder)) {
      const found = findPackage(joinPath(place, request), joinPath(place, packageName(request)))
      if (found !== undefined) return found
    }
    // `require('behavior.js')`, as the platform's own samples write it [feishu].
    return findFile(joinPath(folder, request)) ?? findFile(joinPath('', request))
  }

  function findFile(path: string): string | undefined {
    const candidates = ['', '.js', '.json', '/index.js', '/index.json'].map((end) => path + end)
    return candidates.find((file) => /\.(js|json)$/.test(file) && platform.read(file) !== undefined)
  }

  function findPackage(path: string, root: string): string | undefined {
    if (path === root) {
      const manifest = readJson(`${root}/package.json`, platform.read) as AppObject | undefined
      const { main } = manifest ?? {}
      const found = typeof main === 'string' ? findFile(joinPath(root, main)) : undefined
      if (found !== undefined) return found
    }
    return findFile(path)
  }

  return { load, find }
}

function packageName(request: string): string {
  const [first = '', second = ''] = request.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
