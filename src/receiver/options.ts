import { createSecureContext } from 'node:tls'
import { messageOf, type ReceiverErrorCode, reasonOf } from './errors.js'

/**
 * The bounds of what a receiver takes. Past one of them the sender gets 413 (408 for a time-out, 503
 * for a connection too many).
 */
export interface ReceiverLimits {
  /** Bytes of one file. Default: no limit. */
  fileSize: number
  /** Bytes of the whole body; a larger Content-Length is refused before the body is read. Default: no limit. */
  bodySize: number
  /** Number of files in one form. Default: 100. */
  files: number
  /** Number of fields that are not files. Default: 1,000. */
  fields: number
  /** Number of parts of any kind. Default: 1,000. */
  parts: number
  /** Bytes of one field's value. Default: 1 MiB. */
  fieldSize: number
  /** Bytes of the names and values of all fields of one form, which are held in memory. Default: 16 MiB. */
  fieldsSize: number
  /** Bytes of the headers of one part, its name and file name included. Default: 16 KiB. */
  headerSize: number
  /**
   * Connections at once. A request on one more is answered 503; where 100 more stay open, further ones
   * are closed without an answer. Default: 10,000.
   */
  connections: number
  /** Milliseconds for the request's headers to arrive, the TLS handshake apart. Default: 30,000. */
  headersTimeout: number
  /** Milliseconds for the whole body to arrive, however steadily it does. Default: 86,400,000, a day. */
  uploadTimeout: number
  /** Milliseconds without a byte of the body, and for the sender to read the answer. Default: 60,000. */
  idleTimeout: number
  /**
   * Milliseconds for which a refused body is still read and thrown away, so that the sender can read
   * the answer; then the connection is cut. Default: 30,000.
   */
  lingerTimeout: number
}

/** The limits that hold where {@link ReceiverOptions.limits} says nothing else. */
export const defaultLimits: Readonly<ReceiverLimits> = {
  fileSize: Number.POSITIVE_INFINITY,
  bodySize: Number.POSITIVE_INFINITY,
  files: 100,
  fields: 1_000,
  parts: 1_000,
  fieldSize: 1024 * 1024,
  fieldsSize: 16 * 1024 * 1024,
  headerSize: 16 * 1024,
  connections: 10_000,
  headersTimeout: 30_000,
  uploadTimeout: 86_400_000,
  idleTimeout: 60_000,
  lingerTimeout: 30_000,
}

/** What a receiver can be told. All of it may be left out. */
export interface ReceiverOptions {
  /** The TCP port. Default: 0, a free one. */
  port?: number
  /** The address or name to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  host?: string
  /**
   * Where files go; made if absent and kept on close.
   * Default: a private temporary folder that `close()` removes.
   */
  folder?: string
  /** Private key and certificate in PEM; with them the receiver speaks HTTPS. Default: plain HTTP. */
  tls?: { key: string | Buffer; cert: string | Buffer }
  /** Bounds that differ from {@link defaultLimits}; `Infinity` lifts one of size or number. */
  limits?: Partial<ReceiverLimits>
}

/** @internal */
export interface CheckedOptions {
  port: number
  host: string
  folder: string | undefined
  tls: { key: string | Buffer; cert: string | Buffer } | undefined
  limits: ReceiverLimits
}

// setTimeout turns anything above into 1 ms.
const longestTimer = 2 ** 31 - 1

/** Checks what the caller gave and fills in the defaults. Throws a TypeError. @internal */
export function checkOptions(options: ReceiverOptions = {}): CheckedOptions {
  if (!isPlain(options)) throw bad('options', 'an object', options)
  checkKeys(options, ['port', 'host', 'folder', 'tls', 'limits'], '')
  const { port = 0, host = '127.0.0.1', folder, tls, limits } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw bad('port', 'an integer from 0 to 65535', port)
  }
  if (!isText(host)) throw bad('host', 'an address or a name', host)
  if (folder !== undefined && !isText(folder)) throw bad('folder', 'a path', folder)
  return { port, host, folder, tls: checkTls(tls), limits: checkLimits(limits) }
}

function checkLimits(limits: Partial<ReceiverLimits> = {}): ReceiverLimits {
  if (!isPlain(limits)) throw bad('limits', 'an object', limits)
  checkKeys(limits, Object.keys(defaultLimits), 'limits.')
  const given = Object.entries(limits).filter(([, value]) => value !== undefined)
  for (const [key, value] of given) {
    if (key.endsWith('Timeout')) {
      if (!Number.isInteger(value) || value < 1 || value > longestTimer) {
        throw bad(
          `limits.${key}`,
          `a whole number of milliseconds from 1 to ${longestTimer}`,
          value,
        )
      }
    } else if (!(Number.isInteger(value) || value === Number.POSITIVE_INFINITY) || value < 0) {
      throw bad(`limits.${key}`, 'a whole number from 0, or Infinity', value)
    }
  }
  return { ...defaultLimits, ...Object.fromEntries(given) }
}

function checkTls(tls: ReceiverOptions['tls']): CheckedOptions['tls'] {
  if (tls === undefined) return undefined
  if (!isPlain(tls)) throw bad('tls', 'an object with key and cert', tls)
  checkKeys(tls, ['key', 'cert'], 'tls.')
  for (const key of ['key', 'cert'] as const) {
    if (!isText(tls[key]) && !Buffer.isBuffer(tls[key])) {
      throw bad(`tls.${key}`, 'PEM as a string or a Buffer', tls[key])
    }
  }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw typeError('badTls', { reason: reasonOf(error) })
  }
  return { key: tls.key, cert: tls.cert }
}

function checkKeys(given: object, known: string[], prefix: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown !== undefined) {
    throw typeError('unknownOption', { option: prefix + unknown, known: known.join(', ') })
  }
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function bad(option: string, expected: string, given: unknown): TypeError {
  // The type alone for what may be a secret or long.
  const shown = typeof given === 'number' ? String(given) : JSON.stringify(given ?? null)
  return typeError('badOption', {
    option,
    expected,
    given: option.startsWith('tls') ? typeof given : shown.slice(0, 80),
  })
}

function typeError(code: ReceiverErrorCode, values: Record<string, string>): TypeError {
  return new TypeError(messageOf(code, values))
}
