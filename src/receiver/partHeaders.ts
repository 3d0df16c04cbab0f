/** What the headers of one part say. */
export interface PartHeaders {
  name: string
  /** The file name on the wire; undefined for a part that is a field. */
  filename: string | undefined
  /** The part's Content-Type as it came, empty where there was none. */
  contentType: string
}

/** The headers as the form parser gives them: lower-case names, values as one char per byte. */
export type RawPartHeaders = Readonly<Record<string, readonly string[]>>

/**
 * Reads the headers of a part as the HTML standard writes them ("multipart/form-data encoding
 * algorithm"): UTF-8 bytes between quotes, with no escape but `%22`, `%0D` and `%0A`.
 * These three stay as they are: a file may be called "%22" itself, and servers do not unescape them.
 * Returns undefined where a part is not form-data with a name.
 */
export function readPartHeaders(headers: RawPartHeaders): PartHeaders | undefined {
  const disposition = parseHeader(headers['content-disposition']?.[0] ?? '')
  const name = disposition.parameters.get('name')
  if (disposition.value !== 'form-data' || name === undefined) return undefined
  return {
    name: decodeBytes(name),
    filename: readFilename(disposition.parameters),
    contentType: decodeBytes((headers['content-type']?.[0] ?? '').trim()),
  }
}

/** Bytes of a part's headers, as near as the parser lets us see. */
export function sizeOfHeaders(headers: RawPartHeaders): number {
  let size = 0
  for (const [name, values] of Object.entries(headers)) {
    for (const value of values) size += name.length + value.length + 4
  }
  return size
}

/** `value; key=token; key="text"`, keys in lower case, the first of each key. */
export function parseHeader(header: string): { value: string; parameters: Map<string, string> } {
  const end = header.indexOf(';')
  const value = (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
  const parameters = new Map<string, string>()
  let rest = end < 0 ? '' : header.slice(end + 1)
  for (;;) {
    const match = /^[\s;]*([^\s=;]+)\s*=\s*/.exec(rest)
    if (match === null) return { value, parameters }
    rest = rest.slice(match[0].length)
    const { text, length } = rest.startsWith('"') ? readQuoted(rest) : readToken(rest)
    rest = rest.slice(length)
    const key = (match[1] as string).toLowerCase()
    if (!parameters.has(key)) parameters.set(key, text)
  }
}

function readToken(input: string): { text: string; length: number } {
  const end = input.indexOf(';')
  const token = end < 0 ? input : input.slice(0, end)
  return { text: token.trim(), length: token.length }
}

/**
 * Up to the closing quote. HTML knows no escapes, so back-slashes count as they are; but curl before
 * 7.81, Go and others write `\"` for a quote, so a quote after a back-slash closes only where the
 * parameter could end.
 */
function readQuoted(input: string): { text: string; length: number } {
  let text = ''
  let from = 1
  for (;;) {
    const quote = input.indexOf('"', from)
    if (quote < 0) return { text: text + input.slice(from), length: input.length }
    const escaped = input[quote - 1] === '\\' && quote > from
    if (!escaped || /^"\s*(;|$)/.test(input.slice(quote))) {
      return { text: text + input.slice(from, quote), length: quote + 1 }
    }
    text += `${input.slice(from, quote - 1)}"`
    from = quote + 1
  }
}

/** `filename`, or else RFC 5987's `filename*`, which RFC 7578 forbids and some clients send alone. */
function readFilename(parameters: Map<string, string>): string | undefined {
  const plain = parameters.get('filename')
  if (plain !== undefined) return decodeBytes(plain)
  const extended = parameters.get('filename*')
  if (extended === undefined) return undefined
  try {
    return decodeURIComponent(extended.replace(/^utf-8'[^']*'/i, ''))
  } catch {
    return decodeBytes(extended)
  }
}

const decodeBytes = (binary: string): string => Buffer.from(binary, 'latin1').toString('utf8')
