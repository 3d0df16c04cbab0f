/**
 * `relations`: components in one template that know of each other.
 */
import type { Relation } from './definition.js'
import type { Part } from './part.js'
import { directoryOf, joinPath } from './paths.js'

/** An element, as far as relations go. */
export interface Related {
  readonly part: Part | undefined
  readonly parent: Related | undefined
  /** The components that it is linked to, by the key of the relation. */
  relations?: Map<string, Part[]>
  /** Ends its links. */
  unrelate?: () => void
}

/** Links a component that came to life with those above it, where both sides say so. */
export function relate(
  element: Related,
  call: (run: unknown, self: unknown, values: unknown[]) => unknown,
): void {
  const links: (() => void)[] = []
  let nearest = true
  for (let above = element.parent; above !== undefined; above = above.parent) {
    if (above.part === undefined) continue
    const up = nearest ? ['parent', 'ancestor'] : ['ancestor']
    const down = nearest ? ['child', 'descendant'] : ['descendant']
    nearest = false
    const own = findRelation(element.part as Part, above.part, up)
    const other = findRelation(above.part, element.part as Part, down)
    if (own === undefined || other === undefined) continue
    links.push(link(above, other, element, own, call))
  }
  element.unrelate = () => {
    for (const end of links.splice(0)) end()
  }
}

function link(
  above: Related,
  down: [string, Relation],
  below: Related,
  up: [string, Relation],
  call: (run: unknown, self: unknown, values: unknown[]) => unknown,
): () => void {
  const sides = [
    { element: above, key: down[0], relation: down[1], other: below },
    { element: below, key: up[0], relation: up[1], other: above },
  ]
  for (const { element, key, relation, other } of sides) {
    element.relations ??= new Map()
    const list = element.relations.get(key) ?? []
    element.relations.set(key, [...list, other.part as Part])
    call(relation.linked, element.part?.instance, [other.part?.instance])
  }
  return () => {
    for (const { element, key, relation, other } of sides) {
      const list = element.relations?.get(key) ?? []
      element.relations?.set(
        key,
        list.filter((part) => part !== other.part),
      )
      call(relation.unlinked, element.part?.instance, [other.part?.instance])
    }
  }
}

function findRelation(
  part: Part,
  other: Part,
  types: readonly string[],
): [string, Relation] | undefined {
  return Object.entries(part.definition.relations).find(([key, { type, target }]) => {
    if (!types.includes(type)) return false
    if (target !== key) return other.definition.behaviors.has(target)
    return joinPath(directoryOf(part.path), key) === other.path
  })
}
