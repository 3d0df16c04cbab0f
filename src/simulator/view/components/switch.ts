import { h, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { drawTick } from './choices.js'
import { useFormControl } from './form.js'
import { defineWidget, flag, text } from './widget.js'

/** `switch`: change tells `{ value: boolean }`. */
export const Switch = defineWidget(
  'switch',
  ['name', 'checked', 'disabled', 'type', 'color'],
  (attributes) => {
    const root = ref<HTMLElement>()
    const checked = ref(flag(attributes.checked))
    watch(
      () => flag(attributes.checked),
      (value) => {
        checked.value = value
      },
    )
    useFormControl({
      name: () => attributes.name,
      value: () => checked.value,
      reset() {
        checked.value = false
      },
    })

    function toggle(): void {
      if (flag(attributes.disabled)) return
      checked.value = !checked.value
      if (root.value) dispatch(root.value, 'change', { value: checked.value })
    }

    return (draw) => {
      const style = { color: text(attributes.color) || undefined }
      return draw(
        {
          ref: root,
          role: 'switch',
          'aria-checked': checked.value,
          'aria-disabled': flag(attributes.disabled) ? 'true' : undefined,
          onTtTap: toggle,
          onTtActivate: toggle,
        },
        text(attributes.type, 'switch') === 'checkbox'
          ? [h('i', { class: 'tt-box', style }, [checked.value && drawTick()])]
          : [h('i', { class: 'tt-track', style })],
      )
    }
  },
)
