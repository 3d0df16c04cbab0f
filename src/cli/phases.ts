/**
 * What the phases of many requests come to.
 */
import type { ExchangeHop, ExchangeRecord } from '../index.js'
import { type PhaseName, phasesOf } from '../profile/phases.js'

const names: readonly PhaseName[] = ['dns', 'connect', 'tls', 'send', 'wait', 'receive', 'total']

/** The middle and the ends of one phase, in milliseconds. */
interface PhaseFigures {
  readonly min: number
  readonly median: number
  readonly p95: number
}

/** What uploads of one kind come to. */
export interface Repeated {
  readonly count: number
  readonly phases: Partial<Record<PhaseName, PhaseFigures>>
}

/** New and reused connections apart: they do not have the same phases. */
export function summarize(records: readonly ExchangeRecord[]): { new: Repeated; reused: Repeated } {
  const hops = records.flatMap(({ hops }) => hops.slice(-1))
  return {
    new: repeated(hops.filter(({ socketReused }) => !socketReused)),
    reused: repeated(hops.filter(({ socketReused }) => socketReused)),
  }
}

function repeated(hops: readonly ExchangeHop[]): Repeated {
  const all = hops.flatMap(phasesOf)
  const phases = names.flatMap((name) => {
    const times = all.filter((phase) => phase.name === name).map(({ start, end }) => end - start)
    return times.length === 0 ? [] : [[name, figures(times)] as const]
  })
  return { count: hops.length, phases: Object.fromEntries(phases) }
}

function figures(times: readonly number[]): PhaseFigures {
  const sorted = [...times].sort((a, b) => a - b)
  // The smallest that so many are not above.
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { min: rank(0), median: rank(0.5), p95: rank(0.95) }
}
