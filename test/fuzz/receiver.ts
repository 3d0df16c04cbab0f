/** Raw bytes at a receiver, over real sockets: requests with forms, whole and damaged. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import fc, { type Arbitrary } from 'fast-check'
import { createReceiver, type ReceiverAnswer, type UploadRecord } from 'tt-anywhere/receiver'
import { type Cuts, cuts, type Damage, damage, damages, piecesOf } from './bytes.js'
import { readCorpus } from './corpus.js'
import { type Body, bodies, boundary, formTokens, writeBody } from './forms.js'
import { headerOf, type Message, messagesOf } from './http.js'
import { must, nextTurn, target, within } from './target.js'

const folder = 'receiver'
/** Milliseconds: short, for some inputs wait them out. */
const limits = {
  ...{ headersTimeout: 100, idleTimeout: 100, uploadTimeout: 1_000, lingerTimeout: 100 },
  ...{ fileSize: 400, bodySize: 30_000, files: 3, fields: 3, parts: 5 },
  ...{ fieldSize: 400, fieldsSize: 600, headerSize: 500 },
}

/** A request: its head by its parts, its body, and how that is framed. */
interface Request {
  readonly body: Body
  readonly framing: 'length' | 'chunked' | 'both' | 'none'
  readonly chunk: number
  readonly type: string
  readonly lines: readonly string[]
}

interface Input {
  readonly requests: readonly Request[] | string
  readonly damage: readonly Damage[]
  readonly cuts: Cuts
  /**
   * After the bytes: ends its side, says nothing more, or resets. `answered` has the damage in the
   * bodies alone: each request must have its answer, and the last one ends the connection.
   */
  readonly ending: 'answered' | 'end' | 'stall' | 'reset'
}

const type = `multipart/form-data; boundary=${boundary}`
const tokens = [
  ...formTokens,
  ...[
    'POST / HTTP/1.1\r\nHost: a\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'HTTP/1.0',
    'HTTP/2.0',
  ],
  ...['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: gzip\r\n'],
  ...[
    'Expect: 100-continue\r\n',
    'Connection: close\r\n',
    'Connection: upgrade\r\nUpgrade: h2c\r\n',
  ],
  ...[
    'Content-Encoding: gzip\r\n',
    '0\r\n\r\n',
    'ffffffff\r\n',
    '5;a=b\r\n',
    'boundary=',
    'Host: \r\n',
  ],
  ...['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
]

const requests = (kept: readonly string[]): Arbitrary<readonly Request[] | string> => {
  const made = fc.array(
    fc.record({
      body: bodies([]),
      framing: fc.constantFrom('length', 'length', 'length', 'chunked', 'chunked', 'both', 'none'),
      chunk: fc.integer({ min: 1, max: 300 }),
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constant(type) },
        fc.constantFrom(
          ...[`multipart/form-data; boundary="${boundary}"`, 'multipart/form-data', 'text/plain'],
          ...['multipart/form-data; boundary=', `Multipart/Form-Data;x=";";BOUNDARY=${boundary}`],
          ...[
            'multipart/form-data; boundary=a',
            `multipart/form-data; boundary=${'b'.repeat(201)}`,
          ],
        ),
      ),
      lines: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        fc.array(
          fc.constantFrom('Expect: 100-continue', 'Connection: close', 'Expect: x', 'A: b'),
          {
            maxLength: 2,
          },
        ),
      ),
    }) as Arbitrary<Request>,
    { minLength: 1, maxLength: 3 },
  )
  return kept.length === 0
    ? made
    : fc.oneof({ weight: 4, arbitrary: made }, fc.constantFrom(...kept))
}

function writeRequest({ body, framing, chunk, type, lines }: Request): string {
  const text = writeBody(body)
  const head = ['POST /a HTTP/1.1', 'Host: fuzz', `Content-Type: ${type}`, ...lines]
  if (framing === 'length' || framing === 'both') head.push(`Content-Length: ${text.length}`)
  if (framing === 'length' || framing === 'none') return `${head.join('\r\n')}\r\n\r\n${text}`
  let chunks = ''
  for (let at = 0; at < text.length; at += chunk) {
    const piece = text.slice(at, at + chunk)
    chunks += `${piece.length.toString(16)}\r\n${piece}\r\n`
  }
  return `${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`
}

/** A request whose end a receiver finds, whatever its body is. */
function framed(request: Request, index: number, all: readonly Request[]): Request {
  const lines = request.lines.filter((line) => line !== 'Connection: close')
  if (index === all.length - 1) lines.push('Connection: close')
  return { ...request, lines, framing: request.framing === 'chunked' ? 'chunked' : 'length' }
}

function write({ requests, damage: all, ending }: Input): Buffer {
  if (ending === 'answered' && typeof requests !== 'string') {
    return Buffer.from(requests.map(framed).map(writeRequest).join(''), 'latin1')
  }
  const text = typeof requests === 'string' ? requests : requests.map(writeRequest).join('')
  return Buffer.from(damage(text, all), 'latin1')
}

/** Statuses that the receiver may answer damage with. */
const statuses = new Set([200, 400, 405, 408, 413, 415, 417, 431])

