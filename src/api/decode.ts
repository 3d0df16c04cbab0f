/**
 * What an answer becomes for the mini-program (spec 7).
 */
import type { ResponseHead } from '../platform.js'
import type { MemorySink } from './answerBody.js'

/** How the caller wants the answer's body. */
export interface DataWish {
  readonly dataType: string | undefined
  readonly responseType: string | undefined
  /** Whether JSON that is no object counts, too: tt.request parses whatever is JSON. */
  readonly anyJson?: boolean
}

/** The answer's headers: names in lower case, several lines of one name joined. */
export function headerObject(headers: ResponseHead['headers']): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const before = joined.get(key)
    joined.set(key, before === undefined ? fromWire(value) : `${before}, ${fromWire(value)}`)
  }
  return Object.fromEntries(joined)
}

/** The first value of a header; undefined where there is none. */
export function headerValue(headers: ResponseHead['headers'], name: string): string | undefined {
  const found = headers.find(([key]) => key.toLowerCase() === name)
  return found && fromWire(found[1])
}

/** The Set-Cookie lines of an answer, one each. */
export function setCookies(headers: ResponseHead['headers']): string[] {
  return headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'set-cookie' ? [fromWire(value)] : [],
  )
}

/** A header's bytes as text: UTF-8 where they are that, else Latin-1. */
function fromWire(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  if (/^[\u0000-\u007f]*$/.test(value)) return value
  try {
    const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return value
  }
}

/** The `data` of the result. */
export function decodeData(
  answer: MemorySink,
  contentType: string | undefined,
  { dataType, responseType, anyJson = false }: DataWish,
): string | object | ArrayBuffer {
  if (responseType === 'arraybuffer') {
    const { buffer, byteOffset, byteLength } = answer.bytes()
    return buffer.slice(byteOffset, byteOffset + byteLength)
  }
  const text = answer.text(contentType)
  if (dataType !== 'json') return text
  try {
    const value: unknown = JSON.parse(text)
    return anyJson || (typeof value === 'object' && value !== null) ? (value as object) : text
  } catch {
    return text
  }
}
