/**
 * The phases of a request, and what many of them come to.
 */
import type { ExchangeHop, ExchangeRecord } from '../index.js'

/** A phase that took place; times are milliseconds since the epoch. */
export interface Phase {
  readonly name: PhaseName
  readonly start: number
  readonly end: number
}

type PhaseName = 'dns' | 'connect' | 'tls' | 'send' | 'wait' | 'receive' | 'total'

const names: readonly PhaseName[] = ['dns', 'connect', 'tls', 'send', 'wait', 'receive', 'total']

/** The phases in their order, and at last the whole; what did not take place is left out. */
export function phasesOf({ timings, socketReused }: ExchangeHop): Phase[] {
  const { fetchStart, connectStart, secureConnectionStart, requestStart, responseStart } = timings
  const end = timings.requestEnd
  const sent = Math.min(timings.sendEnd || end, responseStart || end)
  // What was cut off ended with all.
  const connected = secureConnectionStart || timings.connectEnd || end
  const connection: Phase[] = [
    { name: 'dns', start: timings.domainLookupStart, end: timings.domainLookupEnd || end },
    { name: 'connect', start: connectStart, end: connected },
    { name: 'tls', start: secureConnectionStart, end: timings.secureConnectionEnd || end },
  ]
  const exchange: Phase[] = [
    { name: 'send', start: requestStart, end: sent },
    { name: 'wait', start: requestStart && sent, end: responseStart || end },
    { name: 'receive', start: responseStart, end },
  ]
  const total: Phase = { name: 'total', start: fetchStart, end }
  const made = socketReused ? [] : connection
  return [...made, ...exchange, total].filter(({ start }) => start > 0)
}

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
