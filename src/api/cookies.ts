/** What can be wrong with a store that outlives the process; the codes of the warnings, too. */
export type CookieFileProblem = 'cookies-unreadable' | 'cookies-unwritten'

/** A cookie, as it goes out. */
export interface StoredCookie {
  readonly name: string
  /** `name=value`. */
  readonly pair: string
}

/**
 * Where cookies are kept (spec 11); the host provides one where app.json turns the store on.
 */
export interface CookieStore {
  /** The stored cookies that a URL matches; at once where there are none to look through. */
  get(url: URL): readonly StoredCookie[] | Promise<readonly StoredCookie[]>
  /** Takes in the Set-Cookie lines of an answer. */
  set(url: URL, lines: readonly string[]): Promise<void>
}
