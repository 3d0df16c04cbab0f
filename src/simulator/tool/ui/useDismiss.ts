/**
 * Closes what hangs over the page: with Esc, or by a press anywhere else.
 */
import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** While `open` holds, a press outside of `element`, the window's loss of focus, or Esc ends it. */
export function useDismiss(open: Ref<boolean>, element: Readonly<Ref<HTMLElement | null>>): void {
  const pressed = ({ target }: Event) => {
    if (!element.value?.contains(target as Node)) open.value = false
  }
  // A press inside of the phone is told to nobody here: but the window loses the focus.
  const left = () => {
    open.value = false
  }
  const typed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open.value) return
    event.stopPropagation()
    open.value = false
  }
  onMounted(() => {
    addEventListener('pointerdown', pressed)
    addEventListener('blur', left)
    addEventListener('keydown', typed, true)
  })
  onBeforeUnmount(() => {
    removeEventListener('pointerdown', pressed)
    removeEventListener('blur', left)
    removeEventListener('keydown', typed, true)
  })
}
