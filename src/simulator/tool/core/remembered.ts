/**
 * What the tool remembers from one visit to the next.
 */
import { type Ref, ref, watch } from 'vue'

const prefix = 'tt-anywhere:'

/** A value that survives a reload. Where the browser keeps nothing, it lasts as long as the page. */
export function remembered<Value>(
  name: string,
  initial: Value,
  fits: (value: unknown) => boolean = (value) => typeof value === typeof initial,
): Ref<Value> {
  const kept = ref(read(name, initial, fits)) as Ref<Value>
  watch(kept, (value) => write(name, value), { deep: true, flush: 'sync' })
  return kept
}

function read<Value>(name: string, initial: Value, fits: (value: unknown) => boolean): Value {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(prefix + name) ?? 'null')
    return value !== null && fits(value) ? (value as Value) : initial
  } catch {
    // No storage in this window, or something else's text.
    return initial
  }
}

function write(name: string, value: unknown) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value))
  } catch {
    // It is remembered as long as the page is open.
  }
}
