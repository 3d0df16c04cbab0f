// What a process has taken, as a whole.
import { readdirSync, readFileSync } from 'node:fs'

/**
 * The most memory that this process has held, in bytes.
 *
 * On Linux not by getrusage: its figure begins with that of the parent at the time of the fork.
 */
export function peakMemory() {
  return peakMemoryOf('self') ?? process.resourceUsage().maxRSS * 1024
}

/** @param {number | 'self'} pid */
function peakMemoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
  } catch {
    return undefined
  }
}

/**
 * CPU seconds and peak memory of a process that still runs; nothing where the system does not tell.
 * Linux counts in the threads' own files to the nanosecond, in /proc/PID/stat to ten milliseconds.
 * @param {number} pid
 */
export function figuresOf(pid) {
  const memory = peakMemoryOf(pid)
  if (memory === undefined) return undefined
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(
      readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
    )
  }
  return { cpu: nanoseconds / 1e9, memory }
}
