import {
  computed,
  h,
  type InjectionKey,
  inject,
  onBeforeUnmount,
  onMounted,
  onUpdated,
  provide,
  type Ref,
  ref,
  shallowRef,
  watch,
} from 'vue'
import { dispatch } from '../dispatch.js'
import { useFormControl } from './form.js'
import { useWheel } from './wheel.js'
import { defineWidget, number, styleText } from './widget.js'

interface Column {
  readonly element: () => HTMLElement | undefined
}

interface PickerViewContext {
  readonly itemHeight: Ref<number>
  readonly frameStyle: () => string
  readonly maskStyle: () => string
  add(column: Column): () => void
  indexOf(column: Column): number
  /** The item that a column should rest on. */
  chosen(column: Column): number
  tell(type: string, column: Column, row?: number): void
  rested(column: Column, row: number): void
}

const contextKey: InjectionKey<PickerViewContext> = Symbol('picker-view')

/**
 * `picker-view`.
 *
 * | event | detail |
 * | --- | --- |
 * | change | value: for each column the item's index |
 * | pickstart, pickend | column |
 * | pickover | column, row: while it turns |
 */
export const PickerView = defineWidget(
  'picker-view',
  ['value', 'indicatorStyle', 'indicatorClass', 'maskStyle', 'maskClass', 'name'],
  (attributes) => {
    const root = ref<HTMLElement>()
    const given = () =>
      Array.isArray(attributes.value) ? attributes.value.map((one) => number(one)) : []
    const value = ref<number[]>(given())
    const columns = shallowRef<Column[]>([])
    const itemHeight = ref(34)
    watch(
      () => JSON.stringify(attributes.value),
      () => {
        value.value = given()
      },
    )
    useFormControl({
      name: () => attributes.name,
      value: () => [...value.value],
      reset() {
        value.value = given()
      },
    })

    function measure(): void {
      // The frame's own height, which indicator-style may set, is that of all items.
      const frame = root.value?.querySelector<HTMLElement>('.tt-wheel-frame')
      if (frame && frame.offsetHeight > 0) itemHeight.value = frame.offsetHeight
    }
    onMounted(measure)
    onUpdated(measure)

    const sorted = computed(() =>
      [...columns.value].sort((one, other) => {
        const [first, second] = [one.element(), other.element()]
        if (first === undefined || second === undefined) return 0
        return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
      }),
    )
    const indexOf = (column: Column) => sorted.value.indexOf(column)
    provide(contextKey, {
      itemHeight,
      frameStyle: () => styleText(attributes.indicatorStyle),
      maskStyle: () => styleText(attributes.maskStyle),
      add(column) {
        columns.value = [...columns.value, column]
        return () => {
          columns.value = columns.value.filter((one) => one !== column)
        }
      },
      indexOf,
      chosen: (column) => value.value[indexOf(column)] ?? 0,
      tell(type, column, row) {
        const detail = { column: indexOf(column), ...(row !== undefined && { row }) }
        if (root.value) dispatch(root.value, type, detail)
      },
      rested(column, row) {
        const next = sorted.value.map((one, index) =>
          one === column ? row : (value.value[index] ?? 0),
        )
        const changed = next.some((one, index) => one !== (value.value[index] ?? 0))
        value.value = next
        if (changed && root.value) dispatch(root.value, 'change', { value: [...next] })
      },
    })
    return (draw) => draw({ ref: root, style: { '--tt-item': `${itemHeight.value}px` } })
  },
)

/** `picker-view-column`: its children are the items. */
export const PickerViewColumn = defineWidget('picker-view-column', [], (_, { slots }) => {
  const root = ref<HTMLElement>()
  const content = ref<HTMLElement>()
  const count = ref(0)
  const view = inject(contextKey, undefined)
  const column: Column = { element: () => root.value }
  let remove: (() => void) | undefined

  function countItems(): void {
    count.value = content.value?.childElementCount ?? 0
  }
  onMounted(() => {
    countItems()
    remove = view?.add(column)
  })
  onUpdated(countItems)
  onBeforeUnmount(() => remove?.())

  const { listeners, style } = useWheel({
    count: () => count.value,
    height: () => view?.itemHeight.value ?? 34,
    index: () => view?.chosen(column) ?? 0,
    started: () => view?.tell('pickstart', column),
    passed: (row) => view?.tell('pickover', column, row),
    rested(row) {
      view?.rested(column, row)
      view?.tell('pickend', column)
    },
  })

  return (draw) =>
    draw({ ref: root, ...listeners }, [
      h('div', { ref: content, class: 'tt-wheel-items', style: style.value }, slots.default?.()),
      h('div', { class: 'tt-wheel-mask', style: view?.maskStyle() }),
      h('div', { class: 'tt-wheel-frame', style: view?.frameStyle() }),
    ])
})
