/**
 * `hover-class`: the class that an element has while it is pressed.
 */
import { onBeforeUnmount, ref } from 'vue'
import { type Attributes, flag, number, text } from './widget.js'

/** The attributes of it. */
export const hoverNames = [
  'hoverClass',
  'hoverStartTime',
  'hoverStayTime',
  'hoverStopPropagation',
] as const

interface PressEvent extends Event {
  /** Set by `hover-stop-propagation`: what is around does not look pressed. */
  ttHeld?: boolean
}

/** The class at the moment, and what listens for presses, for the root element. */
export function useHover(
  attributes: Attributes<(typeof hoverNames)[number]>,
  defaults: { name: string; start: number; stay: number },
  isOff: () => boolean = () => false,
) {
  const pressed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onBeforeUnmount(() => clearTimeout(timer))

  const nameOf = () => text(attributes.hoverClass, defaults.name)

  function onTtPress(event: PressEvent): void {
    if (event.ttHeld || isOff()) return
    if (flag(attributes.hoverStopPropagation)) event.ttHeld = true
    if (nameOf() === 'none' || nameOf() === '') return
    clearTimeout(timer)
    timer = setTimeout(
      () => {
        pressed.value = true
      },
      number(attributes.hoverStartTime, defaults.start),
    )
  }

  function onTtRelease(): void {
    clearTimeout(timer)
    if (!pressed.value) return
    timer = setTimeout(
      () => {
        pressed.value = false
      },
      number(attributes.hoverStayTime, defaults.stay),
    )
  }

  return () => ({ class: pressed.value ? nameOf() : undefined, onTtPress, onTtRelease })
}
