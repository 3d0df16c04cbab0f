/**
 * What can be done with an element from elsewhere: playing a video, drawing on a canvas.
 */

/** What a component lets others do with it. */
export interface ElementHandle {
  /** A method of its context: play, pause, seek and so on. */
  call?(method: string, args: readonly unknown[]): unknown
  /** Its canvas, to draw on in the logic's worker; it can be had once. */
  takeCanvas?(): TakenCanvas
}

/** A canvas on its way to the logic. */
interface TakenCanvas {
  readonly canvas: OffscreenCanvas
  /** As laid out, px. */
  readonly width: number
  readonly height: number
  readonly pixelRatio: number
}

const handles = new WeakMap<Element, ElementHandle>()

/** Says what can be done with a component's root element. */
export function setHandle(element: Element, handle: ElementHandle): void {
  handles.set(element, handle)
}

/** What can be done with it. */
export function handleOf(element: Element): ElementHandle | undefined {
  return handles.get(element)
}

/** Finds a video or audio of a page by its id. */
export function findMedia(page: Element, id: string): ElementHandle | undefined {
  return find(page, `:is(tt-video, tt-audio)[id="${CSS.escape(id)}"]`)
}

function find(page: Element, selector: string): ElementHandle | undefined {
  const element = page.querySelector(selector)
  return element === null ? undefined : handles.get(element)
}
