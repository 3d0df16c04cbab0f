/**
 * HAR 1.2 of exchanges: what browsers' tools and many others read.
 */
import type { HopTimings } from '../platform.js'
import type { ExchangeHop, ExchangeRecord, HeaderLine } from './exchange.js'

/** A document of HAR 1.2. */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly HarEntry[]
  }
}

/** A name and its value. */
interface HarPair {
  readonly name: string
  readonly value: string
}

/** Milliseconds; -1 for what did not take place. `ssl` is part of `connect`. */
export interface HarTimings {
  readonly blocked: number
  readonly dns: number
  readonly connect: number
  readonly ssl: number
  readonly send: number
  readonly wait: number
  readonly receive: number
}

/** One request and its answer. */
export interface HarEntry {
  readonly startedDateTime: string
  /** Milliseconds: the sum of the timings. */
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly httpVersion: string
    readonly cookies: readonly HarPair[]
    readonly headers: readonly HarPair[]
    readonly queryString: readonly HarPair[]
    readonly postData?: {
      readonly mimeType: string
      readonly params?: readonly {
        readonly name: string
        readonly value?: string
        readonly fileName?: string
        readonly contentType?: string
      }[]
      readonly text: string
    }
    readonly headersSize: number
    readonly bodySize: number
  }
  readonly response: {
    readonly status: number
    readonly statusText: string
    readonly httpVersion: string
    readonly cookies: readonly HarPair[]
    readonly headers: readonly HarPair[]
    readonly content: { readonly size: number; readonly mimeType: string; readonly text?: string }
    readonly redirectURL: string
    readonly headersSize: number
    readonly bodySize: number
    /** Why there is none, as Chrome's tools show it. */
    readonly _error?: string
  }
  readonly cache: Record<string, never>
  readonly timings: HarTimings
  readonly serverIPAddress?: string
  readonly connection?: string
  /** The API that was called, as an addition. */
  readonly _api: string
}

/** Makes the document; a redirect gives an entry for each hop. */
export function toHar(records: readonly ExchangeRecord[], version: string): Har {
  return {
    log: {
      version: '1.2',
      creator: { name: 'tt-anywhere', version },
      entries: records.flatMap(entriesOf),
    },
  }
}

function entriesOf(record: ExchangeRecord): HarEntry[] {
  if (record.hops.length === 0) return [entryOf(record, nothingSent(record), true)]
  return record.hops.map((hop, index) => entryOf(record, hop, index === record.hops.length - 1))
}

function entryOf(record: ExchangeRecord, hop: ExchangeHop, last: boolean): HarEntry {
  const timings = harTimings(hop.timings, hop.socketReused)
  const { blocked, dns, connect, send, wait, receive } = timings
  const time = [blocked, dns, connect, send, wait, receive].reduce(
    (sum, part) => sum + Math.max(0, part),
    0,
  )
  const header = (lines: readonly HeaderLine[], name: string) =>
    lines.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
  const contentType = header(hop.requestHeaders, 'content-type')
  const length = header(hop.responseHeaders, 'content-length')
  const failed = last && record.errorCode !== undefined
  return {
    startedDateTime: new Date(hop.timings.fetchStart).toISOString(),
    time,
    request: {
      method: hop.method,
      url: hop.url,
      httpVersion: 'HTTP/1.1',
      cookies: header(hop.requestHeaders, 'cookie').split(';').flatMap(cookiePair),
      headers: hop.requestHeaders.map(pairOf),
      queryString: queryOf(hop.url),
      ...(hop.bodySize > 0 && { postData: postDataOf(record, contentType) }),
      headersSize: -1,
      bodySize: hop.bodySize,
    },
    response: {
      status: hop.statusCode,
      statusText: hop.statusText,
      httpVersion: hop.protocol === '' ? 'HTTP/1.1' : hop.protocol.toUpperCase(),
      cookies: hop.responseHeaders
        .filter(([name]) => name.toLowerCase() === 'set-cookie')
        .flatMap(([, value]) => cookiePair(value.split(';')[0] ?? '')),
      headers: hop.responseHeaders.map(pairOf),
      content: (last && record.content) || {
        size: 0,
        mimeType: header(hop.responseHeaders, 'content-type') || 'x-unknown',
      },
      redirectURL: last ? '' : header(hop.responseHeaders, 'location'),
      headersSize: -1,
      bodySize: /^\d+$/.test(length) ? Number(length) : -1,
      ...(failed && { _error: record.errMsg }),
    },
    cache: {},
    timings,
    ...(hop.peerIP !== '' && { serverIPAddress: hop.peerIP }),
    ...(hop.connectionId > 0 && { connection: String(hop.connectionId) }),
    _api: record.api,
  }
}

