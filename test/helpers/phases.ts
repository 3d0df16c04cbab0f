/** Holds what a profile and a record say against what the servers know. */
import type { ExchangeHop, ExchangeRecord, HarEntry, Profile } from 'tt-anywhere'
import { expect } from 'vitest'
import type { Phase, Span } from './delays.js'

/** Milliseconds, or a share of the delay, that a phase may be off. */
const most = { milliseconds: 5, share: 0.05 }
/** Making and checking signatures takes both sides a while. */
const handshakeWork = 10

/** The times of a profile. */
export type Times = Pick<
  Profile,
  | 'fetchStart'
  | 'domainLookupStart'
  | 'domainLookupEnd'
  | 'connectStart'
  | 'connectEnd'
  | 'sslConnectionStart'
  | 'sslConnectionEnd'
  | 'requestStart'
  | 'responseStart'
  | 'requestEnd'
>

/** What a profile says of a hop on a new connection to a name. */
export function timesOf({ timings }: ExchangeHop): Times {
  const { secureConnectionStart, secureConnectionEnd, sendEnd: _sendEnd, ...same } = timings
  return {
    ...same,
    sslConnectionStart: secureConnectionStart,
    sslConnectionEnd: secureConnectionEnd,
  }
}

/** From where to where each phase went, by the profile. */
function phasesOf(profile: Times): Record<string, readonly [from: number, to: number]> {
  const { fetchStart, sslConnectionStart, sslConnectionEnd } = profile
  return {
    before: [fetchStart, profile.domainLookupStart],
    dns: [profile.domainLookupStart, profile.domainLookupEnd],
    proxy: [profile.connectStart, sslConnectionStart || profile.connectEnd],
    tls: [sslConnectionStart, sslConnectionEnd],
    // The profile does not tell them apart.
    'send, wait': [profile.requestStart, profile.responseStart],
    receive: [profile.responseStart, profile.requestEnd],
  }
}

/** The order that always holds, for the steps that took place (spec 9). */
export function expectOrder(profile: Profile): void {
  const { socketReused, sslConnectionStart, sslConnectionEnd } = profile
  const times = [
    profile.fetchStart,
    profile.domainLookupStart,
    profile.domainLookupEnd,
    profile.connectStart,
    ...(sslConnectionStart ? [sslConnectionStart, sslConnectionEnd] : []),
    profile.connectEnd,
    profile.requestStart,
    profile.responseStart,
    profile.requestEnd,
  ]
  expect(times).toEqual([...times].sort((a, b) => a - b))
  if (socketReused) expect(profile.connectEnd).toBe(profile.fetchStart)
}

/** How much longer each phase was than what its server held up, in milliseconds; or shorter. */
export type Excess = Record<string, number>

/**
 * Each phase spans what was held up in it: that holds on the busiest machine, and must. What is
 * returned is by how much it differs.
 */
export function excessOf(
  spans: Partial<Record<Phase, Span>>,
  profile: Times,
  entry: HarEntry,
): Excess {
  const excess: Excess = {}
  for (const [name, [from, to]] of Object.entries(phasesOf(profile))) {
    let held = 0
    for (const phase of name.split(', ')) {
      const span = spans[phase as Phase]
      if (span === undefined) continue
      // A head is read after it was sent.
      if (name === 'receive') expect(from, 'start of receive').toBeGreaterThanOrEqual(span.from)
      else expect(from, `start of ${name}`).toBeLessThanOrEqual(span.from)
      expect(to, `end of ${name}`).toBeGreaterThanOrEqual(span.to)
      held += span.to - span.from
    }
    excess[name] = to - from - held
  }
  const { blocked, dns, connect, ssl, send, wait, receive } = entry.timings
  const own = { dns, proxy: connect - Math.max(0, ssl), tls: ssl, send, wait, receive }
  excess['HAR blocked'] = blocked
  for (const [phase, took] of Object.entries(own)) {
    const span = spans[phase as Phase]
    excess[`HAR ${phase}`] = took - (span ? span.to - span.from : 0)
  }
  // The first time a host speaks TLS it reads the roots, before anything else.
  if (ssl >= 0) {
    delete excess.before
    delete excess['HAR blocked']
  }
  return excess
}

/**
 * Tries until each phase was within its bounds once: a machine can be busy for a while, and what is
 * wrong stays so. What `attempt` itself expects must hold each time.
 */
export async function expectOwnDelays(delay: number, attempt: () => Promise<Excess>) {
  const allowed = Math.max(most.milliseconds, delay * most.share)
  let left: Excess | undefined
  for (let tries = 0; tries < 12; tries += 1) {
    const excess = Object.entries(await attempt()).filter(
      ([name, by]) => Math.abs(by) > allowed + (/tls$/.test(name) ? handshakeWork : 0),
    )
    left = Object.fromEntries(excess.filter(([name]) => left === undefined || name in left))
    if (Object.keys(left).length === 0) return
  }
  expect(left).toEqual({})
}

/** The last record, its profile, and its entries in HAR. */
export function lastOf(records: readonly ExchangeRecord[]): ExchangeRecord & { profile: Profile } {
  const record = records.at(-1)
  if (record?.profile === undefined) throw new Error('there is no record with a profile')
  return { ...record, profile: record.profile }
}
