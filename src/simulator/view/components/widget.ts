/**
 * What all components have in common: one root element, named `tt-` and the tag, which carries
 * class, style, id and marks of the template element; and attributes that TTML leaves untyped.
 */
import {
  type Component,
  defineComponent,
  h,
  type SetupContext,
  type StyleValue,
  type VNode,
} from 'vue'
import { elementName } from '../meta.js'

/** The attributes of a component as the template has them, by their names in camel case. */
export type Attributes<Name extends string> = Readonly<Record<Name, unknown>>

/**
 * Draws the root element with attributes of its own around children. The page's style stands over
 * `style` of it, and below `force`.
 */
export type Draw = (own?: Record<string, unknown>, children?: unknown) => VNode

/**
 * Defines the component of a tag. What `setup` returns draws it. Attributes that are not named here
 * come to nothing: the DOM has some (`innerHTML`, `onclick`) that pages must not reach.
 */
export function defineWidget<Name extends string>(
  tag: string,
  names: readonly Name[],
  setup: (attributes: Attributes<Name>, context: SetupContext) => (draw: Draw) => VNode,
): Component {
  return defineComponent({
    name: tag,
    inheritAttrs: false,
    props: [...names],
    setup(props: object, context: SetupContext) {
      const render = setup(props as Attributes<Name>, context)
      return () =>
        render((own = {}, children = context.slots.default?.()) => {
          const { class: ownClass, style: ownStyle, force, ...rest } = own
          const host = marksOf(context.attrs)
          return h(
            elementName(tag),
            {
              ...rest,
              ...host,
              ...(ownClass !== undefined && { class: [ownClass, host.class] }),
              ...((ownStyle ?? force) !== undefined && {
                style: [ownStyle, host.style, force] as StyleValue,
              }),
            },
            children as VNode[],
          )
        })
    },
  })
}

function marksOf(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isMark(name)))
}

const marks = new Set(['class', 'style', 'id', 'hidden', 'slot', 'role', '.__tt'])

function isMark(name: string): boolean {
  return marks.has(name) || /^(s|h|data|aria)-/.test(name) || name.startsWith('onVnode')
}

/** A boolean attribute: as all texts, `''` (no value) and `"false"` are true. */
export function flag(value: unknown, byDefault = false): boolean {
  if (value === undefined || value === null) return byDefault
  return value === '' || Boolean(value)
}

/** A number, which templates write as a text as well. */
export function number(value: unknown, byDefault = 0): number {
  if (value === undefined || value === null || value === '') return byDefault
  const read = typeof value === 'string' ? Number.parseFloat(value) : Number(value)
  return Number.isFinite(read) ? read : byDefault
}

/** A text. */
export function text(value: unknown, byDefault = ''): string {
  return value === undefined || value === null ? byDefault : String(value)
}

/** Styles as an attribute gives them, `placeholder-style` and its kin: rpx in them counts. */
export function styleText(value: unknown): string {
  return text(value).replace(/(-?\d*\.?\d+)rpx\b/gi, (_, size) => `${Number(size) / 7.5}vw`)
}
