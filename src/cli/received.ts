/**
 * What a receiver took or lost, as text.
 */
import type { BrokenUpload, UploadRecord } from '../receiver/index.js'
import type { Paint } from './screen.js'
import { count, formatBytes, harmless } from './text.js'

/** A line for each file of an upload, or one that says that there was none. */
export function uploadLines({ files, fields }: UploadRecord, paint: Paint): string[] {
  const rest = count(fields.length, 'field')
  if (files.length === 0) return [`${paint.green('✓')} no file  ${rest}`]
  return files.map(({ filename, size, sha256, path }) => {
    const name = filename === '' ? '(no name)' : harmless(filename)
    const facts = [formatBytes(size), `sha256 ${sha256.slice(0, 12)}`, rest, path]
    return `${paint.green('✓')} ${paint.bold(name)}  ${facts.join('  ')}`
  })
}

/** The whole record on one line, for programs. */
export function uploadJson(record: UploadRecord): string {
  return JSON.stringify(record)
}

/** Why an upload was not taken. */
export function brokenLine({ method, error, remoteAddress }: BrokenUpload, paint: Paint): string {
  const status = error.status === undefined ? '' : ` ${error.status}`
  return `${paint.red(`✗${status}`)} ${harmless(`${error.message} (${method} from ${remoteAddress})`)}`
}
