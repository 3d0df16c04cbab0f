/**
 * Keeps what calls of the network did, for `host.on('exchange')` and `host.har()`. While a call runs
 * only references are taken; a record is made when somebody asks for it.
 */
import type { FilePart, FormField } from '../multipart/layout.js'
import type { Clock, HopRecord, ResponseHead } from '../platform.js'
import type { ExchangeHop, ExchangePart, ExchangeRecord } from '../profile/exchange.js'
import { createProfile, type Profile } from '../profile/profile.js'
import type { NetworkQuality } from '../profile/quality.js'
import type { Header } from '../rules/headers.js'
import type { MemorySink } from './answerBody.js'
import { decodeData, headerValue } from './decode.js'
import { errorRows } from './errors.js'

/** A hop as it goes: its answer's head comes later. */
export interface RunningHop {
  readonly method: string
  readonly url: URL
  readonly headers: readonly Header[]
  readonly bodySize: number
  readonly record: HopRecord
  head: ResponseHead | undefined
}

/** The form of an upload. */
export interface SentForm {
  readonly fields: readonly FormField[]
  readonly file: FilePart & { readonly size: number; readonly filePath: string }
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
  /** The answer's body, where it is in memory. */
  sink: MemorySink | undefined
  endedAt: number
  errMsg: string
  errorCode: number | undefined
  profile: Profile | undefined
}

/** What success or fail gets. */
interface Ended {
  readonly errMsg: string
  readonly errorCode?: number
  readonly profile?: Profile
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
  /** Calls that are kept: what lives long costs each call some time. */
  readonly most: number
  /** Whether somebody wants each record as it is made. */
  listens(): boolean
  tell(record: ExchangeRecord): void
}

/** Bytes of texts that are kept together, and of one that is kept at all. */
const mostText = 8 * 1024 * 1024
const longestText = 64 * 1024

const plain = { dataType: undefined, responseType: undefined }

/** Makes a recorder. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { clock, quality, most, listens, tell } = parts
  const kept: Recording[] = []
  let held = 0
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
        endedAt: 0,
        errMsg: '',
        errorCode: undefined,
        profile: undefined,
      }
    },
    end(recording, { errMsg, errorCode, profile }) {
      const last = recording.hops.at(-1)
      recording.endedAt = clock.now()
      recording.errMsg = errMsg
      recording.errorCode = errorCode
      const offline = (errorCode ?? 0) % 100 === errorRows.offline.suffix
      const redirects = recording.hops.length - 1
      recording.profile =
        profile ?? (last && createProfile(last.record, redirects, quality, offline))
      if ((recording.sent?.byteLength ?? 0) > longestText) recording.sent = undefined
      // Its size stays.
      if ((recording.sink?.size ?? 0) > longestText) recording.sink?.forget()
      kept.push(recording)
      held += textOf(recording)
      while (kept.length > most || held > mostText) held -= textOf(kept.shift())
      if (listens()) tell(recordOf(recording))
    },
    records: () => kept.map(recordOf),
  }
}

/** Bytes of text that a recording holds. */
function textOf(recording: Recording | undefined): number {
  if (recording === undefined) return 0
  const { form, sent, sink } = recording
  let size = (sent?.byteLength ?? 0) + (sink?.held ?? 0)
  for (const [, value] of form?.fields ?? []) size += value.length
  return size
}

function recordOf(recording: Recording): ExchangeRecord {
  const { id, api, url, startedAt, endedAt, hops, form, sent, errMsg, errorCode, profile } =
    recording
  const head = hops.at(-1)?.head
  return {
    id,
    api,
    method: hops[0]?.method ?? recording.method,
    url: typeof url === 'string' ? url : '',
    startedAt,
    endedAt,
    hops: hops.map(hopOf),
    ...(form && { form: partsOf(form) }),
    ...(sent && { text: new TextDecoder().decode(sent) }),
    ...(head && { content: contentOf(head, recording.sink) }),
    errMsg,
    ...(errorCode !== undefined && { errorCode }),
    ...(profile && { profile }),
  }
}

function partsOf({ fields, file }: SentForm): ExchangePart[] {
  const encoder = new TextEncoder()
  const parts = fields.map(([name, value]): ExchangePart => {
    return { name, size: encoder.encode(value).byteLength, value }
  })
  return [...parts, file]
}

function contentOf({ headers }: ResponseHead, sink: MemorySink | undefined) {
  const mimeType = headerValue(headers, 'content-type') ?? ''
  const size = sink?.size ?? Number(headerValue(headers, 'content-length') ?? 0)
  const isText = /^$|^text\/|[/+](?:json|xml|javascript)\b|x-www-form-urlencoded/i.test(mimeType)
  if (sink === undefined || !isText || sink.held < size) return { mimeType, size }
  return { mimeType, size, text: decodeData(sink.bytes(), mimeType, plain) as string }
}

function hopOf({ method, url, headers, bodySize, record, head }: RunningHop): ExchangeHop {
  const { timings, ...known } = record
  return {
    method,
    url: url.href,
    requestHeaders: headers,
    responseHeaders: head?.headers ?? [],
    statusCode: head?.statusCode ?? 0,
    statusText: head?.statusText ?? '',
    bodySize,
    timings: { ...timings },
    ...known,
  }
}
