/**
 * A TTML file and what it takes from others: the tree that is rendered, by the logic as by the view.
 * The keys of elements count the nodes of this tree.
 */
import { directoryOf, joinPath } from './paths.js'
import type { TemplateNode } from './platform.js'

/** A file: what it renders, what it defines, and its modules. */
export interface TemplateSource<Module> {
  readonly path: string
  readonly nodes: readonly TemplateNode[]
  readonly templates: Map<string, NamedTemplate<Module>>
  readonly modules: Record<string, Module>
}

/** A `<template name>`, with the file that it stands in: its modules and templates hold in it. */
interface NamedTemplate<Module> {
  readonly nodes: readonly TemplateNode[]
  readonly source: TemplateSource<Module>
}

/** What reading needs. */
export interface SourceReader<Module> {
  read(path: string): string | undefined
  parse(text: string, path: string): readonly TemplateNode[]
  /** Loads an sjs file; `source` is its text where it is written in the template at `path`. */
  loadModule(path: string, source: string | undefined): Module
  /** Told what is wrong at an element of a file. */
  warn(path: string, text: string, node: TemplateNode): void
}

/** `tt:for-items` is the older name of `tt:for`, which the platform's own samples have. */
function withFor(node: TemplateNode): TemplateNode {
  const { 'tt:for-items': items, ...attributes } = node.attributes
  if (items === undefined) return node
  return { ...node, attributes: { 'tt:for': items, ...attributes } }
}

/** Reads a file and all that it takes in; undefined where there is none. */
export function readTemplateSource<Module>(
  path: string,
  reader: SourceReader<Module>,
): TemplateSource<Module> | undefined {
  type Source = TemplateSource<Module>

  function readSource(file: string, above: readonly string[]): Source | undefined {
    const text = reader.read(file)
    if (text === undefined || above.includes(file)) return undefined
    const source: Source = { path: file, nodes: [], templates: new Map(), modules: {} }
    const nodes = collect(reader.parse(text, file), source, [...above, file])
    return Object.assign(source, { nodes })
  }

  /** Takes out what defines, and puts in what is included. */
  function collect(nodes: readonly TemplateNode[], source: Source, above: readonly string[]) {
    const rest: TemplateNode[] = []
    for (const written of nodes) {
      const node = withFor(written)
      const { tag, attributes } = node
      const file = joinPath(directoryOf(source.path), attributes.src ?? '')
      if (tag === 'import') {
        const found = take('imports', node, file, above)
        for (const [name, template] of found?.templates ?? []) {
          // Those that the file imports itself are its own alone [feishu].
          if (template.source !== found || source.templates.has(name)) continue
          source.templates.set(name, template)
        }
      } else if (tag === 'include') {
        rest.push(...(take('includes', node, file, above)?.nodes ?? []))
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

  function take(verb: string, node: TemplateNode, file: string, above: readonly string[]) {
    const found = readSource(file, above)
    const from = above.at(-1) as string
    const why = above.includes(file) ? 'which takes in this file itself' : 'which is not there'
    if (found === undefined) reader.warn(from, `${verb} ${node.attributes.src}, ${why}`, node)
    return found
  }

  function addModule(node: TemplateNode, file: string, source: Source): void {
    const { attributes, children } = node
    const inline = attributes.src === undefined
    const text = children.map((child) => child.text ?? '').join('')
    try {
      const module = reader.loadModule(inline ? source.path : file, inline ? text : undefined)
      if (attributes.module !== undefined) source.modules[attributes.module] = module
    } catch (error) {
      const why = String((error as Error | undefined)?.message ?? error)
      reader.warn(source.path, `the sjs module ${attributes.module} does not load: ${why}`, node)
    }
  }

  return readSource(path, [])
}
