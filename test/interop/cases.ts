// What is sent to every server, as data.
import { randomBytes } from 'node:crypto'

export interface FieldsCase {
  title: string
  formData: Record<string, unknown>
  /** Names as they stand in the body, values as every server must tell them. */
  expected: [name: string, value: string][]
}

/** A case whose values are strings, sent as they are: the command line has no others. */
const texts = (title: string, formData: Record<string, string>): FieldsCase => ({
  title,
  formData,
  expected: Object.entries(formData),
})

export const fieldsCases: FieldsCase[] = [
  texts('no field', {}),
  texts(
    '200 fields',
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field${index}`, `${index}`])),
  ),
  texts("names like numbers, in the object's own order", { b: '1', 10: '2', 9: '3', a: '4' }),
  texts('an empty value', { before: 'x', empty: '', after: 'y' }),
  texts('line breaks', {
    crlf: 'one\r\ntwo',
    lf: 'one\ntwo',
    cr: 'one\rtwo',
    only: '\r\n',
    around: '\r\n\r\nx\r\n\r\n',
    half: 'x\r',
  }),
  texts('what looks like a boundary', {
    dashes: '--',
    line: '\r\n--',
    part: '\r\n------WebKitFormBoundary\r\nContent-Disposition: form-data; name="evil"\r\n\r\nevil',
    end: 'x\r\n----------------------------0--\r\n',
  }),
  texts('Chinese, emoji and white space', {
    chinese: '照片，测试',
    emoji: '😀👩‍👩‍👧',
    spaces: '  a\tb  ',
    mark: '\uFEFFx',
    percent: '100%41+&=;',
    quotes: `"'\\`,
  }),
  texts('a long value', { long: '长'.repeat(100_000) }),
  {
    title: 'values that are no strings',
    formData: {
      integer: 42,
      fraction: -0.5,
      big: 1e21,
      yes: true,
      no: false,
      object: { a: [1, '二', null], b: { c: 'd"e' } },
      list: [1, 'two'],
      nothing: null,
      missing: undefined,
      zero: 'a\0b',
      last: 'x',
    },
    expected: [
      ['integer', '42'],
      ['fraction', '-0.5'],
      ['big', '1e+21'],
      ['yes', 'true'],
      ['no', 'false'],
      ['object', '{"a":[1,"二",null],"b":{"c":"d\\"e"}}'],
      ['list', '[1,"two"]'],
      ['zero', 'a\0b'],
      ['last', 'x'],
    ],
  },
  {
    title: 'unusual names',
    formData: {
      'two words': '1',
      'say "hi"': '2',
      照片: '3',
      '😀': '4',
      'line\r\nbreak': '5',
      'line\nfeed': '6',
      'back\\slash': '7',
      '100%41': '8',
      'dotted.name': '9',
      'items[0]': '10',
      "semi;colon,it's": '11',
    },
    expected: [
      ['two words', '1'],
      ['say %22hi%22', '2'],
      ['照片', '3'],
      ['😀', '4'],
      ['line%0D%0Abreak', '5'],
      ['line%0Afeed', '6'],
      ['back\\slash', '7'],
      ['100%41', '8'],
      ['dotted.name', '9'],
      ['items[0]', '10'],
      ["semi;colon,it's", '11'],
    ],
  },
]

export interface NameCase {
  name: string
  /** As it stands in the body. */
  sent: string
  contentType: string
  /** Windows allows no such name on disk; the command can't send it there. */
  notOnWindows?: true
}

export const nameCases: NameCase[] = [
  { name: 'photo.jpg', sent: 'photo.jpg', contentType: 'image/jpeg' },
  { name: 'two words.txt', sent: 'two words.txt', contentType: 'text/plain' },
  {
    name: 'say "hi".txt',
    sent: 'say %22hi%22.txt',
    contentType: 'text/plain',
    notOnWindows: true,
  },
  { name: '照片.png', sent: '照片.png', contentType: 'image/png' },
  { name: 'cat 😀.gif', sent: 'cat 😀.gif', contentType: 'image/gif' },
  {
    name: 'two\r\nlines\n.txt',
    sent: 'two%0D%0Alines%0A.txt',
    contentType: 'text/plain',
    notOnWindows: true,
  },
  {
    name: 'back\\slash.txt',
    sent: 'back\\slash.txt',
    contentType: 'text/plain',
    notOnWindows: true,
  },
  { name: '100%41.txt', sent: '100%41.txt', contentType: 'text/plain' },
  {
    name: "it's; filename=x, (1).txt",
    sent: "it's; filename=x, (1).txt",
    contentType: 'text/plain',
  },
  { name: 'no-extension', sent: 'no-extension', contentType: 'application/octet-stream' },
  { name: 'x.no-such-type', sent: 'x.no-such-type', contentType: 'application/octet-stream' },
]

/** The form field of the file; `sent` is what stands in the body. */
export const partNameCases = [
  { name: 'file', sent: 'file' },
  { name: '照片😀', sent: '照片😀' },
  { name: 'say "hi"', sent: 'say %22hi%22' },
  { name: 'line\r\nbreak', sent: 'line%0D%0Abreak' },
]

export interface ContentCase {
  title: string
  data: Uint8Array
}

export const contentCases: ContentCase[] = [
  { title: '0 bytes', data: new Uint8Array(0) },
  { title: '1 byte', data: Uint8Array.of(0) },
  { title: 'every byte', data: Uint8Array.from({ length: 256 }, (_, value) => value) },
  { title: 'line breaks at both ends', data: Buffer.from('\r\n\r\nx\n\r\r\n') },
  {
    title: 'what looks like a boundary',
    data: Buffer.from(
      '--\r\n--\r\n------WebKitFormBoundary--\r\n\r\n----------------------------0--',
    ),
  },
  { title: '3 MiB of random bytes', data: randomBytes(3 * 1024 * 1024) },
]
