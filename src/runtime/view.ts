/**
 * Which components a page has: its template, rendered as far as that goes, kept in step with its data.
 */
import { sameData } from './data.js'
import type { Definition } from './definition.js'
import { matches, readTraits, type Traits } from './element.js'
import { emit, type Happening } from './emit.js'
import { createPart, type Part, type Place, type Tree } from './part.js'
import { type Related, relate } from './relations.js'
import type { Services } from './services.js'
import type { Shape, Template } from './template.js'

/** A component by its path: what it is, and what it uses itself. */
export interface Blueprint {
  readonly path: string
  readonly definition: Definition
  readonly template: Template | undefined
  /** Whether its template may use components: without them there is nothing to keep in step. */
  readonly usesComponents: boolean
  /** The components that its template may use, by tag. */
  uses(tag: string): Blueprint | undefined
}

/** An element of a rendered template; a component has its own inside. */
export interface Element extends Related {
  traits: Traits
  readonly key: string
  parent: Element | undefined
  children: Element[]
  readonly part: Part | undefined
  readonly inside: View | undefined
}

/** What is rendered of one part. */
export interface View {
  readonly part: Part
  /** It is now part of the page: takes its properties. */
  attach(properties: Traits['properties']): void
  /** Renders for the first time, and brings the components within to life. */
  render(): void
  /** Tells all components that they are laid out, the innermost first. */
  ready(): void
  /** Tells the components within of a life cycle of the page. */
  tell(name: 'show' | 'hide' | 'resize', ...values: unknown[]): void
  detach(): void
  /** The elements that fit a selector, components alone. */
  select(selector: string): Element[]
  /** The elements that fit a selector, whatever they are, as the data at hand makes them. */
  find(selector: string): Element[]
  /** The text within the first element that fits a selector; undefined where there is none. */
  text(selector: string): string | undefined
  /** An event of the view's own (a tap) reaches an element, those around it, and its owner's. */
  emit(from: Element, happening: Happening): void
}

/** How often a view may follow its own data at once; more is a circle of setData. */
const mostRounds = 200

