import { ref } from 'vue'
import { dispatch } from '../dispatch.js'
import { metaOf } from '../meta.js'
import { defineWidget, text } from './widget.js'

const controls = 'tt-button, tt-checkbox, tt-radio, tt-switch, tt-input, tt-textarea'

/** `label`: a tap on it goes to the control of its `for`, or to the first one inside. */
export const Label = defineWidget('label', ['for'], (attributes) => {
  const root = ref<HTMLElement>()

  function findControl(label: HTMLElement): Element | null {
    const id = text(attributes.for)
    if (id === '') return label.querySelector(controls)
    // Ids are those of the template that the label stands in.
    const part = metaOf(label)?.part
    const page = label.closest('.tt-page') ?? document
    const named = [...page.querySelectorAll(`[id="${CSS.escape(id)}"]`)]
    return named.find((one) => metaOf(one)?.part === part) ?? named[0] ?? null
  }

  function onTtTap(event: Event): void {
    const label = root.value
    const target = event.target as Element
    // Of labels in labels the inner one answers; a control that was tapped did so by itself.
    if (label === undefined || target.closest('tt-label') !== label) return
    if (label.contains(target.closest(controls))) return
    const control = findControl(label)
    if (control === null || control.getAttribute('aria-disabled') === 'true') return
    if (control.matches('tt-button')) {
      dispatch(control, 'tap', {}, { bubbles: false })
      control.dispatchEvent(new CustomEvent('tt-activate'))
    } else if (control.matches('tt-input, tt-textarea')) {
      control.querySelector<HTMLElement>('input, textarea')?.focus()
    } else {
      control.dispatchEvent(new CustomEvent('tt-activate'))
    }
  }

  return (draw) => draw({ ref: root, onTtTap })
})
