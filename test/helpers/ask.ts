import type { Host, TT } from 'tt-anywhere'

/** What success or fail got: any field can be asked for. */
// biome-ignore lint/suspicious/noExplicitAny: the result differs from API to API.
export type Told = any

/** Calls an API by its name, with whatever options, and resolves with what complete gets. */
export function ask(host: Host, api: keyof TT, options: object = {}): Promise<Told> {
  const call = host.tt[api] as unknown as (options: object) => void
  return new Promise((complete) => call({ ...options, complete }))
}