/** Makes a part of a blueprint, with its view; `element` is where it stands in its owner's view. */
export function createView(
  blueprint: Blueprint,
  services: Services,
  outer: { element(): Element | undefined; owner: View | undefined; key?: string; tree: Tree },
): View {
  const { make, later, call, platform, mirror } = services
  // A view of its own draws the rest.
  const extent = services.hasView ? 'components' : 'elements'
  let elements: Element[] = []
  let rendered = false
  let isReady = false
  let dirty = false
  let rounds = 0
  let done: (() => void)[] = []
  let waiting: (() => void)[] = []

  const place: Place = {
    get id() {
      return outer.element()?.traits.id ?? ''
    },
    get dataset() {
      return outer.element()?.traits.dataset ?? (new make.Object() as Place['dataset'])
    },
    changed(callback) {
      if (callback !== undefined) done.push(callback)
      // Before the first time it is rendered anyway.
      if (dirty || (!rendered && callback === undefined)) return
      dirty = true
      const release = mirror.hold()
      later(() => {
        try {
          follow()
        } finally {
          release()
        }
      })
    },
    whenMade(run) {
      if (rendered) later(run)
      else waiting.push(run)
    },
    trigger(name, detail, bubbles) {
      const target = outer.element()
      if (target === undefined || outer.owner === undefined) return
      emit(target, outer.owner.part, { name, fields: { detail }, bubbles, call }, platform)
    },
    select: (selector) => select(selector).map((element) => element.part as Part),
    related: (key) => outer.element()?.relations?.get(key) ?? [],
  }
  const { definition, path } = blueprint
  const { tree, key } = outer
  const owner = outer.owner?.part
  const part = createPart({ definition, path, tree, place: () => place, owner, key }, services)

  function follow(): void {
    dirty = false
    rounds += 1
    if (rounds > mostRounds) {
      done = []
      throw new Error(`${path}: setData goes round in circles`)
    }
    if (rendered && !part.ended) render()
    const callbacks = done
    done = []
    for (const callback of callbacks) mirror.whenShown(callback)
    if (!dirty) rounds = 0
  }

  function render(): void {
    const template = blueprint.usesComponents ? blueprint.template : undefined
    if (template === undefined) return
    const before = new Map<string, Element>()
    for (const element of walk(elements)) before.set(element.key, element)
    const fresh: Element[] = []
    elements = build(template.render(part.data, extent), undefined, before, fresh)
    for (const gone of before.values()) remove(gone)
    for (const { inside } of fresh) inside?.part.live('created')
    for (const element of fresh) {
      element.inside?.attach(element.traits.properties)
      relate(element, call)
      element.inside?.render()
    }
    if (!isReady || fresh.length === 0) return
    mirror.whenShown(() => {
      for (const { inside } of fresh.reverse()) if (!inside?.part.ended) inside?.ready()
    })
  }

  function build(
    shapes: readonly Shape[],
    parent: Element | undefined,
    before: Map<string, Element>,
    fresh: Element[],
  ): Element[] {
    return shapes.map((shape) => {
      const traits = readTraits(shape, make)
      const known = before.get(shape.key)
      before.delete(shape.key)
      const element = known ?? create(shape, traits, fresh)
      const old = element.traits
      Object.assign(element, { traits, parent })
      element.part?.setProperties(changes(old, traits))
      element.children = build(shape.children, element, before, fresh)
      return element
    })
  }

  function create(shape: Shape, traits: Traits, fresh: Element[]): Element {
    const used = blueprint.uses(shape.tag)
    const base = { traits, key: shape.key, parent: undefined, children: [] }
    if (used === undefined) return { ...base, part: undefined, inside: undefined }
    const outside = { element: () => element, owner: view, key: shape.key, tree }
    const inside = createView(used, services, outside)
    const element: Element = { ...base, part: inside.part, inside }
    fresh.push(element)
    return element
  }

  function remove({ inside }: Element): void {
    inside?.detach()
  }

  function select(selector: string): Element[] {
    const list = walk(elements)
    return list.filter(({ part: found, traits }) => found && matches(traits, selector))
  }

  const view: View = {
    part,
    select,
    find(selector) {
      const shapes = blueprint.usesComponents ? [] : (blueprint.template?.render(part.data) ?? [])
      const found = blueprint.usesComponents ? elements : build(shapes, undefined, new Map(), [])
      return walk(found).filter(({ traits }) => matches(traits, selector))
    },
    text(selector) {
      const shapes = walk(blueprint.template?.render(part.data, 'texts') ?? [])
      const found = shapes.find((shape) => matches(readTraits(shape, make), selector))
      return found && walk([found]).reduce((all, { text = '' }) => all + text, '')
    },
    emit(from, happening) {
      const goesOn = emit(from, part, happening, platform)
      const host = outer.element()
      if (goesOn && host !== undefined) outer.owner?.emit(host, happening)
    },
    attach(properties) {
      part.setProperties(properties)
      part.live('attached')
    },
    render() {
      rendered = true
      mirror.drawn(part.id)
      render()
      for (const run of waiting) later(run)
      waiting = []
    },
    ready() {
      for (const { inside } of walk(elements).reverse()) inside?.ready()
      isReady = true
      part.live('ready')
    },
    tell(name, ...values) {
      for (const { inside } of walk(elements)) {
        inside?.part.live(name, ...values)
        inside?.tell(name, ...values)
      }
    },
    detach() {
      for (const { inside } of walk(elements)) inside?.detach()
      outer.element()?.unrelate?.()
      part.live('detached')
      part.end()
    },
  }
  return view
}

/** The properties whose bound values are others than before. */
function changes(old: Traits, traits: Traits): Traits['properties'] {
  return Object.fromEntries(
    Object.entries(traits.properties).filter(
      ([name, value]) => !sameData(old.properties[name], value),
    ),
  )
}

/** The elements and all that are within them. */
function walk<Node extends { children: readonly Node[] }>(elements: readonly Node[]): Node[] {
  return elements.flatMap((element) => [element, ...walk(element.children)])
}
