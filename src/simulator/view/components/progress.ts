import { h, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { defineWidget, flag, number, text } from './widget.js'

const names = [
  'percent',
  'showInfo',
  'borderRadius',
  'fontSize',
  'strokeWidth',
  'color',
  'activeColor',
  'backgroundColor',
  'active',
  'activeMode',
  'duration',
] as const

/** `progress`. `activeend` tells `{ curPercent }` when the animation of `active` is through. */
export const Progress = defineWidget('progress', names, (attributes) => {
  const root = ref<HTMLElement>()
  const goal = () => Math.min(100, Math.max(0, number(attributes.percent)))
  const shown = ref(flag(attributes.active) ? 0 : goal())
  let frame = 0

  function run(from: number): void {
    cancelAnimationFrame(frame)
    const to = goal()
    if (!flag(attributes.active)) {
      shown.value = to
      return
    }
    const perPercent = Math.max(1, number(attributes.duration, 30))
    const started = performance.now()
    const step = (now: number) => {
      const passed = Math.max(0, now - started) / perPercent
      const left = to - from
      shown.value = Math.abs(left) <= passed ? to : from + Math.sign(left) * passed
      if (shown.value !== to) frame = requestAnimationFrame(step)
      else if (root.value) dispatch(root.value, 'activeend', { curPercent: to })
    }
    frame = requestAnimationFrame(step)
  }

  onMounted(() => {
    if (flag(attributes.active)) run(0)
  })
  watch([goal, () => flag(attributes.active)], () =>
    run(text(attributes.activeMode) === 'forwards' ? shown.value : 0),
  )
  onBeforeUnmount(() => cancelAnimationFrame(frame))

  return (draw) => {
    const radius = `${number(attributes.borderRadius)}px`
    const background = text(attributes.activeColor ?? attributes.color, '#f85959')
    return draw({ ref: root, role: 'progressbar', 'aria-valuenow': goal() }, [
      h(
        'div',
        {
          class: 'tt-progress-bar',
          style: {
            height: `${number(attributes.strokeWidth, 6)}px`,
            borderRadius: radius,
            backgroundColor: text(attributes.backgroundColor, '#ebebeb'),
          },
        },
        h('div', {
          style: { width: `${shown.value}%`, height: '100%', borderRadius: radius, background },
        }),
      ),
      flag(attributes.showInfo) &&
        h(
          'div',
          {
            class: 'tt-progress-info',
            style: { fontSize: `${number(attributes.fontSize, 16)}px` },
          },
          `${Math.round(shown.value)}%`,
        ),
    ])
  }
})
