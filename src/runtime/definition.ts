/**
 * What Component(), Page() and Behavior() are given, with the behaviors merged in.
 */
import { copyData } from './data.js'
import { type Observer, parseObservers } from './observers.js'
import type { AppFunction, AppObject, Intrinsics } from './platform.js'
import { type Property, readProperty } from './properties.js'

/** The life cycles of a component. */
const lifetimes = ['created', 'attached', 'ready', 'moved', 'detached', 'error'] as const
/** The life cycles of the page that a component is told of. */
const pageLifetimes = ['show', 'hide', 'resize'] as const

/** The name of a life cycle. */
export type Lifetime = (typeof lifetimes)[number] | (typeof pageLifetimes)[number]

/** A relation to other components. */
export interface Relation {
  readonly type: 'parent' | 'child' | 'ancestor' | 'descendant'
  /** The path of the other component, or a behavior that it has. */
  readonly target: string | object
  readonly linked?: AppFunction
  readonly unlinked?: AppFunction
}

/** A component, a page or a behavior, ready to make instances of. */
export interface Definition {
  readonly isPage: boolean
  readonly data: AppObject
  readonly properties: ReadonlyMap<string, Property>
  /** Methods, and what a Page() holds beside data. */
  readonly members: AppObject
  readonly lifetimes: Readonly<Record<Lifetime, readonly AppFunction[]>>
  readonly observers: readonly Observer[]
  readonly relations: Readonly<Record<string, Relation>>
  /** The behaviors that it has, those of behaviors included. */
  readonly behaviors: ReadonlySet<unknown>
  /** Component()'s own `options`: `styleIsolation` and so on. */
  readonly options: AppObject
  readonly externalClasses: readonly string[]
}

interface Draft extends Definition {
  readonly data: AppObject
  readonly properties: Map<string, Property>
  readonly lifetimes: Record<Lifetime, AppFunction[]>
  readonly observers: Observer[]
  readonly relations: Record<string, Relation>
  readonly behaviors: Set<unknown>
}

/** What Behavior() was given, by what it returned. */
export type Behaviors = ReadonlyMap<unknown, AppObject>

/** Reads what a constructor was given. */
export function readDefinition(
  options: AppObject,
  kind: 'page' | 'component',
  { behaviors, make }: { behaviors: Behaviors; make: Intrinsics },
): Definition {
  const draft: Draft = {
    isPage: kind === 'page',
    data: new make.Object() as AppObject,
    properties: new Map(),
    members: {},
    lifetimes: {
      created: [],
      attached: [],
      ready: [],
      moved: [],
      detached: [],
      error: [],
      show: [],
      hide: [],
      resize: [],
    },
    observers: [],
    relations: {},
    behaviors: new Set(),
    options: kind === 'page' ? {} : fields(options.options),
    externalClasses: Array.isArray(options.externalClasses)
      ? options.externalClasses.map(String)
      : [],
  }

  function add(part: AppObject, isPage: boolean): void {
    const inherited = Array.isArray(part.behaviors) ? part.behaviors : []
    for (const behavior of inherited) {
      if (draft.behaviors.has(behavior)) continue
      draft.behaviors.add(behavior)
      const found = behaviors.get(behavior)
      if (found === undefined) continue
      // It may change the definition that uses it, before that is read [feishu].
      if (typeof found.definitionFilter === 'function') found.definitionFilter(part, [])
      add(found, false)
    }
    mergeData(draft.data, copyData(fields(part.data), make) as AppObject)
    for (const [name, declared] of Object.entries(fields(part.properties))) {
      draft.properties.set(name, readProperty(declared, make))
    }
    Object.assign(draft.members, isPage ? pageMembers(part) : fields(part.methods))
    const own = fields(part.lifetimes)
    for (const name of lifetimes) {
      // Those in `lifetimes` come before the old way of writing them [types].
      const hook = own[name] ?? (isPage ? undefined : part[name])
      if (typeof hook === 'function') draft.lifetimes[name].push(hook as AppFunction)
    }
    for (const name of pageLifetimes) {
      const hook = fields(part.pageLifetimes)[name]
      if (typeof hook === 'function') draft.lifetimes[name].push(hook as AppFunction)
    }
    draft.observers.push(...parseObservers(fields(part.observers)))
    for (const [target, relation] of Object.entries(fields(part.relations))) {
      draft.relations[target] = { target, ...(relation as object) } as Relation
    }
  }

  add(options, kind === 'page')
  return draft
}

const notMembers = ['data', 'behaviors', 'properties', 'observers', 'lifetimes', 'pageLifetimes']

function pageMembers(options: AppObject): AppObject {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !notMembers.includes(name)))
}

/** Objects are merged, all else is replaced [feishu]. */
function mergeData(into: AppObject, from: AppObject): void {
  for (const [key, value] of Object.entries(from)) {
    const before = into[key]
    if (isPlain(before) && isPlain(value)) mergeData(before, value)
    else into[key] = value
  }
}

function isPlain(value: unknown): value is AppObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fields(value: unknown): AppObject {
  return typeof value === 'object' && value !== null ? (value as AppObject) : {}
}
