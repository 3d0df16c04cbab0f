/**
 * The body of an upload (spec 3): the form fields in their order, the file last.
 */
import { escapeName } from './escape.js'

/** A form field: its name and its value as text. */
export type FormField = readonly [name: string, value: string]

/** What stands around the file's bytes. */
export interface MultipartLayout {
  /** The value of content-type. */
  readonly contentType: string
  /** All up to the file's first byte. */
  readonly before: Uint8Array
  /** All after its last. */
  readonly after: Uint8Array
}

/** The file's part. */
export interface FilePart {
  readonly name: string
  readonly fileName: string
  readonly contentType: string
}

/**
 * A boundary out of random bytes: 24 of them (192 bits) can't occur by chance in any part.
 */
export function boundaryOf(random: Uint8Array): string {
  let boundary = '----tt-anywhere-'
  for (const byte of random) boundary += digits.charAt(byte >> 4) + digits.charAt(byte & 15)
  return boundary
}

const digits = '0123456789abcdef'

/** How many random bytes {@link boundaryOf} wants. */
export const boundaryBytes = 24

const encoder = new TextEncoder()

/** Lays the body out around the file. */
export function layOut(
  fields: readonly FormField[],
  file: FilePart,
  boundary: string,
): MultipartLayout {
  let head = ''
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at]!
    head += `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(field[0])}"\r\n\r\n${field[1]}\r\n`
  }
  head += `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(file.name)}"; filename="${escapeName(file.fileName)}"\r\nContent-Type: ${file.contentType}\r\n\r\n`
  const tail = `\r\n--${boundary}--\r\n`
  // In one go. The tail is ASCII: as many bytes as characters.
  const bytes = encoder.encode(head + tail)
  const end = bytes.byteLength - tail.length
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    before: bytes.subarray(0, end),
    after: bytes.subarray(end),
  }
}
