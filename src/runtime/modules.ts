/**
 * `require`: modules of a project, as the platform's tool builds them.
 */
import { copyData } from './data.js'
import { findModule } from './findModule.js'
import type { AppFunction, RuntimePlatform } from './platform.js'
import { readJson } from './project.js'

/** Loads modules by their path in the project. */
export interface Modules {
  /** Runs a module once, and gives what it exports. Throws what it throws. */
  load(path: string): unknown
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
      const found = findModule(path, request, platform.read)
      if (found === undefined) {
        throw new Error(`module ${JSON.stringify(request)} is not found, required by ${path}`)
      }
      return load(found)
    })
    compiled.call(module.exports, require, module, module.exports)
  }

  return { load }
}
