/**
 * The canvases of a page: the logic draws on them, in its worker.
 */
import type { CanvasAnswer } from '../../protocol/logic.js'

const numbers = new WeakMap<HTMLCanvasElement, number>()
let last = 0

/** Hands a canvas to the logic, the first time that it is asked for; undefined where it is none. */
export function describeCanvas(
  element: Element,
): (CanvasAnswer & { readonly canvas?: OffscreenCanvas }) | undefined {
  const canvas = element instanceof HTMLCanvasElement ? element : element.querySelector('canvas')
  if (canvas === null) return undefined
  const known = numbers.get(canvas)
  const { clientWidth: width, clientHeight: height } = canvas
  const size = { width, height, pixelRatio: devicePixelRatio }
  if (known !== undefined) return { element: known, ...size }
  last += 1
  numbers.set(canvas, last)
  return { element: last, canvas: canvas.transferControlToOffscreen(), ...size }
}
