/**
 * Keeps what calls of the network did, for `host.on('exchange')` and `host.har()`. While a call runs
 * only references are taken; a record is made when somebody asks for it. What is kept is as little
 * as a record can be made of: all that lives longer than its call costs the collector work.
 */
import type { FilePart, FormField } from '../multipart/layout.js'
import type { Clock, HopRecord, ResponseHead } from '../platform.js'
import type { ExchangeHop, ExchangePart, ExchangeRecord } from '../profile/exchange.js'
import type { Mask } from '../profile/mask.js'
import { createProfile } from '../profile/profile.js'
import type { NetworkQuality, QualityEstimate } from '../profile/quality.js'
import type { Header } from '../rules/headers.js'
import type { MemorySink } from './answerBody.js'
import { headerValue } from './decode.js'
import { errorRows } from './errors.js'

/** A hop as it goes: its answer's head comes later. */
export interface RunningHop {
  readonly method: string
  readonly url: string
  readonly headers: readonly Header[]
  readonly bodySize: number
  readonly record: HopRecord
  head: ResponseHead | undefined
}

/** The form of an upload. */
export interface SentForm {
  readonly fields: readonly FormField[]
  readonly file: FilePart & { readonly size: number }
}

/** A call as it goes; at its end it is kept as it is, and made a record when one is asked for. */
export interface Recording {
  readonly id: number
  readonly api: string
  /** Of a call that fails before its first hop. */
  readonly method: string
  readonly url: unknown
  readonly startedAt: number
  readonly hops: RunningHop[]
  form: SentForm | undefined
  /** The body, where it is one piece. */
  sent: Uint8Array | undefined
  /** The answer's body, where it is in memory: as long as the call runs. */
  sink: MemorySink | undefined
  /** What of it is kept: its text, where it is one. */
  answer: string | undefined
  answerSize: number | undefined
  /** What the network was then, as its profile says it. */
  estimate: QualityEstimate | undefined
  endedAt: number
  errMsg: string
  errorCode: number | undefined
  /** Bytes of text that it holds. */
  held: number
}

/** What success or fail gets. */
interface Ended {
  readonly errMsg: string
  readonly errorCode?: number
}

/** The recorder of one host. */
export interface Recorder {
  begin(api: string, method: string, url: unknown): Recording
  end(recording: Recording, result: Ended): void
  /** The last records, the oldest first. */
  records(): ExchangeRecord[]
}

/** What a recorder needs of its host. */
export interface RecorderParts {
  readonly clock: Clock
  readonly quality: NetworkQuality
  readonly mask: Mask
  /** Calls that are kept. */
  readonly most: number
  /** Whether somebody wants each record as it is made. */
  listens(): boolean
  tell(record: ExchangeRecord): void
}

/** Bytes of texts that are kept together, and of one that is kept at all. */
const mostText = 8 * 1024 * 1024
const longestText = 64 * 1024
/** Places of recordings that are gone, before the others move up. */
const leastGone = 64

const encoder = new TextEncoder()
const decoder = new TextDecoder()

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/** Makes a recorder. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { clock, quality, mask, most, listens, tell } = parts
  const kept = createKept(most)
  let count = 0

  return {
    begin(api, method, url) {
      count += 1
      return {
        id: count,
        api,
        method,
        url,
        startedAt: clock.now(),
        hops: [],
        form: undefined,
        sent: undefined,
        sink: undefined,
        answer: undefined,
        answerSize: undefined,
        estimate: undefined,
        endedAt: 0,
        errMsg: '',
        errorCode: undefined,
        held: 0,
      }
    },
    end(recording, { errMsg, errorCode }) {
      recording.endedAt = clock.now()
      recording.errMsg = errMsg
      recording.errorCode = errorCode
      recording.estimate ??= quality.estimate()
      settleTexts(recording)
      kept.add(recording)
      if (listens()) tell(recordOf(recording, mask))
    },
    records: () => kept.all().map((recording) => recordOf(recording, mask)),
  }
}

/** The last recordings, the oldest first. */
function createKept(most: number) {
  const kept: (Recording | undefined)[] = []
  /** The oldest; those before it are gone. Moving all others for each one would take its time. */
  let first = 0
  let held = 0
  return {
    add(recording: Recording) {
      kept.push(recording)
      held += recording.held
      for (; kept.length - first > most || held > mostText; first += 1) {
        held -= kept[first]?.held ?? 0
        kept[first] = undefined
      }
      if (first > leastGone && first > kept.length / 2) first -= kept.splice(0, first).length
    },
    all: () => kept.filter((recording) => recording !== undefined),
  }
}

