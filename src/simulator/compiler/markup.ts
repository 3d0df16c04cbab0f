/**
 * TTML as a template of Vue. What it names (`$v`, `$l`, …) stands in view/templateScope.ts.
 */
import { readListNames } from '../../runtime/list.js'
import type { TemplateNode } from '../../runtime/platform.js'
import { createAttributes, directives } from './attributes.js'
import { createWriter, type MarkupInput, quote } from './writer.js'

/** The markup of a template's nodes, which begin at the level `_ctx.$0`. */
export function writeMarkup(nodes: readonly TemplateNode[], input: MarkupInput): string {
  return createMarkup(input).all(nodes, '', '_ctx.$0')
}

/** In the place of a child that is rendered elsewhere: the keys of the others count on. */
const nothing: TemplateNode = { attributes: {}, children: [], text: '' }

function createMarkup(input: MarkupInput) {
  const { own, scope, tables, values, report } = input
  let levels = 0

  const { at, argument, add } = createWriter(tables)
  const attributesOf = createAttributes(input)

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
    const marks = [`s-${scope}=""`, ':s-g="_ctx.$g"', ...attributesOf.common(node, level)]
    if (!own.has(tag)) {
      const inside = all(children, path, level)
      const all_ = [
        `:is="_ctx.$c[${tagIndex(tag)}]"`,
        ...marks,
        ...attributesOf.properties(node, level),
      ]
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
