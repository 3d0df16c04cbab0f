import { h, ref } from 'vue'
import { editNames, useEditing } from './editing.js'
import { defineWidget, flag, text } from './widget.js'

/** What a phone's keyboard of each type can write. */
const alphabets: Readonly<Record<string, RegExp>> = {
  number: /[^0-9]/g,
  digit: /[^0-9.,-]/g,
  idcard: /[^0-9Xx]/g,
}
const keyboards: Readonly<Record<string, string>> = {
  number: 'numeric',
  digit: 'decimal',
  idcard: 'text',
}

/** `input`. */
export const Input = defineWidget('input', [...editNames, 'type', 'password'], (attributes) => {
  const root = ref<HTMLElement>()
  const field = ref<HTMLInputElement>()
  const type = () => text(attributes.type, 'text')
  const {
    value,
    draw: drawField,
    confirm,
    listeners,
  } = useEditing(attributes, root, field, (typed) => {
    const others = alphabets[type()]
    return others === undefined ? typed : typed.replace(others, '')
  })

  function onKeydown(event: KeyboardEvent): void {
    listeners.onKeydown(event)
    if (event.key === 'Enter' && !event.isComposing) confirm()
  }

  return (draw) =>
    draw({ ref: root, 'aria-disabled': flag(attributes.disabled) ? 'true' : undefined }, [
      drawField(
        h('input', {
          ref: field,
          // Not the browser's own number field: its value is no text that can be read half-written.
          type: flag(attributes.password) ? 'password' : 'text',
          inputmode: keyboards[type()] ?? 'text',
          enterkeyhint: text(attributes.confirmType, 'done'),
          disabled: flag(attributes.disabled),
          autocomplete: 'off',
          spellcheck: false,
          value: value.value,
          ...listeners,
          onKeydown,
        }),
      ),
    ])
})
