/** Names and values by chance, read off the wire by a strict reader of our own: nothing is added. */
import fc from 'fast-check'
import { createHost } from 'tt-anywhere'
import { type Api, apis, call } from './calls.js'
import { headerOf, type Message, partsOf } from './http.js'
import { must, target } from './target.js'
import { startWireServer } from './wireServer.js'

interface Input {
  readonly api: Api
  readonly header: readonly (readonly [name: string, value: string])[]
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly name: string
  readonly fileName: string
  readonly path: string
}

const spoilers = [
  ...['\r\n', '\n', '\r', '\0', '\t', ' ', ':', ';', '"', '\\', '\\"', '%22', '%0D%0A', '\u2028'],
  ...[
    '\r\nX-Evil: 1',
    '\r\n\r\n',
    'a',
    'x-a',
    'B',
    '\u010d\u010a',
    '\u560d\u560a',
    '\ud800',
    '\x7f',
    '\x80',
  ],
  ...[
    'Host',
    'content-length',
    'Transfer-Encoding',
    'chunked',
    'Connection',
    'cookie',
    'Content-Type',
  ],
  ...[
    '--',
    '\r\n------tt-anywhere-',
    '; filename="evil"',
    '名',
    '\u{1f600}',
    '__proto__',
    'ÿ',
    ',',
    '=',
  ],
  ...['Proxy-Authorization', 'Referer', 'user-agent', 'accept-encoding', 'authorization', 'expect'],
]

const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom(...spoilers), { maxLength: 4 }).map((all) => all.join('')),
  },
  fc.string({ unit: 'binary', maxLength: 12 }),
)
/** One that may pass: else hardly any call would come to the wire. */
const fairName = fc.constantFrom(
  'x-a',
  'X-A',
  'x_b',
  'Accept',
  `X-${'c'.repeat(40)}`,
  '__proto__',
  'Cookie',
)
const fairValue = fc
  .string({ unit: 'binary', maxLength: 20 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are refused.
  .map((value) => value.replace(/[\x00-\x1f\x7f]/g, ' '))
const pair = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(text, text) },
  { weight: 8, arbitrary: fc.tuple(fairName, fairValue) },
)

