/**
 * The phases of a request, as a waterfall shows them.
 */
import type { ExchangeHop } from './exchange.js'

/** A phase that took place; times are milliseconds since the epoch. */
export interface Phase {
  readonly name: PhaseName
  readonly start: number
  readonly end: number
}

/** What they are called. */
export type PhaseName = 'dns' | 'connect' | 'tls' | 'send' | 'wait' | 'receive' | 'total'

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
