/**
 * A page or a component that is alive: its instance, its data, and what stands on `this`.
 */
import { copyData, type Path, parsePath, sameData, setPath } from './data.js'
import type { Definition, Lifetime } from './definition.js'
import { affected } from './observers.js'
import type { AppFunction, AppObject } from './platform.js'
import { fitProperty } from './properties.js'
import type { Services } from './services.js'

/** A page or a component that is alive. */
export interface Part {
  /** As the view knows it; 0 where no view is. */
  readonly id: number
  readonly definition: Definition
  /** Its file's path, without the extension. */
  readonly path: string
  /** What `this` is in its code. */
  readonly instance: AppObject
  readonly data: AppObject
  /** Sets properties as the one who uses it does. */
  setProperties(values: AppObject): void
  /** Calls the functions of a life cycle. */
  live(name: Lifetime, ...values: unknown[]): void
  /** Ends it: nothing that is set later reaches a view. */
  end(): void
  readonly ended: boolean
  /** Told whenever data was set, and when it ends. */
  readonly watchers: Set<() => void>
}

/** The numbers of a page and of what is in it, as the platform's own. */
export interface Tree {
  readonly id: number
  /** How many parts it has had; the page itself is number 0. */
  size: number
}

/** What a part does in the tree of its page; the view gives it. */
export interface Place {
  readonly id: string
  readonly dataset: AppObject
  /** Data was set: the view follows, then `done` is called. */
  changed(done: (() => void) | undefined): void
  /** Runs when the view was made, or at the next turn where it was. */
  whenMade(run: () => void): void
  trigger(name: string, detail: unknown, bubbles: boolean): void
  select(selector: string): Part[]
  related(key: string): Part[]
}

/** Makes the instance of a definition; its place is asked for when it is needed. */
export function createPart(
  of: {
    definition: Definition
    path: string
    tree: Tree
    place: () => Place
    /** Where it stands: in whose template, and the key of its element there. */
    owner: Part | undefined
    key: string | undefined
  },
  services: Services,
): Part {
  const { definition, path, tree, place, owner, key } = of
  const { make, call, expose, mirror } = services
  const instance = new make.Object() as AppObject
  const data = copyData(definition.data, make) as AppObject
  const watchers = new Set<() => void>()
  let ended = false

  for (const [name, property] of definition.properties) {
    data[name] = copyData(property.value, make)
  }
  const { options, externalClasses } = definition
  const id = mirror.made(
    {
      page: tree.id,
      path,
      ...(owner !== undefined && { owner: owner.id, key }),
      data,
      options,
      externalClasses,
    },
    () => part,
  )

  function apply(changes: readonly { path: Path; value: unknown }[]): void {
    const before = new Map<string, unknown>()
    for (const { path: at, value } of changes) {
      const name = String(at[0])
      const property = definition.properties.get(name)
      if (property !== undefined && !before.has(name)) before.set(name, data[name])
      const fitted =
        property !== undefined && at.length === 1 ? fitProperty(property, value) : value
      // The value that an observer is told as the old one must stay as it was.
      if (at.length > 1 && before.has(name)) data[name] = copyData(data[name], make)
      setPath(data, at, copyData(fitted, make), make)
    }
    const paths = changes.map((change) => change.path)
    for (const at of paths) mirror.set(id, at, data)
    for (const { run, values } of affected(definition.observers, paths, data)) {
      call(run, instance, values)
    }
    for (const [name, old] of before) {
      const observer = definition.properties.get(name)?.observer
      const run = typeof observer === 'string' ? instance[observer] : observer
      const at = paths.find((one) => String(one[0]) === name) ?? []
      if (!sameData(old, data[name])) call(run, instance, [data[name], old, make.Array.from(at)])
    }
    for (const watcher of [...watchers]) watcher()
  }

  function setData(change: unknown, callback: unknown): void {
    if (typeof change !== 'object' || change === null) {
      throw new TypeError('setData takes an object')
    }
    // All paths are read before anything is set.
    const changes = Object.entries(change).map(([key, value]) => ({ path: parsePath(key), value }))
    apply(changes)
    const done =
      typeof callback === 'function' ? () => void call(callback, instance, []) : undefined
    if (!ended) place().changed(done)
  }

  function select(selector: unknown): AppObject[] {
    return place()
      .select(String(selector))
      .map((part) => part.instance)
  }

  /** The answer is the result; a callback gets the one that the view has when it was made [feishu]. */
  function ask(read: () => unknown, callback: unknown): unknown {
    if (typeof callback === 'function') place().whenMade(() => call(callback, instance, [read()]))
    return read()
  }

  const methods: Record<string, (...values: never[]) => unknown> = {
    setData,
    triggerEvent(name: unknown, detail: unknown, options: { bubbles?: unknown } | undefined) {
      place().trigger(
        String(name),
        detail === undefined ? new make.Object() : detail,
        options?.bubbles === true,
      )
    },
    selectComponent: (selector: unknown, callback: unknown) =>
      ask(() => select(selector)[0] ?? null, callback),
    selectAllComponents: (selector: unknown, callback: unknown) =>
      ask(() => make.Array.from(select(selector)), callback),
    hasBehavior: (behavior: unknown) => definition.behaviors.has(behavior),
    getRelationNodes: (key: unknown, callback: unknown) => {
      const find = () =>
        make.Array.from(
          place()
            .related(String(key))
            .map((part) => part.instance),
        )
      return ask(find, callback)
    },
  }
  if (services.hasView) {
    for (const name of ['createSelectorQuery', 'createIntersectionObserver']) {
      methods[name] = (...values: unknown[]) => services.viewApi(name)?.(instance, ...values)
    }
  }

  const exposed = Object.entries(methods).map(([name, run]) => [name, expose(run)] as const)
  // uni-app tells a page by the number 0, and finds a component's page by the other one.
  const numbers = { __webviewId__: tree.id, __nodeId__: tree.size }
  tree.size += 1
  for (const [name, value] of [...exposed, ...Object.entries(numbers)]) {
    // Frameworks put their own in the place of these.
    Object.defineProperty(instance, name, { value, writable: true, configurable: true })
  }
  Object.assign(instance, definition.members, { data, is: path })
  if (!definition.isPage) {
    for (const name of ['id', 'dataset'] as const) {
      Object.defineProperty(instance, name, {
        get: expose(() => place()[name]) as () => unknown,
        configurable: true,
      })
    }
    instance.properties = data
  }

  const part: Part = {
    id,
    definition,
    path,
    instance,
    data,
    watchers,
    setProperties(values) {
      const changes = Object.entries(values)
        .filter(([name]) => definition.properties.has(name))
        .map(([name, value]) => ({ path: [name], value }))
      if (changes.length === 0) return
      apply(changes)
      place().changed(undefined)
    },
    live(name, ...values) {
      for (const hook of definition.lifetimes[name]) {
        call(hook as AppFunction, instance, values)
      }
    },
    end() {
      ended = true
      mirror.gone(id)
      for (const watcher of [...watchers]) watcher()
    },
    get ended() {
      return ended
    },
  }
  return part
}
