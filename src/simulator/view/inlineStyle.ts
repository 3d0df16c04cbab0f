/**
 * Inline styles and external classes of elements.
 */
import { textOf } from '../../runtime/names.js'
import type { ExternalClasses } from './templateTypes.js'

const styles = new Map<string, string>()
const mostStyles = 2000
const rpx = /(^|[\s:,(+*/-])(-?\d*\.?\d+)rpx\b/gi

/** An inline style: rpx as what it is of the screen's width. */
export function styleOf(value: unknown): string {
  const text = textOf(value)
  const known = styles.get(text)
  if (known !== undefined) return known
  const style = text.replace(
    rpx,
    (_, before, number) => `${before}${Number((Number(number) / 7.5).toFixed(5))}vw`,
  )
  if (styles.size > mostStyles) styles.clear()
  styles.set(text, style)
  return style
}

/** Classes and marks of an element that may have external ones. */
export function classOf(
  value: unknown,
  external: ExternalClasses | undefined,
): Record<string, string> {
  const names = textOf(value)
  if (external === undefined) return { class: names }
  let marks = {}
  const classes = names.split(/\s+/).map((name) => {
    if (!Object.hasOwn(external.classes, name)) return name
    marks = external.marks
    return external.classes[name]
  })
  return { ...marks, class: classes.join(' ') }
}
