/**
 * The record of a call, made of what is kept of it as it is read: many a listener reads little, and
 * masking takes its time.
 */
import type { HopTimings } from '../platform.js'
import type { ExchangeHop, ExchangePart, ExchangeRecord, HeaderLine } from '../profile/exchange.js'
import type { Mask } from '../profile/mask.js'
import { createProfile, type Profile } from '../profile/profile.js'
import { headerValue } from './decode.js'
import { errorRows } from './errors.js'
import type { KeptCall, KeptHop } from './keptCall.js'
import type { SentForm } from './recording.js'

const encoder = new TextEncoder()

/** Makes records that are masked in one way. */
export function createRecords(mask: Mask): (kept: KeptCall) => ExchangeRecord {
  const hops = readLater('hops', (kept) => kept.hops.map((hop) => hopOf(hop, mask)))
  const form = readLater('form', (kept) => kept.form && partsOf(kept.form, mask))
  const text = readLater('text', (kept) => kept.text !== undefined && mask.text(kept.text))
  const content = readLater('content', (kept, { hops }) => {
    return contentOf(kept, hops.at(-1) as ExchangeHop, mask)
  })
  const profile = readLater('profile', profileOf)

  return (kept) => {
    const url = mask.url(kept.url)
    const record = new CallRecord(kept, url)
    // One by one: each such property keeps the object in the shape that all records have.
    Object.defineProperty(record, 'hops', hops)
    if (kept.form !== undefined) Object.defineProperty(record, 'form', form)
    if (kept.text !== undefined) Object.defineProperty(record, 'text', text)
    const last = kept.hops.at(-1)
    if (last !== undefined && last.statusCode > 0) Object.defineProperty(record, 'content', content)
    if (last !== undefined) Object.defineProperty(record, 'profile', profile)
    Object.defineProperty(record, source, { value: kept })
    return record as unknown as ExchangeRecord
  }
}

/** Where a record has what it is made of. A property, so that a proxy of a record has it, too. */
const source = Symbol('source')

/** What of a record is there at once. */
class CallRecord {
  readonly id: number
  readonly api: string
  readonly method: string
  readonly url: string
  readonly startedAt: number
  readonly endedAt: number
  readonly errMsg: string
  declare readonly errorCode?: number

  constructor(kept: KeptCall, url: string) {
    this.id = kept.id
    this.api = kept.api
    this.method = kept.method
    this.url = url
    this.startedAt = kept.startedAt
    this.endedAt = kept.endedAt
    this.errMsg = url === kept.url ? kept.errMsg : kept.errMsg.split(kept.url).join(url)
    if (kept.errorCode !== undefined) this.errorCode = kept.errorCode
  }

  /** For Node's console, which shows no more of a getter than that it is one. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}

/** A property that is made the first time it is read, and is like any other from then on. */
function readLater<Name extends keyof ExchangeRecord>(
  name: Name,
  make: (kept: KeptCall, record: ExchangeRecord) => unknown,
): PropertyDescriptor {
  return {
    configurable: true,
    enumerable: true,
    get(this: ExchangeRecord & { [source]: KeptCall }) {
      const value = make(this[source], this)
      Object.defineProperty(this, name, { value, configurable: true, enumerable: true })
      return value
    },
  }
}

/** The same as success got, or would have got. */
function profileOf(kept: KeptCall, { hops, errorCode = 0 }: ExchangeRecord): Profile {
  const offline = errorCode % 100 === errorRows.offline.suffix
  return createProfile(hops.at(-1) as ExchangeHop, hops.length - 1, kept.estimate, offline)
}

function hopOf(kept: KeptHop, mask: Mask): ExchangeHop {
  const time = (index: number) => kept.times[index] ?? 0
  const timings: HopTimings = {
    fetchStart: time(0),
    domainLookupStart: time(1),
    domainLookupEnd: time(2),
    connectStart: time(3),
    secureConnectionStart: time(4),
    secureConnectionEnd: time(5),
    connectEnd: time(6),
    requestStart: time(7),
    sendEnd: time(8),
    responseStart: time(9),
    requestEnd: time(10),
  }
  return {
    method: kept.method,
    url: mask.url(kept.url),
    protocol: kept.protocol,
    requestHeaders: kept.requestHeaders.map((line) => shown(line[0], line[1], mask)),
    responseHeaders: linesOf(kept.responseHeaders, mask),
    statusCode: kept.statusCode,
    statusText: kept.statusText,
    timings,
    bodySize: kept.bodySize,
    sentBytesCount: kept.sentBytesCount,
    receivedBytesCount: kept.receivedBytesCount,
    secure: kept.secure,
    peerIP: kept.peerIP,
    port: kept.port,
    socketReused: kept.socketReused,
    connectionId: kept.connectionId,
    rtt: time(11),
  }
}

function linesOf(pieces: readonly string[], mask: Mask): HeaderLine[] {
  const lines: HeaderLine[] = []
  for (let at = 0; at < pieces.length; at += 2) {
    lines.push(shown(pieces[at] ?? '', pieces[at + 1] ?? '', mask))
  }
  return lines
}

function shown(name: string, value: string, mask: Mask): HeaderLine {
  return [name, mask.header(name, value)]
}

function partsOf({ fields, file }: SentForm, mask: Mask): ExchangePart[] {
  const parts: ExchangePart[] = []
  for (const [name, value] of fields) {
    parts.push({ name, size: byteLength(value), value: mask.field(name, value) })
  }
  const { name, size, fileName, contentType, filePath } = file
  parts.push({ name, size, fileName, contentType, filePath })
  return parts
}

/** As UTF-8. */
function byteLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  return /^[\u0000-\u007f]*$/.test(text) ? text.length : encoder.encode(text).byteLength
}

function contentOf(kept: KeptCall, { responseHeaders }: ExchangeHop, mask: Mask) {
  const size = kept.answerSize ?? Number(headerValue(responseHeaders, 'content-length') ?? 0)
  const { answer, mimeType } = kept
  return answer === undefined ? { mimeType, size } : { mimeType, size, text: mask.text(answer) }
}
