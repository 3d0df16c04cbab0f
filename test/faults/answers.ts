/** What a fault proxy says in the place of a server: early, cut off, or no HTTP at all. */
import type { Random } from './random.js'

const line = '\r\n'
const head = (status: string, ...lines: string[]) =>
  ['HTTP/1.1 ', status, line, ...lines.map((text) => text + line), line].join('')
const text = 'said by the proxy'
const whole = (status: string, ...lines: string[]) =>
  head(status, `Content-Length: ${text.length}`, ...lines) + text

/** Each by its name. `path` is the one that was asked for. */
const answers = {
  /** Whole ones. */
  refused: () => whole('413 Too Large', 'Connection: close'),
  created: () => whole('201 Created'),
  chunked: () =>
    `${head('200 OK', 'Transfer-Encoding: chunked')}5\r\n${text.slice(0, 5)}\r\n` +
    `${(text.length - 5).toString(16)};a=b\r\n${text.slice(5)}\r\n0\r\nTrailer: x\r\n\r\n`,
  untilEnd: () => head('200 OK', 'Connection: close') + text,
  again307: (_random: Random, path: string) =>
    head('307 Again', `Location: ${path}`, 'Content-Length: 0', 'Connection: close'),
  again308: (_random: Random, path: string) =>
    `${head('308 Again', `Location: ${path}`, 'Content-Length: 3', 'Connection: close')}no\n`,
  /** Cut off: they want the connection's end. */
  cutHead: () => head('200 OK', 'Content-Length: 5').slice(0, 20),
  cutLength: () => head('200 OK', `Content-Length: ${text.length + 1}`) + text,
  cutChunk: () => `${head('200 OK', 'Transfer-Encoding: chunked')}ff\r\n${text}`,
  nothing: () => '',
  /** No HTTP. */
  noise: (random: Random) =>
    // llhttp takes line breaks before an answer.
    Buffer.concat([Buffer.from('\x15'), random.bytes(random.between(1, 4_000))]),
  otherProtocol: () => 'SSH-2.0-OpenSSH_9.6\r\n',
  badStatus: () => 'HTTP/1.1 two hundred\r\n\r\n',
  badHeader: () => head('200 OK', 'no colon here', 'Content-Length: 0'),
  twoLengths: () => `${head('200 OK', 'Content-Length: 3', 'Content-Length: 4')}abcd`,
  badChunk: () => `${head('200 OK', 'Transfer-Encoding: chunked')}zz\r\n${text}\r\n0\r\n\r\n`,
  badGzip: () => whole('200 OK', 'Content-Encoding: gzip'),
  bigHead: () => head('200 OK', `X-Long: ${'x'.repeat(300 * 1024)}`, 'Content-Length: 0'),
  switched: () => head('101 Switching Protocols', 'Connection: upgrade', 'Upgrade: websocket'),
} as const

/** The name of an answer. */
export type AnswerName = keyof typeof answers

/** What the whole ones hold. */
export const answerText = text

/** The bytes of an answer to a request for `path`. */
export function answerBytes(name: AnswerName, random: Random, path: string): Buffer {
  return Buffer.from(answers[name](random, path))
}
