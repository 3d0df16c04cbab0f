/**
 * The domain list of spec 5.
 */
import { parseUrl, portOf, writesPort } from './url.js'

/** An entry of the list, parsed. */
export interface DomainEntry {
  readonly hostname: string
  /** The port that the entry writes; undefined where it writes none. */
  readonly port: number | undefined
}

/** Why an entry can't stand in the list. */
export class DomainEntryError extends TypeError {
  override readonly name = 'DomainEntryError'

  constructor(entry: unknown, reason: string) {
    const shown = typeof entry === 'string' ? JSON.stringify(entry) : `of type ${typeof entry}`
    super(`domain list entry ${shown}: ${reason}`)
  }
}

/**
 * Parses an entry: an https origin; no IP address but a LAN one, and not localhost.
 *
 * @throws {DomainEntryError} saying what is wrong with it
 */
export function parseDomainEntry(entry: unknown): DomainEntry {
  if (typeof entry !== 'string') throw new DomainEntryError(entry, 'it must be a string')
  const url = parseUrl(entry)
  // What the URL parser would strip or mend is a slip of whoever wrote the list.
  if (url === undefined || /[\s\\]/.test(entry)) {
    throw new DomainEntryError(entry, 'it must be an origin such as https://upload.example.com')
  }
  if (!/^https:\/\/[^/]/i.test(entry)) {
    throw new DomainEntryError(entry, 'it must begin with https://')
  }
  if (url.username !== '' || url.password !== '' || /[@?#]/.test(entry) || url.pathname !== '/') {
    throw new DomainEntryError(entry, 'it must be an origin alone: no user info, path or query')
  }
  const hostname = withoutTrailingDot(url.hostname)
  if (hostname.split('.').includes('')) {
    throw new DomainEntryError(entry, 'its host name has an empty part')
  }
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) {
    throw new DomainEntryError(entry, 'localhost is not allowed; checkDomains: false lets it pass')
  }
  if (hostname.includes('*')) throw new DomainEntryError(entry, 'it must not have wildcards')
  if (isIpAddress(hostname) && !isLanAddress(hostname)) {
    throw new DomainEntryError(
      entry,
      'an IP address is not allowed, but for one of a LAN; checkDomains: false lets it pass',
    )
  }
  return { hostname, port: writesPort(entry) ? portOf(url) : undefined }
}

/**
 * Whether a URL is in the list. With a port in the entry only that very port matches; without one
 * no URL that writes a port does.
 *
 * @param port whether the text of the URL writes a port (parsing drops the default one)
 */
export function inDomainList(url: URL, port: boolean, list: readonly DomainEntry[]): boolean {
  const hostname = withoutTrailingDot(url.hostname)
  return list.some((entry) => {
    if (entry.hostname !== hostname) return false
    return entry.port === undefined ? !port : port && entry.port === portOf(url)
  })
}

function withoutTrailingDot(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
}

/** Whether a URL's host name is a literal address. The URL parser has made every IPv4 form dotted. */
function isIpAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
}

/** Private and link-local ranges: RFC 1918, RFC 3927, RFC 4193, RFC 4291. */
function isLanAddress(hostname: string): boolean {
  if (hostname.startsWith('[')) return /^\[f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):/.test(hostname)
  const [a = 0, b = 0] = hostname.split('.').map(Number)
  return (
    a === 10 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254)
  )
}
