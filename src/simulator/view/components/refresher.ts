/**
 * `refresher-…` of scroll-view: pulled down from its top, it shows that it loads.
 *
 * refresherpulling tells `{ dy }` while it is pulled, then comes refresherrefresh where it was
 * pulled far enough, and refresherrestore when the page sets `refresher-triggered` to false; else
 * refresherabort.
 */
import { h, onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { type Attributes, flag, number, text } from './widget.js'

/** The attributes of it. */
export const refresherNames = [
  'refresherEnabled',
  'refresherThreshold',
  'refresherDefaultStyle',
  'refresherBackground',
  'refresherTriggered',
] as const

/** The part of a pull that it follows. */
const resistance = 0.5

/** What listens, and the area above the content. */
export function useRefresher(
  attributes: Attributes<(typeof refresherNames)[number]>,
  root: Ref<HTMLElement | undefined>,
) {
  const height = ref(0)
  const pulling = ref(false)
  let from: number | undefined
  const enabled = () => flag(attributes.refresherEnabled)
  const threshold = () => number(attributes.refresherThreshold, 45)

  function tell(type: string): void {
    if (root.value) dispatch(root.value, type, { dy: height.value })
  }

  function start(y: number): void {
    const atTop = (root.value?.scrollTop ?? 1) <= 0
    from = enabled() && atTop && height.value === 0 ? y : undefined
  }

  /** Whether the pull is ours, so that nothing else scrolls by it. */
  function move(y: number): boolean {
    if (from === undefined || root.value === undefined) return false
    const pulled = Math.max(0, y - from) * resistance
    if (!pulling.value && (pulled < 3 || root.value.scrollTop > 0)) return false
    pulling.value = true
    height.value = pulled
    tell('refresherpulling')
    return true
  }

  function end(): void {
    if (!pulling.value) return
    pulling.value = false
    from = undefined
    if (height.value >= threshold()) {
      height.value = threshold()
      tell('refresherrefresh')
    } else {
      height.value = 0
      tell('refresherabort')
    }
  }

  watch(
    () => flag(attributes.refresherTriggered),
    (triggered) => {
      if (!enabled() || pulling.value) return
      if (triggered && height.value === 0) {
        height.value = threshold()
        tell('refresherrefresh')
      } else if (!triggered && height.value > 0) {
        height.value = 0
        tell('refresherrestore')
      }
    },
  )

  const onTouchmove = (event: TouchEvent) => {
    const [touch] = event.touches
    if (touch !== undefined && move(touch.clientY) && event.cancelable) event.preventDefault()
  }
  const onPointermove = (event: PointerEvent) => {
    if (event.pointerType !== 'touch') move(event.clientY)
  }
  onMounted(() => {
    root.value?.addEventListener('touchmove', onTouchmove, { passive: false })
    window.addEventListener('pointermove', onPointermove)
    window.addEventListener('pointerup', end)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('pointermove', onPointermove)
    window.removeEventListener('pointerup', end)
  })

  return {
    listeners: {
      onTouchstartPassive: ({ touches }: TouchEvent) => start(touches[0]?.clientY ?? 0),
      onTouchend: end,
      onTouchcancel: end,
      onPointerdown: ({ pointerType, clientY }: PointerEvent) => {
        if (pointerType !== 'touch') start(clientY)
      },
    },
    draw() {
      if (!enabled()) return undefined
      const style = text(attributes.refresherDefaultStyle, 'black')
      return h(
        'div',
        {
          class: 'tt-refresher',
          style: {
            height: `${height.value}px`,
            background: text(attributes.refresherBackground) || undefined,
            transition: pulling.value ? 'none' : undefined,
            color: style === 'white' ? '#fff' : undefined,
          },
        },
        style === 'none' || height.value === 0 ? [] : [h('i', { class: 'tt-dots' })],
      )
    },
  }
}
