/**
 * Text of a file in the encodings of the file system (spec 12): pure, without Node's Buffer. Where a
 * page says nothing they do what Node's do, which the platform's API is made after.
 */

const codecs = {
  ascii: { encode: lowBytes, decode: (bytes: Uint8Array) => fromUnits(bytes.map((b) => b & 0x7f)) },
  base64: { encode: fromBase64, decode: (bytes: Uint8Array) => btoa(fromUnits(bytes)) },
  binary: { encode: lowBytes, decode: fromUnits },
  hex: { encode: fromHex, decode: toHex },
  latin1: { encode: lowBytes, decode: fromUnits },
  ucs2: { encode: toUtf16, decode: fromUtf16 },
  'ucs-2': { encode: toUtf16, decode: fromUtf16 },
  utf16le: { encode: toUtf16, decode: fromUtf16 },
  'utf-16le': { encode: toUtf16, decode: fromUtf16 },
  utf8: { encode: toUtf8, decode: fromUtf8 },
  'utf-8': { encode: toUtf8, decode: fromUtf8 },
} as const satisfies Record<string, Codec>

interface Codec {
  encode(text: string): Uint8Array | undefined
  decode(bytes: Uint8Array): string
}

/** The name of an encoding, as the platform's pages have it. */
export type Encoding = keyof typeof codecs

/** Whether a name is that of an encoding. */
export function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(codecs, name)
}

/** The bytes of a text; undefined where the text is none of this encoding, such as `xyz` in hex. */
export function encodeText(text: string, encoding: Encoding): Uint8Array | undefined {
  return codecs[encoding].encode(text)
}

/** The text of bytes. What is no UTF-8 becomes U+FFFD, and an odd byte of UTF-16 is dropped. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return codecs[encoding].decode(bytes)
}

function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function fromUtf8(bytes: Uint8Array): string {
  // A file is told as it is, with its BOM.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function lowBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

function toUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), true)
  return bytes
}

function fromUtf16(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.byteLength >> 1)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < units.length; at += 1) units[at] = view.getUint16(at * 2, true)
  return fromUnits(units)
}

/** So many can be arguments of one call everywhere. */
const unitsAtOnce = 8192

function fromUnits(units: Uint8Array | Uint16Array): string {
  let text = ''
  for (let at = 0; at < units.length; at += unitsAtOnce) {
    text += String.fromCharCode(...units.subarray(at, at + unitsAtOnce))
  }
  return text
}

const hexDigits = '0123456789abcdef'

/** Bytes in hex, lower case. */
export function toHex(bytes: Uint8Array): string {
  // A string that grows a letter at a time takes many times its length: a big file would end the process.
  const text = new Uint8Array(bytes.length * 2)
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    text[at * 2] = hexDigits.charCodeAt(byte >> 4)
    text[at * 2 + 1] = hexDigits.charCodeAt(byte & 15)
  }
  return fromUtf8(text)
}

function fromHex(text: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16)
  }
  return bytes
}

/** Line breaks and a missing padding are borne; a data URI and the URL alphabet are not. */
function fromBase64(text: string): Uint8Array | undefined {
  try {
    return lowBytes(atob(text))
  } catch {
    return undefined
  }
}
