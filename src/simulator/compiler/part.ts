/**
 * The template of a page or a component, and the named templates that it takes from other files.
 */
import { readTemplateSource, type TemplateSource } from '../../runtime/templateSource.js'
import type { ToCommonJs } from '../../sources/compile.js'
import type { TemplateParser } from '../../sources/parseTemplate.js'
import type { UnitInput } from './cache.js'
import type { TemplateReport } from './markup.js'
import { compileTemplate, compileTemplates, usedTags } from './template.js'

/** What compiling templates needs. */
export interface PartTools {
  readonly parseTemplate: TemplateParser
  readonly toCommonJs: ToCommonJs
}

/** What a template depends on beside its files. */
export interface PartOptions {
  /** The tags of own components. */
  readonly own: ReadonlySet<string>
  /** Whether its script names external classes. */
  readonly external: boolean
}

/** A template as code. */
interface CompiledTemplate {
  readonly code: string
  /** The modules that are written in it and in what it takes in. */
  readonly modules: Readonly<Record<string, string>>
  /** The files whose named templates it may come to, by their keys in the bundle. */
  readonly shared: ReadonlyMap<string, { readonly path: string; readonly own: readonly string[] }>
}

/** Compiles `path`.ttml, whose elements are marked by `scope`. */
export function compilePart(
  path: string,
  kind: 'page' | 'component',
  { own, external, scope, ...tools }: PartTools & PartOptions & { readonly scope: string },
  input: UnitInput,
): CompiledTemplate {
  const file = `${path}.ttml`
  const { source, modules } = readSource(file, tools, input)
  if (source === undefined) {
    input.report({ file, message: `the ${kind} ${path} has no template` })
    return { code: 'return () => []', modules, shared: new Map() }
  }
  const shared = new Map<string, { path: string; own: readonly string[] }>()
  const keyOf = (other: TemplateSource<string>): string => {
    const tags = usedTags(other, own)
    const key = [other.path, ...(external ? ['external'] : []), ...tags].join('?')
    if (shared.has(key)) return key
    shared.set(key, { path: other.path, own: tags })
    for (const { source: next } of other.templates.values()) if (next !== other) keyOf(next)
    return key
  }
  const report = reporter(file, input)
  const code = compileTemplate({ source, own, external, scope, keyOf, report })
  return { code, modules, shared }
}

/** Compiles the named templates of a file, for all parts that import it. */
export function compileShared(
  file: string,
  { own, external, ...tools }: PartTools & PartOptions,
  input: UnitInput,
): string {
  const { source } = readSource(file, tools, input)
  if (source === undefined) return 'return undefined'
  const keyOf = (other: TemplateSource<string>) =>
    [other.path, ...(external ? ['external'] : []), ...usedTags(other, own)].join('?')
  return compileTemplates({ source, own, external, keyOf, report: reporter(file, input) })
}

function reporter(file: string, { report }: UnitInput): TemplateReport {
  return (message, place, severity = 'error') => report({ severity, file, ...place, message })
}

function readSource(
  file: string,
  { parseTemplate, toCommonJs }: PartTools,
  { read, report }: UnitInput,
) {
  const modules: Record<string, string> = {}
  const counts = new Map<string, number>()
  const source = readTemplateSource<string>(file, {
    read,
    parse(text, name) {
      counts.delete(name)
      return parseTemplate(text, {
        file: name,
        report: (message, place) => report({ ...place, message }),
      })
    },
    loadModule(name, text) {
      if (text === undefined) {
        if (read(name) === undefined) throw new Error(`${name} is not there`)
        return name
      }
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      modules[`${name}#${count}`] = toCommonJs(text)
      return `${name}#${count}`
    },
    warn: (name, message, node) => report({ file: name, ...node.place, message }),
  })
  return { source, modules }
}
