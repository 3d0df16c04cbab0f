/**
 * What is kept of a call that has ended: all that its record is made of, in few and small objects,
 * for whatever outlives its call costs the collector work.
 */
import type { FormField } from '../multipart/layout.js'
import type { HeaderLine } from '../profile/exchange.js'
import type { QualityEstimate } from '../profile/quality.js'
import type { Header } from '../rules/headers.js'
import { headerValue } from './decode.js'
import type { Ended, Recording, RunningHop, SentForm } from './recording.js'

/** A call that has ended. */
export interface KeptCall {
  readonly id: number
  readonly api: string
  readonly method: string
  /** Empty where the caller gave none. */
  readonly url: string
  readonly startedAt: number
  readonly endedAt: number
  readonly hops: readonly KeptHop[]
  readonly form: SentForm | undefined
  /** What was sent, and the answer: as text, where it is one and not long. */
  readonly text: string | undefined
  readonly mimeType: string
  readonly answer: string | undefined
  /** Bytes; undefined where the answer went to a file. */
  readonly answerSize: number | undefined
  readonly errMsg: string
  readonly errorCode: number | undefined
  /** What the network was then. */
  readonly estimate: QualityEstimate
  /** Characters of text that it holds. */
  readonly held: number
}

/** Read and made without spread, rest and destructured arrays, which take the engine longer. */
export interface KeptHop {
  readonly method: string
  readonly url: string
  readonly requestHeaders: readonly Header[]
  /** Names and values in turn: one object in the place of one for each line. */
  readonly responseHeaders: readonly string[]
  readonly statusCode: number
  readonly statusText: string
  /** Those of the hop in the order of its `HopTimings`, and the round trip: an array of doubles is one object. */
  readonly times: readonly number[]
  readonly bodySize: number
  readonly protocol: string
  readonly secure: boolean
  readonly socketReused: boolean
  readonly peerIP: string
  readonly port: number
  readonly connectionId: number
  readonly sentBytesCount: number
  readonly receivedBytesCount: number
}

/** Bytes of a text that is kept. */
const longestText = 64 * 1024

const decoder = new TextDecoder()

/** Takes of a call what a record is made of. */
export function keptOf(
  recording: Recording,
  { errMsg, errorCode }: Ended,
  endedAt: number,
  estimate: QualityEstimate,
): KeptCall {
  const { id, api, method, url, startedAt, hops, form, sent, sink } = recording
  const text = sent && sent.byteLength <= longestText ? decoder.decode(sent) : undefined
  const head = hops.at(-1)?.head
  const mimeType = (head && headerValue(head.headers, 'content-type')) ?? ''
  const answer =
    sink && sink.size <= longestText && isText(mimeType) ? sink.text(mimeType) : undefined
  return {
    id,
    api,
    method: hops[0]?.method ?? method,
    url: typeof url === 'string' ? url : '',
    startedAt,
    endedAt,
    hops: hops.map(keptHop),
    form,
    text,
    mimeType,
    answer,
    answerSize: sink?.size,
    errMsg,
    errorCode,
    estimate,
    held: (text?.length ?? 0) + (answer?.length ?? 0) + lengthOf(form?.fields),
  }
}

function isText(mimeType: string): boolean {
  return /^$|^text\/|[/+](?:json|xml|javascript)\b|x-www-form-urlencoded/i.test(mimeType)
}

function lengthOf(fields: readonly FormField[] = []): number {
  let length = 0
  for (const [, value] of fields) length += value.length
  return length
}

function keptHop({ method, url, headers, bodySize, record, head }: RunningHop): KeptHop {
  const { timings } = record
  return {
    method,
    url,
    requestHeaders: headers,
    responseHeaders: head === undefined ? [] : inTurn(head.headers),
    statusCode: head?.statusCode ?? 0,
    statusText: head?.statusText ?? '',
    times: [
      timings.fetchStart,
      timings.domainLookupStart,
      timings.domainLookupEnd,
      timings.connectStart,
      timings.secureConnectionStart,
      timings.secureConnectionEnd,
      timings.connectEnd,
      timings.requestStart,
      timings.sendEnd,
      timings.responseStart,
      timings.requestEnd,
      record.rtt,
    ],
    bodySize,
    protocol: record.protocol,
    secure: record.secure,
    socketReused: record.socketReused,
    peerIP: record.peerIP,
    port: record.port,
    connectionId: record.connectionId,
    sentBytesCount: record.sentBytesCount,
    receivedBytesCount: record.receivedBytesCount,
  }
}

function inTurn(lines: readonly HeaderLine[]): string[] {
  const pieces = new Array<string>(lines.length * 2)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as HeaderLine
    pieces[2 * at] = line[0]
    pieces[2 * at + 1] = line[1]
  }
  return pieces
}
