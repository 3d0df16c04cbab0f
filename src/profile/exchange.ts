/**
 * The record of a call of the network: all that went over the wire, but for the bytes themselves.
 */
import type { HopTimings } from '../platform.js'
import type { Profile } from './profile.js'

/** A header line as it was sent, or received: the name in its own case. */
export type HeaderLine = readonly [name: string, value: string]

/** One request and its answer: a redirect has one of each hop. */
export interface ExchangeHop {
  readonly method: string
  readonly url: string
  /** Such as `http/1.1`; empty where no answer came. */
  readonly protocol: string
  /** In the order of the wire. */
  readonly requestHeaders: readonly HeaderLine[]
  readonly responseHeaders: readonly HeaderLine[]
  /** 0 where no answer came. */
  readonly statusCode: number
  readonly statusText: string
  /** Milliseconds since the epoch; 0 for what did not take place. */
  readonly timings: Readonly<HopTimings>
  /** Of the request's body, as it was announced. */
  readonly bodySize: number
  /** Bytes of HTTP, head and body, without TLS's own. */
  readonly sentBytesCount: number
  readonly receivedBytesCount: number
  readonly secure: boolean
  /** The address of the server, or of the proxy; empty where there was no connection. */
  readonly peerIP: string
  readonly port: number
  readonly socketReused: boolean
  /** A number for each connection of the host; 0 where there was none. */
  readonly connectionId: number
  /** Milliseconds of the TCP handshake. */
  readonly rtt: number
}

/** A part of the form that an upload sends. */
export interface ExchangePart {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Of a field; a file's bytes are not recorded. */
  readonly value?: string
  readonly fileName?: string
  readonly contentType?: string
  /** Of a file: its path in the sandbox. */
  readonly filePath?: string
}

/** What `host.on('exchange')` is told as a call ends, whatever its end. */
export interface ExchangeRecord {
  /** A number for each call of the host. */
  readonly id: number
  /** The API's name, such as `uploadFile`. */
  readonly api: string
  readonly method: string
  /** As the caller gave it. */
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  /** In their order; none where the call failed before anything was sent. */
  readonly hops: readonly ExchangeHop[]
  /** The form of an upload. */
  readonly form?: readonly ExchangePart[]
  /** The text that was sent, where it is one and not long. */
  readonly text?: string
  /** The answer's body, its content codings undone. */
  readonly content?: {
    readonly mimeType: string
    /** Bytes. */
    readonly size: number
    /** Where it is one, and not long. */
    readonly text?: string
  }
  /** What `success` or `fail` got of it. */
  readonly errMsg: string
  readonly errorCode?: number
  /** Of the last hop, also where the call failed; not where nothing was sent. */
  readonly profile?: Profile
}

const secretHeaders = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-api-key)$/i
const secretNames =
  /token|secret|passw(?:or)?d|passphrase|credential|signature|session|(?:^|[-_.])(?:key|sign|auth|sid|ticket|policy)$|(?:api|access|private|security|encryption)[-_.]?key/i
const mask = '***'

/** The same record, without what should be read by nobody else. */
export function maskExchange(record: ExchangeRecord): ExchangeRecord {
  return {
    ...record,
    url: maskUrl(record.url),
    hops: record.hops.map((hop) => ({
      ...hop,
      url: maskUrl(hop.url),
      requestHeaders: hop.requestHeaders.map(maskHeader),
      responseHeaders: hop.responseHeaders.map(maskHeader),
    })),
    ...(record.form && { form: record.form.map(maskPart) }),
    ...(record.text !== undefined && { text: maskText(record.text) }),
    ...(record.content && { content: maskContent(record.content) }),
    errMsg: record.errMsg.split(record.url).join(maskUrl(record.url)),
  }
}

function maskHeader([name, value]: HeaderLine): HeaderLine {
  if (/^(?:set-)?cookie$/i.test(name)) return [name, maskCookie(name, value)]
  if (/^location$/i.test(name)) return [name, maskUrl(value)]
  // Its scheme helps, and is no secret.
  if (/^(?:proxy-)?authorization$/i.test(name))
    return [name, value.replace(/(^\S+ )?.*$/s, `$1${mask}`)]
  return secretHeaders.test(name) || secretNames.test(name) ? [name, mask] : [name, value]
}

/** The names stay, and what belongs to Set-Cookie's own. */
function maskCookie(name: string, value: string): string {
  const [first = '', ...rest] = value.split(';')
  const hide = (pair: string) => pair.replace(/=.*$/s, `=${mask}`)
  if (/^set-/i.test(name)) return [hide(first), ...rest].join(';')
  return [first, ...rest].map(hide).join(';')
}

function maskPart(part: ExchangePart): ExchangePart {
  return part.value !== undefined && secretNames.test(part.name) ? { ...part, value: mask } : part
}

/** User info, and what the query names like a secret. */
function maskUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z\d+.-]*:[\\/]+)[^\\/?#]*@/i, `$1${mask}@`)
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (pair, mark: string, name: string) =>
      secretNames.test(name) ? `${mark}${name}=${mask}` : pair,
    )
}

function maskContent(content: NonNullable<ExchangeRecord['content']>) {
  return content.text === undefined ? content : { ...content, text: maskText(content.text) }
}

/** JSON's values and a form's by their names; any other text has none. */
function maskText(text: string): string {
  return text
    .replace(
      /("(?:[^"\\]|\\.)*")(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)/g,
      (all, name: string, colon: string) =>
        secretNames.test(name.slice(1, -1)) ? `${name}${colon}"${mask}"` : all,
    )
    .replace(/(^|&)([\w.~%+-]+)=([^&\s]*)/g, (all, mark: string, name: string) =>
      secretNames.test(name) ? `${mark}${name}=${mask}` : all,
    )
}
