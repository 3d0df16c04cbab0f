/**
 * What compiled templates call: expressions that forgive, lists, named templates, what an element
 * tells of itself to events.
 */
import * as Vue from 'vue'
import { type Component, defineComponent, h } from 'vue'
import { itemsOf } from '../../runtime/list.js'
import { createNames, textOf } from '../../runtime/names.js'
import type { AppObject } from '../../runtime/platform.js'
import { mostDepth } from '../../runtime/template.js'
import { createMeta } from './elementMeta.js'
import { classOf, styleOf } from './inlineStyle.js'
import { createSjsModules } from './sjs.js'
import type {
  ExternalClasses,
  Level,
  PartContext,
  TemplateFile,
  TemplateHelp,
  VueRender,
} from './templateTypes.js'

export type { TemplateHelp } from './templateTypes.js'

/** What templates need of the frame. */
export interface TemplateHelpOptions {
  /** Built-in components by tag; an unknown tag is drawn as `view`. */
  readonly components: Readonly<Record<string, Component>>
  /**
   * The Vue component of own components. Its props: `owner` (the id of the part whose template it
   * stands in), `at` (the key of its element there) and `external`. It gets class, style, id, marks
   * and `.__tt` as attributes, and its children as slots.
   */
  readonly own: Component
  /** Of the bundle, as its `templates`. */
  readonly modules: Readonly<Record<string, string>>
  readonly templates: Readonly<Record<string, string>>
  warn(message: string): void
}

/** What stands for the scope in templates that parts share. */
const anyScope = /_scope_/g

