/**
 * Scripts in TypeScript, which the platform's tool compiles: they are read as what becomes of them.
 */
import type { ToCommonJs } from '../../sources/compile.js'
import type { ProjectReader } from './cache.js'

/** A project whose `x.ts` is read as `x.js`, where there is no such file. */
export function createTypeScriptReader(
  compile: ToCommonJs,
): (files: ProjectReader) => ProjectReader {
  const compiled = new Map<string, { source: string; code: string }>()

  function compileOnce(path: string, source: string): string {
    const known = compiled.get(path)
    if (known?.source === source) return known.code
    let code = source
    try {
      code = compile(source)
    } catch {
      // The engine will say where.
    }
    compiled.set(path, { source, code })
    return code
  }

  return (files) => ({
    read(path) {
      const text = files.read(path)
      if (text !== undefined || !path.endsWith('.js')) return text
      const source = files.read(sourceOf(path))
      return source === undefined ? undefined : compileOnce(path, source)
    },
    list() {
      const paths = files.list().filter((path) => !path.endsWith('.d.ts'))
      return [...new Set(paths.map((path) => path.replace(/\.ts$/, '.js')))]
    },
  })
}

/** Where a script that is compiled stands in the project. */
export function sourceOf(path: string): string {
  return path.replace(/\.js$/, '.ts')
}
