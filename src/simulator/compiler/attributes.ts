/**
 * The attributes of an element, as attributes of Vue's template.
 */
import { camelCase } from '../../runtime/element.js'
import type { Place, TemplateNode } from '../../runtime/platform.js'
import { createWriter, type MarkupInput, quote } from './writer.js'

/** Directives that are read where they belong. */
export const directives = new Set([
  'tt:if',
  'tt:elif',
  'tt:else',
  'tt:for',
  'tt:for-item',
  'tt:for-index',
  'tt:key',
])
/** Attributes that are no property of a component, and what would reach into the document. */
const apart = /^(?:class|style|id|hidden|slot|key|ref|is|on.*|(?:inner|outer)HTML|textContent)$/i

/** Writes the attributes of the elements of one file. */
export function createAttributes({ external, tables, values, report }: MarkupInput) {
  const { add, at, argument } = createWriter(tables)

  /** Class, style, id, hidden, and what events know. */
  function common({ attributes, place }: TemplateNode, level: string): string[] {
    const markup: string[] = []
    const text = (name: string) => values.text(attributes[name] ?? '', place)
    if (attributes.class !== undefined) {
      const classes = at(level, text('class'))
      markup.push(
        external ? `v-bind=${quote(`_ctx.$class(${classes})`)}` : `:class=${quote(classes)}`,
      )
    }
    if (attributes.style !== undefined) {
      markup.push(`:style=${quote(`_ctx.$style(${at(level, text('style'))})`)}`)
    }
    if (attributes.id !== undefined) markup.push(`:id=${quote(at(level, text('id')))}`)
    if (attributes.hidden !== undefined) {
      const hidden = values.attribute(attributes.hidden, place)
      const always = 'constant' in hidden
      markup.push(always ? ':hidden="true"' : `:hidden=${quote(`!!${at(level, hidden)}`)}`)
    }
    markup.push(`:__tt.prop="_ctx.$m[${metaIndex(attributes, place)}](${level})"`)
    return markup
  }

  function metaIndex(attributes: TemplateNode['attributes'], place: Place | undefined): number {
    const dataset: string[] = []
    const handlers: string[] = []
    for (const [name, value] of Object.entries(attributes)) {
      const bound = /^(capture-)?(bind|catch):?(.+)$/.exec(name)
      if (bound !== null) {
        const method = argument(values.attribute(value, place))
        const type = JSON.stringify(bound[3]?.toLowerCase())
        handlers.push(`[${type}, ${method}, ${bound[2] === 'catch'}, ${bound[1] !== undefined}]`)
      } else if (name.startsWith('data-')) {
        const field = JSON.stringify(camelCase(name.slice(5).toLowerCase()))
        dataset.push(`${field}: ${argument(values.attribute(value, place))}`)
      }
    }
    const id =
      attributes.id === undefined ? '' : `id: ${argument(values.text(attributes.id, place))}, `
    const code = `help.meta({ ${id}dataset: { ${dataset.join(', ')} }, handlers: [${handlers.join(', ')}] })`
    const known = tables.metas.indexOf(code)
    return known >= 0 ? known : add(tables.metas, code)
  }

  function properties({ attributes, place }: TemplateNode, level: string): string[] {
    return Object.entries(attributes).flatMap(([name, value]) => {
      if (apart.test(name) || name.startsWith('data-') || directives.has(name)) return []
      if (/^(?:capture-)?(?:bind|catch)/.test(name) || name.startsWith('tt:')) return []
      if (!/^[A-Za-z_][\w-]*$/.test(name) || /^v-/.test(name)) {
        if (!name.startsWith('xmlns')) report(`${name} is no attribute of TTML`, place, 'warning')
        return []
      }
      return [`:${name}=${quote(at(level, values.attribute(value, place)))}`]
    })
  }

  return { common, properties }
}