/** Makes the help for the templates of one run. */
export function createTemplateHelp(options: TemplateHelpOptions): TemplateHelp {
  const { components, own } = options
  const warned = new Set<string>()
  const modules = createSjsModules(options.modules)
  const modulesOf = new WeakMap<TemplateFile, AppObject>()
  const componentsOf = new WeakMap<TemplateFile, readonly Component[]>()
  const shared = new Map<string, TemplateFile | undefined>()

  function warn(message: string): void {
    if (warned.has(message)) return
    warned.add(message)
    options.warn(message)
  }

  function loadModules(source: TemplateFile): AppObject {
    const known = modulesOf.get(source)
    if (known !== undefined) return known
    const loaded: AppObject = {}
    modulesOf.set(source, loaded)
    for (const [name, path] of Object.entries(source.modules)) {
      try {
        loaded[name] = modules(path)
      } catch (error) {
        warn(`${source.path}: the sjs module ${name} does not load: ${messageOf(error)}`)
      }
    }
    return loaded
  }

  function loadComponents(source: TemplateFile): readonly Component[] {
    const known = componentsOf.get(source)
    if (known !== undefined) return known
    const found = source.tags.map((tag) => {
      const component = Object.hasOwn(components, tag) ? components[tag] : undefined
      if (component !== undefined) return component
      warn(`${source.path}: <${tag}> is no component of the platform, nor one that is declared`)
      return components.view ?? bare
    })
    componentsOf.set(source, found)
    return found
  }

  /** The file of an imported template, with the marks of the part that uses it. */
  function loadShared(key: string, scope: string): TemplateFile | undefined {
    const place = `${scope} ${key}`
    if (shared.has(place)) return shared.get(place)
    const code = options.templates[key]
    const file =
      code === undefined
        ? undefined
        : (new Function('Vue', 'help', code.replace(anyScope, scope))(Vue, help) as TemplateFile)
    shared.set(place, file)
    return file
  }

  function findTemplate(name: string, source: TemplateFile): [TemplateFile, VueRender] | undefined {
    const render = Object.hasOwn(source.renders, name) ? source.renders[name] : undefined
    if (render !== undefined) return [source, render]
    const key = Object.hasOwn(source.from, name) ? source.from[name] : undefined
    const file = key === undefined ? undefined : loadShared(key, source.scope)
    const found = file?.renders[name]
    return file === undefined || found === undefined ? undefined : [file, found]
  }

  /** With names of its own beside those of the level above. */
  function within(level: Level, locals: AppObject, key: string): Level {
    const all = { ...level.locals, ...locals }
    const sjs = loadModules(level.source)
    return { ...level, locals: all, names: createNames(() => [all, level.data(), sjs]), key }
  }

  /** What the render functions of a file see, beside the level that they are at. */
  function createScope(source: TemplateFile, context: PartContext, level: () => Level): object {
    return {
      get $0() {
        return level()
      },
      get $slots() {
        return context.slots
      },
      get $g() {
        return context.global ? '' : undefined
      },
      $id: context.part,
      $c: loadComponents(source),
      $own: own,
      $named: named,
      $v: source.values,
      $l: source.lists,
      $m: source.metas,
      $n: (index: number, at: Level) => textOf(source.values[index]?.(at)) || 'default',
      $style: styleOf,
      $class: (value: unknown) => classOf(value, context.external),
      $external: (scope: string, classes: ExternalClasses['classes']): ExternalClasses => ({
        classes,
        marks: { [`s-${scope}`]: '', ...(context.global && { 's-g': '' }) },
      }),
    }
  }

  /** A named template that is used: of a level of its own. */
  const named = defineComponent({
    name: 'NamedTemplate',
    inheritAttrs: false,
    props: ['level'],
    setup(props: { readonly level: Level }) {
      const { source, context } = props.level
      const scope = createScope(source, context, () => props.level)
      const cache: unknown[] = []
      return () => props.level.render?.(scope, cache)
    },
  })

  const help: TemplateHelp = {
    value: (run, expression, path) => (level) => {
      try {
        return run.call(level.names, level.names)
      } catch (error) {
        warn(`${path}: {{${expression}}} gives nothing here: ${messageOf(error)}`)
        return undefined
      }
    },
    text: (pieces) => (level) =>
      pieces.map((one) => (typeof one === 'string' ? one : textOf(one(level)))).join(''),
    list: (list, names, path, condition) => (level) => {
      const shown = (locals: AppObject) =>
        condition === undefined || Boolean(condition(within(level, locals, '')))
      return itemsOf(list(level), names, shown).map(({ key, locals }) =>
        within(level, locals, level.key + path + key),
      )
    },
    use: (is, data, path) => (level) => {
      const name = String(typeof is === 'string' ? is : is(level))
      const [source, render] = findTemplate(name, level.source) ?? []
      if (source === undefined) {
        warn(`${level.source.path}: there is no template named ${JSON.stringify(name)}`)
        return []
      }
      if (level.depth > mostDepth) return []
      const given = (data?.(level) ?? {}) as AppObject
      const sjs = loadModules(source)
      return [
        {
          context: level.context,
          source,
          data: () => given,
          locals: {},
          names: createNames(() => [given, sjs]),
          key: `${level.key}${path}<${name}>`,
          depth: level.depth + 1,
          render,
        },
      ]
    },
    meta: createMeta,
    source: (source) => source,
    part(source) {
      const { root } = source
      const scopes = new WeakMap<PartContext, { scope: object; cache: unknown[] }>()

      function scopeOf(context: PartContext) {
        const known = scopes.get(context)
        if (known !== undefined) return known
        const sjs = loadModules(source)
        const data = () => context.data as AppObject
        const names = createNames(() => [data(), sjs])
        const level: Level = { context, source, data, locals: {}, names, key: '', depth: 0 }
        const made = { scope: createScope(source, context, () => level), cache: [] }
        scopes.set(context, made)
        return made
      }

      return (context) => {
        const { scope, cache } = scopeOf(context)
        return root?.(scope, cache)
      }
    },
  }
  return help
}

/** Where there is not even a view. */
const bare = defineComponent({
  setup:
    (_, { slots }) =>
    () =>
      h('div', slots.default?.()),
})

function messageOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error)
}
