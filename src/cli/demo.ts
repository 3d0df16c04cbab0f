/**
 * `tt-anywhere demo`: what this project does, in one look. An upload to a receiver of its own.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { UploadFileResult } from '../index.js'
import { version } from '../profile/version.js'
import type { UploadRecord } from '../receiver/index.js'
import { helpOption, onlyArgument, readArguments } from './arguments.js'
import type { Command, Screens } from './command.js'
import { exitCodes } from './exitCodes.js'
import { program } from './help.js'
import { prepareProgress } from './progress.js'
import type { Paint } from './screen.js'
import { onSignals } from './signals.js'
import { clip, columns, formatBytes, harmless, pad, wrap } from './text.js'

/** `tt-anywhere demo`. */
export const demo: Command = {
  name: 'demo',
  usage: 'FILE',
  summary: 'upload a file to a receiver of its own, and show all that happens',
  options: helpOption,
  notes: [
    'Everything stays on this machine: the receiver listens on a free port of 127.0.0.1, and its temporary folder is removed at the end.',
    'Exits with 0 if the file arrived byte for byte, 1 if not, 2 where the upload failed.',
  ],
  examples: [`${program} demo photo.jpg`],
  run,
}

const formData = { title: '蒲公英', place: 'a meadow at sunset', taken: '2018' }
const margin = '  '

async function run(words: readonly string[], { out, err }: Screens): Promise<number> {
  const { positionals } = readArguments(words, demo.options)
  const file = onlyArgument('FILE', positionals)
  const [{ createHost }, { createReceiver }, { send }, report] = await Promise.all([
    import('../index.js'),
    import('../receiver/index.js'),
    import('./send.js'),
    import('./report.js'),
  ])
  // A signal ends the upload alone, so that what is temporary goes with the end of this function.
  const release = onSignals(() => {})
  const receiver = await createReceiver()
  try {
    let record: UploadRecord | undefined
    receiver.on('upload', (taken) => {
      record = taken
    })
    const { paint } = out
    const width = out.width()
    const heading = (text: string) => out.line('', paint.bold(text))
    const say = (...lines: string[]) =>
      out.line(...lines.map((line) => `${margin}${line}`.trimEnd()))
    const rows = (list: readonly Row[]) => say(...table(list, width - margin.length, paint))

    out.line(
      `${paint.bold(`${program} ${version}`)}  ${paint.dim('tt.uploadFile for real, outside the app')}`,
    )
    heading('tt.uploadFile')
    const name = 'photo'
    rows([
      ['url', receiver.url],
      ['filePath', `ttfile://temp/…/${basename(file)}`],
      ['name', name],
      ['formData', JSON.stringify(formData)],
    ])
    if (out.redraws) out.line('')

    const host = createHost({
      trustedOrigins: [receiver.url],
      proxy: false,
      config: false,
    })
    host.on('warning', () => {})
    const watch = await prepareProgress(out, { indent: margin })
    const outcome = await send(host, { url: receiver.url, file, name, formData }, { watch })
    const { result } = outcome
    if (result === undefined || record === undefined) {
      report.tellError(outcome, { out, err })
      return report.exitCodeOf(outcome)
    }

    heading('success(res)')
    rows(resultRows(result))
    heading('res.profile')
    say(...report.profileLines(outcome, { width: width - margin.length, paint }))
    heading('What the server saw')
    rows(recordRows(record))

    const sent = await sha256(file)
    const same = record.files[0]?.sha256 === sent
    out.line('')
    say(
      same
        ? `${paint.green('✓')} What arrived is the file, byte for byte: its SHA-256 is the same.`
        : `${paint.red('✗')} What arrived is not the file: its SHA-256 is ${sent}.`,
    )
    return same ? exitCodes.ok : exitCodes.refused
  } finally {
    await receiver.close({ graceMs: 0 })
    release()
  }
}

type Row = readonly [name: string, value: string]

function resultRows({ errMsg, statusCode, header, data }: UploadFileResult): Row[] {
  return [
    ['errMsg', errMsg],
    ['statusCode', String(statusCode)],
    ['header', JSON.stringify(header)],
    ['data', typeof data === 'string' ? data : JSON.stringify(data)],
  ]
}

function recordRows({ files, fields, headers }: UploadRecord): Row[] {
  const of = (name: string): Row => [name, headers[name] ?? '']
  return [
    ...fields.map(([name, value]): Row => [name, value]),
    ...files.flatMap(({ field, filename, contentType, size, sha256 }): Row[] => [
      [field, `${filename}, ${contentType}, ${formatBytes(size)}`],
      ['sha256', sha256],
    ]),
    ...['user-agent', 'referer'].map(of),
  ]
}

/** Names and values in two columns; a long value goes on below, JSON is cut. */
function table(rows: readonly Row[], width: number, paint: Paint): string[] {
  const left = Math.max(...rows.map(([name]) => columns(name)))
  const room = width - left - 2
  return rows.flatMap(([name, value]) => {
    const text = harmless(value)
    const lines = text.startsWith('{') ? [clip(text, room)] : wrap(text, room)
    return lines.map((line, index) => `${paint.dim(pad(index === 0 ? name : '', left))}  ${line}`)
  })
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
