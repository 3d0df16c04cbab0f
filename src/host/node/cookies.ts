/**
 * The cookie store of one mini-program (spec 11), by RFC 6265.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CookieJar } from 'tough-cookie'
import type { CookieFileProblem, CookieStore, StoredCookie } from '../../api/cookies.js'

type Library = typeof import('tough-cookie')

/** Where the cookies of a mini-program outlive the process. */
export interface CookieFile {
  readonly path: string
  /** Told what is wrong with the file, once; the store goes on with what it has in memory. */
  problem(problem: CookieFileProblem, path: string): void
}

// What is marked Secure stays on https, on loopback too: there it stands for a real server.
const jarOptions = { allowSecureOnLocal: false }

/** Makes the store; its library is loaded, and its file read, when first needed. */
export function createCookieStore(file?: CookieFile): CookieStore {
  let loading: Promise<Library> | undefined
  let jar: CookieJar | undefined
  /** The file's text as it was last read or written. */
  let seen: string | undefined

  const reported = new Set<CookieFileProblem>()

  function report(problem: CookieFileProblem) {
    if (file === undefined || reported.has(problem)) return
    reported.add(problem)
    file.problem(problem, file.path)
  }

  const load = () => {
    loading ??= import('tough-cookie')
    return loading
  }

  /** Nobody has set a cookie yet: most never do, and the library takes longer to load than all of us. */
  const isEmpty = () => loading === undefined && (file === undefined || !existsSync(file.path))

  /** The jar, brought up to what another host of this mini-program may have written. */
  function current(library: Library): CookieJar {
    jar ??= new library.CookieJar(undefined, jarOptions)
    if (file === undefined) return jar
    try {
      const text = readFileSync(file.path, 'utf8')
      if (text === seen) return jar
      seen = text
      const store = new library.MemoryCookieStore()
      library.CookieJar.deserializeSync(text, store)
      jar = new library.CookieJar(store, jarOptions)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report('cookies-unreadable')
    }
    return jar
  }

  async function find(url: URL): Promise<StoredCookie[]> {
    const cookies = current(await load()).getCookiesSync(url.href)
    return cookies.map((cookie) => ({ name: cookie.key, pair: cookie.cookieString() }))
  }

  return {
    get: (url) => (isEmpty() ? [] : find(url)),
    async set(url, lines) {
      const library = await load()
      // From the reading to the writing in one turn: no other host of this process comes between.
      const opened = current(library)
      // A line that is no cookie is passed over, as RFC 6265 asks.
      for (const line of lines) opened.setCookieSync(line, url.href, { ignoreError: true })
      if (file === undefined) return
      try {
        const text = JSON.stringify(opened.serializeSync())
        writeWhole(file.path, text)
        seen = text
      } catch {
        report('cookies-unwritten')
      }
    },
  }
}

/** Writes beside and renames: whoever reads finds the old text or the new, never half of one. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(beside, text, { flag: 'wx', mode: 0o600 })
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}
