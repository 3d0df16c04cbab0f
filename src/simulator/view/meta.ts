/**
 * What the DOM elements of the view tell about the template elements that they show.
 */

/** A `bind…` or `catch…` of a template element. */
export interface Handler {
  readonly method: string
  /** catch: the event goes no further. */
  readonly stops: boolean
  readonly capture: boolean
}

/** A template element, as events tell of it: the DOM property `__tt` of its root element. */
export interface ElementMeta {
  /** Whose template the element stands in: its handlers are that part's methods. */
  readonly part: number
  readonly id: string
  readonly dataset: Readonly<Record<string, unknown>>
  /** By event type, as written behind bind or catch, in lower case. */
  readonly handlers: Readonly<Record<string, readonly Handler[]>>
}

/** The template element that a DOM element shows; undefined for what a component has inside. */
export function metaOf(element: Element): ElementMeta | undefined {
  return (element as { __tt?: ElementMeta }).__tt
}

/** The DOM's name for the root element of a component of TTML: `tt-view` for `view`. */
export function elementName(tag: string): string {
  return `tt-${tag}`
}
