/**
 * `tt-anywhere receive`: a server that takes uploads and tells of each.
 */
import { readFile } from 'node:fs/promises'
import type { Receiver, ReceiverOptions } from '../receiver/index.js'
import {
  byteSize,
  helpOption,
  type Options,
  readArguments,
  UsageError,
  wholeNumber,
} from './arguments.js'
import type { Command, Screens } from './command.js'
import { exitCodes } from './exitCodes.js'
import { program } from './help.js'
import { brokenLine, uploadJson, uploadLines } from './received.js'
import { onSignals } from './signals.js'

const defaultPort = 8686

/** How long running uploads may go on after the first signal, in milliseconds. */
const grace = 5_000

const options = {
  port: {
    type: 'string',
    value: 'PORT',
    help: `the TCP port; 0 takes a free one (default: ${defaultPort})`,
  },
  host: {
    type: 'string',
    value: 'HOST',
    help: 'the address to listen on; 0.0.0.0 for the whole network (default: 127.0.0.1)',
  },
  folder: {
    type: 'string',
    value: 'FOLDER',
    help: 'where files go (default: a temporary folder, which is removed at the end)',
  },
  key: { type: 'string', value: 'FILE', help: 'a private key (PEM); with --cert, for https' },
  cert: { type: 'string', value: 'FILE', help: 'its certificate (PEM)' },
  'max-file-size': { type: 'string', value: 'BYTES', help: 'of one file (default: no limit)' },
  'max-body-size': { type: 'string', value: 'BYTES', help: 'of one request (default: no limit)' },
  'max-files': { type: 'string', value: 'N', help: 'files in one form (default: 100)' },
  'max-fields': { type: 'string', value: 'N', help: 'other fields in one form (default: 1000)' },
  'max-field-size': { type: 'string', value: 'BYTES', help: "of a field's value (default: 1 MiB)" },
  'max-parts': {
    type: 'string',
    value: 'N',
    help: 'parts of any kind in one form (default: 1000)',
  },
  'max-connections': { type: 'string', value: 'N', help: 'at once (default: 10000)' },
  'headers-timeout': {
    type: 'string',
    value: 'SECONDS',
    help: "for a request's headers to arrive (default: 30)",
  },
  'idle-timeout': {
    type: 'string',
    value: 'SECONDS',
    help: 'without a byte of the body (default: 60)',
  },
  'upload-timeout': {
    type: 'string',
    value: 'SECONDS',
    help: 'for a whole body to arrive (default: 86400, a day)',
  },
  json: { type: 'boolean', help: 'print each upload as one line of JSON on stdout' },
  ...helpOption,
} as const satisfies Options

/** `tt-anywhere receive`. */
export const receive: Command = {
  name: 'receive',
  usage: '[options]',
  summary: 'run a server that takes uploads',
  options,
  notes: [
    'It takes multipart/form-data by POST at every path, stores the files under random names, and answers with what arrived, as JSON.',
    'Sizes may have a unit: 20k, 10MB, 2G (powers of 1024). Past a limit the sender gets 413, for a time-out 408, for a connection too many 503.',
    `Ctrl+C (SIGINT) or SIGTERM stops it: running uploads have ${grace / 1000} seconds to finish, and a second signal ends them at once. Exits with 0.`,
  ],
  examples: [
    `${program} receive`,
    `${program} receive --port 0 --folder uploads --max-file-size 10MB`,
    `${program} receive --host 0.0.0.0 --key key.pem --cert cert.pem --json`,
  ],
  run,
}

async function run(words: readonly string[], screens: Screens): Promise<number> {
  const asked = await readOptions(words)
  const { createReceiver, ReceiverError } = await import('../receiver/index.js')
  let receiver: Receiver
  try {
    receiver = await createReceiver(asked.receiver)
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error })
    if (!(error instanceof ReceiverError)) throw error
    const { port } = asked.receiver
    const message =
      error.code === 'portInUse'
        ? `port ${port} is in use; choose another one with --port, or --port 0 for a free one`
        : error.message
    screens.err.line(`${program}: ${message}`)
    return exitCodes.refused
  }
  await serve(receiver, asked, screens)
  return exitCodes.ok
}

interface Asked {
  readonly receiver: ReceiverOptions & { readonly port: number }
  readonly json: boolean
}

async function readOptions(words: readonly string[]): Promise<Asked> {
  const { values, positionals } = readArguments(words, options)
  if (positionals[0] !== undefined) {
    throw new UsageError(`receive takes no ${JSON.stringify(positionals[0])}`)
  }
  const { port, host, folder, key, cert } = values
  if ((key === undefined) !== (cert === undefined)) {
    throw new UsageError('--key and --cert go together')
  }
  const bytes = (name: 'max-file-size' | 'max-body-size' | 'max-field-size') =>
    values[name] === undefined ? undefined : byteSize(name, values[name])
  const number = (name: 'max-files' | 'max-fields' | 'max-parts' | 'max-connections') =>
    values[name] === undefined
      ? undefined
      : wholeNumber(name, values[name], 0, Number.MAX_SAFE_INTEGER)
  const seconds = (name: 'headers-timeout' | 'idle-timeout' | 'upload-timeout') =>
    values[name] === undefined
      ? undefined
      : 1_000 * wholeNumber(name, values[name], 1, Math.floor((2 ** 31 - 1) / 1_000))
  return {
    json: values.json ?? false,
    receiver: {
      port: port === undefined ? defaultPort : wholeNumber('port', port, 0, 65_535),
      host,
      folder,
      tls:
        key === undefined || cert === undefined
          ? undefined
          : { key: await readPem('key', key), cert: await readPem('cert', cert) },
      limits: {
        fileSize: bytes('max-file-size'),
        bodySize: bytes('max-body-size'),
        fieldSize: bytes('max-field-size'),
        files: number('max-files'),
        fields: number('max-fields'),
        parts: number('max-parts'),
        connections: number('max-connections'),
        headersTimeout: seconds('headers-timeout'),
        idleTimeout: seconds('idle-timeout'),
        uploadTimeout: seconds('upload-timeout'),
      },
    },
  }
}

async function readPem(option: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new UsageError(`--${option} ${file} can't be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** Tells of uploads until a signal comes, or until nobody reads. */
async function serve(receiver: Receiver, { json, receiver: { folder } }: Asked, screens: Screens) {
  const { out, err } = screens
  // In JSON stdout holds the uploads alone.
  const talk = json ? err : out
  receiver.on('upload', (record) => {
    if (json) out.line(uploadJson(record))
    else out.line(...uploadLines(record, out.paint))
  })
  receiver.on('broken', (record) => err.line(brokenLine(record, err.paint)))
  await new Promise<void>((resolve, reject) => {
    const stop = () => receiver.close({ graceMs: grace }).then(resolve, reject)
    onSignals(
      (signal) => {
        const seconds = grace / 1000
        err.line(
          `${program}: stopping; running uploads have ${seconds} s, a second ${signal} ends them`,
        )
        stop()
      },
      // Ends the uploads, and leaves nothing half written.
      () => receiver.close({ graceMs: 0 }),
    )
    out.onGone(stop)
    talk.line(
      `Listening on ${talk.paint.bold(receiver.url)}`,
      folder === undefined
        ? `Files go to ${receiver.folder}, a temporary folder that is removed at the end`
        : `Files go to ${receiver.folder}`,
      talk.paint.dim('Ctrl+C stops it'),
    )
  })
}
