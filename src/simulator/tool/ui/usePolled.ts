/**
 * What Node tells only when it is asked: asked again and again while a panel shows it.
 */
import { onBeforeUnmount, onMounted, type ShallowRef, shallowRef } from 'vue'

/** The value as it was last told, and why there is none. */
export interface Polled<Value> {
  readonly value: Readonly<ShallowRef<Value | undefined>>
  readonly trouble: Readonly<ShallowRef<string>>
  /** Asks now. */
  refresh(): Promise<void>
}

/** Milliseconds between an answer and the next question. */
const pause = 1000

/** Asks while the component lives. */
export function usePolled<Value>(ask: () => Promise<Value>): Polled<Value> {
  const value = shallowRef<Value>()
  const trouble = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false
  let last = ''

  async function refresh() {
    clearTimeout(timer)
    try {
      const told = await ask()
      trouble.value = ''
      // What stayed as it was is not drawn again: what is open and chosen there stays.
      const text = JSON.stringify(told)
      if (text !== last) value.value = told
      last = text
    } catch (error) {
      trouble.value = (error as Error).message
    }
    clearTimeout(timer)
    if (!gone) timer = setTimeout(refresh, pause)
  }

  onMounted(refresh)
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })
  return { value, trouble, refresh }
}
