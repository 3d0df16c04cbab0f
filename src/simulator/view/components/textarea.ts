import { h, nextTick, onMounted, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { editNames, useEditing } from './editing.js'
import { defineWidget, flag, text } from './widget.js'

/** `textarea`. `linechange` tells `{ height, heightRpx, lineCount }`. */
export const Textarea = defineWidget('textarea', [...editNames, 'autoHeight'], (attributes) => {
  const root = ref<HTMLElement>()
  const field = ref<HTMLTextAreaElement>()
  const height = ref(0)
  let lines = 0
  const { value, draw: drawField, confirm, listeners } = useEditing(attributes, root, field)

  function measure(): void {
    const element = field.value
    if (element === undefined || root.value === undefined) return
    // What the text needs is not to be had from a box that is higher than it.
    const before = element.style.height
    element.style.height = '0'
    const needed = element.scrollHeight
    element.style.height = before
    const { lineHeight, fontSize } = getComputedStyle(element)
    const line = Number.parseFloat(lineHeight) || Number.parseFloat(fontSize) * 1.2
    const { boxSizing, borderTopWidth, borderBottomWidth, paddingTop, paddingBottom } =
      getComputedStyle(root.value)
    const around = [borderTopWidth, borderBottomWidth, paddingTop, paddingBottom]
    height.value = around.reduce(
      (sum, size) => sum + (boxSizing === 'border-box' ? Number.parseFloat(size) : 0),
      needed,
    )
    const count = Math.max(1, Math.round(needed / line))
    if (count === lines) return
    const first = lines === 0
    lines = count
    if (first && value.value === '') return
    const heightRpx = Math.round((needed * 750) / window.innerWidth)
    dispatch(root.value, 'linechange', { height: needed, heightRpx, lineCount: count })
  }

  onMounted(measure)
  watch([value, () => flag(attributes.autoHeight)], () => nextTick(measure))

  function onKeydown(event: KeyboardEvent): void {
    listeners.onKeydown(event)
    const type = text(attributes.confirmType, 'return')
    if (event.key !== 'Enter' || event.isComposing || type === 'return') return
    event.preventDefault()
    confirm()
  }

  return (draw) =>
    draw(
      {
        ref: root,
        'aria-disabled': flag(attributes.disabled) ? 'true' : undefined,
        force: flag(attributes.autoHeight) ? { height: `${height.value}px` } : undefined,
      },
      [
        drawField(
          h('textarea', {
            ref: field,
            disabled: flag(attributes.disabled),
            enterkeyhint: text(attributes.confirmType) || undefined,
            autocomplete: 'off',
            spellcheck: false,
            value: value.value,
            ...listeners,
            onKeydown,
          }),
        ),
      ],
    )
})
