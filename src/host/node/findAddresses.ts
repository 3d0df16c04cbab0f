/**
 * The addresses of a server's host.
 */
import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Clock, HopTimings } from '../../platform.js'
import { builtins } from './builtins.js'

/** What a search is made with. */
interface SearchParts {
  readonly clock: Clock
  readonly lookup: LookupFunction | undefined
}

/** Who hears of a search: one of the two, once. */
interface SearchObserver {
  /** Never with an empty list. */
  found(addresses: readonly LookupAddress[]): void
  failed(error: Error): void
}

/** A URL's host as the system takes it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** Resolves a name, and times it; an address is its own. */
export function findAddresses(
  host: string,
  timings: HopTimings,
  { clock, lookup = builtins.dns().lookup }: SearchParts,
  observer: SearchObserver,
): void {
  const family = isIP(host)
  if (family !== 0) return observer.found([{ address: host, family }])
  timings.domainLookupStart = clock.now()
  let answered = false
  const answer = (error: Error | null, found?: unknown) => {
    // An own lookup may call back twice: a second connection would send the upload twice.
    if (answered) return
    answered = true
    timings.domainLookupEnd = clock.now()
    const addresses = error ? [] : addressesOf(found)
    if (addresses.length > 0) observer.found(addresses)
    else observer.failed(error ?? new Error(`no address for ${host}`))
  }
  const broken = (error: unknown) => {
    answer(error instanceof Error ? error : new Error(String(error)))
  }
  try {
    const returned: unknown = lookup(host, { all: true }, answer)
    // An own one may be an async function: what it throws nobody else would catch.
    if (returned instanceof Promise) returned.catch(broken)
  } catch (error) {
    broken(error)
  }
}

/** What a lookup found; an own one may ignore `all`, or tell what is no address. */
function addressesOf(found: unknown): LookupAddress[] {
  const list: unknown[] = Array.isArray(found) ? found : [found]
  return list.flatMap((entry) => {
    const address = (entry as Partial<LookupAddress> | null | undefined)?.address ?? entry
    const family = typeof address === 'string' ? isIP(address) : 0
    return family === 0 ? [] : [{ address: address as string, family }]
  })
}
