/**
 * What events know of an element, made anew where its expressions may give something else.
 */
import { textOf } from '../../runtime/names.js'
import type { ElementMeta, Handler } from './meta.js'
import type { Level, MetaParts, PartContext, Value } from './templateTypes.js'

/** Makes what an element tells of itself at a level. */
export function createMeta({
  id = '',
  dataset,
  handlers,
}: MetaParts): (level: Level) => ElementMeta {
  const known = new WeakMap<PartContext, ElementMeta>()
  const values = [id, ...Object.values(dataset), ...handlers.map(([, method]) => method)]

  function make(level: Level): ElementMeta {
    const bound: Record<string, Handler[]> = {}
    for (const [type, value, stops, capture] of handlers) {
      const method = read(value, level)
      if (typeof method !== 'string') continue
      bound[type] ??= []
      bound[type].push({ method, stops, capture })
    }
    const data = Object.entries(dataset).map(([name, value]) => [name, read(value, level)])
    return {
      part: level.context.part,
      id: textOf(read(id, level)),
      dataset: Object.fromEntries(data),
      handlers: bound,
    }
  }

  if (values.some((value) => typeof value === 'function')) return make
  // The same one for a part, so that its component need not be drawn anew.
  return ({ context, ...level }) => {
    const meta = known.get(context) ?? make({ context, ...level })
    known.set(context, meta)
    return meta
  }
}

function read(value: Value | string, level: Level): unknown {
  return typeof value === 'string' ? value : value(level)
}
