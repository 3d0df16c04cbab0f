/**
 * An element of a rendered template: what selectors and events know of it.
 */
import { copyData } from './data.js'
import type { AppObject, Intrinsics } from './platform.js'
import type { Shape } from './template.js'

/** What an element does when an event reaches it. */
interface Handler {
  /** The name of a method of the template's owner. */
  readonly method: string
  /** Whether the event ends here. */
  readonly stops: boolean
}

/** What a shape says of itself, read. */
export interface Traits {
  readonly tag: string
  readonly id: string
  readonly classes: readonly string[]
  readonly dataset: AppObject
  readonly handlers: ReadonlyMap<string, Handler>
  /** All other attributes, their names in camel case. */
  readonly properties: AppObject
}

/** Reads a shape's attributes. */
export function readTraits({ tag, attributes }: Shape, make: Intrinsics): Traits {
  const dataset = new make.Object() as AppObject
  const handlers = new Map<string, Handler>()
  const properties: AppObject = {}
  for (const [name, value] of Object.entries(attributes)) {
    const bound = /^(?:capture-)?(bind|catch):?(.+)$/.exec(name)
    if (bound !== null && typeof value === 'string') {
      handlers.set(bound[2] as string, { method: value, stops: bound[1] === 'catch' })
    }
    // A copy, for the data that it comes from changes in place.
    const copy = copyData(value, make)
    if (name.startsWith('data-')) dataset[camelCase(name.slice(5).toLowerCase())] = copy
    else properties[camelCase(name)] = copy
  }
  return {
    tag,
    id: String(attributes.id ?? ''),
    classes: String(attributes.class ?? '')
      .split(/\s+/)
      .filter((one) => one !== ''),
    dataset,
    handlers,
    properties,
  }
}

/** `alpha-beta` as `alphaBeta`. */
export function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Whether a selector (`#id`, `.class`, a tag, these joined, several by commas) fits an element. */
export function matches({ tag, id, classes }: Traits, selector: string): boolean {
  return selector.split(',').some((one) => {
    const parts = one.trim().match(/[#.]?[^#.\s]+/g) ?? []
    const whole = parts.length > 0 && parts.join('') === one.trim()
    return (
      whole &&
      parts.every((part) => {
        if (part.startsWith('#')) return id === part.slice(1)
        return part.startsWith('.') ? classes.includes(part.slice(1)) : tag === part
      })
    )
  })
}
