/**
 * `checkbox`, `radio` and their groups. The groups tell `change`: the values of all checked boxes,
 * in the order of the page, or that of the radio.
 */
import { h, type InjectionKey, inject, onBeforeUnmount, onMounted, provide, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { useFormControl } from './form.js'
import { type Attributes, defineWidget, flag, text } from './widget.js'

interface Choice {
  readonly element: () => HTMLElement | undefined
  readonly value: () => string
  readonly checked: () => boolean
  set(checked: boolean): void
}

interface Group {
  add(choice: Choice): () => void
  /** A person chose it. */
  chose(choice: Choice): void
}

const checkboxes: InjectionKey<Group> = Symbol('checkbox-group')
const radios: InjectionKey<Group> = Symbol('radio-group')
const names = ['value', 'checked', 'disabled', 'color'] as const

function defineGroup(tag: string, key: InjectionKey<Group>, single: boolean) {
  return defineWidget(tag, ['name'], (attributes) => {
    const root = ref<HTMLElement>()
    const choices = new Set<Choice>()

    function value(): string | string[] {
      const checked = [...choices]
        .filter((choice) => choice.checked())
        .sort((one, other) => compare(one.element(), other.element()))
        .map((choice) => choice.value())
      return single ? (checked[0] ?? '') : checked
    }

    provide(key, {
      add(choice) {
        choices.add(choice)
        return () => choices.delete(choice)
      },
      chose(choice) {
        for (const other of choices) if (single && other !== choice) other.set(false)
        if (root.value) dispatch(root.value, 'change', { value: value() })
      },
    })
    useFormControl({
      name: () => attributes.name,
      value,
      reset() {
        for (const choice of choices) choice.set(false)
      },
    })
    return (draw) => draw({ ref: root })
  })
}

function compare(one: Node | undefined, other: Node | undefined): number {
  if (one === undefined || other === undefined) return 0
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
}

function useChoice(
  attributes: Attributes<(typeof names)[number]>,
  key: InjectionKey<Group>,
  next: (checked: boolean) => boolean,
) {
  const root = ref<HTMLElement>()
  const checked = ref(flag(attributes.checked))
  const group = inject(key, undefined)
  const choice: Choice = {
    element: () => root.value,
    value: () => text(attributes.value),
    checked: () => checked.value,
    set(value) {
      checked.value = value
    },
  }
  watch(
    () => flag(attributes.checked),
    (value) => {
      checked.value = value
    },
  )
  let remove: (() => void) | undefined
  onMounted(() => {
    remove = group?.add(choice)
  })
  onBeforeUnmount(() => remove?.())

  function choose(): void {
    if (flag(attributes.disabled) || next(checked.value) === checked.value) return
    checked.value = next(checked.value)
    group?.chose(choice)
  }

  return { root, checked, choose }
}

/** `checkbox-group`. */
export const CheckboxGroup = defineGroup('checkbox-group', checkboxes, false)

/** `radio-group`. */
export const RadioGroup = defineGroup('radio-group', radios, true)

/** `checkbox`. */
export const Checkbox = defineWidget('checkbox', names, (attributes, { slots }) => {
  const { root, checked, choose } = useChoice(attributes, checkboxes, (now) => !now)
  return (draw) =>
    draw(
      {
        ref: root,
        role: 'checkbox',
        'aria-checked': checked.value,
        'aria-disabled': flag(attributes.disabled) ? 'true' : undefined,
        onTtTap: choose,
        onTtActivate: choose,
      },
      [
        h('i', { class: 'tt-box', style: { color: text(attributes.color) || undefined } }, [
          checked.value && drawTick(),
        ]),
        slots.default?.(),
      ],
    )
})

/** `radio`. */
export const Radio = defineWidget('radio', names, (attributes, { slots }) => {
  const { root, checked, choose } = useChoice(attributes, radios, () => true)
  return (draw) =>
    draw(
      {
        ref: root,
        role: 'radio',
        'aria-checked': checked.value,
        'aria-disabled': flag(attributes.disabled) ? 'true' : undefined,
        onTtTap: choose,
        onTtActivate: choose,
      },
      [
        h(
          'i',
          {
            class: 'tt-disc',
            style: { color: text(attributes.color) || undefined },
          },
          [checked.value && drawTick()],
        ),
        slots.default?.(),
      ],
    )
})

/** The tick of boxes that are checked. */
export function drawTick() {
  return h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, [
    h('path', { d: 'M5.5 12.6l4.4 4.4 8.8-9.2' }),
  ])
}
