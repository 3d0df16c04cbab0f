/**
 * A mini-program's folder as what the browser runs.
 */
import { type AppManifest, readManifest } from '../../runtime/project.js'
import { loadCompiler, loadTypeScriptCompiler } from '../../sources/compile.js'
import { loadTemplateParser } from '../../sources/parseTemplate.js'
import type { Bundle, CompiledPart, Problem } from '../protocol/bundle.js'
import { createCache, type ProjectReader, type Unit } from './cache.js'
import { findComponents } from './components.js'
import { readJsonFile, record } from './json.js'
import { compilePart, compileShared } from './part.js'
import { createScopes } from './scopes.js'
import { collectScripts } from './scripts.js'
import { compileStyle } from './style.js'
import { createTypeScriptReader, sourceOf } from './typeScript.js'

export type { ProjectReader } from './cache.js'

/** Compiles a project again and again: what did not change is kept. */
export interface ProjectCompiler {
  compile(files: ProjectReader): Bundle
}

/** Loads what compiling needs. */
export async function createCompiler(): Promise<ProjectCompiler> {
  const [toCommonJs, parseTemplate] = await Promise.all([loadCompiler(), loadTemplateParser()])
  const tools = { toCommonJs, parseTemplate }
  const readTypeScript = createTypeScriptReader(await loadTypeScriptCompiler())
  const cache = createCache()
  const scopeOf = createScopes()

  function compile(project: ProjectReader): Bundle {
    const files = readTypeScript(project)
    const problems: Problem[] = []
    const take = <Value>({ value, problems: found }: Unit<Value>): Value => {
      problems.push(...found)
      return value
    }
    const round = cache.begin(files)
    const { unit } = round
    const json = (path: string) => take(unit(`json ${path}`, (at) => readJsonFile(path, at)))
    const appJson = json('app.json')
    const app = record(appJson)
    const manifest = take(
      unit('manifest', (at): AppManifest => {
        const nothing = { pages: [], tabs: new Set<string>(), components: {} }
        if (at.read('app.json') === undefined) {
          at.report({ file: 'app.json', message: 'the project has no app.json' })
          return nothing
        }
        try {
          return readManifest(at.read)
        } catch (error) {
          // That it is no JSON was said already.
          if (appJson !== undefined) {
            at.report({ file: 'app.json', message: (error as Error).message })
          }
          return nothing
        }
      }),
    )
    const scripts = collectScripts(files, round, toCommonJs)
    const modules: Record<string, string> = {}
    const templates: Record<string, string> = {}
    const parts: Record<string, CompiledPart> = {}

    function addPart(path: string, kind: 'page' | 'component'): void {
      if (Object.hasOwn(parts, path)) return
      if (round.read(`${path}.js`) === undefined) {
        problems.push({
          severity: 'error',
          file: `${path}.js`,
          message: `the ${kind} ${path} has no script`,
        })
      }
      const config = record(json(`${path}.json`))
      // Named by what it is found from: the json files are read outside.
      const named = JSON.stringify([app.usingComponents, config.usingComponents])
      const uses = take(
        unit(`uses ${path} ${named}`, (at) => findComponents(path, [app, config], at)),
      )
      const scope = scopeOf(path)
      const tags = Object.keys(uses).sort()
      const external = /externalClasses/.test(round.read(`${path}.js`) ?? '')
      const compiled = unit(`ttml ${path} ${kind} ${external} ${tags}`, (at) =>
        compilePart(path, kind, { own: new Set(tags), external, scope, ...tools }, at),
      )
      const template = take(compiled)
      Object.assign(modules, template.modules)
      for (const [key, { path: file, own }] of template.shared) {
        templates[key] ??= take(
          unit(`shared ${key}`, (at) =>
            compileShared(file, { own: new Set(own), external, ...tools }, at),
          ),
        )
      }
      // A component of a package is not among the project's own files.
      for (const file of [`${path}.js`, `${path}.json`, ...compiled.files.keys()]) scripts.add(file)
      const own = new Map(Object.entries(uses).map(([tag, used]) => [tag, scopeOf(used)]))
      const css = take(
        unit(`ttss ${path} ${kind} ${[...own]}`, (at) =>
          compileStyle(`${path}.ttss`, { kind, scope, own }, at),
        ),
      )
      parts[path] = { path, code: template.code, scope, css, uses, config }
      for (const used of Object.values(uses)) addPart(used, 'component')
    }

    for (const page of manifest.pages) addPart(page, 'page')
    const css = take(
      unit('ttss app', (at) =>
        compileStyle('app.ttss', { kind: 'app', scope: 'g', own: new Map() }, at),
      ),
    )
    cache.end()
    const { found } = scripts
    return {
      app,
      files: found.files,
      parts,
      templates,
      modules: { ...found.modules, ...modules },
      css,
      problems: sortProblems(
        [...problems, ...found.problems].map((problem) => {
          const { file } = problem
          const written = project.read(file) === undefined ? sourceOf(file) : file
          return project.read(written) === undefined ? problem : { ...problem, file: written }
        }),
      ),
    }
  }

  return { compile }
}

/** Compiles a project once. */
export async function compileProject(files: ProjectReader): Promise<Bundle> {
  return (await createCompiler()).compile(files)
}

/** Each once, by their places. */
function sortProblems(problems: readonly Problem[]): Problem[] {
  const all = new Map(problems.map((one) => [JSON.stringify(one), one]))
  return [...all.values()].sort(
    (a, b) =>
      a.file.localeCompare(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  )
}
