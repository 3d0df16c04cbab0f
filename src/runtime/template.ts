/**
 * TTML, just so far as it tells which components a page has, with which properties and handlers.
 * There is no view: other elements count only as what stands around a component.
 */
import { forgiving, splitBindings } from './expression.js'
import { itemsOf, readListNames } from './list.js'
import { createNames, textOf } from './names.js'
import type { AppObject, RuntimePlatform, TemplateNode } from './platform.js'
import { readTemplateSource, type TemplateSource } from './templateSource.js'

/** An element as the data at hand makes it. */
export interface Shape {
  readonly tag: string
  /** The same for the same element, whenever the template is rendered. */
  readonly key: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly children: readonly Shape[]
  /** Of a text, whose tag is empty. */
  readonly text?: string
}

/** A template that was read. */
export interface Template {
  /** Whether it can show a component. */
  readonly holdsComponents: boolean
  render(data: AppObject, extent?: Extent): Shape[]
}

/** How much is rendered: all elements; with their texts; or only components and what is around them. */
export type Extent = 'elements' | 'texts' | 'components'

type Source = TemplateSource<unknown>

interface Scope {
  readonly data: AppObject
  readonly locals: AppObject
  readonly source: Source
  readonly depth: number
  readonly extent: Extent
  holds(node: TemplateNode): boolean
}

/** Templates within templates; deeper ones are some framework's rounds that go on for ever. */
export const mostDepth = 60

/** Reads the templates of one mini-program. `loadModule` runs an sjs file. */
export function createTemplates(
  platform: RuntimePlatform,
  loadModule: (path: string, source: string | undefined) => unknown,
): (path: string, isComponent?: (tag: string) => boolean) => Template | undefined {
  const expressions = new Map<string, (scope: object) => unknown>()
  const warned = new Set<string>()

  function warn(path: string, text: string): void {
    const message = `${path}: ${text}`
    if (!warned.has(message)) platform.warn(message)
    warned.add(message)
  }

  function renderAll(nodes: readonly TemplateNode[], scope: Scope, key: string): Shape[] {
    const shapes: Shape[] = []
    // Whether one of the branches of an if was taken.
    let taken = false
    for (const [index, node] of nodes.entries()) {
      if (node.tag === undefined) {
        if (scope.extent === 'texts') shapes.push(renderText(node, scope, `${key}/${index}`))
        continue
      }
      const { attributes } = node
      const isList = attributes['tt:for'] !== undefined
      // On a list an if is asked for each item; an else stands for all of it.
      const own = isList ? undefined : attributes['tt:if']
      const isElse = attributes['tt:elif'] !== undefined || attributes['tt:else'] !== undefined
      if (own !== undefined) taken = false
      if (isElse && taken) continue
      const condition = own ?? attributes['tt:elif']
      if (condition !== undefined && !evaluate(condition, scope)) continue
      if (isElse || !isList) taken = true
      if (scope.extent === 'components' && !scope.holds(node)) continue
      const render = isList ? renderList : renderNode
      shapes.push(...render(node, scope, `${key}/${index}`))
    }
    return shapes
  }

  function renderText({ text = '' }: TemplateNode, scope: Scope, key: string): Shape {
    return { tag: '', key, attributes: {}, children: [], text: textOf(evaluate(text, scope)) }
  }

  function renderList(node: TemplateNode, scope: Scope, key: string): Shape[] {
    const { attributes } = node
    const list = evaluate(attributes['tt:for'] as string, scope)
    const condition = attributes['tt:if']
    const within = (locals: AppObject) => ({ ...scope, locals: { ...scope.locals, ...locals } })
    const items = itemsOf(
      list,
      readListNames(attributes),
      (locals) => condition === undefined || Boolean(evaluate(condition, within(locals))),
    )
    return items.flatMap((item) => renderNode(node, within(item.locals), key + item.key))
  }

  function renderNode(node: TemplateNode, scope: Scope, key: string): Shape[] {
    const { tag = '', attributes, children } = node
    if (tag === 'block') return renderAll(children, scope, key)
    if (tag === 'template') return renderTemplate(attributes, scope, key)
    const values = Object.entries(attributes)
      .filter(([name]) => !name.startsWith('tt:'))
      .map(([name, text]) => [name, evaluate(text, scope)])
    const shape = { tag, key, attributes: Object.fromEntries(values) }
    return [{ ...shape, children: renderAll(children, scope, key) }]
  }

  function renderTemplate(attributes: TemplateNode['attributes'], scope: Scope, key: string) {
    const name = String(evaluate(attributes.is ?? '', scope))
    const found = scope.source.templates.get(name)
    if (found === undefined || scope.depth > mostDepth) return []
    const text = splitBindings(attributes.data ?? '')[0]?.text
    const data = text === undefined ? {} : run(`({${text}})`, scope)
    return renderAll(
      found.nodes,
      {
        ...scope,
        data: (data ?? {}) as AppObject,
        locals: {},
        source: found.source,
        depth: scope.depth + 1,
      },
      `${key}<${name}>`,
    )
  }

  /** An attribute's value: what its expression gives where it is one, else a text. */
  function evaluate(value: string, scope: Scope): unknown {
    const pieces = splitBindings(value)
    const [first] = pieces
    if (first === undefined) return value
    if (pieces.length === 1) return first.expression ? run(`(${first.text})`, scope) : first.text
    return pieces
      .map(({ expression, text }) => (expression ? textOf(run(`(${text})`, scope)) : text))
      .join('')
  }

  function run(expression: string, { data, locals, source }: Scope): unknown {
    try {
      let compiled = expressions.get(expression)
      if (compiled === undefined) {
        compiled = platform.compileExpression(forgiving(expression))
        expressions.set(expression, compiled)
      }
      return compiled(createNames(() => [locals, data, source.modules]))
    } catch (error) {
      warn(source.path, `{{${expression.slice(1, -1)}}} gives nothing here: ${messageOf(error)}`)
      return undefined
    }
  }

  return (path, isComponent = () => true) => {
    const source = readTemplateSource<unknown>(path, {
      read: platform.read,
      parse: (text) => platform.parseTemplate(text),
      loadModule,
      warn,
    })
    if (source === undefined) return undefined
    const holds = componentFinder(source, isComponent)
    return {
      holdsComponents: source.nodes.some(holds),
      render: (data, extent = 'elements') =>
        renderAll(source.nodes, { data, locals: {}, source, depth: 0, extent, holds }, ''),
    }
  }
}

/** Tells whether an element is a component, or may have one within. */
function componentFinder(source: Source, isComponent: (tag: string) => boolean) {
  const known = new Map<TemplateNode, boolean>()
  // Which template a name stands for is only known when it is rendered.
  let inTemplates = false
  inTemplates = [...allTemplates(source)].some((nodes) => nodes.some(holds))
  known.clear()

  function holds(node: TemplateNode): boolean {
    const found = known.get(node)
    if (found !== undefined) return found
    const { tag = '', children } = node
    const own = tag === 'template' ? inTemplates : isComponent(tag)
    const result = own || children.some(holds)
    known.set(node, result)
    return result
  }

  return holds
}

function allTemplates(source: Source): Set<readonly TemplateNode[]> {
  const all = new Set<readonly TemplateNode[]>()
  const add = (from: Source) => {
    for (const { nodes, source: own } of from.templates.values()) {
      if (all.has(nodes)) continue
      all.add(nodes)
      add(own)
    }
  }
  add(source)
  return all
}

function messageOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error)
}
