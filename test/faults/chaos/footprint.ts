/** What a process holds: counted at rest it is the same before and after, or something leaks. */
import { existsSync, readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What was counted. */
export interface Footprint {
  /** Sockets, timers, workers and all else that Node holds open, by kind. */
  readonly resources: Readonly<Record<string, number>>
  /** Open file descriptors; -1 where the system does not tell. */
  readonly descriptors: number
  /** Listeners of the process itself. */
  readonly listeners: number
  /** Names in the folder for temporary files. */
  readonly temporary: readonly string[]
  /** Bytes after the collector ran: of the heap, and outside it. */
  readonly heap: number
  readonly outside: number
  readonly resident: number
}

/** Counts. */
export async function takeFootprint(temporary: string): Promise<Footprint> {
  // What is let go of in a callback is collected in the next round.
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    resources: countResources(),
    descriptors: existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : -1,
    listeners: process
      .eventNames()
      .reduce((sum, name) => sum + process.listenerCount(name as 'exit'), 0),
    temporary: readdirSync(temporary, { recursive: true }).map(String).sort(),
    heap: heapUsed,
    outside: external,
    resident: rss,
  }
}

function countResources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  // Of the collector and of this very look.
  delete counts.Immediate
  return counts
}

/** What is there after and was not before, in words; nothing where nothing leaks. */
function leaksOf(name: string, before: Footprint, after: Footprint): string[] {
  const leaks: string[] = []
  for (const kind of Object.keys({ ...before.resources, ...after.resources })) {
    const [was, is] = [before.resources[kind] ?? 0, after.resources[kind] ?? 0]
    if (is > was) leaks.push(`${name}: ${is - was} more of ${kind} (${was} before, ${is} after)`)
  }
  for (const key of ['descriptors', 'listeners'] as const) {
    const more = after[key] - before[key]
    if (more > 0) leaks.push(`${name}: ${more} more ${key} (${before[key]} before)`)
  }
  const left = after.temporary.filter((file) => !before.temporary.includes(file))
  if (left.length > 0) leaks.push(`${name}: ${left.length} temporary left: ${left.slice(0, 5)}`)
  return leaks
}

/** Waits until nothing leaks any more, at most so long; then tells what still does. */
export async function settled(
  name: string,
  before: Footprint,
  temporary: string,
  most = 10_000,
): Promise<{ leaks: string[]; footprint: Footprint }> {
  const end = performance.now() + most
  for (;;) {
    const footprint = await takeFootprint(temporary)
    const leaks = leaksOf(name, before, footprint)
    if (leaks.length === 0 || performance.now() > end) return { leaks, footprint }
    await new Promise((resolve) => setTimeout(resolve, 50).unref())
  }
}
