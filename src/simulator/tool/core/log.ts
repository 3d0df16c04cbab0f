/**
 * A list that grows at its end, and forgets its oldest.
 */
import { type ShallowRef, shallowRef, triggerRef } from 'vue'

/** Such a list. Its items are not made reactive: one that changed is told by `touch`. */
export interface Log<Item> {
  readonly items: Readonly<ShallowRef<readonly Item[]>>
  add(item: Item): void
  touch(): void
  clear(): void
}

/** Makes one that holds the last `most` items. */
export function createLog<Item>(most = 2000): Log<Item> {
  const items = shallowRef<Item[]>([])
  return {
    items,
    add(item) {
      items.value.push(item)
      if (items.value.length > most) items.value.splice(0, items.value.length - most)
      triggerRef(items)
    },
    touch: () => triggerRef(items),
    clear() {
      items.value = []
    },
  }
}
