/**
 * The template of a page or a component.
 */
import { readTemplateSource } from '../../runtime/templateSource.js'
import type { ToCommonJs } from '../../sources/compile.js'
import type { TemplateParser } from '../../sources/parseTemplate.js'
import type { UnitInput } from './cache.js'
import { compileTemplate } from './template.js'

interface PartTools {
  /** The tags of own components. */
  readonly tags: ReadonlySet<string>
  readonly scope: string
  readonly parseTemplate: TemplateParser
  readonly toCommonJs: ToCommonJs
}

/** A template as code, and the modules that are written in it and in what it takes in. */
interface CompiledTemplate {
  readonly code: string
  readonly modules: Readonly<Record<string, string>>
}

/** Compiles `path`.ttml. */
export function compilePart(
  path: string,
  kind: 'page' | 'component',
  { tags, scope, parseTemplate, toCommonJs }: PartTools,
  { read, report }: UnitInput,
): CompiledTemplate {
  const file = `${path}.ttml`
  const modules: Record<string, string> = {}
  const counts = new Map<string, number>()
  const source = readTemplateSource<string>(file, {
    read,
    parse: (text, name) =>
      parseTemplate(text, {
        file: name,
        report: (message, place) => report({ ...place, message }),
      }),
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
  if (source === undefined) {
    report({ file, message: `the ${kind} ${path} has no template` })
    return { code: 'return () => []', modules }
  }
  const code = compileTemplate({
    source,
    own: tags,
    scope,
    external: /externalClasses/.test(read(`${path}.js`) ?? ''),
    report: (message, place) => report({ file, ...place, message }),
  })
  return { code, modules }
}
