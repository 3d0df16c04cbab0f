/**
 * What an answer becomes for the mini-program (spec 7).
 *
 * Here and wherever each call passes, lines of headers are read by index: to take an array apart by
 * `[name, value]` runs an iterator, which the engine reads slowly and compiles at length.
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
  const joined: Record<string, string> = {}
  for (let at = 0; at < headers.length; at += 1) {
    const line = headers[at]!
    const key = line[0].toLowerCase()
    const value = fromWire(line[1])
    const text = Object.hasOwn(joined, key) ? `${joined[key]}, ${value}` : value
    if (key === '__proto__') {
      const property = { value: text, writable: true, enumerable: true, configurable: true }
      Object.defineProperty(joined, key, property)
    } else joined[key] = text
  }
  return joined
}

/** The first value of a header; undefined where there is none. */
export function headerValue(headers: ResponseHead['headers'], name: string): string | undefined {
  const found = headers.find((line) => line[0].toLowerCase() === name)
  return found && fromWire(found[1])
}

/** The Set-Cookie lines of an answer, one each, as bytes: RFC 6265 sends back what it was given. */
export function setCookieLines(headers: ResponseHead['headers']): string[] {
  return headers.filter((line) => line[0].toLowerCase() === 'set-cookie').map((line) => line[1])
}

/** The same as text. */
export function setCookies(headers: ResponseHead['headers']): string[] {
  return setCookieLines(headers).map(fromWire)
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
