import { computed, h, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { dragsAttribute } from '../dragging.js'
import { useFormControl } from './form.js'
import { defineWidget, flag, number, text } from './widget.js'

const names = [
  'name',
  'min',
  'max',
  'step',
  'value',
  'disabled',
  'color',
  'selectedColor',
  'activeColor',
  'backgroundColor',
  'blockSize',
  'blockColor',
  'showValue',
] as const

/** `slider`: changing while it is dragged, change once it is let go; both tell `{ value }`. */
export const Slider = defineWidget('slider', names, (attributes) => {
  const root = ref<HTMLElement>()
  const track = ref<HTMLElement>()
  const min = () => number(attributes.min)
  const max = () => Math.max(min(), number(attributes.max, 100))
  const bound = (value: number) => Math.min(max(), Math.max(min(), value))
  const value = ref(bound(number(attributes.value)))
  const isDisabled = () => flag(attributes.disabled)
  const share = computed(() => (max() === min() ? 0 : (value.value - min()) / (max() - min())))
  watch(
    () => [attributes.value, attributes.min, attributes.max],
    () => {
      value.value = bound(number(attributes.value))
    },
  )
  useFormControl({
    name: () => attributes.name,
    value: () => value.value,
    reset() {
      value.value = min()
    },
  })

  function read({ clientX }: PointerEvent): number {
    const box = track.value?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return value.value
    const step = number(attributes.step, 1) > 0 ? number(attributes.step, 1) : 1
    const raw = ((clientX - box.left) / box.width) * (max() - min())
    // Steps such as 0.1 add up to figures with a long tail.
    return bound(Number((min() + Math.round(raw / step) * step).toFixed(6)))
  }

  let from: number | undefined
  function onPointerdown(event: PointerEvent): void {
    if (isDisabled() || event.button !== 0) return
    from = value.value
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    onPointermove(event)
  }
  function onPointermove(event: PointerEvent): void {
    if (from === undefined) return
    const next = read(event)
    if (next === value.value) return
    value.value = next
    if (root.value) dispatch(root.value, 'changing', { value: next })
  }
  function onPointerup(): void {
    if (from === undefined) return
    from = undefined
    if (root.value) dispatch(root.value, 'change', { value: value.value })
  }
  function onPointercancel(): void {
    if (from !== undefined) value.value = from
    from = undefined
  }

  return (draw) => {
    const size = `${Math.min(28, Math.max(12, number(attributes.blockSize, 28)))}px`
    const percent = `${share.value * 100}%`
    return draw(
      {
        ref: root,
        [dragsAttribute]: 'x',
        role: 'slider',
        'aria-valuenow': value.value,
        'aria-valuemin': min(),
        'aria-valuemax': max(),
        'aria-disabled': isDisabled() ? 'true' : undefined,
      },
      [
        h(
          'div',
          {
            class: 'tt-slider-area',
            style: { '--tt-block': size },
            onPointerdown,
            onPointermove,
            onPointerup,
            onPointercancel,
          },
          h(
            'div',
            {
              ref: track,
              class: 'tt-slider-track',
              style: {
                background: text(attributes.backgroundColor ?? attributes.color, '#e9e9e9'),
              },
            },
            [
              h('div', {
                class: 'tt-slider-done',
                style: {
                  width: percent,
                  background: text(attributes.activeColor ?? attributes.selectedColor) || undefined,
                },
              }),
              h('div', {
                class: 'tt-slider-block',
                style: { left: percent, background: text(attributes.blockColor, '#fff') },
              }),
            ],
          ),
        ),
        flag(attributes.showValue) && h('span', { class: 'tt-slider-value' }, String(value.value)),
      ],
    )
  }
})
