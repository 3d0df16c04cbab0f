/**
 * How wide an element is, for what CSS alone can't decide.
 */
import { onBeforeUnmount, onMounted, type Ref, ref } from 'vue'

/** Its width in pixels; 0 before it is laid out. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(0)
  const observer = new ResizeObserver(([entry]) => {
    width.value = entry?.contentRect.width ?? 0
  })
  onMounted(() => {
    if (element.value === null) return
    width.value = element.value.clientWidth
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer.disconnect())
  return width
}
