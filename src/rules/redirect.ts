/**
 * What a redirect asks for (spec 5, after Fetch).
 */

/** Redirects that are followed before the exchange fails. */
export const redirectLimit = 20

/** How the exchange goes on after an answer. */
export interface Redirect {
  /** The Location, as the server wrote it. */
  readonly location: string
  /** Whether the method and the body are sent again; else it goes on as GET without one. */
  readonly again: boolean
}

/** The redirect that an answer asks for; undefined where it is no redirect. */
export function redirectOf(
  statusCode: number,
  location: string | undefined,
  method: string,
): Redirect | undefined {
  if (location === undefined) return undefined
  switch (statusCode) {
    case 301:
    case 302:
      return { location, again: method !== 'POST' }
    case 303:
      return { location, again: method === 'GET' || method === 'HEAD' }
    case 307:
    case 308:
      return { location, again: true }
    default:
      return undefined
  }
}