/** Lets go of what is too long to be kept, and of what only a running call needs. */
function settleTexts(recording: Recording): void {
  const { form, sink } = recording
  if (recording.sent !== undefined && recording.sent.byteLength > longestText) {
    recording.sent = undefined
  }
  if (sink !== undefined) {
    const mimeType = mimeTypeOf(recording)
    recording.answerSize = sink.size
    if (sink.size <= longestText && isText(mimeType)) recording.answer = sink.text(mimeType)
    recording.sink = undefined
  }
  let held = (recording.sent?.byteLength ?? 0) + (recording.answer?.length ?? 0)
  if (form !== undefined) for (const [, value] of form.fields) held += value.length
  recording.held = held
}

function recordOf(recording: Recording, mask: Mask): ExchangeRecord {
  const { id, api, startedAt, endedAt, hops, form, sent, errorCode } = recording
  const given = typeof recording.url === 'string' ? recording.url : ''
  const url = mask.url(given)
  const head = hops.at(-1)?.head
  const profile = profileOf(recording)
  const record: Writable<ExchangeRecord> = {
    id,
    api,
    method: hops[0]?.method ?? recording.method,
    url,
    startedAt,
    endedAt,
    hops: hops.map((hop) => hopOf(hop, mask)),
    errMsg: url === given ? recording.errMsg : recording.errMsg.split(given).join(url),
  }
  if (form !== undefined) record.form = partsOf(form, mask)
  if (sent !== undefined) record.text = mask.text(decoder.decode(sent))
  if (head !== undefined) record.content = contentOf(head, recording, mask)
  if (errorCode !== undefined) record.errorCode = errorCode
  if (profile !== undefined) record.profile = profile
  return record
}

/** The same as success got, or would have got. */
function profileOf({ hops, errorCode, estimate }: Recording) {
  const last = hops.at(-1)
  if (last === undefined || estimate === undefined) return undefined
  const offline = (errorCode ?? 0) % 100 === errorRows.offline.suffix
  return createProfile(last.record, hops.length - 1, estimate, offline)
}

function partsOf({ fields, file }: SentForm, mask: Mask): ExchangePart[] {
  const parts: ExchangePart[] = []
  for (const [name, value] of fields) {
    parts.push({ name, size: byteLength(value), value: mask.field(name, value) })
  }
  const { name, size, fileName, contentType } = file
  parts.push({ name, size, fileName, contentType })
  return parts
}

/** As UTF-8. */
function byteLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  return /^[\u0000-\u007f]*$/.test(text) ? text.length : encoder.encode(text).byteLength
}

function mimeTypeOf({ hops }: Recording): string | undefined {
  const head = hops.at(-1)?.head
  return head && headerValue(head.headers, 'content-type')
}

function isText(mimeType = ''): boolean {
  return /^$|^text\/|[/+](?:json|xml|javascript)\b|x-www-form-urlencoded/i.test(mimeType)
}

function contentOf({ headers }: ResponseHead, recording: Recording, mask: Mask) {
  const { answer, answerSize } = recording
  const mimeType = mimeTypeOf(recording) ?? ''
  const size = answerSize ?? Number(headerValue(headers, 'content-length') ?? 0)
  return answer === undefined ? { mimeType, size } : { mimeType, size, text: mask.text(answer) }
}

function hopOf({ method, url, headers, bodySize, record, head }: RunningHop, mask: Mask) {
  // Each by its name: a rest of the record takes the engine much longer.
  return {
    method,
    url: mask.url(url),
    protocol: record.protocol,
    requestHeaders: headers.map(mask.header),
    responseHeaders: head === undefined ? [] : head.headers.map(mask.header),
    statusCode: head?.statusCode ?? 0,
    statusText: head?.statusText ?? '',
    timings: { ...record.timings },
    bodySize,
    sentBytesCount: record.sentBytesCount,
    receivedBytesCount: record.receivedBytesCount,
    secure: record.secure,
    peerIP: record.peerIP,
    port: record.port,
    socketReused: record.socketReused,
    connectionId: record.connectionId,
    rtt: record.rtt,
  } satisfies Record<keyof ExchangeHop, unknown>
}
