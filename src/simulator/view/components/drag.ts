/**
 * Dragging something by finger, mouse or pen, along one axis or both.
 */
import { onBeforeUnmount } from 'vue'
import { takenPointers as taken } from '../dragging.js'

interface DragOptions {
  axes(): 'x' | 'y' | 'xy' | ''
  start(): void
  /** From where it began, px. */
  move(dx: number, dy: number): void
  /** Speeds are px/ms; 0 where it was held still first. */
  end(speed: { speedX: number; speedY: number }): void
}

/** Nearer than this (px) nothing is dragged yet. */
const slop = 6

/** The listeners of the element that is dragged or holds what is. Use CSS touch-action beside it. */
export function useDrag(options: DragOptions) {
  let grip: { id: number; x: number; y: number; dragging: boolean } | undefined
  let trail: { at: number; x: number; y: number }[] = []

  function onPointerdown(event: PointerEvent): void {
    if (event.button !== 0 || grip !== undefined || options.axes() === '') return
    const { pointerId: id, clientX: x, clientY: y } = event
    grip = { id, x, y, dragging: false }
    trail = []
    window.addEventListener('pointermove', onPointermove)
    window.addEventListener('pointerup', onPointerup)
    window.addEventListener('pointercancel', onPointerup)
  }

  function onPointermove(event: PointerEvent): void {
    if (grip === undefined || event.pointerId !== grip.id) return
    const { clientX: x, clientY: y, timeStamp: at } = event
    const dx = x - grip.x
    const dy = y - grip.y
    if (!grip.dragging) {
      if (Math.hypot(dx, dy) < slop) return
      const axes = options.axes()
      const axis = Math.abs(dx) > Math.abs(dy) ? 'x' : 'y'
      // One inside took it, as a slider in a swiper does.
      if (!axes.includes(axis) || taken.has(event.pointerId)) return release()
      taken.add(event.pointerId)
      grip.dragging = true
      options.start()
    }
    options.move(options.axes().includes('x') ? dx : 0, options.axes().includes('y') ? dy : 0)
    trail = [...trail.filter((point) => at - point.at < 100), { at, x, y }]
  }

  function onPointerup(event: PointerEvent): void {
    if (grip === undefined || event.pointerId !== grip.id) return
    const { dragging } = grip
    release()
    if (!dragging) return
    const [first] = trail
    const last = trail.at(-1)
    const time = first && last ? last.at - first.at : 0
    const still = !first || !last || time === 0 || event.timeStamp - last.at > 60
    options.end({
      speedX: still ? 0 : (last.x - first.x) / time,
      speedY: still ? 0 : (last.y - first.y) / time,
    })
  }

  function release(): void {
    if (grip?.dragging) taken.delete(grip.id)
    grip = undefined
    window.removeEventListener('pointermove', onPointermove)
    window.removeEventListener('pointerup', onPointerup)
    window.removeEventListener('pointercancel', onPointerup)
  }
  onBeforeUnmount(release)

  return { active: () => grip !== undefined, listeners: { onPointerdown } }
}
