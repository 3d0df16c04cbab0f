import {
  defineComponent,
  h,
  onBeforeUnmount,
  onMounted,
  ref,
  Teleport,
  Transition,
  watch,
} from 'vue'
import { dispatch } from '../dispatch.js'
import { useFormControl } from './form.js'
import { pickerMode, pickerNames } from './pickerModes.js'
import { useWheel } from './wheel.js'
import { defineWidget, flag, text } from './widget.js'

const itemHeight = 44

/**
 * `picker`: a tap opens wheels at the bottom of the phone.
 *
 * | event | detail |
 * | --- | --- |
 * | change | value: an index, indexes, `hh:mm`, `YYYY-MM-DD` (as far as fields goes), or three names, with `code` |
 * | columnchange | column, value: while the sheet is open, of multiSelector |
 * | cancel | nothing |
 */
export const Picker = defineWidget(
  'picker',
  [...pickerNames, 'disabled', 'headerText', 'name'],
  (attributes, { slots }) => {
    const root = ref<HTMLElement>()
    const open = ref(false)
    const at = ref<number[]>([])
    /** Columns that still run: what they are about to rest on. */
    const passing = new Map<number, number>()
    /** What was picked last, until the page gives a value of its own. */
    const picked = ref<unknown>()
    const mode = () => pickerMode({ ...attributes, value: picked.value ?? attributes.value })
    watch(
      () => JSON.stringify(attributes.value),
      () => {
        picked.value = undefined
        // The page answers columnchange by new values, as by new ranges.
        if (open.value && text(attributes.mode) === 'multiSelector') at.value = mode().start()
      },
    )
    useFormControl({
      name: () => attributes.name,
      value: () => picked.value ?? attributes.value,
      reset() {
        picked.value = undefined
      },
    })

    function onTtTap(): void {
      if (flag(attributes.disabled)) return
      at.value = mode().start()
      passing.clear()
      open.value = true
    }
    function cancel(): void {
      open.value = false
      if (root.value) dispatch(root.value, 'cancel', {})
    }
    function confirm(): void {
      open.value = false
      const current = mode()
      const places = at.value.map((one, index) => passing.get(index) ?? one)
      // Columns may have become shorter since.
      const inside = current
        .columns(places)
        .map((list, index) => Math.max(0, Math.min(places[index] ?? 0, list.length - 1)))
      const detail = current.detail(inside)
      picked.value = detail.value
      if (root.value) dispatch(root.value, 'change', detail)
    }
    function turn(column: number, value: number): void {
      passing.delete(column)
      if (at.value[column] === value) return
      at.value = at.value.map((one, index) => (index === column ? value : one))
      if (text(attributes.mode) === 'multiSelector' && root.value) {
        dispatch(root.value, 'columnchange', { column, value })
      }
    }
    function onKeydown(event: KeyboardEvent): void {
      if (open.value && event.key === 'Escape') cancel()
    }
    onMounted(() => window.addEventListener('keydown', onKeydown))
    onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))

    const drawSheet = () =>
      h('div', { class: 'tt-sheet-layer' }, [
        h('div', { class: 'tt-sheet-mask', onClick: cancel }),
        h('div', { class: 'tt-sheet', role: 'dialog' }, [
          h('div', { class: 'tt-sheet-bar' }, [
            h('button', { type: 'button', onClick: cancel }, '取消'),
            h('span', { class: 'tt-sheet-title' }, text(attributes.headerText)),
            h('button', { type: 'button', class: 'tt-sheet-done', onClick: confirm }, '确定'),
          ]),
          h(
            'div',
            { class: 'tt-sheet-wheels' },
            mode()
              .columns(at.value)
              .map((items, column) =>
                h(Wheel, {
                  key: column,
                  items,
                  index: at.value[column] ?? 0,
                  onPassed: (value: number) => passing.set(column, value),
                  onRested: (value: number) => turn(column, value),
                }),
              ),
          ),
        ]),
      ])

    return (draw) =>
      draw(
        { ref: root, 'aria-disabled': flag(attributes.disabled) ? 'true' : undefined, onTtTap },
        [
          slots.default?.(),
          h(Teleport, { to: overlays() }, [
            h(Transition, { name: 'tt-sheet' }, () => (open.value ? drawSheet() : undefined)),
          ]),
        ],
      )
  },
)

/** Where sheets are drawn, over the whole phone. */
function overlays(): Element {
  return document.querySelector('#overlays') ?? document.body
}

const Wheel = defineComponent({
  name: 'SheetWheel',
  props: {
    items: { type: Array as () => readonly string[], required: true },
    index: { type: Number, required: true },
  },
  emits: ['passed', 'rested'],
  setup(props, { emit }) {
    const { listeners, style, nearest } = useWheel({
      count: () => props.items.length,
      height: () => itemHeight,
      index: () => props.index,
      passed: (index) => emit('passed', index),
      rested: (index) => emit('rested', index),
    })
    return () =>
      h('div', { class: 'tt-wheel', style: { '--tt-item': `${itemHeight}px` }, ...listeners }, [
        h(
          'div',
          { class: 'tt-wheel-items', style: style.value },
          props.items.map((item, index) =>
            h('div', { key: index, 'aria-selected': index === nearest.value }, item),
          ),
        ),
        h('div', { class: 'tt-wheel-mask' }),
        h('div', { class: 'tt-wheel-frame' }),
      ])
  },
})
