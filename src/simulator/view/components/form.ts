/**
 * `form` and what its controls tell it. Controls inside own components and slots count as well:
 * what is injected goes through them.
 */
import { type InjectionKey, inject, onBeforeUnmount, provide, ref } from 'vue'
import { dispatch } from '../dispatch.js'
import { defineWidget, text } from './widget.js'

/** A control, as its form sees it. */
export interface FormControl {
  /** Under what its value is submitted; none: it is not. */
  name(): unknown
  value(): unknown
  reset(): void
}

interface Form {
  add(control: FormControl): () => void
  submit(button: { id: string; dataset: object } | undefined): void
  reset(): void
}

const formKey: InjectionKey<Form> = Symbol('form')

/** Makes a control known to the form around it. */
export function useFormControl(control: FormControl): void {
  const remove = inject(formKey, undefined)?.add(control)
  if (remove !== undefined) onBeforeUnmount(remove)
}

/** The form around. */
export function useForm(): Form | undefined {
  return inject(formKey, undefined)
}

/** `form`: submit tells `{ value: { name: value }, target }`, reset puts all back as it was. */
export const FormWidget = defineWidget('form', ['reportSubmit'], () => {
  const controls = new Set<FormControl>()
  const root = ref<HTMLElement>()

  provide(formKey, {
    add(control) {
      controls.add(control)
      return () => controls.delete(control)
    },
    submit(target) {
      const named = [...controls].filter((control) => text(control.name()) !== '')
      const value = Object.fromEntries(
        named.map((control) => [text(control.name()), control.value()]),
      )
      if (root.value) dispatch(root.value, 'submit', { value, target: target ?? {} })
    },
    reset() {
      for (const control of controls) control.reset()
      if (root.value) dispatch(root.value, 'reset', {})
    },
  })
  return (draw) => draw({ ref: root })
})
