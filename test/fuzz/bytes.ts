/** Bytes by chance: texts that fool parsers, damage to real ones, and the pieces they are sent in. */
import fc, { type Arbitrary } from 'fast-check'

/** Damage to bytes. Numbers are taken modulo what there is, so that any input means something. */
export type Damage =
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'put'; readonly at: number; readonly text: string }
  | { readonly kind: 'copy'; readonly from: number; readonly length: number; readonly to: number }
  | { readonly kind: 'flip'; readonly at: number; readonly mask: number }
  | { readonly kind: 'end'; readonly at: number }
  /** At a place that means something: a line's end, a boundary, a colon, a quote … */
  | { readonly kind: 'mark'; readonly which: number; readonly text: string; readonly over: boolean }
  /** A number that is told becomes another. */
  | { readonly kind: 'number'; readonly which: number; readonly text: string }
  | { readonly kind: 'lines'; readonly one: number; readonly other: number }

const numbers = [
  ...['0', '1', '-1', '+1', '00', '0x1', '1e1', '1.5', '9', '99', '65536', '2147483648'],
  ...['4294967296', '9007199254740993', '18446744073709551616', 'ffffffffffffffff', 'fffffff', 'a'],
]

const spoilers = [
  ...['\r\n', '\n', '\r', '\r\n\r\n', '\n\n', '\0', ' ', '\t', ':', ';', '"', '\\', "'", '='],
  ...['--', '%', '%00', ',', '\r\n ', '\r\n\t', '\x7f', '\xff', '\xc3\x28', '\xed\xa0\x80'],
  ...['\x1f\x8b', '<', '{', '\xef\xbb\xbf', 'x'.repeat(300), 'x'.repeat(20_000)],
]

const place = fc.nat()
const length = fc.oneof({ weight: 3, arbitrary: fc.nat(12) }, fc.nat(400))

/** A few damages; `tokens` are texts that mean something to who reads. */
export function damages(tokens: readonly string[], most = 4): Arbitrary<Damage[]> {
  const text = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...tokens, ...spoilers) },
    fc.string({ unit: 'binary', maxLength: 20 }).map((made) => made.replace(/[^\0-\xff]/g, '\xe9')),
  )
  return fc.array(
    fc.oneof<Arbitrary<Damage>[]>(
      fc.record({ kind: fc.constant('cut' as const), at: place, length }),
      fc.record({ kind: fc.constant('put' as const), at: place, text }),
      fc.record({ kind: fc.constant('copy' as const), from: place, length, to: place }),
      fc.record({
        kind: fc.constant('flip' as const),
        at: place,
        mask: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ kind: fc.constant('end' as const), at: place }),
      fc.record({ kind: fc.constant('mark' as const), which: place, text, over: fc.boolean() }),
      fc.record({ kind: fc.constant('mark' as const), which: place, text, over: fc.boolean() }),
      fc.record({
        kind: fc.constant('number' as const),
        which: place,
        text: fc.constantFrom(...numbers),
      }),
      fc.record({ kind: fc.constant('lines' as const), one: place, other: place }),
    ),
    { maxLength: most },
  )
}

/** Does the damage, in its order. A character is a byte. */
export function damage(text: string, all: readonly Damage[]): string {
  let now = text
  for (const one of all) now = doDamage(now, one)
  return now
}

function doDamage(text: string, one: Damage): string {
  const at = (place: number) => place % (text.length + 1)
  switch (one.kind) {
    case 'cut': {
      const from = at(one.at)
      return text.slice(0, from) + text.slice(from + one.length)
    }
    case 'put':
      return text.slice(0, at(one.at)) + one.text + text.slice(at(one.at))
    case 'copy': {
      const from = at(one.from)
      const to = at(one.to)
      return text.slice(0, to) + text.slice(from, from + one.length) + text.slice(to)
    }
    case 'flip': {
      const from = at(one.at)
      if (from === text.length) return text
      const other = String.fromCharCode((text.charCodeAt(from) ^ one.mask) & 255)
      return text.slice(0, from) + other + text.slice(from + 1)
    }
    case 'end':
      return text.slice(0, at(one.at))
    case 'mark':
      return replaceNth(text, /\r\n--|\r\n\r\n|\r\n|--|[:;="]/g, one.which, (mark) =>
        one.over ? one.text : mark + one.text,
      )
    case 'number':
      return replaceNth(text, /[0-9a-f]*[0-9][0-9a-f]*/g, one.which, () => one.text)
    case 'lines': {
      const lines = text.split('\r\n')
      const from = one.one % lines.length
      const [line = ''] = lines.splice(from, 1)
      lines.splice(one.other % (lines.length + 1), 0, line)
      return lines.join('\r\n')
    }
  }
}

function replaceNth(text: string, what: RegExp, which: number, by: (found: string) => string) {
  const found = [...text.matchAll(what)]
  const one = found[which % Math.max(1, found.length)]
  if (one === undefined) return text
  return text.slice(0, one.index) + by(one[0]) + text.slice(one.index + one[0].length)
}

/** Where bytes are cut into pieces; `each` makes pieces of one byte. */
export type Cuts = readonly number[] | 'each'

export const cuts: Arbitrary<Cuts> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 6, arbitrary: fc.array(place, { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant('each' as const) },
)

/** The pieces, none of them empty. Of many bytes `each` makes larger pieces. */
export function piecesOf(bytes: Buffer, at: Cuts): Buffer[] {
  const step = Math.ceil(bytes.length / 300)
  const places =
    at === 'each'
      ? Array.from({ length: Math.ceil(bytes.length / Math.max(1, step)) }, (_, n) => n * step)
      : at.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...places]
    .map((from, index, all) => bytes.subarray(from, all[index + 1] ?? bytes.length))
    .filter((piece) => piece.length > 0)
}
