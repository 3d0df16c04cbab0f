import {
  h,
  type InjectionKey,
  inject,
  onBeforeUnmount,
  onMounted,
  provide,
  type Ref,
  ref,
  watch,
} from 'vue'
import { dispatch } from '../dispatch.js'
import { dragsAttribute } from '../dragging.js'
import { useDrag } from './drag.js'
import { defineWidget, flag, number, text } from './widget.js'

const areaKey: InjectionKey<Ref<HTMLElement | undefined>> = Symbol('movable-area')

/** `movable-area`. */
export const MovableArea = defineWidget('movable-area', ['scaleArea'], () => {
  const root = ref<HTMLElement>()
  provide(areaKey, root)
  return (draw) => draw({ ref: root })
})

const axesOf: Readonly<Record<string, 'x' | 'y' | 'xy' | ''>> = {
  all: 'xy',
  vertical: 'y',
  horizontal: 'x',
  none: '',
}

/** `movable-view`: change tells `{ x, y, source }`, source being `touch` or ''. */
export const MovableView = defineWidget(
  'movable-view',
  ['direction', 'x', 'y', 'disabled', 'outOfBounds', 'animation', 'inertia', 'damping', 'friction'],
  (attributes) => {
    const root = ref<HTMLElement>()
    const area = inject(areaKey, undefined)
    const place = ref({ x: 0, y: 0 })
    const dragging = ref(false)
    let from = { x: 0, y: 0 }

    /** Within the area, whichever of the two is the larger one. */
    function bound(x: number, y: number): { x: number; y: number } {
      const outer = area?.value
      const inner = root.value
      if (outer === undefined || inner === undefined) return { x, y }
      const within = (value: number, room: number) =>
        Math.min(Math.max(0, room), Math.max(Math.min(0, room), value))
      return {
        x: within(x, outer.clientWidth - inner.offsetWidth),
        y: within(y, outer.clientHeight - inner.offsetHeight),
      }
    }
    function move(next: { x: number; y: number }, source: string): void {
      if (next.x === place.value.x && next.y === place.value.y) return
      place.value = next
      if (root.value) dispatch(root.value, 'change', { ...next, source })
    }

    const drag = useDrag({
      axes: () => (flag(attributes.disabled) ? '' : (axesOf[text(attributes.direction)] ?? '')),
      start() {
        dragging.value = true
        from = place.value
      },
      move(dx, dy) {
        const to = { x: from.x + dx, y: from.y + dy }
        move(flag(attributes.outOfBounds) ? to : bound(to.x, to.y), 'touch')
      },
      end({ speedX, speedY }) {
        dragging.value = false
        const run = flag(attributes.inertia) ? 120 : 0
        const axes = axesOf[text(attributes.direction)] ?? ''
        const { x, y } = place.value
        move(
          bound(
            axes.includes('x') ? x + speedX * run : x,
            axes.includes('y') ? y + speedY * run : y,
          ),
          flag(attributes.outOfBounds) ? 'out-of-bounds' : '',
        )
      },
    })
    const given = () => bound(number(attributes.x), number(attributes.y))
    onMounted(() => {
      place.value = given()
    })
    watch(
      () => [attributes.x, attributes.y],
      () => move(given(), ''),
    )

    return (draw) => {
      const axes = axesOf[text(attributes.direction)] ?? ''
      return draw({
        ref: root,
        [dragsAttribute]: axes,
        force: {
          transform: `translate(${place.value.x}px, ${place.value.y}px) translateZ(0)`,
          transition:
            dragging.value || !flag(attributes.animation, true)
              ? 'none'
              : 'transform 0.25s ease-out',
          touchAction: { x: 'pan-y', y: 'pan-x', xy: 'none', '': 'auto' }[axes],
        },
        ...drag.listeners,
      })
    }
  },
)

const queries = [
  'minWidth',
  'maxWidth',
  'width',
  'minHeight',
  'maxHeight',
  'height',
  'orientation',
] as const

/** `match-media`: shows what it holds where the phone is so. */
export const MatchMedia = defineWidget('match-media', queries, (attributes, { slots }) => {
  const matches = ref(true)
  let list: MediaQueryList | undefined
  const update = () => {
    matches.value = list?.matches ?? true
  }
  watch(
    () =>
      queries
        .filter((name) => attributes[name] !== undefined)
        .map((name) => {
          const feature = name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)
          const value = attributes[name]
          return `(${feature}: ${name === 'orientation' ? text(value) : `${number(value)}px`})`
        })
        .join(' and '),
    (query) => {
      list?.removeEventListener('change', update)
      list = window.matchMedia(query)
      list.addEventListener('change', update)
      update()
    },
    { immediate: true },
  )
  onBeforeUnmount(() => list?.removeEventListener('change', update))
  return (draw) => draw({}, matches.value ? [h('div', slots.default?.())] : [])
})
