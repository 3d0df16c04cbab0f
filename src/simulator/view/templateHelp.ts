/**
 * What compiled templates call: expressions that forgive, lists, named templates, what an element
 * tells of itself to events.
 */
import type { Component, Slots, VNodeChild } from 'vue'
import { defineComponent, h } from 'vue'
import { itemsOf, type ListNames } from '../../runtime/list.js'
import { createNames, textOf } from '../../runtime/names.js'
import type { AppObject } from '../../runtime/platform.js'
import { mostDepth } from '../../runtime/template.js'
import { createSjsModules } from './sjs.js'

/** A part, as its template is rendered: all of it may be reactive. */
export interface PartContext {
  /** Its id. */
  readonly part: number
  /** Data, properties included; replaced where they change, not changed within. */
  readonly data: Readonly<Record<string, unknown>>
  /** Whether styles of the page and of app.ttss reach its elements, which then carry `s-g`. */
  readonly global: boolean
  /** Of its Vue component. */
  readonly slots: Slots
  /** The prop `external` of its Vue component. */
  readonly external?: ExternalClasses | undefined
}

/** The classes that an owner gives a component by names of the component's own. */
export interface ExternalClasses {
  /** By attribute: `custom-class`. */
  readonly classes: Readonly<Record<string, string>>
  /** Of the owner's elements: where such a class is used, the owner's styles hold. */
  readonly marks: Readonly<Record<string, string>>
}

/** What a template's code returns: renders a part. */
export type PartRender = (context: PartContext) => VNodeChild

/** What compiled code is given as `help`. */
export interface TemplateHelp {
  value(run: (names: object) => unknown, expression: string, path: string): Value
  text(pieces: readonly (string | Value)[]): Value
  list(list: Value, names: ListNames, path: string, condition?: Value): (level: Level) => Level[]
  use(is: Value | string, data: Value | undefined, path: string): (level: Level) => Level[]
  meta(parts: MetaParts): (level: Level) => ElementMeta
  template(unit: Unit): PartRender
}

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
  /** Of the bundle. */
  readonly modules: Readonly<Record<string, string>>
  warn(message: string): void
}

/** What events know of an element. */
interface ElementMeta {
  readonly part: number
  readonly id: string
  readonly dataset: Readonly<Record<string, unknown>>
  readonly handlers: Readonly<Record<string, readonly Handler[]>>
}

interface Handler {
  readonly method: string
  readonly stops: boolean
  readonly capture: boolean
}

/** What an expression gives, at a level. */
type Value = (level: Level) => unknown

/** Where expressions are evaluated: the part's template, an item of a list, a named template. */
interface Level {
  readonly context: PartContext
  readonly unit: Unit
  readonly source: UnitSource
  readonly data: () => AppObject
  readonly locals: AppObject
  /** All names that an expression sees. */
  readonly names: object
  /** What the keys of the elements at this level begin with. */
  readonly key: string
  readonly depth: number
  /** What renders it. */
  readonly render: VueRender
}

interface MetaParts {
  readonly id?: Value | string
  readonly dataset: Readonly<Record<string, Value | string>>
  readonly handlers: readonly (readonly [
    type: string,
    method: Value | string,
    stops: boolean,
    capture: boolean,
  ])[]
}

type VueRender = (context: object, cache: unknown[]) => VNodeChild

/** A file's templates and modules: its own and those it takes in. */
interface UnitSource {
  readonly path: string
  /** By name: which render function, in which source. */
  readonly templates: Readonly<Record<string, readonly [render: number, source: number]>>
  /** The modules' paths in the bundle, by name. */
  readonly modules: Readonly<Record<string, string>>
}

/** What the code of one part consists of; the first source's first render function is its own. */
interface Unit {
  readonly tags: readonly string[]
  readonly sources: readonly UnitSource[]
  readonly renders: readonly VueRender[]
  readonly values: readonly Value[]
  readonly lists: readonly ((level: Level) => Level[])[]
  readonly metas: readonly ((level: Level) => ElementMeta)[]
}

