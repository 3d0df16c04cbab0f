/**
 * The lines of the Console: what the mini-program wrote or threw, what the host warns of, and what is
 * wrong with the project.
 */
import type { Problem } from '../../protocol/bundle.js'
import type { ConsoleEntry } from '../../protocol/logic.js'

/** How much a line wants to be read. */
export type Level = ConsoleEntry['level']

/** Who says it. */
type Origin = 'page' | 'host' | 'project' | 'tool'

/** One of them. */
export interface ConsoleLine {
  readonly id: number
  readonly level: Level
  readonly origin: Origin
  readonly values: readonly unknown[]
  /** Milliseconds since the epoch, of the last one. */
  time: number
  /** How often it came, one right after the other. */
  count: number
  readonly source?: string
  readonly stack?: string
  /** Where to read more. */
  readonly link?: string
  /** Of what run of the mini-program it is. */
  readonly run: number
}

let lastId = 0

/** Makes a line. */
export function createLine(
  line: Omit<ConsoleLine, 'id' | 'count' | 'time'> & { time?: number },
): ConsoleLine {
  lastId += 1
  return { time: Date.now(), ...line, id: lastId, count: 1 }
}

/** The line of something that is wrong with a file. */
export function problemLine({ severity, file, line, column, message }: Problem, run: number) {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  return createLine({
    level: severity === 'error' ? 'error' : 'warn',
    origin: 'project',
    values: [message],
    source: place,
    run,
  })
}

/** Whether the second says no more than the first. */
export function repeats(last: ConsoleLine | undefined, line: ConsoleLine): boolean {
  if (last === undefined || last.run !== line.run) return false
  if (last.level !== line.level || last.origin !== line.origin) return false
  return last.source === line.source && last.stack === line.stack && same(last.values, line.values)
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => sameValue(value, other[at]))
}

function sameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null) return Object.is(one, other)
  try {
    return JSON.stringify(one) === JSON.stringify(other)
  } catch {
    // It holds itself, or a bigint.
    return false
  }
}

/** A line as one text: what the filter looks in, and what is copied. */
export function textOf({ values, source = '', stack = '' }: ConsoleLine): string {
  return [...values.map(plain), stack || source].join(' ')
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
