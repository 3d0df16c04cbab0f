import {
  h,
  type InjectionKey,
  inject,
  onBeforeUnmount,
  onMounted,
  onUpdated,
  provide,
  ref,
  watch,
} from 'vue'
import { dispatch } from '../dispatch.js'
import { dragsAttribute } from '../dragging.js'
import { useDrag } from './drag.js'
import { defineWidget, flag, number, styleText, text } from './widget.js'

const names = [
  'indicatorDots',
  'indicatorColor',
  'indicatorActiveColor',
  'autoplay',
  'current',
  'currentItemId',
  'interval',
  'duration',
  'circular',
  'vertical',
  'previousMargin',
  'nextMargin',
  'displayMultipleItems',
  'easingFunction',
] as const

/** Speed (px/ms) from which a flick turns the page. */
const flick = 0.25

interface Item {
  readonly element: () => HTMLElement | undefined
  readonly itemId: () => string
}
const swiperKey: InjectionKey<{ add(item: Item): () => void; place(): void }> = Symbol('swiper')

const easings: Readonly<Record<string, (part: number) => number>> = {
  linear: (part) => part,
  easeInCubic: (part) => part ** 3,
  easeOutCubic: (part) => 1 - (1 - part) ** 3,
  easeInOutCubic: (part) => (part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2),
}

/**
 * `swiper`.
 *
 * | event | detail |
 * | --- | --- |
 * | change | current, currentItemId, source: `touch`, `autoplay` or '' |
 * | transition | dx, dy: how far it is from its item, px |
 * | animationfinish | current, currentItemId, source |
 */