/** Headers that a mini-program can't set: they are dropped (spec 4). */
const forbidden =
  /^(?:referer|user-agent|host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/is

/** What must stand on the wire for the caller's headers; undefined where they must be refused. */
function wantedHeaders(api: Api, header: Input['header']): Map<string, string> | undefined {
  const wanted = new Map<string, string>()
  // As an object has them: the last of a name counts.
  for (const [name, value] of new Map(header)) {
    const isContentType = /^content-type$/i.test(name)
    if (forbidden.test(name) || (isContentType && api === 'uploadFile')) continue
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return undefined
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what no header may hold, but the tab.
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return undefined
    const fits = [...value].every((character) => character <= 'ÿ')
    const bytes = Buffer.from(value, fits ? 'latin1' : 'utf8').toString('latin1')
    wanted.set(name.toLowerCase(), bytes.replace(/^[ \t]+|[ \t]+$/g, ''))
  }
  return wanted
}

/** The lines that are the platform's own, and the request's. */
const platformLines = [
  ...['host', 'connection', 'content-length', 'content-type', 'referer', 'user-agent'],
  'accept-encoding',
]

/** Text as its bytes stand on the wire, a character a byte. */
const wire = (value: string) => Buffer.from(value, 'utf8').toString('latin1')
const escaped = (value: string) =>
  wire(value).replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Keys that make numbers go first in an object, as JavaScript has it. */
function inOrder(pairs: Input['fields']): [string, string][] {
  const object: Record<string, string> = Object.create(null)
  for (const [name, value] of pairs) object[name] = value
  return Object.entries(object)
}

const objectOf = (pairs: Input['fields']) => Object.fromEntries(pairs)

export const wireTarget = target<Input>({
  name: 'wire',
  about:
    'names and values of headers, fields and files: the wire holds what was asked for, no more',
  short: 1_500,
  async open() {
    const server = await startWireServer()
    const { received } = server
    const { authority } = server
    const host = createHost({ proxy: false, trustedOrigins: [`http://${authority}`] })
    host.on('warning', () => {})
    const plain = await host.addFile({ name: 'plain.txt', data: 'x' })

    /** A file of this name; that of a plain one where there can be none. */
    async function fileOf(fileName: string): Promise<[path: string, name: string]> {
      try {
        const path = await host.addFile({ name: fileName, data: 'x' })
        return [path, path.slice(path.lastIndexOf('/') + 1)]
      } catch {
        return [plain, 'plain.txt']
      }
    }

    function mustBeRequest(
      input: Input,
      message: Message,
      wanted: Map<string, string>,
      fileName: string,
    ) {
      const { api, name, fields } = input
      const { start, lines, body } = message
      const method = api === 'downloadFile' ? 'GET' : 'POST'
      must(
        new RegExp(`^${method} /[!-~]* HTTP/1\\.1$`).test(start),
        () => `it begins with ${start}`,
      )
      must(headerOf(message, 'host') === authority, 'it goes to another host')
      for (const [line, value] of lines) {
        const key = line.toLowerCase()
        const want = wanted.get(key)
        if (want === undefined)
          must(platformLines.includes(key), () => `a line was added: ${line}: ${value}`)
        else
          must(
            value === want,
            () => `${line} is ${JSON.stringify(value)}, not ${JSON.stringify(want)}`,
          )
      }
      for (const key of wanted.keys())
        must(headerOf(message, key) !== undefined, `${key} is missing`)
      for (const key of platformLines) headerOf(message, key)
      if (api === 'downloadFile') return must(body.length === 0, 'it has a body')
      if (api === 'request') {
        const want = new TextEncoder().encode(JSON.stringify(objectOf(fields)))
        return must(body.equals(want), () => `the body is ${body}`)
      }
      const parts = partsOf(body, headerOf(message, 'content-type') ?? '')
      const got = parts.map((part) => [part.name, part.filename, part.data.toString('latin1')])
      const want = [
        ...inOrder(fields).map(([field, value]) => [escaped(field), undefined, wire(value)]),
        [escaped(name), escaped(fileName), 'x'],
      ]
      must(
        JSON.stringify(got) === JSON.stringify(want),
        () => `the parts are ${JSON.stringify(got)}, not ${JSON.stringify(want)}`,
      )
    }

    return {
      inputs: fc.record({
        api: fc.constantFrom('uploadFile' as Api, ...apis),
        header: fc.uniqueArray(pair, { maxLength: 3, selector: ([name]) => name.toLowerCase() }),
        fields: fc.array(fc.tuple(text, text), { maxLength: 3 }),
        name: text.map((name) => name || 'f'),
        fileName: text,
        path: text,
      }),
      async check(input) {
        const { api, header, fields, name, fileName, path } = input
        received.length = 0
        const [filePath, own] = api === 'uploadFile' ? await fileOf(fileName) : [plain, 'plain.txt']
        const { success, fail } = await call(host, api, {
          url: `http://${authority}/${path}`,
          header: objectOf(header),
          ...(api === 'uploadFile' && { filePath, name, formData: objectOf(fields) }),
          ...(api === 'request' && { method: 'POST', data: objectOf(fields) }),
        })
        server.check()
        const wanted = wantedHeaders(api, header)
        if (wanted === undefined) {
          must(fail?.errMsg === `${api}:fail params header is invalid`, 'it was not refused')
          must(received.length === 0, 'it was sent')
          return 'refused'
        }
        must(success?.statusCode === 200, () => `it failed: ${fail?.errMsg}`)
        const [message, another] = received
        must(message !== undefined && another === undefined, `${received.length} requests came`)
        mustBeRequest(input, message, wanted, own)
        return `${api}, ${own === 'plain.txt' ? 'plain' : 'odd'} file name`
      },
      async close() {
        await host.close()
        await server.close()
      },
    }
  },
})
