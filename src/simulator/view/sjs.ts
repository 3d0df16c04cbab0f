/**
 * The sjs modules of templates: run in the view, as they are in the logic.
 */
import { directoryOf, joinPath } from '../../runtime/paths.js'

/** What sjs has in the place of `new RegExp` and `new Date` [feishu]. */
const getRegExp = (pattern: string, flags?: string) => new RegExp(pattern, flags)
const getDate = (...values: [string]) => new Date(...values)

/** Runs modules by their paths in the bundle, each once. */
export function createSjsModules(
  sources: Readonly<Record<string, string>>,
): (path: string) => unknown {
  const loaded = new Map<string, { exports: unknown }>()

  function load(path: string): unknown {
    const known = loaded.get(path)
    if (known !== undefined) return known.exports
    const source = Object.hasOwn(sources, path) ? sources[path] : undefined
    if (source === undefined) throw new Error(`${path} is not there`)
    const module = { exports: {} as unknown }
    loaded.set(path, module)
    // One that is written in a template is named by its file and a number behind `#`.
    const folder = directoryOf(path.replace(/#\d+$/, ''))
    const require = (request: unknown) => load(joinPath(folder, String(request)))
    const run = new Function('exports', 'module', 'require', 'getRegExp', 'getDate', source)
    run(module.exports, module, require, getRegExp, getDate)
    return module.exports
  }

  return load
}
