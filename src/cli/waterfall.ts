/**
 * How long each phase of an upload took, as bars on one time line.
 */
import type { Profile } from '../index.js'
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

interface Phase {
  readonly name: string
  readonly start: number
  readonly end: number
}

const same = (text: string) => text

/** Fewer columns than this tell nothing, and there are no bars. */
const leastBar = 10

/** The lines of a waterfall: a line per phase that took place, and the sum. */
export function waterfall(
  profile: Profile,
  { width, bar = same, label = same }: WaterfallOptions,
): string[] {
  const phases = phasesOf(profile)
  const total = profile.requestEnd - profile.fetchStart
  const rows = [...phases, { name: 'total', start: profile.fetchStart, end: profile.requestEnd }]
  const names = Math.max(...rows.map(({ name }) => name.length))
  const times = rows.map(({ start, end }) => formatDuration(end - start))
  const timeWidth = Math.max(...times.map((time) => time.length))
  const room = width - names - timeWidth - 4

  return rows.map((phase, index) => {
    const beside = label(`${pad(phase.name, names)}  ${(times[index] ?? '').padStart(timeWidth)}`)
    // The sum needs no bar: it would be the whole line.
    if (room < leastBar || index === rows.length - 1 || !(total > 0)) return beside
    const { before, length } = place(phase, profile.fetchStart, total, room)
    return `${beside}  ${' '.repeat(before)}${bar('█'.repeat(length))}`
  })
}

/** The phases that took place, in their order; a reused connection has neither of the first three. */
function phasesOf(profile: Profile): Phase[] {
  const { sslConnectionStart, sslConnectionEnd, connectStart, connectEnd } = profile
  const secure = sslConnectionStart > 0 && !profile.socketReused
  const connection: Phase[] = [
    { name: 'dns', start: profile.domainLookupStart, end: profile.domainLookupEnd },
    { name: 'connect', start: connectStart, end: secure ? sslConnectionStart : connectEnd },
    { name: 'tls', start: sslConnectionStart, end: secure ? sslConnectionEnd : sslConnectionStart },
  ]
  return [
    ...connection.filter(({ start, end }) => end > start),
    { name: 'send + wait', start: profile.requestStart, end: profile.responseStart },
    { name: 'receive', start: profile.responseStart, end: profile.requestEnd },
  ]
}

/** Whole columns: a phase is never longer than it was by more than one, and always to be seen. */
function place({ start, end }: Phase, origin: number, total: number, room: number) {
  const column = (time: number) =>
    Math.min(room, Math.max(0, Math.round(((time - origin) / total) * room)))
  const before = Math.min(column(start), room - 1)
  return { before, length: Math.max(1, column(end) - before) }
}
