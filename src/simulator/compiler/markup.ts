/**
 * TTML as a template of Vue. What it names (`$v`, `$l`, …) stands in view/templateScope.ts.
 */
import { camelCase } from '../../runtime/element.js'
import { readListNames } from '../../runtime/list.js'
import type { Place, TemplateNode } from '../../runtime/platform.js'
import type { Problem } from '../protocol/bundle.js'
import type { Compiled, ValueCompiler } from './values.js'

/** What the markup of one file refers to, by index. */
export interface Tables {
  /** Tags of built-in components. */
  readonly tags: string[]
  /** Code of expressions, of what goes through lists, and of what events know of elements. */
  readonly values: string[]
  readonly lists: string[]
  readonly metas: string[]
}

/** Told what is wrong: an error, unless it says otherwise. */
export type TemplateReport = (
  message: string,
  place: Place | undefined,
  severity?: Problem['severity'],
) => void

/** What writing markup needs. */
export interface MarkupInput {
  /** The tags of own components. */
  readonly own: ReadonlySet<string>
  /** What marks the elements: `s-<scope>`. */
  readonly scope: string
  /** Whether elements may have external classes, which the part's owner names. */
  readonly external: boolean
  /** Filled by what is written. */
  readonly tables: Tables
  readonly values: ValueCompiler
  report: TemplateReport
}

/** The markup of a template's nodes, which begin at the level `_ctx.$0`. */
export function writeMarkup(nodes: readonly TemplateNode[], input: MarkupInput): string {
  return createMarkup(input).all(nodes, '', '_ctx.$0')
}

/** In the place of a child that is rendered elsewhere: the keys of the others count on. */
const nothing: TemplateNode = { attributes: {}, children: [], text: '' }

