/**
 * A stream that people read: how wide it is, whether it takes colours, and that it may go away.
 */

import { fstatSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { exitCodes } from './exitCodes.js'

/** Colours; each gives the text back as it is where there are none. */
export type Paint = Readonly<Record<keyof typeof colours, (text: string) => string>>

const colours = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  cyan: [36, 39],
  /** White on black, whatever the terminal has: for what a camera reads. */
  code: ['97;40', '39;49'],
}

/** Makes the colours. */
export function createPaint(enabled: boolean): Paint {
  return Object.fromEntries(
    Object.entries(colours).map(([name, [on, off]]) => [
      name,
      (text: string) => (enabled ? `\x1b[${on}m${text}\x1b[${off}m` : text),
    ]),
  ) as unknown as Paint
}

/** One of the two streams of a command. */
export interface Screen {
  readonly stream: NodeJS.WriteStream
  /** Whether a person looks at it. */
  readonly terminal: boolean
  /** Whether a line can be drawn again in its place. */
  readonly redraws: boolean
  readonly paint: Paint
  /** Columns that a layout may use: 80 where nobody looks, and never more than 100. */
  width(): number
  /** Writes text as it is. */
  write(text: string): void
  /** Writes lines. */
  line(...lines: string[]): void
  /** Called once when the reader has gone (EPIPE). */
  onGone(listener: () => void): void
}

/** Whether two screens are one file or pipe, as with `2>&1`. */
export function areOne(one: Screen, other: Screen): boolean {
  const [first, second] = [one, other].map(({ stream }) => {
    const { fd } = stream as NodeJS.WriteStream & { fd?: number }
    return typeof fd === 'number' ? fstatSync(fd) : undefined
  })
  // 0 is no file: the system has no number to tell.
  return first !== undefined && first.ino !== 0 && first.ino === second?.ino
}

/** Makes a screen of a stream. */
export function createScreen(
  stream: NodeJS.WriteStream,
  environment: NodeJS.ProcessEnv = process.env,
): Screen {
  const terminal = stream.isTTY === true
  const redraws = terminal && environment.TERM !== 'dumb'
  const listeners: (() => void)[] = []
  let gone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // `tt-anywhere … | head` is no failure of ours; EOF is its name on Windows.
    if (error.code !== 'EPIPE' && error.code !== 'EOF' && error.code !== 'EIO') {
      process.stderr.write(`tt-anywhere: can't write what there is to say: ${error.message}\n`)
      process.exit(exitCodes.output)
    }
    gone = true
    for (const listener of listeners.splice(0)) listener()
  })
  const write = (text: string) => {
    if (!gone && text !== '') stream.write(text)
  }
  return {
    stream,
    terminal,
    redraws,
    paint: createPaint(redraws && (environment.NO_COLOR ?? '') === ''),
    width: () => Math.min((terminal && (stream as WriteStream).columns) || 80, 100),
    write,
    line: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
    onGone: (listener) => {
      if (gone) listener()
      else listeners.push(listener)
    },
  }
}
