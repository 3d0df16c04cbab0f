// What a process has taken, as a whole.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

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
  return { cpu: cpuOf(pid), memory }
}

/** @param {number} pid */
function cpuOf(pid) {
  let nanoseconds = 0
  if (!existsSync(`/proc/${pid}/schedstat`)) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    return (Number(user) + Number(system)) / 100
  }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(
      readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0],
    )
  }
  return nanoseconds / 1e9
}
