/**
 * The canvases of a page: the logic draws on them, in its worker.
 */
import type { CanvasAnswer } from '../../protocol/logic.js'
import { handleOf } from '../components/handles.js'

/** A canvas on its way to the logic. */
type GivenCanvas = Omit<CanvasAnswer, 'canvas'> & { readonly canvas?: OffscreenCanvas }

const given = new WeakMap<Element, GivenCanvas>()
let last = 0

/** Hands a canvas to the logic, the first time that it is asked for; undefined where it is none. */
export function describeCanvas(element: Element): GivenCanvas | undefined {
  const known = given.get(element)
  if (known !== undefined) {
    const { clientWidth: width, clientHeight: height } = element
    return { ...known, width, height }
  }
  const taken = handleOf(element)?.takeCanvas?.()
  if (taken === undefined) return undefined
  last += 1
  const { canvas, ...size } = taken
  given.set(element, { element: last, ...size })
  return { element: last, canvas, ...size }
}
