/**
 * How long each phase of an upload took, as bars on one time line.
 */
import type { ExchangeHop } from '../index.js'
import { type Phase, phasesOf } from '../profile/phases.js'
import { formatDuration, pad } from './text.js'

/** How a waterfall is drawn. */
export interface WaterfallOptions {
  /** Columns that it may take. */
  readonly width: number
  /** Colours a bar; nothing by default. */
  readonly bar?: (text: string) => string
  /** Colours what is beside the bars; nothing by default. */
  readonly label?: (text: string) => string
}

const same = (text: string) => text

/** Fewer columns than this tell nothing, and there are no bars. */
const leastBar = 10

/** The lines of a waterfall: a line per phase that took place, and the sum. */
export function waterfall(
  hop: ExchangeHop,
  { width, bar = same, label = same }: WaterfallOptions,
): string[] {
  const phases = phasesOf(hop)
  const { fetchStart, requestEnd } = hop.timings
  const total = requestEnd - fetchStart
  const names = Math.max(...phases.map(({ name }) => name.length))
  const times = phases.map(({ start, end }) => formatDuration(end - start))
  const timeWidth = Math.max(...times.map((time) => time.length))
  const room = width - names - timeWidth - 4

  return phases.map((phase, index) => {
    const beside = label(`${pad(phase.name, names)}  ${(times[index] ?? '').padStart(timeWidth)}`)
    // The sum needs no bar: it would be the whole line.
    if (room < leastBar || phase.name === 'total' || !(total > 0)) return beside
    const { before, length } = place(phase, fetchStart, total, room)
    return `${beside}  ${' '.repeat(before)}${bar('█'.repeat(length))}`
  })
}

/** The same in words, for a reader that has no columns. */
export function plainWaterfall(hop: ExchangeHop): string[] {
  return phasesOf(hop).map(({ name, start, end }) => `${name}: ${formatDuration(end - start)}`)
}

/** Whole columns: a phase is never longer than it was by more than one, and always to be seen. */
function place({ start, end }: Phase, origin: number, total: number, room: number) {
  const column = (time: number) =>
    Math.min(room, Math.max(0, Math.round(((time - origin) / total) * room)))
  const before = Math.min(column(start), room - 1)
  return { before, length: Math.max(1, column(end) - before) }
}