/** Directives that are read where they belong. */
const directives = new Set([
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

function createMarkup({ own, scope, external, tables, values, report }: MarkupInput) {
  let levels = 0

  const add = (table: string[], code: string): number => table.push(code) - 1

  /** As an expression in Vue's template. */
  function at(level: string, compiled: Compiled): string {
    if ('constant' in compiled) return JSON.stringify(compiled.constant)
    return `_ctx.$v[${add(tables.values, compiled.code)}](${level})`
  }

  /** As an argument of the help. */
  const argument = (compiled: Compiled) =>
    'constant' in compiled ? JSON.stringify(compiled.constant) : compiled.code

  function tagIndex(tag: string): number {
    const known = tables.tags.indexOf(tag)
    return known >= 0 ? known : add(tables.tags, tag)
  }

  /**
   * Siblings. `path`: what their keys have behind the level's own. `slot`: only those for this slot
   * of the component around them; the others count for the keys, and for if and else.
   */
  function all(nodes: readonly TemplateNode[], path: string, level: string, slot?: string): string {
    // The conditions of the branches before, of which none may hold; as the runtime has it, an
    // element without a condition is one that always does.
    let before: string[] = []
    let adjacent = false
    let markup = ''
    for (const [index, node] of nodes.entries()) {
      const here = `${path}/${index}`
      if (node.tag === undefined) {
        if (isFor(node, slot)) markup += textMarkup(node, level)
        adjacent = false
        continue
      }
      const { attributes, place } = node
      const isList = attributes['tt:for'] !== undefined
      const first = isList ? undefined : attributes['tt:if']
      const isElse = attributes['tt:elif'] !== undefined || attributes['tt:else'] !== undefined
      if (first !== undefined) before = []
      const condition = first ?? attributes['tt:elif']
      if (isElse && first === undefined && (before.length === 0 || before.includes('true'))) {
        const name = attributes['tt:elif'] === undefined ? 'tt:else' : 'tt:elif'
        report(`${name} stands behind no tt:if`, place, 'warning')
      }
      const test =
        condition === undefined ? undefined : at(level, values.attribute(condition, place))
      const follows = isElse && first === undefined
      const inside = isFor(node, slot) ? undefined : slot
      const shown = inside === undefined || node.tag === 'block'
      const make = isList ? listMarkup : nodeMarkup
      const content = shown ? make(node, here, level, inside) : ''
      if (follows && adjacent) {
        const directive = test === undefined ? 'v-else' : `v-else-if=${quote(test)}`
        markup += `<template ${directive}>${content}</template>`
      } else {
        const tests = follows ? before.map((one) => `!(${one})`) : []
        const whole = [...tests, ...(test === undefined ? [] : [test])].join(' && ')
        markup += whole === '' ? content : `<template v-if=${quote(whole)}>${content}</template>`
      }
      // Whether Vue may take what follows for the next branch of the same if.
      adjacent = test !== undefined && (first !== undefined || adjacent || before.length === 0)
      if (isElse || !isList) before = test === undefined ? ['true'] : [...before, test]
    }
    return markup
  }

  function textMarkup({ text = '', place }: TemplateNode, level: string): string {
    const compiled = values.text(text, place)
    return 'constant' in compiled
      ? compiled.constant.replace(/[&<{}]/g, (letter) => `&#${letter.charCodeAt(0)};`)
      : `{{ ${at(level, compiled)} }}`
  }

  function listMarkup(
    node: TemplateNode,
    path: string,
    level: string,
    slot?: string,
    directive?: (inner: string) => string,
  ): string {
    const { attributes, place } = node
    const of = values.attribute(attributes['tt:for'] ?? '', place)
    const list = 'constant' in of ? `() => ${JSON.stringify(of.constant)}` : of.code
    const condition = attributes['tt:if']
    const parts = [list, JSON.stringify(readListNames(attributes)), JSON.stringify(path)]
    if (condition !== undefined) {
      const test = values.attribute(condition, place)
      parts.push('constant' in test ? `() => ${JSON.stringify(test.constant)}` : test.code)
    }
    const index = add(tables.lists, `help.list(${parts.join(', ')})`)
    return each(index, level, (inner) => nodeMarkup(node, '', inner, slot), directive)
  }

  /** Levels within: the items of a list, or a named template's. */
  function each(
    index: number,
    level: string,
    inside: (inner: string) => string,
    directive = (inner: string) => `:key="${inner}.key"`,
  ): string {
    levels += 1
    const inner = `$${levels}`
    const list = `v-for="${inner} in _ctx.$l[${index}](${level})"`
    return `<template ${list} ${directive(inner)}>${inside(inner)}</template>`
  }

  function nodeMarkup(node: TemplateNode, path: string, level: string, slot?: string): string {
    const { tag = '', attributes, children, place } = node
    for (const name of Object.keys(attributes)) {
      if (name.startsWith('tt:') && !directives.has(name)) {
        report(`${name} is no directive of TTML`, place, 'warning')
      }
    }
    if (tag === 'block') return all(children, path, level, slot)
    if (tag === 'template') return templateMarkup(node, path, level)
    if (tag === 'slot') return slotMarkup(node, path, level)
    const marks = [`s-${scope}=""`, ':s-g="_ctx.$g"', ...commonMarkup(node, level)]
    if (!own.has(tag)) {
      const inside = all(children, path, level)
      const all_ = [`:is="_ctx.$c[${tagIndex(tag)}]"`, ...marks, ...propertyMarkup(node, level)]
      return `<component ${all_.join(' ')}>${inside}</component>`
    }
    // Vue needs no key of its own: where a template can change, levels have keys, and branches.
    const at_ = quote(`${level}.key + ${JSON.stringify(path)}`)
    const parts = [':is="_ctx.$own"', ':owner="_ctx.$id"', `:at=${at_}`, ...marks]
    const classes = Object.entries(attributes)
      .filter(([name]) => name !== 'class' && /^[\w-]*class$/i.test(name))
      .map(([name, text]) => `${JSON.stringify(name)}: ${at(level, values.text(text, place))}`)
    if (classes.length > 0) {
      parts.push(`:external=${quote(`_ctx.$external("${scope}", { ${classes.join(', ')} })`)}`)
    }
    return `<component ${parts.join(' ')}>${slotsMarkup(children, path, level)}</component>`
  }

  /** What an own component is given for its slots. */
  function slotsMarkup(children: readonly TemplateNode[], path: string, level: string): string {
    const names = slotNames(children)
    if (names.length === 0) return all(children, path, level)
    return ['', ...names].map((name) => slotContent(children, path, level, name)).join('')
  }

  function slotContent(
    children: readonly TemplateNode[],
    path: string,
    level: string,
    name: string,
  ): string {
    const compiled = values.text(name, undefined)
    if ('constant' in compiled) {
      const content = all(children, path, level, name)
      if (content === '') return ''
      if (/^[\w-]*$/.test(name)) return `<template #${name || 'default'}>${content}</template>`
    }
    const code = 'constant' in compiled ? `() => ${JSON.stringify(name)}` : compiled.code
    const value = add(tables.values, code)
    // An item of a list may have a slot of its own.
    const lists = children.map((child, index) => {
      if (child.attributes.slot !== name || child.attributes['tt:for'] === undefined) return ''
      const slot = (inner: string) => `#[_ctx.$n(${value},${inner})]`
      return listMarkup(child, `${path}/${index}`, level, undefined, slot)
    })
    const rest = children.map((child, index) => (lists[index] === '' ? child : nothing))
    const content = all(rest, path, level, name)
    const single =
      content === '' ? '' : `<template #[_ctx.$n(${value},${level})]>${content}</template>`
    return single + lists.join('')
  }

  function templateMarkup({ attributes, place }: TemplateNode, path: string, level: string) {
    const is = values.attribute(attributes.is ?? '', place)
    const data = values.fields(attributes.data ?? '', place)
    const parts = [argument(is), 'constant' in data ? 'undefined' : data.code, JSON.stringify(path)]
    const index = add(tables.lists, `help.use(${parts.join(', ')})`)
    return each(
      index,
      level,
      (inner) => `<component :is="_ctx.$named" :level="${inner}"></component>`,
    )
  }

  function slotMarkup({ attributes, children, place }: TemplateNode, path: string, level: string) {
    const name = values.text(attributes.name ?? '', place)
    const given =
      'constant' in name && name.constant === '' ? '' : ` :name=${quote(at(level, name))}`
    return `<slot${given}>${all(children, path, level)}</slot>`
  }

  /** Class, style, id, hidden, and what events know. */
  function commonMarkup({ attributes, place }: TemplateNode, level: string): string[] {
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

  function propertyMarkup({ attributes, place }: TemplateNode, level: string): string[] {
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

  return { all }
}

/** The slots that children are for, through the blocks around them. */
function slotNames(nodes: readonly TemplateNode[]): string[] {
  const names = nodes.flatMap(({ tag, attributes, children }) => {
    if (attributes.slot !== undefined) return [attributes.slot]
    return tag === 'block' ? slotNames(children) : []
  })
  return [...new Set(names)].filter((name) => name !== '')
}

/** Whether a child is for a slot; all are where none is asked for. */
function isFor({ tag, attributes }: TemplateNode, slot: string | undefined): boolean {
  if (slot === undefined || attributes.slot !== undefined) {
    return slot === undefined || attributes.slot === slot
  }
  // What is within a block is for its own slots.
  return slot === '' && tag !== 'block'
}

/** Code as the value of an attribute: it has double quotes by the dozen, and seldom single ones. */
function quote(code: string): string {
  return `'${code.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}'`
}
