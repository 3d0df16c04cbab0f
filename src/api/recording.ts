/**
 * What is held of a call of the network while it runs, for its record.
 */
import type { FilePart, FormField } from '../multipart/layout.js'
import type { HopRecord, ResponseHead } from '../platform.js'
import type { QualityEstimate } from '../profile/quality.js'
import type { Header } from '../rules/headers.js'
import type { MemorySink } from './answerBody.js'

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
  readonly file: FilePart & { readonly size: number; readonly filePath: string }
}

/** A call as it goes. */
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
  /** What the network was, as the result's profile says it. */
  estimate: QualityEstimate | undefined
}

/** What success or fail gets. */
export interface Ended {
  readonly errMsg: string
  readonly errorCode?: number
}
