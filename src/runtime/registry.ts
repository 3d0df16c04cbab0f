/**
 * What the files of a mini-program register: the App, pages, components and behaviors.
 */
import { type Definition, readDefinition } from './definition.js'
import type { Modules } from './modules.js'
import { directoryOf, joinPath } from './paths.js'
import type { AppFunction, AppObject } from './platform.js'
import { type AppManifest, readPart } from './project.js'
import type { Services } from './services.js'
import { createTemplates, type Template } from './template.js'
import type { Blueprint } from './view.js'

/** Finds pages and components by their paths. */
export interface Registry {
  /** The constructors that stand on the mini-program's global object. */
  readonly globals: Readonly<Record<string, AppFunction>>
  /** What App() was given; undefined until it was called. */
  readonly app: AppObject | undefined
  /** Runs app.js. */
  runApp(): void
  /** A page's blueprint; its files are run when it is first asked for. Throws what they throw. */
  page(path: string): Blueprint
}

const sjsNames = ['getRegExp', 'getDate']

/** Names the file, without its extension, that registers something now. */
export type Caller = () => string

/**
 * Makes the registry of one mini-program.
 *
 * @param caller where its files are run by others, such as a test that imports them
 */
export function createRegistry(
  manifest: AppManifest,
  { platform, make, expose, hasView, report }: Services,
  modules: Modules,
  caller: Caller | undefined,
): Registry {
  const imported = new Map<string, Definition>()
  const behaviors = new Map<unknown, AppObject>()
  const blueprints = new Map<string, Blueprint>()
  const templates = createTemplates(platform, loadSjs)
  const sjs = new Map<string, { exports: unknown }>()
  let app: AppObject | undefined
  /** The file that is run now, whose definition Page() and Component() give. */
  let current: { path: string; definition: Definition | undefined } | undefined

  function define(kind: 'page' | 'component', options: unknown): void {
    const name = kind === 'page' ? 'Page' : 'Component'
    if (typeof options !== 'object' || options === null) {
      throw new TypeError(`${name}() takes an object`)
    }
    if (current === undefined && caller === undefined) {
      throw new Error(`${name}() was called where no page or component is loaded`)
    }
    const definition = readDefinition(options as AppObject, kind, { behaviors, make })
    if (current !== undefined) current.definition = definition
    else importFile(caller?.() ?? '', definition)
  }

  /** One that is imported anew replaces what it was. */
  function importFile(path: string, definition: Definition): void {
    imported.set(path, definition)
    blueprints.delete(path)
    if (definition.isPage && !manifest.pages.includes(path)) manifest.pages.push(path)
  }

  function runFile(path: string): Definition {
    if (caller !== undefined) {
      const known = imported.get(path)
      if (known === undefined) throw new Error(`${path} was not imported: import its file before`)
      return known
    }
    const before = current
    const own = { path, definition: undefined as Definition | undefined }
    current = own
    try {
      if (platform.read(`${path}.js`) === undefined) throw new Error(`${path}.js is not there`)
      modules.load(`${path}.js`)
    } finally {
      current = before
    }
    if (own.definition === undefined) {
      throw new Error(`${path}.js called neither Page() nor Component()`)
    }
    return own.definition
  }

  /** Where a view is, what fails is missed there alone: its template is shown all the same. */
  function attempt<Result>(run: () => Result, otherwise: Result): Result {
    try {
      return run()
    } catch (error) {
      if (!hasView) throw error
      report(error)
      return otherwise
    }
  }

  const hasScript = (path: string) => platform.read(`${path}.js`) !== undefined

  function find(path: string): Blueprint {
    const known = blueprints.get(path)
    if (known !== undefined) return known
    const { components } = attempt(() => readPart(path, platform.read), { components: {} })
    const used = new Map<string, Blueprint>()
    let template: { found: Template | undefined } | undefined
    const blueprint: Omit<Blueprint, 'definition'> & { definition: Definition | undefined } = {
      path,
      definition: undefined,
      get template() {
        template ??= { found: templates(`${path}.ttml`, (tag) => used.has(tag)) }
        return template.found
      },
      get usesComponents() {
        return used.size > 0 && blueprint.template?.holdsComponents === true
      },
      uses: (tag) => used.get(tag),
    }
    // Before its own components are found: they may use it again.
    blueprints.set(path, blueprint as Blueprint)
    try {
      for (const [tag, places] of Object.entries({ ...manifest.components, ...components })) {
        const found = places.find((one) => imported.has(one) || one === path || hasScript(one))
        const place = found ?? (caller === undefined ? undefined : places[0])
        if (place === undefined) {
          const [likely = 'that is known here'] = places
          platform.warn(`${path}.json: no component ${likely} for <${tag}>`)
        } else if (place === path) used.set(tag, blueprint as Blueprint)
        else if (caller === undefined || imported.has(place)) used.set(tag, find(place))
        else platform.warn(`${path}.json: <${tag}> was not imported: ${place}`)
      }
      blueprint.definition = attempt(
        () => runFile(path),
        readDefinition({}, 'page', { behaviors, make }),
      )
    } catch (error) {
      blueprints.delete(path)
      throw error
    }
    return blueprint as Blueprint
  }

  /** What sjs has in the place of `new RegExp` and `new Date` [feishu]. */
  const sjsValues = {
    getRegExp: expose((pattern: string, flags?: string) => new make.RegExp(pattern, flags)),
    getDate: expose((...values: [string]) => new make.Date(...values)),
  }

  function loadSjs(path: string, source: string | undefined): unknown {
    if (source === undefined) {
      const known = sjs.get(path)
      if (known !== undefined) return known.exports
    }
    const text = source ?? platform.read(path)
    if (text === undefined) throw new Error(`${path} is not there`)
    const module = { exports: new make.Object() as unknown }
    if (source === undefined) sjs.set(path, module)
    const require = expose((request: unknown) =>
      loadSjs(joinPath(directoryOf(path), String(request)), undefined),
    )
    const run = platform.compile(path, text, ['module', 'exports', 'require', ...sjsNames])
    run(module, module.exports, require, sjsValues.getRegExp, sjsValues.getDate)
    return module.exports
  }
  return {
    globals: {
      App: expose((options: unknown) => {
        if (typeof options !== 'object' || options === null) {
          throw new TypeError('App() takes an object')
        }
        if (app !== undefined && caller === undefined) throw new Error('App() was called twice')
        // A page that was imported before may hold it already.
        app = Object.assign(app ?? (new make.Object() as AppObject), options)
      }),
      Page: expose((options: unknown) => define('page', options)),
      Component: expose((options: unknown) => define('component', options)),
      Behavior: expose((options: unknown) => {
        const id = `behavior-${behaviors.size + 1}`
        behaviors.set(id, (options ?? {}) as AppObject)
        return id
      }),
    },
    get app() {
      if (caller !== undefined) app ??= new make.Object() as AppObject
      return app
    },
    runApp() {
      if (caller !== undefined) return
      if (platform.read('app.js') === undefined) throw new Error('the project has no app.js')
      modules.load('app.js')
      app ??= new make.Object() as AppObject
    },
    page: find,
  }
}
