/**
 * The request headers of spec 4: what a mini-program may set, and what it can't.
 */

/** A header, as it goes on the wire: a Latin-1 string, a character a byte. */
export type Header = readonly [name: string, value: string]

/** Those that the platform always sets itself. */
const platformHeaders = new Set(['referer', 'user-agent'])

/** Those that belong to the connection. */
const connectionHeaders = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
])

/** Whether a mini-program can't set this header. */
function isForbiddenHeader(name: string, contentType: boolean): boolean {
  const lower = name.toLowerCase()
  if (lower === 'content-type') return !contentType
  return platformHeaders.has(lower) || connectionHeaders.has(lower) || lower.startsWith('proxy-')
}

/** What came of the `header` option. */
export interface CheckedHeaders {
  readonly headers: readonly Header[]
  /** Names that were dropped, as the caller wrote them. */
  readonly dropped: readonly string[]
}

/** Most calls have none. */
const noHeaders: CheckedHeaders = { headers: [], dropped: [] }

/** A header that can't go on the wire. */
class HeaderError extends Error {
  override readonly name = 'HeaderError'
}

/**
 * Reads the `header` option: drops what can't be set, leaves out null and undefined, turns the rest
 * into what goes on the wire. Of names that differ in case alone the last one counts.
 *
 * @param contentType whether content-type can be set: not where the body decides it
 * @throws {HeaderError} where a name is no token or a value can't be sent
 */
export function checkHeaders(
  header: Readonly<Record<string, unknown>>,
  contentType: boolean,
): CheckedHeaders {
  const names = Object.keys(header)
  if (names.length === 0) return noHeaders
  const kept = new Map<string, Header>()
  const dropped: string[] = []
  for (const name of names) {
    const value = header[name]
    if (value === null || value === undefined) continue
    if (isForbiddenHeader(name, contentType)) {
      dropped.push(name)
      continue
    }
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw new HeaderError(`name ${name}`)
    kept.set(name.toLowerCase(), [name, wireValue(name, value)])
  }
  return { headers: [...kept.values()], dropped }
}

function wireValue(name: string, value: unknown): string {
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    throw new HeaderError(`value of ${name}`)
  }
  const text = String(value)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass.
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text)) throw new HeaderError(`value of ${name}`)
  return toWire(text)
}

/** Text as bytes for the wire: Latin-1 where it fits, else UTF-8. */
function toWire(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of Latin-1.
  if (/^[\u0000-\u00ff]*$/.test(text)) return text
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}
