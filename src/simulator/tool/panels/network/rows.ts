/**
 * The rows of the Network panel, out of the records of exchanges and the calls under way.
 */
import type { ExchangeRecord } from '../../../../profile/exchange.js'
import { type Phase, phasesOf } from '../../../../profile/phases.js'
import type { RunningCall } from '../../core/calls.js'
import type { ExchangeEntry } from '../../core/exchanges.js'

/** What the list can be narrowed to. */
export type Kind = 'all' | 'uploadFile' | 'request' | 'downloadFile' | 'failed'

/** One line of the list. */
export interface NetworkRow {
  readonly key: string
  /** Not there while the call is under way. */
  readonly entry?: ExchangeEntry
  readonly api: string
  readonly name: string
  readonly host: string
  readonly url: string
  readonly method: string
  readonly status: string
  readonly failed: boolean
  readonly type: string
  /** Bytes of the bodies: what went up with an upload, what came down else. */
  readonly size: number | undefined
  readonly progress?: number
  readonly start: number
  /** Milliseconds since the epoch; not there while the call is under way. */
  readonly end?: number
  readonly phases: readonly Phase[]
}

/**
 * Whether a call failed, or was answered from 400 on: that is a success for the API, and none for who
 * reads the list.
 */
export function hasFailed({ errorCode, hops }: ExchangeRecord): boolean {
  return errorCode !== undefined || (hops.at(-1)?.statusCode ?? 0) >= 400
}

/** The row of a call that has ended. */
export function rowOf(entry: ExchangeEntry): NetworkRow {
  const { record } = entry
  const last = record.hops.at(-1)
  const code = last?.statusCode ?? 0
  const failed = record.errorCode !== undefined
  return {
    ...namesOf(record.url),
    key: `e${entry.key}`,
    entry,
    api: record.api,
    url: record.url,
    method: last?.method ?? record.method,
    status: code > 0 && !(failed && code < 400) ? String(code) : failed ? 'failed' : '',
    failed: hasFailed(record),
    type:
      (record.content?.mimeType ?? '').split(';')[0]?.replace(/^application\/|^text\//, '') ?? '',
    size: last && (record.api === 'uploadFile' ? last.sentBytesCount : last.receivedBytesCount),
    start: record.startedAt,
    end: record.endedAt,
    phases: record.hops.flatMap((hop) => phasesOf(hop).filter(({ name }) => name !== 'total')),
  }
}

/** The row of a call under way. */
export function runningRow(call: RunningCall): NetworkRow {
  return {
    ...namesOf(call.url),
    key: `c${call.id}-${call.startedAt}`,
    api: call.api,
    url: call.url,
    method: call.method,
    status: '…',
    failed: false,
    type: '',
    size: undefined,
    ...(call.progress !== undefined && { progress: call.progress }),
    start: call.startedAt,
    phases: [],
  }
}

/** Whether a row is of a kind, and has the text in its address, its API or its status. */
export function fits(row: NetworkRow, kind: Kind, text: string): boolean {
  if (kind === 'failed' ? !row.failed : kind !== 'all' && row.api !== kind) return false
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return true
  const { record } = row.entry ?? {}
  const looked = [row.url, row.api, row.method, row.status, row.type, record?.errMsg]
  return looked.join(' ').toLowerCase().includes(wanted)
}

/** The last step of the path is what tells calls apart. */
function namesOf(url: string): { name: string; host: string } {
  if (!URL.canParse(url)) return { name: url || '(no url)', host: '' }
  const { pathname, search, host } = new URL(url)
  const name = pathname.split('/').filter(Boolean).at(-1) ?? '/'
  return { name: decoded(name) + search, host }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