export const Swiper = defineWidget('swiper', names, (attributes, { slots }) => {
  const root = ref<HTMLElement>()
  const frame = ref<HTMLElement>()
  const items = new Set<Item>()
  const count = ref(0)
  const current = ref(0)
  /** Where it stands, in items; beyond the ends where it is circular. */
  let offset = 0
  let animation = 0
  let autoplay: ReturnType<typeof setTimeout> | undefined

  const vertical = () => flag(attributes.vertical)
  const shownAtOnce = () => Math.max(1, number(attributes.displayMultipleItems, 1))
  const circular = () => flag(attributes.circular) && count.value > shownAtOnce()
  const last = () => Math.max(0, count.value - Math.ceil(shownAtOnce()))
  const wrap = (index: number) => ((index % count.value) + count.value) % count.value
  const bound = (index: number) => (circular() ? wrap(index) : Math.min(last(), Math.max(0, index)))

  function sorted(): Item[] {
    return [...items].sort((one, other) => {
      const [first, second] = [one.element(), other.element()]
      if (first === undefined || second === undefined) return 0
      return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
    })
  }
  const itemSize = () => {
    const box = frame.value
    if (box === undefined) return 1
    return Math.max(1, (vertical() ? box.clientHeight : box.clientWidth) / shownAtOnce())
  }

  /** Puts each item where it stands now: by the DOM itself, sixty times a second. */
  function place(): void {
    for (const [index, item] of sorted().entries()) {
      const element = item.element()
      if (element === undefined) continue
      let away = index - offset
      if (circular()) {
        // Each stands at its nearest place: half of them behind, half before.
        const before = (count.value - shownAtOnce()) / 2
        away = ((((away + before) % count.value) + count.value) % count.value) - before
      }
      const percent = `${away * 100}%`
      element.style.transform = vertical()
        ? `translate(0, ${percent}) translateZ(0)`
        : `translate(${percent}, 0) translateZ(0)`
      const size = `${100 / shownAtOnce()}%`
      element.style[vertical() ? 'height' : 'width'] = size
    }
  }

  function tell(type: string, source: string): void {
    const currentItemId = sorted()[current.value]?.itemId() ?? ''
    if (root.value) dispatch(root.value, type, { current: current.value, currentItemId, source })
  }

  function tellTransition(): void {
    const away = (offset - current.value) * itemSize()
    const detail = vertical() ? { dx: 0, dy: away } : { dx: away, dy: 0 }
    if (root.value) dispatch(root.value, 'transition', detail)
  }

  /** Goes to a place, which may lie beyond the ends of a circle. */
  function go(to: number, source: string): void {
    cancelAnimationFrame(animation)
    const next = bound(Math.round(to))
    const from = offset
    const changed = next !== current.value
    current.value = next
    if (changed) tell('change', source)
    const duration = number(attributes.duration, 500)
    const ease = easings[text(attributes.easingFunction)] ?? easings.easeOutCubic
    const started = performance.now()
    const step = (now: number) => {
      const part = duration <= 0 ? 1 : Math.min(1, Math.max(0, now - started) / duration)
      offset = from + (to - from) * (ease?.(part) ?? part)
      if (part >= 1) offset = next
      place()
      if (part < 1) {
        tellTransition()
        animation = requestAnimationFrame(step)
      } else if (from !== to) tell('animationfinish', source)
    }
    step(started)
    plan()
  }

  /** The nearest way to an item, round the circle. */
  function goTo(index: number, source: string): void {
    let way = bound(index) - offset
    if (circular()) {
      const half = count.value / 2
      way = ((((way + half) % count.value) + count.value) % count.value) - half
    }
    go(offset + way, source)
  }

  function plan(): void {
    clearTimeout(autoplay)
    if (!flag(attributes.autoplay) || count.value <= shownAtOnce()) return
    autoplay = setTimeout(
      () => {
        if (document.hidden || drag.active() || root.value?.offsetParent === null) plan()
        else if (circular()) go(Math.round(offset) + 1, 'autoplay')
        else go(current.value >= last() ? 0 : current.value + 1, 'autoplay')
      },
      number(attributes.interval, 5000),
    )
  }

  let grip = 0
  const drag = useDrag({
    axes: () => (vertical() ? 'y' : 'x'),
    start() {
      cancelAnimationFrame(animation)
      clearTimeout(autoplay)
      grip = offset
    },
    move(dx, dy) {
      const to = grip - (vertical() ? dy : dx) / itemSize()
      const inside = circular() ? to : Math.min(last(), Math.max(0, to))
      offset = inside + (to - inside) / 3
      place()
      tellTransition()
    },
    end({ speedX, speedY }) {
      const speed = -(vertical() ? speedY : speedX)
      const base = Math.round(grip)
      let to = Math.round(offset)
      if (Math.abs(speed) > flick && to === base) to = base + Math.sign(speed)
      go(circular() ? to : Math.min(last(), Math.max(0, to)), 'touch')
    },
  })

  provide(swiperKey, {
    add(item) {
      items.add(item)
      count.value = items.size
      return () => {
        items.delete(item)
        count.value = items.size
      }
    },
    place,
  })

  function wanted(): number {
    const id = text(attributes.currentItemId)
    if (id === '') return number(attributes.current)
    return Math.max(
      0,
      sorted().findIndex((item) => item.itemId() === id),
    )
  }
  onMounted(() => {
    current.value = bound(wanted())
    offset = current.value
    place()
    plan()
  })
  onUpdated(place)
  watch([() => attributes.current, () => attributes.currentItemId], () => {
    if (bound(wanted()) !== current.value) goTo(wanted(), '')
  })
  watch([() => flag(attributes.autoplay), () => attributes.interval, count], plan)
  watch(
    [count, shownAtOnce, vertical],
    () => {
      cancelAnimationFrame(animation)
      // Items that come late may be those that `current` meant.
      if (count.value > 0) current.value = bound(Math.max(current.value, wanted()))
      offset = current.value
      place()
    },
    { flush: 'post' },
  )
  onBeforeUnmount(() => {
    cancelAnimationFrame(animation)
    clearTimeout(autoplay)
  })

  function drawDots() {
    const dots = Array.from({ length: count.value }, (_, index) => {
      const isActive = index >= current.value && index < current.value + Math.floor(shownAtOnce())
      const color = isActive
        ? text(attributes.indicatorActiveColor, '#000')
        : text(attributes.indicatorColor, 'rgba(0, 0, 0, .3)')
      return h('i', { style: { background: color }, class: isActive ? 'tt-dot-active' : undefined })
    })
    return h('div', { class: 'tt-swiper-dots' }, dots)
  }

  return (draw) => {
    const before = text(attributes.previousMargin, '0')
    const after = text(attributes.nextMargin, '0')
    return draw(
      {
        ref: root,
        [dragsAttribute]: vertical() ? 'y' : 'x',
        'tt-vertical': vertical() ? '' : undefined,
        ...drag.listeners,
      },
      [
        h(
          'div',
          {
            ref: frame,
            class: 'tt-swiper-frame',
            style: vertical()
              ? { top: toCss(before), bottom: toCss(after) }
              : { left: toCss(before), right: toCss(after) },
          },
          slots.default?.(),
        ),
        flag(attributes.indicatorDots) && drawDots(),
      ],
    )
  }
})

/** A length as these attributes have it: px, rpx or a bare number. */
function toCss(length: string): string {
  return /[a-z%]\s*$/i.test(length) ? styleText(length) : `${Number.parseFloat(length) || 0}px`
}

/** `swiper-item`. */
export const SwiperItem = defineWidget('swiper-item', ['itemId'], (attributes) => {
  const root = ref<HTMLElement>()
  const swiper = inject(swiperKey, undefined)
  let remove: (() => void) | undefined
  onMounted(() => {
    remove = swiper?.add({ element: () => root.value, itemId: () => text(attributes.itemId) })
  })
  // Vue writes the style anew where it changed.
  onUpdated(() => swiper?.place())
  onBeforeUnmount(() => remove?.())
  return (draw) => draw({ ref: root })
})
