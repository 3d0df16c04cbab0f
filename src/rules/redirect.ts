/**
 * What a redirect asks for (spec 5, after Fetch).
 */

/** Redirects that are followed before the exchange fails. */
export const redirectLimit = 20

/** How the exchange goes on after an answer. */
export interface Redirect {
  /** The Location, as the server wrote it. */
  readonly location: string
  /** 307 and 308 send the method and the body again; the others go on as GET without one. */
  readonly again: boolean
}

/** The redirect that an answer asks for; undefined where it is no redirect. */
export function redirectOf(statusCode: number, location: string | undefined): Redirect | undefined {
  if (location === undefined) return undefined
  switch (statusCode) {
    case 301:
    case 302:
    case 303:
      return { location, again: false }
    case 307:
    case 308:
      return { location, again: true }
    default:
      return undefined
  }
}
