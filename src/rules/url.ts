/**
 * The URL rules of spec 5: what is a URL, which protocol a release kind allows, which ports the
 * network stack blocks.
 */

/** The release kinds of tt.getEnvInfoSync; `production` is the released version. */
export type EnvType = 'production' | 'development' | 'preview' | 'gray'

/** The protocols that a release kind may use. */
export function protocolsFor(envType: EnvType): readonly string[] {
  return envType === 'production' ? ['https'] : ['http', 'https']
}

/** Parses an absolute URL; undefined where the text is none. */
export function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

/**
 * Whether the text writes a port of its own, even the default one that parsing drops (spec 5).
 * Reads the authority the way the URL parser does: tabs and line breaks do not count, back-slashes
 * are slashes, everything up to the last `@` is user info.
 */
export function writesPort(text: string, base?: URL): boolean {
  const authority = authorityOf(text, base)
  if (authority === undefined) return false
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  return /:[0-9]+$/.test(host.slice(host.lastIndexOf(']') + 1))
}

/** The authority that the text itself writes; undefined where it has none (a relative reference). */
function authorityOf(text: string, base: URL | undefined): string | undefined {
  const clean = withoutEnds(text).replace(/[\t\n\r]/g, '')
  const [, scheme = '', slashes = '', authority] =
    /^(https?:|)([/\\]*)([^/\\?#]*)/i.exec(clean) ?? []
  // The base's own scheme without two slashes is a relative reference: `https:path`.
  const relative = scheme === '' || scheme.toLowerCase() === base?.protocol
  return relative && slashes.length < 2 ? undefined : authority
}

/** Without the spaces and control characters at both ends, which the URL parser strips. */
function withoutEnds(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1
  return text.slice(start, end)
}

/**
 * The value of `authorization` for the user info of a URL; undefined where there is none.
 * Percent-decoded to bytes, as Fetch does.
 */
export function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined
  return `Basic ${btoa(`${percentDecode(url.username)}:${percentDecode(url.password)}`)}`
}

/** What `%XX` stands for, a character a byte. The URL parser has left only ASCII. */
function percentDecode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** Ports that Fetch's list blocks; the network stack refuses them (121929). */
export const blockedPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
])

/** The port that a URL leads to. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}
