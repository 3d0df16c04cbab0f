/** Forms as clients send them, from which damaged ones are made. */
import fc, { type Arbitrary } from 'fast-check'
import type { Damage } from './bytes.js'
import { damage, damages } from './bytes.js'

/** The boundary of all forms here. */
export const boundary = '----WebKitFormBoundaryfuzz'

/** A form that is whole, and what it holds. Texts hold a character a byte. */
export interface Form {
  readonly parts: readonly FormPart[]
  readonly style: Style
}

/** One of its parts. */
interface FormPart {
  readonly name: string
  readonly filename: string | undefined
  readonly data: string
}

/** How a client writes a form. */
type Style = (typeof styles)[number]

const styles = ['browser', 'curl', 'dotnet', 'preamble'] as const

/** Bytes in a part that look like what ends it. */
const lookalikes = [
  ...['\r\n--', `\r\n--${boundary.slice(0, -1)}`, `--${boundary}`, `\n--${boundary}--`, '\r'],
  ...[`\r\n\r\n--${boundary.slice(0, 9)}`, '\r\n', '\r\r\n', '\n', '-', `\r\n-${boundary}`],
]

const data = fc
  .oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 40 }),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc
      .array(fc.constantFrom(...lookalikes, 'a', 'bc'), { maxLength: 6 })
      .map((all) => all.join('')),
  )
  // What holds the very boundary at a line's start is another form.
  .map((text) => `\r\n${text}`.replaceAll(`\r\n--${boundary}`, '\r\n--').slice(2))

const name = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what no client leaves in a name.
  .map((text) => Buffer.from(text.replace(/["\x00-\x1f\x7f\\;]/g, '_')).toString('latin1'))

/** Whole forms. */
const forms: Arbitrary<Form> = fc.record({
  style: fc.constantFrom(...styles),
  parts: fc.array(fc.record({ name, filename: fc.option(name, { nil: undefined }), data }), {
    maxLength: 5,
  }),
})

/** The bytes of a form. */
function writeForm({ parts, style }: Form): string {
  let text = style === 'preamble' ? 'This is a message.\r\n' : ''
  for (const { name, filename, data } of parts) {
    text += `--${boundary}\r\n`
    const file = filename === undefined ? '' : `; filename="${filename}"`
    if (style === 'dotnet') {
      text += filename === undefined ? 'Content-Type: text/plain; charset=utf-8\r\n' : ''
      text += `Content-Disposition: form-data; name="${name}"${file}\r\n\r\n`
    } else if (style === 'curl') {
      text += `content-disposition: form-data; name="${name}"${file}\r\n`
      text += file === '' ? '\r\n' : 'Content-Type: application/octet-stream\r\n\r\n'
    } else {
      text += `Content-Disposition: form-data; name="${name}"${file}\r\n`
      text += file === '' ? '\r\n' : 'Content-Type: image/png\r\n\r\n'
    }
    text += `${data}\r\n`
  }
  text += `--${boundary}--`
  // RFC 2046 wants no line's end there, and lets anything follow.
  return style === 'dotnet' ? text : `${text}\r\n${style === 'preamble' ? 'The end.' : ''}`
}

/** What means something to who reads forms, and requests with them. */
export const formTokens = [
  ...[`--${boundary}`, `\r\n--${boundary}\r\n`, `\r\n--${boundary}--\r\n`, `--${boundary}--`],
  ...['Content-Disposition: form-data', '; name="a"', '; filename="b"', "; filename*=UTF-8''%e4"],
  ...['\r\nContent-Disposition: form-data; name="a"\r\n\r\n', 'name=', 'name="', '%22', '\\"'],
  ...['Content-Type: text/plain', 'content-transfer-encoding: base64\r\n', '__proto__'],
  ...['\r\nX: y', ': ', 'form-data', '\r\n\r\n\r\n'],
]

/** Bodies: whole forms, or with damage. */
export interface Body {
  readonly form: Form | string
  readonly damage: readonly Damage[]
}

/** Bodies of {@link forms}, and of bytes that are kept. */
export function bodies(kept: readonly Buffer[]): Arbitrary<Body> {
  const texts = kept.map((bytes) => bytes.toString('latin1'))
  const form: Arbitrary<Form | string> =
    texts.length === 0
      ? forms
      : fc.oneof({ weight: 4, arbitrary: forms }, fc.constantFrom(...texts))
  return fc.record({ form, damage: damages(formTokens) })
}

/** The bytes of a body. */
export function writeBody({ form, damage: all }: Body): string {
  return damage(typeof form === 'string' ? form : writeForm(form), all)
}
