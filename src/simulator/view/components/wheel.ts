/**
 * A wheel: a column of items that turns under a frame, by finger, mouse and mouse wheel, and comes
 * to rest on one of them.
 */
import { computed, onBeforeUnmount, ref, watch } from 'vue'
import { dragsAttribute } from '../dragging.js'

interface WheelOptions {
  /** How many items it has. */
  count(): number
  /** Of one item, px. */
  height(): number
  /** The item that it should rest on. */
  index(): number
  /** A person starts to turn it. */
  started?(): void
  /** Another item comes under the frame, while it is turned. */
  passed?(index: number): void
  /** It came to rest on this one. */
  rested(index: number): void
}

/** How long (ms) it runs on at the speed at which it was let go. */
const runOn = 180
const settleTime = 260

/** What a wheel's element listens to, and how far its content is moved. */
export function useWheel(options: WheelOptions) {
  const clamp = (index: number) => Math.min(Math.max(0, options.count() - 1), Math.max(0, index))
  /** In items: 1.5 is between the second and the third. */
  const place = ref(clamp(options.index()))
  /** It runs to its item by itself; what the page says it does at once. */
  const settling = ref(false)
  let grip: { y: number; place: number; id: number; moved: boolean } | undefined
  let trail: { at: number; y: number }[] = []
  let passed = clamp(options.index())
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false

  watch([options.index, options.count], () => {
    if (busy) return
    settling.value = false
    place.value = clamp(options.index())
    passed = place.value
  })
  onBeforeUnmount(() => clearTimeout(timer))

  function begin(): void {
    clearTimeout(timer)
    if (!busy) options.started?.()
    busy = true
  }

  function turn(to: number): void {
    // Past its ends it follows by a third.
    const inside = clamp(to)
    place.value = inside + (to - inside) / 3
    const near = clamp(Math.round(to))
    if (near !== passed) options.passed?.(near)
    passed = near
  }

  /** Lets it run to an item; it rests there when the transition is over. */
  function settle(to: number): void {
    settling.value = true
    const index = clamp(Math.round(to))
    place.value = index
    if (index !== passed) options.passed?.(index)
    passed = index
    clearTimeout(timer)
    timer = setTimeout(() => {
      busy = false
      options.rested(index)
    }, settleTime)
  }

  function onPointerdown(event: PointerEvent): void {
    if (event.button !== 0) return
    begin()
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    grip = { y: event.clientY, place: place.value, id: event.pointerId, moved: false }
    trail = [{ at: event.timeStamp, y: event.clientY }]
  }
  function onPointermove(event: PointerEvent): void {
    if (grip === undefined || event.pointerId !== grip.id) return
    const dy = event.clientY - grip.y
    if (!grip.moved && Math.abs(dy) < 4) return
    grip.moved = true
    settling.value = false
    turn(grip.place - dy / options.height())
    const { timeStamp } = event
    trail = [...trail.filter(({ at }) => timeStamp - at < 100), { at: timeStamp, y: event.clientY }]
  }
  function onPointerup(event: PointerEvent): void {
    if (grip === undefined || event.pointerId !== grip.id) return
    const { moved } = grip
    grip = undefined
    if (!moved) {
      // A tap on an item brings that one.
      const box = (event.currentTarget as Element).getBoundingClientRect()
      const away = (event.clientY - box.top - box.height / 2) / options.height()
      settle(Math.round(place.value) + Math.round(away))
      return
    }
    const [first] = trail
    const last = trail.at(-1)
    const time = first && last ? last.at - first.at : 0
    const still = last === undefined || event.timeStamp - last.at > 60 || time === 0
    const speed = still || !first ? 0 : (last.y - first.y) / time
    settle(place.value - (speed * runOn) / options.height())
  }
  function onPointercancel(): void {
    if (grip === undefined) return
    grip = undefined
    settle(place.value)
  }
  function onWheel(event: WheelEvent): void {
    event.preventDefault()
    event.stopPropagation()
    begin()
    turn(place.value + event.deltaY / options.height() / 3)
    settling.value = false
    clearTimeout(timer)
    timer = setTimeout(() => settle(place.value), 90)
  }

  return {
    /** The item under the frame, or the nearest. */
    nearest: computed(() => clamp(Math.round(place.value))),
    /** For the element that takes the hand. */
    listeners: {
      [dragsAttribute]: 'y',
      onPointerdown,
      onPointermove,
      onPointerup,
      onPointercancel,
      onWheel,
    },
    /** For the content, whose first item stands in the frame at rest. */
    style: computed(() => ({
      transform: `translateY(${-place.value * options.height()}px)`,
      transition: settling.value
        ? `transform ${settleTime}ms cubic-bezier(0.2, 0.7, 0.3, 1)`
        : 'none',
    })),
  }
}
