/**
 * What `tt:for` goes through.
 */
import type { AppObject } from './platform.js'

/** The directives of a list, as they are written. */
export interface ListNames {
  readonly item: string
  readonly index: string
  /** `tt:key`: the field that tells items apart, `*this`, or none. */
  readonly key: string | undefined
}

/** An item of a list that is shown. */
interface ListItem {
  /** What of its element's key tells it from the others. */
  readonly key: string
  /** Its names, for the expressions within. */
  readonly locals: AppObject
}

/** Reads the directives of an element with `tt:for`. */
export function readListNames(attributes: Readonly<Record<string, string>>): ListNames {
  return {
    item: attributes['tt:for-item'] ?? 'item',
    index: attributes['tt:for-index'] ?? 'index',
    key: attributes['tt:key'],
  }
}

/**
 * The items of a list: those of an array, the fields of an object, the characters of a text, or as
 * many as a number says.
 *
 * @param shown whether an item is there at all: an if on the same element sees the item
 */
export function itemsOf(
  list: unknown,
  names: ListNames,
  shown: (locals: AppObject) => boolean,
): ListItem[] {
  const seen = new Set<string>()
  return entriesOf(list).flatMap(([index, item]) => {
    const locals = { [names.item]: item, [names.index]: index }
    if (!shown(locals)) return []
    const own = String(names.key === undefined ? index : keyOf(item, names.key))
    const unique = seen.has(own) ? `${own}#${index}` : own
    seen.add(unique)
    return [{ key: `[${unique}]`, locals }]
  })
}

function entriesOf(list: unknown): [string | number, unknown][] {
  if (Array.isArray(list)) return list.map((item, index) => [index, item])
  if (typeof list === 'number') {
    return Array.from({ length: Math.max(0, list) }, (_, index) => [index, index])
  }
  if (typeof list === 'string') return [...list].map((item, index) => [index, item])
  return typeof list === 'object' && list !== null ? Object.entries(list) : []
}

function keyOf(item: unknown, name: string): unknown {
  if (name === '*this') return item
  return typeof item === 'object' && item !== null ? (item as AppObject)[name] : item
}
