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
  readonly file: FilePart & { readonly size: number }
}

/** A call as it goes. */
export interface Recording {
  readonly hops: RunningHop[]
  form?: SentForm | undefined
  /** The body, where it is one piece. */
  sent?: Uint8Array | undefined
  /** The answer's body, where it is in memory. */
  sink?: MemorySink | undefined
  /** Ends it, with what success or fail gets. */
  end(result: { errMsg: string; errorCode?: number; profile?: Profile }): void
}

/** The recorder of one host. */
export interface Recorder {
  /** `method` is the one of a call that fails before its first hop. */
  begin(api: string, method: string, url: unknown): Recording
  /** The last records, the oldest first. */
  records(): ExchangeRecord[]
}

/** What a recorder needs of its host. */
export interface RecorderParts {
  readonly clock: Clock
  readonly quality: NetworkQuality
  /** Whether somebody wants each record as it is made. */
  listens(): boolean
  tell(record: ExchangeRecord): void
}

/** Calls that are kept, the bytes of their texts together, and of one that is kept at all. */
const most = 1_000
const mostText = 8 * 1024 * 1024
const longestText = 64 * 1024

const plain = { dataType: undefined, responseType: undefined }

/** Makes a recorder. */
export function createRecorder({ clock, quality, listens, tell }: RecorderParts): Recorder {
  const kept: { make(): ExchangeRecord; size: number }[] = []
  let held = 0
  let count = 0

  function keep(make: () => ExchangeRecord, size: number) {
    kept.push({ make, size })
    held += size
    while (kept.length > most || held > mostText) held -= kept.shift()?.size ?? held
  }

  return {
    begin(api, method, url) {
      count += 1
      const id = count
      const startedAt = clock.now()
      const recording: Recording = {
        hops: [],
        end({ errMsg, errorCode, profile }) {
          const endedAt = clock.now()
          const { hops, form } = recording
          const last = hops.at(-1)
          const told = profile ?? (last && createProfile(last.record, hops.length - 1, quality))
          const sent = short(recording.sent)
          const content = last?.head && contentOf(last.head, recording.sink)
          let made: ExchangeRecord | undefined
          const make = () => {
            made ??= {
              id,
              api,
              method: hops[0]?.method ?? method,
              url: typeof url === 'string' ? url : '',
              startedAt,
              endedAt,
              hops: hops.map(hopOf),
              ...(form && { form: partsOf(form) }),
              ...(sent && { text: new TextDecoder().decode(sent) }),
              ...(content && { content: content() }),
              errMsg,
              ...(errorCode !== undefined && { errorCode }),
              ...(told && { profile: told }),
            }
            return made
          }
          const fields = form?.fields.reduce((sum, [, value]) => sum + value.length, 0) ?? 0
          keep(make, fields + (sent?.byteLength ?? 0) + (recording.sink?.size ?? 0))
          if (listens()) tell(make())
        },
      }
      return recording
    },
    records: () => kept.map(({ make }) => make()),
  }
}

function partsOf({ fields, file }: SentForm): ExchangePart[] {
  const encoder = new TextEncoder()
  const parts = fields.map(([name, value]): ExchangePart => {
    return { name, size: encoder.encode(value).byteLength, value }
  })
  return [...parts, file]
}

function short(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes !== undefined && bytes.byteLength <= longestText ? bytes : undefined
}

/** Holds the bytes only where they are few. */
function contentOf({ headers }: ResponseHead, sink: MemorySink | undefined) {
  const mimeType = headerValue(headers, 'content-type') ?? ''
  const size = sink?.size ?? Number(headerValue(headers, 'content-length') ?? 0)
  const bytes = sink !== undefined && size <= longestText ? sink.bytes() : undefined
  const isText = /^$|^text\/|[/+](?:json|xml|javascript)\b|x-www-form-urlencoded/i.test(mimeType)
  return () => ({
    mimeType,
    size,
    ...(bytes && isText && { text: decodeData(bytes, mimeType, plain) as string }),
  })
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