/** Makes the help for the templates of one run. */
export function createTemplateHelp(options: TemplateHelpOptions): TemplateHelp {
  const { components, own } = options
  const warned = new Set<string>()
  const modules = createSjsModules(options.modules)
  const modulesOf = new WeakMap<UnitSource, AppObject>()

  function warn(message: string): void {
    if (warned.has(message)) return
    warned.add(message)
    options.warn(message)
  }

  function loadModules(source: UnitSource): AppObject {
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

  /** With names of its own beside those of the level above. */
  function within(level: Level, locals: AppObject, key: string): Level {
    const all = { ...level.locals, ...locals }
    const sjs = loadModules(level.source)
    return {
      ...level,
      locals: all,
      names: createNames(() => [all, level.data(), sjs]),
      key,
    }
  }

  function componentOf(tag: string, unit: Unit): Component {
    const found = Object.hasOwn(components, tag) ? components[tag] : undefined
    if (found !== undefined) return found
    warn(`${unit.sources[0]?.path}: <${tag}> is no component of the platform, nor of this page`)
    return components.view ?? plain
  }

  /** What the render functions of a unit see beside the level that they are at. */
  function createScope(unit: Unit, context: PartContext, level: () => Level): object {
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
      $c: unit.tags.map((tag) => componentOf(tag, unit)),
      $own: own,
      $named: named,
      $v: unit.values,
      $l: unit.lists,
      $m: unit.metas,
      $n: (index: number, at: Level) => textOf(unit.values[index]?.(at)) || 'default',
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
      const { unit, context } = props.level
      const scope = createScope(unit, context, () => props.level)
      const cache: unknown[] = []
      return () => props.level.render(scope, cache)
    },
  })

  return {
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
      const name = String(read(is, level))
      const { templates } = level.source
      const found = Object.hasOwn(templates, name) ? templates[name] : undefined
      const render = found && level.unit.renders[found[0]]
      const source = found && level.unit.sources[found[1]]
      if (render === undefined || source === undefined) {
        warn(`${level.source.path}: there is no template named ${JSON.stringify(name)}`)
        return []
      }
      if (level.depth > mostDepth) return []
      const given = (data?.(level) ?? {}) as AppObject
      const sjs = loadModules(source)
      return [
        {
          context: level.context,
          unit: level.unit,
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
    meta: ({ id, dataset, handlers }) => {
      const plain = [id, ...Object.values(dataset), ...handlers.map(([, method]) => method)].every(
        (value) => typeof value !== 'function',
      )
      const known = new WeakMap<PartContext, ElementMeta>()
      const make = (level: Level): ElementMeta => {
        const bound: Record<string, Handler[]> = {}
        for (const [type, value, stops, capture] of handlers) {
          const method = read(value, level)
          if (typeof method !== 'string') continue
          bound[type] ??= []
          bound[type].push({ method, stops, capture })
        }
        return {
          part: level.context.part,
          id: textOf(read(id ?? '', level)),
          dataset: Object.fromEntries(
            Object.entries(dataset).map(([name, value]) => [name, read(value, level)]),
          ),
          handlers: bound,
        }
      }
      if (!plain) return make
      return (level) => {
        const meta = known.get(level.context) ?? make(level)
        known.set(level.context, meta)
        return meta
      }
    },
    template(unit) {
      const scopes = new WeakMap<PartContext, { scope: object; cache: unknown[] }>()
      const [source] = unit.sources
      const [render] = unit.renders
      if (source === undefined || render === undefined) return () => []
      return (context) => {
        let known = scopes.get(context)
        if (known === undefined) {
          const sjs = loadModules(source)
          const data = () => context.data as AppObject
          const names = createNames(() => [data(), sjs])
          const level: Level = {
            context,
            unit,
            source,
            data,
            locals: {},
            names,
            key: '',
            depth: 0,
            render,
          }
          known = { scope: createScope(unit, context, () => level), cache: [] }
          scopes.set(context, known)
        }
        return render(known.scope, known.cache)
      }
    },
  }
}

function read(value: Value | string, level: Level): unknown {
  return typeof value === 'string' ? value : value(level)
}

/** Classes and marks of an element that may have external ones. */
function classOf(value: unknown, external: ExternalClasses | undefined): Record<string, string> {
  const names = textOf(value)
  if (external === undefined) return { class: names }
  let marks = {}
  const classes = names.split(/\s+/).map((name) => {
    if (!Object.hasOwn(external.classes, name)) return name
    marks = external.marks
    return external.classes[name]
  })
  return { ...marks, class: classes.join(' ') }
}

/** Where there is not even a view. */
const plain = defineComponent({
  setup:
    (_, { slots }) =>
    () =>
      h('div', slots.default?.()),
})

const styles = new Map<string, string>()

/** An inline style: rpx as what it is of the screen's width. */
function styleOf(value: unknown): string {
  const text = textOf(value)
  const known = styles.get(text)
  if (known !== undefined) return known
  const style = text.replace(/(^|[\s:,(+*/-])(-?\d*\.?\d+)rpx\b/gi, (_, before, number) => {
    return `${before}${Number((Number(number) / 7.5).toFixed(5))}vw`
  })
  if (styles.size > 2000) styles.clear()
  styles.set(text, style)
  return style
}

function messageOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error)
}
