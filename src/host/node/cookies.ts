/**
 * The cookie store of one mini-program (spec 11), by RFC 6265.
 */
import type { CookieJar } from 'tough-cookie'
import type { CookieStore } from '../../api/cookies.js'

/** Makes the store; its library is loaded when first needed. */
export function createCookieStore(): CookieStore {
  let jar: Promise<CookieJar> | undefined
  const open = () => {
    jar ??= import('tough-cookie').then(({ CookieJar }) => new CookieJar())
    return jar
  }
  return {
    async get(url) {
      const cookies = await (await open()).getCookies(url.href)
      return cookies.map((cookie) => ({ name: cookie.key, pair: cookie.cookieString() }))
    },
    async set(url, lines) {
      if (lines.length === 0) return
      const opened = await open()
      // A line that is no cookie is passed over, as RFC 6265 asks.
      for (const line of lines) await opened.setCookie(line, url.href, { ignoreError: true })
    },
  }
}
