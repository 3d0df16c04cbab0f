/**
 * The seam to a view that stands beside the logic: it is told which parts there are, what changed in
 * their data, and which pages are open, a batch for each turn.
 */
import { getPath, type Path, setPath } from './data.js'
import { difference, plainData, type Setting } from './difference.js'
import type { Part } from './part.js'
import type { AppObject } from './platform.js'
import type { ViewQuestion } from './questions.js'
import type { CanvasEngine } from './viewApis/surface.js'

/** A page or a component, as the view is told of it. */
export interface ShownPart {
  /** Unique in one run. */
  readonly id: number
  /** The page that it belongs to. */
  readonly page: number
  /** Its file's path, without the extension. */
  readonly path: string
  /** The part whose template it stands in, and where there: the key of its element. */
  readonly owner?: number
  readonly key?: string
  /** Data, properties included. */
  readonly data: Readonly<Record<string, unknown>>
  /** Component()'s `options`. */
  readonly options: Readonly<Record<string, unknown>>
  readonly externalClasses: readonly string[]
}

/** A page of the stack, as the view is told of it. */
export interface ShownPage {
  readonly page: number
  /** Its own part. */
  readonly part: number
  readonly route: string
  readonly query: Readonly<Record<string, unknown>>
}

/** How the stack came to be what it is. */
export type Move = 'reLaunch' | 'navigateTo' | 'redirectTo' | 'switchTab' | 'navigateBack'

/** What changed in the logic. */
export type Change =
  | { readonly type: 'part'; readonly part: ShownPart }
  | { readonly type: 'data'; readonly part: number; readonly set: readonly Setting[] }
  | { readonly type: 'gone'; readonly part: number }
  | {
      readonly type: 'stack'
      readonly move: Move
      readonly pages: readonly ShownPage[]
      readonly tabs: readonly ShownPage[]
    }

/** A view. */
export interface Display {
  /**
   * Shows what changed in one turn; it must take a copy, for the values go on changing. When it is on
   * the screen the runtime's `rendered` is to be called with the number.
   */
  show(batch: { readonly number: number; readonly changes: readonly Change[] }): void
  /** Asks; rejects where the view can't answer. */
  ask(question: ViewQuestion): Promise<unknown>
  readonly canvas: CanvasEngine
}

/** All open pages, and those of the tab bar that stay alive beside them. */
export type OpenPages = Pick<Extract<Change, { type: 'stack' }>, 'pages' | 'tabs'>

/** What parts and pages tell the view. */
export interface Mirror {
  /** A part is being made; gives its number. */
  made(part: Omit<ShownPart, 'id'>, self: () => Part): number
  /** A part that is alive. */
  part(id: number): Part | undefined
  /** The number of the part that an instance belongs to. */
  numberOf(instance: object): number | undefined
  /** It is drawn for the first time. */
  drawn(part: number): void
  /** Its data was set at a path. */
  set(part: number, path: Path, data: AppObject): void
  gone(part: number): void
  moved(move: Move, read: () => OpenPages): void
  /** Nothing is sent before what this returns is called: more is about to change. */
  hold(): () => void
  /** Runs when all that was told so far is on the screen; at once where no view is. */
  whenShown(run: () => void): void
  /** All batches up to this one are on the screen. */
  rendered(number: number): void
}

/** What the view was told of a part. */
interface Held {
  readonly self: () => Part
  readonly part: Omit<ShownPart, 'id'>
  /** As the view has it: what the logic has may have been changed in place since. */
  readonly data: AppObject
  readonly dirty: Map<string, Path>
  live: AppObject
  drawn: boolean
}

interface Entry {
  readonly type: 'part' | 'data' | 'gone'
  readonly part: number
}

