/**
 * TTML, just so far as it tells which components a page has, with which properties and handlers.
 * There is no view: other elements count only as what stands around a component.
 */
import { forgiving, splitBindings } from './expression.js'
import { directoryOf, joinPath } from './paths.js'
import type { AppObject, RuntimePlatform, TemplateNode } from './platform.js'

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
  /** `texts`: with texts, which tell nothing of components. */
  render(data: AppObject, texts?: boolean): Shape[]
}

/** A file: what it renders, what it defines, and its modules. */
interface Source {
  readonly path: string
  readonly nodes: readonly TemplateNode[]
  readonly templates: Map<string, { nodes: readonly TemplateNode[]; source: Source }>
  readonly modules: AppObject
}

interface Scope {
  readonly data: AppObject
  readonly locals: AppObject
  readonly source: Source
  readonly depth: number
  readonly texts: boolean
}

/** Templates within templates; deeper ones are some framework's rounds that go on for ever. */
const mostDepth = 60

/** Reads the templates of one mini-program. `loadModule` runs an sjs file. */
export function createTemplates(
  platform: RuntimePlatform,
  loadModule: (path: string, source: string | undefined) => unknown,
): (path: string) => Template | undefined {
  const expressions = new Map<string, (scope: object) => unknown>()
  const warned = new Set<string>()

  function warn(path: string, text: string): void {
    const message = `${path}: ${text}`
    if (!warned.has(message)) platform.warn(message)
    warned.add(message)
  }

  function readSource(path: string, above: readonly string[] = []): Source | undefined {
    const text = platform.read(path)
    if (text === undefined || above.includes(path)) return undefined
    const source: Source = { path, nodes: [], templates: new Map(), modules: {} }
    const nodes = collect(platform.parseTemplate(text), source, [...above, path])
    return Object.assign(source, { nodes })
  }

  /** Takes out what defines, and puts in what is included. */
  function collect(nodes: readonly TemplateNode[], source: Source, above: readonly string[]) {
    const rest: TemplateNode[] = []
    for (const node of nodes) {
      const { tag, attributes } = node
      const file = joinPath(directoryOf(source.path), attributes.src ?? '')
      if (tag === 'import') {
        const found = readSource(file, above)
        if (found === undefined) warn(source.path, `imports ${attributes.src}, which is not there`)
        for (const [name, template] of found?.templates ?? []) {
          if (!source.templates.has(name)) source.templates.set(name, template)
        }
      } else if (tag === 'include') {
        const found = readSource(file, above)
        if (found === undefined) warn(source.path, `includes ${attributes.src}, which is not there`)
        rest.push(...(found?.nodes ?? []))
      } else if (tag === 'sjs') {
        addModule(node, file, source)
      } else if (tag === 'template' && attributes.name !== undefined) {
        const inside = collect(node.children, source, above)
        source.templates.set(attributes.name, { nodes: inside, source })
      } else {
        rest.push({ ...node, children: collect(node.children, source, above) })
      }
    }
    return rest
  }

  function addModule({ attributes, children }: TemplateNode, file: string, source: Source): void {
    const inline = attributes.src === undefined
    const text = children.map((child) => child.text ?? '').join('')
    try {
      const exports = loadModule(inline ? source.path : file, inline ? text : undefined)
      if (attributes.module !== undefined) source.modules[attributes.module] = exports
    } catch (error) {
      warn(source.path, `the sjs module ${attributes.module} does not load: ${messageOf(error)}`)
    }
  }

  function renderAll(nodes: readonly TemplateNode[], scope: Scope, key: string): Shape[] {
    const shapes: Shape[] = []
    // Whether one of the branches of an if was taken.
    let taken = false
    for (const [index, node] of nodes.entries()) {
      if (node.tag === undefined) {
        if (scope.texts) shapes.push(renderText(node, scope, `${key}/${index}`))
        continue
      }
      const { attributes } = node
      if (attributes['tt:for'] === undefined) {
        if (attributes['tt:if'] !== undefined) taken = false
        const condition = attributes['tt:if'] ?? attributes['tt:elif']
        const isElse = attributes['tt:elif'] !== undefined || attributes['tt:else'] !== undefined
        if (isElse && taken) continue
        if (condition !== undefined && !evaluate(condition, scope)) continue
        taken = true
        shapes.push(...renderNode(node, scope, `${key}/${index}`))
      } else {
        shapes.push(...renderList(node, scope, `${key}/${index}`))
      }
    }
    return shapes
  }

  function renderText({ text = '' }: TemplateNode, scope: Scope, key: string): Shape {
    return { tag: '', key, attributes: {}, children: [], text: textOf(evaluate(text, scope)) }
  }

  function renderList(node: TemplateNode, scope: Scope, key: string): Shape[] {
    const { attributes } = node
    const list = evaluate(attributes['tt:for'] as string, scope)
    const itemName = attributes['tt:for-item'] ?? 'item'
    const indexName = attributes['tt:for-index'] ?? 'index'
    const keyName = attributes['tt:key']
    const seen = new Set<string>()
    return entriesOf(list).flatMap(([index, item]) => {
      const inner = { ...scope, locals: { ...scope.locals, [itemName]: item, [indexName]: index } }
      // As the platform's order has it, an if on the same element sees the item.
      const condition = attributes['tt:if']
      if (condition !== undefined && !evaluate(condition, inner)) return []
      const own = keyName === undefined ? index : keyOf(item, keyName)
      const unique = seen.has(String(own)) ? `${own}#${index}` : String(own)
      seen.add(unique)
      return renderNode(node, inner, `${key}[${unique}]`)
    })
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
        data: (data ?? {}) as AppObject,
        locals: {},
        source: found.source,
        depth: scope.depth + 1,
        texts: scope.texts,
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
      return compiled(createNames([locals, data, source.modules]))
    } catch (error) {
      warn(source.path, `{{${expression.slice(1, -1)}}} gives nothing here: ${messageOf(error)}`)
      return undefined
    }
  }

  return (path) => {
    const source = readSource(path)
    if (source === undefined) return undefined
    return {
      render: (data, texts = false) =>
        renderAll(source.nodes, { data, locals: {}, source, depth: 0, texts }, ''),
    }
  }
}

/** All names that an expression may use: an unknown one is undefined, and no global shows through. */
function createNames(places: readonly AppObject[]): object {
  return new Proxy(
    {},
    {
      has: (_, name) => typeof name === 'string',
      get(_, name) {
        const place = places.find((one) => Object.hasOwn(one, name))
        return typeof name === 'string' ? place?.[name] : undefined
      },
    },
  )
}

function entriesOf(list: unknown): [string | number, unknown][] {
  if (Array.isArray(list)) return list.map((item, index) => [index, item])
  if (typeof list === 'number') {
    return Array.from({ length: Math.max(0, list) }, (_, index) => [index, index])
  }
  if (typeof list === 'string') return [...list].map((item, index) => [index, item])
  return typeof list === 'object' && list !== null ? Object.entries(list) : []
}

function keyOf(item: unknown, name: string): unknown {
  if (name === '*this') return item
  return typeof item === 'object' && item !== null ? (item as AppObject)[name] : item
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

function messageOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error)
}
