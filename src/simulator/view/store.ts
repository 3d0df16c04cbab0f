/**
 * What the logic told of: its parts, with their data, and the stack of pages. A batch is applied at
 * once; Vue then renders what it touched.
 */
import { type ShallowRef, shallowReactive, shallowRef } from 'vue'
import type { Batch, Change, Move, PageInfo, PartInfo } from '../protocol/logic.js'
import { setPath } from './setPath.js'

/** A part as the view holds it. */
export interface PartState {
  readonly info: PartInfo
  /** Replaced, never changed within: whoever reads it renders anew. */
  readonly data: ShallowRef<Readonly<Record<string, unknown>>>
}

/** The pages that are open. */
interface Stack {
  readonly move: Move
  readonly pages: readonly PageInfo[]
  readonly tabs: readonly PageInfo[]
}

/** All of it. */
export interface Store {
  readonly stack: ShallowRef<Stack>
  part(id: number): PartState | undefined
  /** The parts in the template of a part, by the key of their element. */
  children(owner: number): ReadonlyMap<string, PartState>
  /** All parts that are alive, for the tool. */
  parts(): readonly PartInfo[]
  apply(batch: Batch): void
}

/** Makes an empty one. */
export function createStore(): Store {
  const parts = shallowReactive(new Map<number, PartState>())
  const children = new Map<number, Map<string, PartState>>()
  const stack = shallowRef<Stack>({ move: 'reLaunch', pages: [], tabs: [] })

  function childrenOf(owner: number): Map<string, PartState> {
    let found = children.get(owner)
    if (found === undefined) {
      found = shallowReactive(new Map())
      children.set(owner, found)
    }
    return found
  }

  function add(info: PartInfo): void {
    const known = parts.get(info.id)
    if (known !== undefined) {
      known.data.value = info.data
      return
    }
    const state: PartState = { info, data: shallowRef(info.data) }
    parts.set(info.id, state)
    if (info.owner === undefined || info.key === undefined) return
    childrenOf(info.owner).set(info.key, state)
  }

  /** What goes with its owner is not taken out of it: nothing is to be drawn anew. */
  function remove(gone: ReadonlySet<number>): void {
    for (const id of gone) {
      const state = parts.get(id)
      const { owner, key } = state?.info ?? {}
      if (owner === undefined || key === undefined || gone.has(owner)) continue
      const beside = childrenOf(owner)
      if (beside.get(key) === state) beside.delete(key)
    }
    for (const id of gone) {
      parts.delete(id)
      children.delete(id)
    }
  }

  function apply(change: Exclude<Change, { type: 'gone' }>): void {
    if (change.type === 'part') add(change.part)
    else if (change.type === 'stack') stack.value = change
    else {
      const data = parts.get(change.part)?.data
      if (data === undefined) return
      let value: unknown = data.value
      for (const [path, set] of change.set) value = setPath(value, path, set)
      data.value = value as Readonly<Record<string, unknown>>
    }
  }

  return {
    stack,
    part: (id) => parts.get(id),
    children: childrenOf,
    parts: () => [...parts.values()].map(({ info, data }) => ({ ...info, data: data.value })),
    apply({ changes }) {
      const gone = new Set<number>()
      for (const change of changes) {
        if (change.type === 'gone') {
          gone.add(change.part)
          continue
        }
        if (change.type === 'part') gone.delete(change.part.id)
        apply(change)
      }
      remove(gone)
    },
  }
}
