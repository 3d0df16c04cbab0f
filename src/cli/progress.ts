/**
 * The progress bar of an upload: how much has gone out, how fast, and how long the rest takes.
 */
import type { UploadProgress, UploadTask } from '../index.js'
import type { Screen } from './screen.js'
import { formatBytes, formatDuration } from './text.js'

/** A bar on a screen. */
export interface ProgressBar {
  /** Leaves the bar as it stands, and gives the terminal back. */
  stop(): void
}

/** How a bar is shown. */
interface ProgressLook {
  /** What stands before it. */
  readonly indent?: string
  /** It goes when it is done: another one follows. */
  readonly fleeting?: boolean
}

/**
 * Gets ready to show how a task goes on, which must not wait for anything once the task runs.
 * Nothing is shown where a line can't be drawn again.
 */
export async function prepareProgress(
  screen: Screen,
  { indent = '', fleeting = false }: ProgressLook = {},
): Promise<(task: UploadTask) => ProgressBar> {
  if (!screen.redraws) return () => ({ stop() {} })
  const { default: progress } = await import('cli-progress')

  return (task) => {
    const meter = createRateMeter(() => performance.now())
    let last: UploadProgress | undefined
    const bar = new progress.SingleBar({
      stream: screen.stream,
      hideCursor: true,
      clearOnComplete: fleeting,
      format: () => {
        if (last === undefined) return ''
        const width = screen.width() - indent.length - 1
        return indent + progressLine(last, meter.rate(), width, screen.paint.cyan)
      },
    })
    const stop = () => {
      process.off('exit', stop)
      if (last !== undefined) bar.stop()
    }
    // Whatever ends the process: the cursor must come back.
    process.on('exit', stop)
    task.onProgressUpdate((update) => {
      meter.add(update.totalBytesSent)
      const first = last === undefined
      last = update
      if (first) bar.start(update.totalBytesExpectedToSend, update.totalBytesSent)
      else bar.update(update.totalBytesSent)
    })
    return { stop }
  }
}

/** One line of at most `width` columns: bar, percentage, bytes, speed, and the time that is left. */
export function progressLine(
  { progress, totalBytesSent, totalBytesExpectedToSend }: UploadProgress,
  bytesPerSecond: number | undefined,
  width: number,
  colour: (text: string) => string,
): string {
  const sent = totalBytesSent >= totalBytesExpectedToSend
  const left = totalBytesExpectedToSend - totalBytesSent
  const known = bytesPerSecond !== undefined && bytesPerSecond > 0
  const facts = [
    `${progress}%`.padStart(4),
    `${formatBytes(totalBytesSent)} / ${formatBytes(totalBytesExpectedToSend)}`,
    known ? `${formatBytes(bytesPerSecond)}/s` : '',
    sent ? 'sent' : known ? `${formatDuration((left / bytesPerSecond) * 1000)} left` : '',
  ].filter((fact) => fact !== '')
  // What matters least goes first where the terminal is narrow.
  const shown = (length: number) => facts.slice(0, length).join('  ')
  let length = facts.length
  while (length > 1 && width - shown(length).length < 12) length -= 1
  const room = Math.min(40, width - shown(length).length - 2)
  if (room < 4) return shown(length).slice(0, Math.max(width, 0))
  const full = Math.floor((progress / 100) * room)
  return `${colour('█'.repeat(full))}${'░'.repeat(room - full)}  ${shown(length)}`
}

/** Over this many milliseconds a speed is taken. */
const rateWindow = 3_000

/** How fast a number of bytes grows: over the last seconds, so that a stall shows. */
export function createRateMeter(now: () => number) {
  const start = now()
  const samples: { at: number; bytes: number }[] = [{ at: start, bytes: 0 }]
  return {
    /** Takes the bytes so far. */
    add(bytes: number) {
      samples.push({ at: now(), bytes })
      while (samples.length > 2 && (samples[1]?.at ?? 0) < now() - rateWindow) samples.shift()
    },
    /** Bytes a second; undefined while nothing is known. */
    rate(): number | undefined {
      const first = samples[0]
      const last = samples.at(-1)
      if (first === undefined || last === undefined || first === last) return undefined
      // While the body waits, time goes on.
      const waited = last.at > now() - 500 ? last.at : now()
      return waited > first.at
        ? ((last.bytes - first.bytes) / (waited - first.at)) * 1000
        : undefined
    },
  }
}
