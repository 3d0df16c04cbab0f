/** Bodies of every shape at the receiver's form parser, in this process. */
import { createHash } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { ReceiverError } from '../../src/receiver/errors.js'
import { createFieldMemory } from '../../src/receiver/fieldMemory.js'
import { createFileWriter } from '../../src/receiver/fileWriter.js'
import { readForm } from '../../src/receiver/form.js'
import { defaultLimits, type ReceiverLimits } from '../../src/receiver/options.js'
import type { StoredUpload } from '../../src/receiver/store.js'
import { createWriteMemory } from '../../src/receiver/writeMemory.js'
import { type Cuts, cuts, piecesOf } from './bytes.js'
import { readCorpus } from './corpus.js'
import { type Body, bodies, boundary, type Form, writeBody } from './forms.js'
import { must, target, within } from './target.js'

interface Input {
  readonly body: Body
  readonly cuts: Cuts
  readonly tight: boolean
}

const folder = 'form'
/** Few bytes of all, so that forms of a few lines pass them. */
const tightLimits: ReceiverLimits = {
  ...defaultLimits,
  ...{ fileSize: 30, bodySize: 700, files: 2, fields: 2, parts: 3 },
  ...{ fieldSize: 30, fieldsSize: 50, headerSize: 110 },
}
/** Errors that damage and limits can bring about. */
const expected = new Set([
  ...['bodyTruncated', 'partMalformed', 'fileTooLarge', 'bodyTooLarge', 'fieldTooLarge'],
  ...['fieldsTooLarge', 'tooManyFields', 'tooManyFiles', 'tooManyParts', 'partHeadTooLarge'],
])

/** What came of feeding a body. */
interface Read {
  readonly error?: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly files: readonly {
    readonly field: string
    readonly filename: string
    readonly size: number
    readonly sha256: string
    readonly data: Buffer
  }[]
}

/** Files in memory: the disk is not what is tried here. */
function memoryUpload(memory: ReturnType<typeof createWriteMemory>) {
  const files: { data: Buffer[]; stream: Writable }[] = []
  const upload: StoredUpload = {
    join: memory.join,
    open({ onError, onRelief }) {
      const data: Buffer[] = []
      const stream = new Writable({
        write(chunk, _encoding, done) {
          data.push(chunk)
          done()
        },
      })
      stream.on('error', onError)
      files.push({ data, stream })
      const path = String(files.length - 1)
      return { path, writer: createFileWriter(stream, memory, onRelief) }
    },
    keep: async () => {},
    async discard() {
      for (const { stream } of files) stream.destroy()
    },
  }
  return { upload, files }
}

async function feed(pieces: readonly Buffer[], limits: ReceiverLimits, socket: Socket) {
  const { upload, files } = memoryUpload(createWriteMemory())
  const request = new IncomingMessage(socket)
  const reader = readForm(request, boundary, limits, upload, createFieldMemory(limits.fieldsSize)())
  for (const piece of pieces) request.push(piece)
  request.push(null)
  let read: Read
  try {
    const form = await within('the form is not read', reader.done)
    const dataOf = (path: string) => Buffer.concat(files[Number(path)]?.data ?? [])
    must(
      files.every(({ stream }) => stream.writableFinished),
      'a file is still open',
    )
    must(files.length === form.files.length, 'files were opened that are not told')
    const all = form.files.map((file) => ({ ...file, data: dataOf(file.path) }))
    read = { fields: form.fields, files: all }
  } catch (error) {
    if (!(error instanceof ReceiverError)) throw error
    must(expected.has(error.code), () => `the error is ${error.code}: ${error.message}`)
    read = { error: error.code, fields: [], files: [] }
  }
  must(request.listenerCount('data') === 0, 'it listens on')
  await upload.discard()
  request.resume()
  return read
}

function outcomeOf({ error, fields, files }: Read): string {
  const some = (count: number) => (count > 2 ? 'many' : count)
  return error ?? `fields-${some(fields.length)}-files-${some(files.length)}`
}

/** What a whole form must become. */
function mustBe(form: Form, { fields, files, error }: Read) {
  const text = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8')
  const wanted = (file: boolean) =>
    form.parts.filter((part) => (part.filename !== undefined) === file)
  const want = {
    error: undefined,
    fields: wanted(false).map(({ name, data }) => [text(name), text(data)]),
    files: wanted(true).map(({ name, filename = '', data }) => [text(name), text(filename), data]),
  }
  const got = {
    error,
    fields,
    files: files.map(({ field, filename, data }) => [field, filename, data.toString('latin1')]),
  }
  must(
    JSON.stringify(got) === JSON.stringify(want),
    () => `${JSON.stringify(got)} is not ${JSON.stringify(want)}`,
  )
}

/** What holds for any form that was read, whatever the damage. */
function mustHold({ fields, files }: Read, body: string, limits: ReceiverLimits) {
  let left = body.length
  for (const { data, size, sha256 } of files) {
    left -= size
    must(size === data.length, 'the size is not that of what was stored')
    const hash = createHash('sha256').update(data).digest('hex')
    must(sha256 === hash, 'the SHA-256 is not that of what was stored')
    const text = data.toString('latin1')
    must(body.includes(text), 'a file holds what was not sent')
    must(!text.includes(`\r\n--${boundary}`), 'a file goes on over a boundary')
    must(size <= limits.fileSize, 'a file is over the limit')
  }
  for (const [, value] of fields) {
    must(!value.includes(`\r\n--${boundary}`), 'a field goes on over a boundary')
    must(Buffer.byteLength(value) <= limits.fieldSize * 3, 'a field is over the limit')
  }
  must(left >= 0, 'the files are larger than the body')
  must(files.length <= limits.files && fields.length <= limits.fields, 'too many parts passed')
}

export const formTarget = target<Input>({
  name: 'form',
  about: "bodies, whole and damaged, at the receiver's form parser in this process",
  short: 6_000,
  async open() {
    const socket = new Socket()
    // Most inputs end in an error, whose stack costs more than the reading.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    return {
      inputs: fc.record({
        body: bodies(readCorpus(folder).map(({ bytes }) => bytes)),
        cuts,
        tight: fc.boolean(),
      }),
      async check({ body, cuts: at, tight }) {
        const text = writeBody(body)
        const bytes = Buffer.from(text, 'latin1')
        const limits = tight ? tightLimits : defaultLimits
        const read = await feed(piecesOf(bytes, at), limits, socket)
        mustHold(read, text, limits)
        if (at.length > 0) {
          // In which pieces it comes must make no difference.
          const other = await feed([bytes], limits, socket)
          const both = [read, other].map((one) => JSON.stringify(one))
          // Of two things that are wrong it may be the other one that shows first.
          const twoErrors = read.error !== undefined && other.error !== undefined
          // Dicer takes one dash after a boundary, and another after the next one, for the two that
          // close a form, unless a piece ends there. No client writes that; nothing whole is lost.
          const dashes = text.includes(`--${boundary}-\r\n--${boundary}-`)
          must(
            both[0] === both[1] || twoErrors || dashes,
            () => `in pieces ${both[0]}, in one ${both[1]}`,
          )
        }
        const { form, damage } = body
        if (damage.length === 0 && !tight && typeof form !== 'string') mustBe(form, read)
        return outcomeOf(read)
      },
      corpus: {
        folder,
        bytesOf: ({ body }) => Buffer.from(writeBody(body), 'latin1'),
        replay: async (bytes) => outcomeOf(await feed([bytes], defaultLimits, socket)),
      },
      async close() {
        Error.stackTraceLimit = stackTraceLimit
        socket.destroy()
      },
    }
  },
})
