/**
 * What `input` and `textarea` have in common: their value, focus and events.
 *
 * | event | detail |
 * | --- | --- |
 * | input | value, cursor, keyCode |
 * | focus | value, height (of the keyboard: none here) |
 * | blur | value, cursor |
 * | confirm | value |
 */
import { h, nextTick, onMounted, type Ref, ref, type VNode, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { useFormControl } from './form.js'
import { type Attributes, flag, number, styleText, text } from './widget.js'

/** The attributes of both. */
export const editNames = [
  'value',
  'name',
  'placeholder',
  'placeholderStyle',
  'placeholderClass',
  'disabled',
  'maxlength',
  'focus',
  'autoFocus',
  'confirmType',
  'confirmHold',
  'cursor',
  'selectionStart',
  'selectionEnd',
  'cursorSpacing',
  'adjustPosition',
] as const

type Field = HTMLInputElement | HTMLTextAreaElement

/** Keeps a field's value. `clean` takes out what its type does not have. */
export function useEditing(
  attributes: Attributes<(typeof editNames)[number]>,
  root: Ref<HTMLElement | undefined>,
  field: Ref<Field | undefined>,
  clean: (value: string) => string = (value) => value,
) {
  const limit = () => {
    const most = number(attributes.maxlength, 140)
    return most < 0 ? Number.POSITIVE_INFINITY : most
  }
  const shorten = (value: unknown) => [...text(value)].slice(0, limit()).join('')
  const value = ref(shorten(attributes.value))
  /** Typed since the page's last word, which the page may yet send back as its own value. */
  let typed: string[] = []
  let keyCode = 0
  let composing = false

  function put(next: string): void {
    value.value = next
    if (field.value && field.value.value !== next) field.value.value = next
  }

  watch(
    () => attributes.value,
    (next) => {
      const known = typed.indexOf(text(next))
      typed = known < 0 ? [] : typed.slice(known + 1)
      // An echo of what was typed before the last key would take that key back.
      if (typed.length === 0) put(shorten(next))
    },
  )
  useFormControl({
    name: () => attributes.name,
    value: () => value.value,
    // As the platform has it, a reset empties texts.
    reset: () => put(''),
  })

  function read(): void {
    const { value: element } = field
    if (element === undefined || root.value === undefined || composing) return
    const next = shorten(clean(element.value))
    if (next !== element.value) {
      const cursor = Math.min(element.selectionStart ?? next.length, next.length)
      element.value = next
      element.setSelectionRange?.(cursor, cursor)
    }
    if (next === value.value) return
    value.value = next
    typed.push(next)
    const cursor = element.selectionStart ?? next.length
    const { answers } = dispatch(root.value, 'input', { value: next, cursor, keyCode })
    for (const answer of answers) Promise.resolve(answer).then(replace, () => {})
  }

  /** What bindinput's handler returns takes the place of what was typed. */
  function replace(answer: unknown): void {
    const { value: replacing, cursor } = (
      typeof answer === 'object' && answer !== null ? answer : { value: answer }
    ) as { value?: unknown; cursor?: unknown }
    if (typeof replacing !== 'string') return
    typed = []
    put(shorten(replacing))
    if (typeof cursor === 'number') field.value?.setSelectionRange(cursor, cursor)
  }

  function select(): void {
    const cursor = number(attributes.cursor, -1)
    const start = number(attributes.selectionStart, -1)
    const end = number(attributes.selectionEnd, -1)
    if (start >= 0 && end >= 0) field.value?.setSelectionRange(start, end)
    else if (cursor >= 0) field.value?.setSelectionRange(cursor, cursor)
  }

  onMounted(() => {
    if (flag(attributes.focus) || flag(attributes.autoFocus)) field.value?.focus()
  })
  watch(
    () => flag(attributes.focus),
    async (focused) => {
      await nextTick()
      if (focused) field.value?.focus()
      else field.value?.blur()
    },
  )

  function tell(type: string, detail: object): void {
    if (root.value) dispatch(root.value, type, { value: value.value, ...detail })
  }

  function confirm(): void {
    tell('confirm', {})
    if (!flag(attributes.confirmHold)) field.value?.blur()
  }

  /** The field, and in its place what shows while it is empty: an element, which pages may style. */
  function draw(content: VNode): VNode {
    const placeholder = h(
      'span',
      {
        class: ['tt-placeholder', text(attributes.placeholderClass)],
        style: styleText(attributes.placeholderStyle),
        'aria-hidden': 'true',
      },
      text(attributes.placeholder),
    )
    return h('div', { class: 'tt-field' }, [content, value.value === '' && placeholder])
  }

  return {
    value,
    draw,
    confirm,
    /** For the field inside. */
    listeners: {
      onInput: read,
      onCompositionstart: () => {
        composing = true
      },
      onCompositionend: () => {
        composing = false
        read()
      },
      onKeydown: (event: KeyboardEvent) => {
        keyCode = event.keyCode
      },
      onFocus: () => {
        select()
        tell('focus', { height: 0 })
      },
      onBlur: () => {
        typed = []
        tell('blur', { cursor: field.value?.selectionStart ?? value.value.length })
      },
      // The field's own change is no event of the platform.
      onChange: (event: Event) => event.stopPropagation(),
    },
  }
}