/** Makes the mirror of one mini-program; `later` runs in a task of its own. */
export function createMirror(
  display: Display | undefined,
  later: (run: () => void) => void,
): Mirror {
  const parts = new Map<number, Held>()
  let entries: Entry[] = []
  let waiting: (() => void)[] = []
  const underWay = new Map<number, (() => void)[]>()
  let lastPart = 0
  let lastBatch = 0
  let holds = 0
  let scheduled = false
  let stack: { move: Move; read: () => OpenPages } | undefined

  function add(entry: Entry): void {
    entries.push(entry)
    schedule()
  }

  const hasNews = () => entries.length > 0 || stack !== undefined

  function schedule(): void {
    if (scheduled || holds > 0) return
    scheduled = true
    later(() => {
      scheduled = false
      flush()
    })
  }

  function flush(): void {
    if (holds > 0) return
    const changes = entries.flatMap(toChange)
    // Last, for its pages are told by now.
    if (stack !== undefined) changes.push({ type: 'stack', move: stack.move, ...stack.read() })
    entries = []
    stack = undefined
    const runs = waiting
    waiting = []
    if (changes.length === 0) {
      for (const run of runs) wait(run)
      return
    }
    lastBatch += 1
    underWay.set(lastBatch, runs)
    display?.show({ number: lastBatch, changes })
  }

  function toChange(entry: Entry): Change[] {
    if (entry.type === 'gone') return [{ type: 'gone', part: entry.part }]
    const held = parts.get(entry.part)
    // It is gone by now.
    if (held === undefined) return []
    const set = catchUp(held)
    if (entry.type === 'data') return set.length > 0 ? [{ ...entry, type: 'data', set }] : []
    return [{ type: 'part', part: { ...held.part, id: entry.part, data: held.data } }]
  }

  function catchUp({ dirty, data, live }: Held): Setting[] {
    const set: Setting[] = []
    for (const path of dirty.values()) {
      const value = plainData(getPath(live, path))
      for (const [at, piece] of difference(getPath(data, path), value, path)) {
        setPath(data, at, piece, globalThis)
        set.push([at, piece])
      }
    }
    dirty.clear()
    return set
  }

  function wait(run: () => void): void {
    const last = underWay.get(lastBatch)
    if (hasNews() || holds > 0) waiting.push(run)
    else if (last !== undefined) last.push(run)
    else run()
  }

  const mirror: Mirror = {
    made(part, self) {
      lastPart += 1
      const data = plainData(part.data) as AppObject
      const options = plainData(part.options) as AppObject
      parts.set(lastPart, {
        self,
        part: { ...part, options },
        data,
        live: part.data,
        dirty: new Map(),
        drawn: false,
      })
      return lastPart
    },
    part: (id) => parts.get(id)?.self(),
    numberOf(instance) {
      for (const [id, { self }] of parts) if (self().instance === instance) return id
      return undefined
    },
    drawn(id) {
      const held = parts.get(id)
      if (held === undefined || held.drawn) return
      held.drawn = true
      add({ type: 'part', part: id })
    },
    set(id, path, data) {
      const held = parts.get(id)
      if (held === undefined) return
      held.live = data
      if (held.dirty.size === 0 && held.drawn) add({ type: 'data', part: id })
      held.dirty.set(JSON.stringify(path), path)
    },
    gone(id) {
      const held = parts.get(id)
      parts.delete(id)
      if (held === undefined || !held.drawn) return
      // One that the view was not told of yet was never there for it.
      const untold = entries.some((entry) => entry.type === 'part' && entry.part === id)
      entries = entries.filter((entry) => entry.part !== id)
      if (!untold) add({ type: 'gone', part: id })
    },
    moved(move, read) {
      // A page that leads on to another at once was never seen.
      const leadsOn = move === 'redirectTo' && stack !== undefined
      stack = { move: leadsOn ? (stack as { move: Move }).move : move, read }
      schedule()
    },
    hold() {
      holds += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        holds -= 1
        if (holds === 0 && (hasNews() || waiting.length > 0)) flush()
      }
    },
    whenShown: wait,
    rendered(number) {
      for (const [batch, runs] of [...underWay]) {
        if (batch > number) continue
        underWay.delete(batch)
        for (const run of runs) run()
      }
    },
  }
  return display === undefined ? blind : mirror
}

/** Where no view is. */
const blind: Mirror = {
  made: () => 0,
  part: () => undefined,
  numberOf: () => undefined,
  drawn() {},
  set() {},
  gone() {},
  moved() {},
  hold: () => () => {},
  whenShown: (run) => run(),
  rendered() {},
}
