/**
 * createSelectorQuery: what there is to tell of elements.
 */
import type { QueryFields, QueryStep } from '../../protocol/logic.js'
import { metaOf } from '../meta.js'
import type { PageRoot } from '../session.js'
import { describeCanvas } from './canvas.js'
import { selectAll } from './select.js'

/** An answer, with what is to be handed over with it. */
export interface Answer {
  readonly value: unknown
  readonly transfer?: Transferable[]
}

/** Answers the steps of a query; `ownPart` is the page's. */
export function answerQuery(
  { root, scroller }: PageRoot,
  ownPart: number,
  steps: readonly QueryStep[],
): Answer {
  const transfer: Transferable[] = []

  function tell(element: HTMLElement, fields: QueryFields): Record<string, unknown> {
    const { node, context } = fields
    const told = describe(element, scroller, fields)
    const canvas = node ? describeCanvas(element) : undefined
    if (canvas?.canvas !== undefined) transfer.push(canvas.canvas)
    return {
      ...told,
      ...(node && { node: canvas ?? null }),
      ...(context && {
        context: { tag: tagOf(element), id: metaOf(element)?.id ?? element.id },
      }),
    }
  }

  const value = steps.map(({ part = ownPart, selector, all, fields }) => {
    if (selector === undefined) return describeViewport(scroller, fields)
    const found = selectAll(root, part, selector)
    if (all) return found.map((element) => tell(element, fields))
    return found[0] === undefined ? null : tell(found[0], fields)
  })
  return { value, transfer }
}

function describeViewport(scroller: HTMLElement, fields: QueryFields): Record<string, unknown> {
  const { clientWidth: width, clientHeight: height } = scroller
  return {
    ...(fields.id && { id: '' }),
    ...(fields.dataset && { dataset: {} }),
    ...(fields.rect && { left: 0, top: 0, right: width, bottom: height }),
    ...(fields.size && { width, height }),
    ...(fields.scrollOffset && scrollOf(scroller)),
  }
}

function describe(
  element: HTMLElement,
  scroller: HTMLElement,
  fields: QueryFields,
): Record<string, unknown> {
  const meta = metaOf(element)
  const { properties = [], computedStyle = [] } = fields
  const style = computedStyle.length > 0 ? getComputedStyle(element) : undefined
  return {
    ...(fields.id && { id: meta?.id ?? element.id }),
    ...(fields.dataset && { dataset: structuredCloneable(meta?.dataset ?? {}) }),
    ...boxOf(element, scroller, fields),
    ...(fields.scrollOffset && scrollOf(element)),
    ...Object.fromEntries(properties.map((name) => [name, propertyOf(element, name)])),
    ...Object.fromEntries(
      computedStyle.map((name) => [name, style?.getPropertyValue(kebab(name)) ?? '']),
    ),
  }
}

/** Where an element is in the page's window, in pixels. */
export function boxOf(
  element: Element,
  scroller: HTMLElement,
  { rect = true, size = true }: Pick<QueryFields, 'rect' | 'size'> = {},
): Record<string, number> {
  const origin = scroller.getBoundingClientRect()
  const box = element.getBoundingClientRect()
  const left = box.left - origin.left
  const top = box.top - origin.top
  return {
    ...(rect && { left, top, right: left + box.width, bottom: top + box.height }),
    ...(size && { width: box.width, height: box.height }),
  }
}

function scrollOf(element: HTMLElement): Record<string, number> {
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = element
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight }
}

function propertyOf(element: HTMLElement, name: string): unknown {
  const field = element.querySelector('input, textarea')
  if (name === 'value' && field !== null) return (field as HTMLInputElement).value
  return element.getAttribute(kebab(name)) ?? element.getAttribute(name)
}

/** The tag that the template has for it. */
function tagOf(element: Element): string {
  return element.localName.replace(/^tt-/, '')
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Data that Vue may have wrapped, as postMessage takes it. */
function structuredCloneable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
