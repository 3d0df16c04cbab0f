/** Our own strict reading of HTTP/1.1 and of forms: what is not exactly as it should be throws. */
import { must } from './target.js'

/** A message as its bytes came; texts hold a character a byte. */
export interface Message {
  readonly start: string
  readonly lines: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const control = /[\x00-\x08\x0a-\x1f\x7f]/
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** The value of a header that stands there once at most. */
export function headerOf({ lines }: Pick<Message, 'lines'>, name: string): string | undefined {
  const found = lines.filter(([key]) => key.toLowerCase() === name)
  must(found.length <= 1, () => `${found.length} lines of ${name}`)
  return found[0]?.[1]
}

/** Takes the first message off bytes: it, and how long it is; undefined where more must come. */
export function takeMessage(bytes: Buffer): { message: Message; size: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const [start = '', ...rest] = head.split('\r\n')
  const lines = rest.map((line): [string, string] => {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    must(colon > 0 && token.test(name), () => `no header line: ${JSON.stringify(line)}`)
    return [name, line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
  })
  for (const text of [start, ...lines.map(([, value]) => value)]) {
    must(!control.test(text), () => `control characters: ${JSON.stringify(text)}`)
  }
  if (headerOf({ lines }, 'transfer-encoding') !== undefined) {
    // Node's own answers, which have no body.
    must(bytes.toString('latin1', end + 4, end + 9) === '0\r\n\r\n', 'nobody asked for chunks')
    return { message: { start, lines, body: Buffer.alloc(0) }, size: end + 9 }
  }
  const length = headerOf({ lines }, 'content-length') ?? '0'
  must(/^(?:0|[1-9][0-9]{0,9})$/.test(length), () => `Content-Length: ${length}`)
  const size = end + 4 + Number(length)
  if (bytes.length < size) return undefined
  return { message: { start, lines, body: bytes.subarray(end + 4, size) }, size }
}

/** The messages that a connection carried, and nothing but them; the last may be cut off. */
export function messagesOf(bytes: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = []
  let rest = bytes
  for (;;) {
    const taken = takeMessage(rest)
    if (taken === undefined) return { messages, rest }
    messages.push(taken.message)
    rest = rest.subarray(taken.size)
  }
}

/** A part of a form; names hold a character a byte. */
export interface Part {
  readonly name: string
  readonly filename: string | undefined
  readonly contentType: string | undefined
  readonly data: Buffer
}

/** The parts of a form, which has nothing before, between or after them. */
export function partsOf(body: Buffer, contentType: string): Part[] {
  const [, boundary] = /^multipart\/form-data; boundary=([!-~]{1,70})$/.exec(contentType) ?? []
  must(boundary !== undefined, () => `Content-Type: ${contentType}`)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // As if a line's end stood before the first boundary too.
  const text = Buffer.concat([Buffer.from('\r\n'), body])
  must(text.indexOf(delimiter) === 0, 'the body does not begin with its boundary')
  const parts: Part[] = []
  for (let at = 0; ; ) {
    const after = at + delimiter.length
    if (text.toString('latin1', after, after + 4) === '--\r\n') {
      must(after + 4 === text.length, 'there is more after the closing boundary')
      return parts
    }
    must(text.toString('latin1', after, after + 2) === '\r\n', 'a boundary goes on')
    const next = text.indexOf(delimiter, after)
    must(next >= 0, 'the closing boundary is missing')
    parts.push(partOf(text.subarray(after + 2, next)))
    at = next
  }
}

const disposition =
  /^Content-Disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?$/

function partOf(bytes: Buffer): Part {
  const end = bytes.indexOf('\r\n\r\n')
  must(end >= 0, 'a part has no empty line')
  const head = bytes.toString('latin1', 0, end)
  const [first = '', ...others] = head.split('\r\n')
  const [, name, filename] = disposition.exec(first) ?? []
  must(name !== undefined, () => `a part begins with ${JSON.stringify(first)}`)
  const [type, ...more] = others
  must(more.length === 0, () => `a part has the headers ${JSON.stringify(head)}`)
  const [, contentType] = /^Content-Type: ([\x20-\x7e]+)$/.exec(type ?? '') ?? []
  must((type === undefined) === (filename === undefined), 'a file has a type, a field has none')
  must((type === undefined) === (contentType === undefined), () => `a part has the line ${type}`)
  return { name, filename, contentType, data: bytes.subarray(end + 4) }
}
