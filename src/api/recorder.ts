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

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Makes a recorder. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { clock, quality, mask, most, listens, tell } = parts
  const kept: Recording[] = []
  let held = 0
  let count = 0

  function keep(recording: Recording) {
    kept.push(recording)
    held += recording.held
    while (kept.length > most || held > mostText) held -= kept.shift()?.held ?? 0
  }

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
      keep(recording)
      if (listens()) tell(recordOf(recording, mask))
    },
    records: () => kept.map((recording) => recordOf(recording, mask)),
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
  return {
    id,
    api,
    method: hops[0]?.method ?? recording.method,
    url,
    startedAt,
    endedAt,
    hops: hops.map((hop) => hopOf(hop, mask)),
    ...(form && { form: partsOf(form, mask) }),
    ...(sent && { text: mask.text(decoder.decode(sent)) }),
    ...(head && { content: contentOf(head, recording, mask) }),
    errMsg: url === given ? recording.errMsg : recording.errMsg.split(given).join(url),
    ...(errorCode !== undefined && { errorCode }),
    ...(profile && { profile }),
  }
}

/** The same as success got, or would have got. */
function profileOf({ hops, errorCode, estimate }: Recording) {
  const last = hops.at(-1)
  if (last === undefined || estimate === undefined) return undefined
  const offline = (errorCode ?? 0) % 100 === errorRows.offline.suffix
  return createProfile(last.record, hops.length - 1, estimate, offline)
}

function partsOf({ fields, file }: SentForm, mask: Mask): ExchangePart[] {
  const parts = fields.map(([name, value]): ExchangePart => {
    return { name, size: encoder.encode(value).byteLength, value: mask.field(name, value) }
  })
  return [...parts, { ...file }]
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
  return { mimeType, size, ...(answer !== undefined && { text: mask.text(answer) }) }
}

function hopOf({ method, url, headers, bodySize, record, head }: RunningHop, mask: Mask) {
  const { timings, ...known } = record
  return {
    method,
    url: mask.url(url),
    requestHeaders: headers.map(mask.header),
    responseHeaders: head?.headers.map(mask.header) ?? [],
    statusCode: head?.statusCode ?? 0,
    statusText: head?.statusText ?? '',
    bodySize,
    timings: { ...timings },
    ...known,
  } satisfies ExchangeHop
}
