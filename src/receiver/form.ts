import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Dicer } from '@fastify/busboy'
import { ReceiverError, type ReceiverErrorCode, storeError } from './errors.js'
import { createGatherer, type FieldShare } from './fieldMemory.js'
import type { ReceiverLimits } from './options.js'
import { type RawPartHeaders, readPartHeaders, sizeOfHeaders } from './partHeaders.js'
import type { StoredFile } from './record.js'
import type { StoredUpload } from './store.js'
import { createValve } from './valve.js'

/** A form as it came in; the files are written and closed. */
interface Form {
  files: StoredFile[]
  fields: [name: string, value: string][]
}

export interface FormReader {
  /** Settles once: with the whole form, or with a ReceiverError as soon as something is wrong. */
  readonly done: Promise<Form>
  /** Bytes of the body so far. */
  readonly received: number
  /** True while the sender waits for us (the disk), not we for the sender. */
  readonly busy: boolean
  /** True once the whole request has come, whatever follows it on its connection. */
  readonly complete: boolean
  /** Ends the reading with this error; false if it has ended before. */
  fail(error: ReceiverError): boolean
}

/** Takes the bytes of one part. */
interface PartSink {
  write(chunk: Buffer): void
  end(): void
}

/**
 * Reads a multipart/form-data body part by part: fields into memory, files to the disk.
 *
 * It stands on busboy's own parser (Dicer) and not on Busboy, which un-escapes back-slashes that
 * HTML means as they are, cuts what exceeds a limit instead of saying so, and puts one more stream
 * between the socket and the disk.
 */
export function readForm(
  request: IncomingMessage,
  boundary: string,
  limits: ReceiverLimits,
  upload: StoredUpload,
  share: FieldShare,
): FormReader {
  const form: Form = { files: [], fields: [] }
  let received = 0
  let partCount = 0
  let fileCount = 0
  let textSize = 0
  let openParts = 0
  // The closing boundary has come; more may follow, to be ignored, until the request ends.
  let whole = false
  let ended = false
  let settled = false
  let settle: { resolve(form: Form): void; reject(error: ReceiverError): void }
  const done = new Promise<Form>((resolve, reject) => {
    settle = { resolve, reject }
  })

  // Dicer takes each chunk at once and whole (its own pausing can stick where a part ends): a file
  // whose queue is full holds the request itself back.
  const config = { boundary, maxHeaderSize: limits.headerSize + 64, partHwm: 2 ** 30 }
  const parser = new Dicer(config)
  const valve = createValve(request)
  const leave = upload.join({
    holdBack: () => valve.close('crowd'),
    letGo: () => valve.open('crowd'),
  })

  const fail = (error: ReceiverError) => {
    if (settled) return false
    settled = true
    detach()
    settle.reject(error)
    return true
  }
  const over = (code: ReceiverErrorCode, limit: number): void => {
    fail(new ReceiverError(code, { limit }))
  }
  const finishIfWhole = () => {
    if (settled || !ended || !whole || openParts > 0) return
    settled = true
    detach()
    settle.resolve(form)
  }

  const openField = (name: string): PartSink => {
    if (form.fields.length >= limits.fields) over('tooManyFields', limits.fields)
    const value = createGatherer()
    const field: Form['fields'][number] = [name, '']
    form.fields.push(field)
    const count = (bytes: number) => {
      textSize += bytes
      if (textSize > limits.fieldsSize) return over('fieldsTooLarge', limits.fieldsSize)
      const most = share.take(bytes)
      if (most !== undefined) over('fieldMemoryFull', most)
    }
    count(Buffer.byteLength(name))
    return {
      write(chunk) {
        if (value.size + chunk.length > limits.fieldSize) {
          return over('fieldTooLarge', limits.fieldSize)
        }
        count(chunk.length)
        if (!settled) value.add(chunk)
      },
      end() {
        field[1] = value.text()
        openParts -= 1
        finishIfWhole()
      },
    }
  }

  const openFile = (about: Omit<StoredFile, 'path' | 'size' | 'sha256'>) => {
    fileCount += 1
    if (fileCount > limits.files) {
      over('tooManyFiles', limits.files)
      return undefined
    }
    const { path, writer } = upload.open({
      onError: (error) => fail(storeError(error)),
      onRelief: () => valve.open(path),
    })
    const hash = createHash('sha256')
    const file: StoredFile = { ...about, size: 0, sha256: '', path }
    form.files.push(file)
    const sink: PartSink = {
      write(chunk) {
        file.size += chunk.length
        if (file.size > limits.fileSize) return over('fileTooLarge', limits.fileSize)
        // First the disk, which works on while we hash.
        writer.write(chunk)
        if (writer.full) valve.close(path)
        hash.update(chunk)
      },
      end() {
        file.sha256 = hash.digest('hex')
        writer.end().then(
          () => {
            openParts -= 1
            finishIfWhole()
          },
          (error) => fail(storeError(error)),
        )
      },
    }
    return sink
  }

  const openPart = (headers: RawPartHeaders, number: number) => {
    if (sizeOfHeaders(headers) > limits.headerSize) over('partHeadTooLarge', limits.headerSize)
    const about = readPartHeaders(headers)
    if (about === undefined) fail(new ReceiverError('partMalformed', { number }))
    if (settled || about === undefined) return undefined
    const { name, filename, contentType } = about
    return filename === undefined
      ? openField(name)
      : openFile({ field: name, filename, contentType })
  }

  parser.on('part', (part) => {
    partCount += 1
    openParts += 1
    const number = partCount
    let sink: PartSink | undefined
    if (partCount > limits.parts) over('tooManyParts', limits.parts)
    part.on('header', (headers) => {
      sink = settled ? undefined : openPart(headers as RawPartHeaders, number)
    })
    part.on('data', (chunk) => {
      if (!settled) sink?.write(chunk as Buffer)
    })
    part.on('end', () => {
      if (settled) return
      // The next boundary came before the empty line that ends a part's headers.
      if (sink === undefined) fail(new ReceiverError('partMalformed', { number }))
      else sink.end()
    })
    // The parser reports the same itself.
    part.on('error', () => undefined)
  })
  parser.on('error', () => fail(new ReceiverError('bodyTruncated')))

  parser.on('finish', () => {
    whole = true
    finishIfWhole()
  })

  const onData = (chunk: Buffer) => {
    received += chunk.length
    if (received > limits.bodySize) return over('bodyTooLarge', limits.bodySize)
    if (!whole) parser.write(chunk)
  }
  const onEnd = () => {
    ended = true
    if (!whole) parser.end()
    finishIfWhole()
  }
  const detach = () => {
    leave()
    valve.release()
    request.off('data', onData)
    request.off('end', onEnd)
  }
  request.on('data', onData)
  request.on('end', onEnd)

  return {
    done,
    get received() {
      return received
    },
    get busy() {
      return valve.closed || request.complete
    },
    get complete() {
      return request.complete
    },
    fail,
  }
}
