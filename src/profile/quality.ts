/**
 * What is known of the network's quality (spec 9), after Chromium's estimator: observations of
 * handshakes and of downloads, each weighing half as much after a minute.
 */

/** Chromium's effective connection types, as the platform spells them. */
export type NetworkType = 'unknown' | 'offline' | 'slow 2g' | '2g' | '3g' | '4g'

/** What the observations so far come to. */
export interface QualityEstimate {
  readonly estimateNetType: NetworkType
  /** Kilobits a second; 0 while nothing is known. */
  readonly throughputKbps: number
}

/** Gathers observations of one host. */
export interface NetworkQuality {
  /** A round trip, in milliseconds. */
  observeRtt(ms: number): void
  /** A download: its bytes, and how long they took in milliseconds. */
  observeDownload(bytes: number, ms: number): void
  estimate(): QualityEstimate
}

interface Observation {
  readonly at: number
  readonly value: number
}

/** After so many milliseconds an observation weighs half. */
const halfLife = 60_000
/** Observations that are kept, of each kind. */
const most = 300
/** A smaller download tells more of the handshake than of the rate (Chromium's own bound). */
export const leastDownload = 32 * 1024

/** Makes a {@link NetworkQuality}. */
export function createNetworkQuality(now: () => number): NetworkQuality {
  const roundTrips: Observation[] = []
  const rates: Observation[] = []
  /** Holds until the next observation: all weights fall at one rate, so time alone changes nothing. */
  let last: QualityEstimate | undefined

  function add(list: Observation[], value: number) {
    list.push({ at: now(), value })
    if (list.length > most) list.shift()
    last = undefined
  }

  return {
    observeRtt(ms) {
      if (ms > 0) add(roundTrips, ms)
    },
    observeDownload(bytes, ms) {
      if (bytes >= leastDownload && ms > 0) add(rates, (bytes * 8) / ms)
    },
    estimate() {
      if (last !== undefined) return last
      const time = now()
      const rtt = weightedMedian(roundTrips, time)
      const kbps = weightedMedian(rates, time)
      last = {
        estimateNetType: networkType(rtt, kbps),
        throughputKbps: kbps === undefined ? 0 : Math.round(kbps),
      }
      return last
    },
  }
}

/** The effective connection type: the worse of what the round trip and the rate say (spec 9). */
function networkType(rtt: number | undefined, kbps: number | undefined): NetworkType {
  if (rtt === undefined && kbps === undefined) return 'unknown'
  const trip = rtt ?? 0
  const rate = kbps ?? Number.POSITIVE_INFINITY
  if (trip >= 2010 || rate <= 50) return 'slow 2g'
  if (trip >= 1420 || rate <= 70) return '2g'
  if (trip >= 272 || rate <= 700) return '3g'
  return '4g'
}

function weightedMedian(list: readonly Observation[], time: number): number | undefined {
  if (list.length === 0) return undefined
  const weighted = list
    .map(({ at, value }) => ({ value, weight: 0.5 ** ((time - at) / halfLife) }))
    .sort((a, b) => a.value - b.value)
  const half = weighted.reduce((sum, { weight }) => sum + weight, 0) / 2
  let sum = 0
  for (const { value, weight } of weighted) {
    sum += weight
    if (sum >= half) return value
  }
  return weighted.at(-1)?.value
}
