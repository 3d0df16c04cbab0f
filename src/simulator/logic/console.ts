/**
 * The mini-program's console: what it is told goes to the tool, with the place in the project.
 */
import type { ConsoleEntry } from '../protocol/logic.js'
import { fileRoot } from './realm.js'
import { messageOf, toShown } from './values.js'

type Tell = (entry: ConsoleEntry) => void
type Level = ConsoleEntry['level']

/** Makes the console; `now` in milliseconds. */
export function createConsole(tell: Tell, now: () => number): Record<string, unknown> {
  const counts = new Map<string, number>()
  const times = new Map<string, number>()

  function write(level: Level, values: readonly unknown[], stack = takeStack()): void {
    const source = placeIn(stack)
    tell({
      level,
      values: values.map(toShown),
      time: Date.now(),
      ...(source !== undefined && { source }),
    })
  }

  function elapsed(label: unknown): string {
    const name = labelOf(label)
    const start = times.get(name)
    return start === undefined
      ? `${name}: there is no such timer`
      : `${name}: ${(now() - start).toFixed(2)} ms`
  }

  const line =
    (level: Level) =>
    (...values: unknown[]) =>
      write(level, values)

  return {
    log: line('log'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    debug: line('debug'),
    dir: line('log'),
    table: line('log'),
    group: line('log'),
    groupCollapsed: line('log'),
    groupEnd() {},
    trace(...values: unknown[]) {
      const stack = takeStack()
      write('log', ['trace', ...values, shortStack(stack)], stack)
    },
    assert(holds: unknown, ...values: unknown[]) {
      if (!holds) write('error', ['assertion failed', ...values])
    },
    count(label: unknown) {
      const name = labelOf(label)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      write('log', [`${name}: ${counts.get(name)}`])
    },
    time: (label: unknown) => void times.set(labelOf(label), now()),
    timeLog: (label: unknown, ...values: unknown[]) => write('log', [elapsed(label), ...values]),
    timeEnd(label: unknown) {
      write('log', [elapsed(label)])
      times.delete(labelOf(label))
    },
  }
}

/** The entry for what the mini-program threw. */
export function errorEntry(error: unknown, prefix = ''): ConsoleEntry {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : ''
  const source = placeIn(stack)
  return {
    level: 'error',
    values: [
      error instanceof Error || typeof error !== 'object'
        ? `${prefix}${messageOf(error)}`
        : toShown(error),
    ],
    time: Date.now(),
    ...(source !== undefined && { source }),
    ...(stack !== '' && { stack: shortStack(stack) }),
  }
}

/** The entry for what of the mini-program can't be followed here. */
export function warningEntry(message: string): ConsoleEntry {
  return { level: 'warn', values: [message], time: Date.now() }
}

function labelOf(label: unknown): string {
  return label === undefined ? 'default' : String(label)
}

function takeStack(): string {
  const { stack } = new Error('')
  // The mini-program may have changed how stacks are made.
  return typeof stack === 'string' ? stack : ''
}

/** The first place of a stack that lies in the project: file:line:column. */
function placeIn(stack: string): string | undefined {
  const at = stack.indexOf(fileRoot)
  if (at < 0) return undefined
  const place = /^[^\s()]+:\d+:\d+/.exec(stack.slice(at + fileRoot.length))?.[0]
  return place && decode(place)
}

/** The stack without the simulator's own lines. */
function shortStack(stack: string): string {
  const lines = stack.split('\n')
  const own = lines.filter((line, index) => index === 0 || line.includes(fileRoot))
  return decode(own.join('\n').replaceAll(fileRoot, ''))
}

function decode(text: string): string {
  try {
    return decodeURI(text)
  } catch {
    return text
  }
}