/** What an answer says of itself: its status, and the code or what was taken. */
function tellAnswer({ start, lines, body }: Message): string {
  const [, number = ''] = /^HTTP\/1\.1 ([1-5][0-9][0-9]) [ -~]+$/.exec(start) ?? []
  if (start === 'HTTP/1.1 100 Continue') return '100'
  must(statuses.has(Number(number)), () => `the answer begins with ${start}`)
  must(headerOf({ lines }, 'content-type') === 'application/json; charset=utf-8', 'it is not JSON')
  const told = JSON.parse(body.toString('utf8')) as ReceiverAnswer & { error?: { code: string } }
  if (number !== '200') {
    must(typeof told.error?.code === 'string', () => `an error without a code: ${body}`)
    return `${number}-${told.error?.code}`
  }
  return `200-fields-${told.fields.length}-files-${told.files.length}`
}

/** Sends, and resolves with all that came back once the connection is closed. */
async function converse(
  port: number,
  { ending, cuts: at }: Pick<Input, 'ending' | 'cuts'>,
  bytes: Buffer,
) {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const back: Buffer[] = []
  socket.on('data', (chunk) => back.push(chunk))
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed])
  for (const piece of piecesOf(bytes, at)) {
    if (!socket.writable) break
    socket.write(piece)
    if (at.length > 0) await nextTurn()
  }
  if (ending === 'end') socket.end()
  if (ending === 'reset') socket.resetAndDestroy()
  await within('the connection stays open', closed)
  return Buffer.concat(back)
}

function outcomeOf(back: Buffer, { ending, requests }: Pick<Input, 'ending' | 'requests'>): string {
  if (ending === 'reset') return 'reset'
  const { messages, rest } = messagesOf(back)
  must(rest.length === 0, () => `half an answer: ${rest.toString('latin1')}`)
  if (ending === 'answered' && typeof requests !== 'string') {
    const answers = messages.filter(({ start }) => start !== 'HTTP/1.1 100 Continue')
    const [last] = answers.slice(-1)
    // What is refused on its way ends the connection, and what comes after it has no answer.
    must(
      last !== undefined && headerOf(last, 'connection') === 'close',
      () => `${answers.length} answers to ${requests.length} requests`,
    )
    must(answers.length <= requests.length, 'there is an answer that nobody asked for')
  }
  const told = messages.map(tellAnswer)
  return told.length === 0 ? 'closed' : told.slice(0, 2).join('+')
}

export const receiverTarget = target<Input>({
  name: 'receiver',
  about: 'raw bytes at a receiver over sockets, made of requests with forms',
  short: 1_000,
  atOnce: 100,
  async open() {
    const receiver = await createReceiver({ limits })
    const uploads: UploadRecord[] = []
    receiver.on('upload', (upload) => uploads.push(upload))

    /** A whole upload is taken as it is, whatever came before. */
    async function sendWhole() {
      const data = `data ${Math.random()}`
      const form = {
        style: 'browser',
        parts: [
          { name: 'a', filename: undefined, data },
          { name: 'f', filename: 'f.txt', data },
        ],
      } as const
      const body = { form, damage: [] }
      const head = { framing: 'length', chunk: 1, type, lines: ['Connection: close'] } as const
      const bytes = Buffer.from(writeRequest({ ...head, body }))
      const back = await converse(receiver.port, { ending: 'stall', cuts: [] }, bytes)
      const [message] = messagesOf(back).messages
      must(
        message !== undefined && message.start === 'HTTP/1.1 200 OK',
        () => `a whole form is answered ${back}`,
      )
      const { fields, files } = JSON.parse(message.body.toString()) as ReceiverAnswer
      const sha256 = createHash('sha256').update(data).digest('hex')
      must(JSON.stringify(fields) === JSON.stringify([['a', data]]), 'it has another field')
      must(files.length === 1 && files[0]?.sha256 === sha256, 'it has another file')
    }

    return {
      inputs: fc.record({
        requests: requests(readCorpus(folder).map(({ bytes }) => bytes.toString('latin1'))),
        damage: damages(tokens),
        cuts,
        ending: fc.oneof(
          { weight: 10_000, arbitrary: fc.constant('answered' as const) },
          { weight: 10_000, arbitrary: fc.constant('end' as const) },
          { weight: 1_000, arbitrary: fc.constant('reset' as const) },
          // Each may wait for Node's 5 s of keep-alive, and its batch with it.
          { weight: 2, arbitrary: fc.constant('stall' as const) },
        ),
      }),
      async check(input) {
        // Bytes that are kept need not end in a way that has an answer.
        const kept = typeof input.requests === 'string' && input.ending === 'answered'
        const sent: Input = kept ? { ...input, ending: 'end' } : input
        return outcomeOf(await converse(receiver.port, sent, write(sent)), sent)
      },
      async settle() {
        await sendWhole()
        const onlyThose = async () => {
          for (;;) {
            for (const { path, sha256 } of uploads.splice(0).flatMap(({ files }) => files)) {
              const hash = createHash('sha256')
                .update(await readFile(path))
                .digest('hex')
              must(hash === sha256, 'a stored file has another SHA-256 than was told')
              await rm(path)
            }
            if ((await readdir(receiver.folder)).length === 0) return
            // Of a sender that reset something may still be on its way in, or out.
            await nextTurn()
          }
        }
        await within(`files are left in ${receiver.folder}`, onlyThose())
      },
      corpus: {
        folder,
        bytesOf: write,
        async replay(bytes) {
          const ending = 'end' as const
          const back = await converse(receiver.port, { ending, cuts: [] }, bytes)
          return outcomeOf(back, { ending, requests: '' })
        },
      },
      async close() {
        await within('the receiver has not closed', receiver.close({ graceMs: 0 }))
        const left = process
          .getActiveResourcesInfo()
          .filter((name) => name.startsWith('TCPServerWrap'))
        must(left.length === 0, 'the server is left')
      },
    }
  },
})
