/**
 * TTML as code: a template of Vue, which Vue's compiler turns into render functions.
 */
import { compile } from '@vue/compiler-dom'
import type { TemplateNode } from '../../runtime/platform.js'
import type { TemplateSource } from '../../runtime/templateSource.js'
import { type MarkupInput, type Tables, type TemplateReport, writeMarkup } from './markup.js'
import { createValueCompiler } from './values.js'

/** What is to be compiled. */
export interface TemplateInput extends Pick<MarkupInput, 'own' | 'scope' | 'external' | 'report'> {
  /** Read with all that it takes in; its modules are their paths in the bundle. */
  readonly source: TemplateSource<string>
  /** Where the bundle has the named templates of another file. */
  keyOf(source: TemplateSource<string>): string
}

/** What stands for the scope in templates that parts share. */
const anyScope = '_scope_'

/** The body of a function of `Vue` and `help` which returns a `PartRender`. */
export function compileTemplate(input: TemplateInput): string {
  return `return help.part(${compileSource(input, true)})`
}

/** The same of a file's named templates alone: the function returns them for parts that import it. */
export function compileTemplates(input: Omit<TemplateInput, 'scope'>): string {
  return `return ${compileSource({ ...input, scope: anyScope }, false)}`
}

/**
 * The own components that a file's named templates use, and those that they come to: what their code
 * depends on beside the file.
 */
export function usedTags(source: TemplateSource<string>, own: ReadonlySet<string>): string[] {
  const used = new Set<string>()
  const seen = new Set<readonly TemplateNode[]>()
  const walk = (nodes: readonly TemplateNode[]): void => {
    for (const { tag, children } of nodes) {
      if (tag !== undefined && own.has(tag)) used.add(tag)
      walk(children)
    }
  }
  const walkTemplates = (from: TemplateSource<string>): void => {
    for (const template of from.templates.values()) {
      if (seen.has(template.nodes)) continue
      seen.add(template.nodes)
      walk(template.nodes)
      walkTemplates(template.source)
    }
  }
  walkTemplates(source)
  return [...used].sort()
}

function compileSource({ source, keyOf, ...rest }: TemplateInput, whole: boolean): string {
  const tables: Tables = { tags: [], values: [], lists: [], metas: [] }
  const values = createValueCompiler(source.path, rest.report)
  const compileNodes = (nodes: readonly TemplateNode[]) =>
    compileMarkup(
      writeMarkup(nodes, { ...rest, tables, values }),
      source.path,
      nodes[0],
      rest.report,
    )

  const root = whole ? compileNodes(source.nodes) : undefined
  const renders: string[] = []
  const from: Record<string, string> = {}
  for (const [name, template] of source.templates) {
    if (template.source !== source) from[name] = keyOf(template.source)
    else renders.push(`${JSON.stringify(name)}: ${compileNodes(template.nodes)}`)
  }
  const list = (items: readonly string[]) => `[\n${items.join(',\n')}\n]`
  return `help.source({
path: ${JSON.stringify(source.path)},
scope: ${JSON.stringify(rest.scope)},
modules: ${JSON.stringify(source.modules)},
tags: ${JSON.stringify(tables.tags)},
root: ${root ?? 'undefined'},
renders: {
${renders.join(',\n')}
},
from: ${JSON.stringify(from)},
values: ${list(tables.values)},
lists: ${list(tables.lists)},
metas: ${list(tables.metas)},
})`
}

function compileMarkup(
  markup: string,
  path: string,
  first: TemplateNode | undefined,
  report: TemplateReport,
): string {
  try {
    const { code } = compile(markup, {
      mode: 'function',
      whitespace: 'preserve',
      comments: false,
    })
    // All that it names has its `_ctx.` already, but for the slots: there is nothing to look up.
    const plain = code.replace('with (_ctx) {', '{ const { $slots } = _ctx')
    return `(function () {\n${plain}\n})()`
  } catch (error) {
    // What TTML allows and Vue does not was not thought of: the other templates run.
    report(`${path} can't be compiled: ${(error as Error).message}`, first?.place)
    return '() => []'
  }
}
