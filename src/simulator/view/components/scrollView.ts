import { h, nextTick, onMounted, onUpdated, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { refresherNames, useRefresher } from './refresher.js'
import { defineWidget, flag, number, text } from './widget.js'

const names = [
  'scrollX',
  'scrollY',
  'upperThreshold',
  'lowerThreshold',
  'scrollTop',
  'scrollLeft',
  'scrollIntoView',
  'scrollWithAnimation',
  'enableFlex',
  'showScrollbar',
  'showScrollBar',
  ...refresherNames,
] as const

/**
 * `scroll-view`.
 *
 * | event | detail |
 * | --- | --- |
 * | scroll | scrollLeft, scrollTop, scrollWidth, scrollHeight, deltaX, deltaY (what it moved up or left) |
 * | scrolltoupper, scrolltolower | direction: top, left, bottom, right; when a threshold is passed |
 */
export const ScrollView = defineWidget('scroll-view', names, (attributes, { slots }) => {
  const root = ref<HTMLElement>()
  const refresher = useRefresher(attributes, root)
  let left = 0
  let top = 0
  /** The ends that it is near to: each is told once. */
  let ends = new Set(['top', 'left'])

  function onScroll(event: Event): void {
    const element = root.value
    if (element === undefined || event.target !== element) return
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = element
    if (scrollLeft === left && scrollTop === top) return
    const deltaX = left - scrollLeft
    const deltaY = top - scrollTop
    left = scrollLeft
    top = scrollTop
    const place = { scrollLeft, scrollTop, scrollWidth, scrollHeight }
    dispatch(element, 'scroll', { ...place, deltaX, deltaY })

    const upper = number(attributes.upperThreshold, 50)
    const lower = number(attributes.lowerThreshold, 50)
    const now = new Set<string>()
    if (flag(attributes.scrollY)) {
      if (scrollTop <= upper) now.add('top')
      if (scrollTop + clientHeight >= scrollHeight - lower) now.add('bottom')
    }
    if (flag(attributes.scrollX)) {
      if (scrollLeft <= upper) now.add('left')
      if (scrollLeft + clientWidth >= scrollWidth - lower) now.add('right')
    }
    const before = ends
    ends = now
    for (const direction of now) {
      const isUpper = direction === 'top' || direction === 'left'
      // Content that is short is near to both ends: the one that it moves to counts.
      const towards = isUpper ? deltaX > 0 || deltaY > 0 : deltaX < 0 || deltaY < 0
      if (before.has(direction) || !towards) continue
      dispatch(element, isUpper ? 'scrolltoupper' : 'scrolltolower', { direction })
    }
  }

  function scrollTo(place: { top?: number; left?: number }): void {
    const behavior = flag(attributes.scrollWithAnimation) ? 'smooth' : 'instant'
    root.value?.scrollTo({ ...place, behavior })
  }

  /** Asked for before the element was there. */
  let wanted = ''
  function goInto(): void {
    if (wanted === '' || root.value === undefined) return
    const target = root.value.querySelector(`[id="${CSS.escape(wanted)}"]`)
    if (target === null) return
    wanted = ''
    const inner = target.getBoundingClientRect()
    const outer = root.value.getBoundingClientRect()
    const { scrollLeft, scrollTop, clientLeft, clientTop } = root.value
    scrollTo({
      ...(flag(attributes.scrollY) && { top: scrollTop + inner.top - outer.top - clientTop }),
      ...(flag(attributes.scrollX) && { left: scrollLeft + inner.left - outer.left - clientLeft }),
    })
  }

  function place(): void {
    if (attributes.scrollTop !== undefined) scrollTo({ top: number(attributes.scrollTop) })
    if (attributes.scrollLeft !== undefined) scrollTo({ left: number(attributes.scrollLeft) })
  }
  onMounted(async () => {
    await nextTick()
    place()
    wanted = text(attributes.scrollIntoView)
    goInto()
  })
  watch(
    () => attributes.scrollTop,
    (value) => value !== undefined && scrollTo({ top: number(value) }),
    { flush: 'post' },
  )
  watch(
    () => attributes.scrollLeft,
    (value) => value !== undefined && scrollTo({ left: number(value) }),
    { flush: 'post' },
  )
  watch(
    () => text(attributes.scrollIntoView),
    (value) => {
      wanted = value
      goInto()
    },
    { flush: 'post' },
  )
  onUpdated(goInto)

  return (draw) => {
    const isHidden = attributes.showScrollbar ?? attributes.showScrollBar
    const content = slots.default?.()
    return draw(
      {
        ref: root,
        'tt-x': flag(attributes.scrollX) ? '' : undefined,
        'tt-y': flag(attributes.scrollY) ? '' : undefined,
        'tt-bar': isHidden !== undefined && !flag(isHidden) ? 'none' : undefined,
        onScrollPassive: onScroll,
        ...refresher.listeners,
      },
      [
        refresher.draw(),
        // Without enable-flex the platform has an element between, which no display:flex reaches.
        flag(attributes.enableFlex) ? content : h('div', { class: 'tt-scroll-content' }, content),
      ],
    )
  }
})