/** The phases of a hop. What never came has -1, and what was cut off ends with the hop. */
function harTimings(timings: Readonly<HopTimings>, reused: boolean): HarTimings {
  const { fetchStart, requestStart, requestEnd, responseStart } = timings
  const end = Math.max(requestEnd, fetchStart)
  const until = (time: number) => (time === 0 ? end : time)
  const between = (from: number, to: number) => (from === 0 ? -1 : Math.max(0, until(to) - from))
  const dns = reused ? -1 : between(timings.domainLookupStart, timings.domainLookupEnd)
  const connect = reused ? -1 : between(timings.connectStart, timings.connectEnd)
  const ssl = reused ? -1 : between(timings.secureConnectionStart, timings.secureConnectionEnd)
  const sent =
    timings.sendEnd === 0 ? until(responseStart) : Math.min(timings.sendEnd, until(responseStart))
  const send = requestStart === 0 ? 0 : Math.max(0, sent - requestStart)
  const wait = requestStart === 0 ? 0 : Math.max(0, until(responseStart) - sent)
  const receive = responseStart === 0 ? 0 : Math.max(0, end - responseStart)
  const known = [dns, connect, send, wait, receive].reduce(
    (sum, part) => sum + Math.max(0, part),
    0,
  )
  // What is left: the queue for a connection, and the turns between the steps.
  const blocked = Math.max(0, end - fetchStart - known)
  return { blocked, dns, connect, ssl, send, wait, receive }
}

function nothingSent({ url, method, startedAt, endedAt }: ExchangeRecord): ExchangeHop {
  return {
    method,
    // HAR wants one, whatever the call was given.
    url: URL.canParse(url) ? new URL(url).href : `about:invalid#${encodeURIComponent(url)}`,
    protocol: '',
    requestHeaders: [],
    responseHeaders: [],
    statusCode: 0,
    statusText: '',
    timings: {
      fetchStart: startedAt,
      domainLookupStart: 0,
      domainLookupEnd: 0,
      connectStart: 0,
      secureConnectionStart: 0,
      secureConnectionEnd: 0,
      connectEnd: 0,
      requestStart: 0,
      sendEnd: 0,
      responseStart: 0,
      requestEnd: endedAt,
    },
    bodySize: 0,
    sentBytesCount: 0,
    receivedBytesCount: 0,
    secure: false,
    peerIP: '',
    port: 0,
    socketReused: false,
    connectionId: 0,
    rtt: 0,
  }
}

function postDataOf({ form, text }: ExchangeRecord, mimeType: string) {
  return {
    mimeType,
    ...(form && {
      params: form.map(({ name, value, fileName, contentType }) => ({
        name,
        ...(value !== undefined && { value }),
        ...(fileName !== undefined && { fileName }),
        ...(contentType !== undefined && { contentType }),
      })),
    }),
    text: text ?? '',
  }
}

const pairOf = ([name, value]: HeaderLine): HarPair => ({ name, value })

function cookiePair(text: string): HarPair[] {
  const [name = '', ...value] = text.trim().split('=')
  return name === '' ? [] : [{ name, value: value.join('=') }]
}

function queryOf(url: string): HarPair[] {
  const start = url.indexOf('?')
  if (start < 0) return []
  const text = url.slice(start + 1).split('#')[0] ?? ''
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}
