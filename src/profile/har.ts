/**
 * HAR 1.2 of exchanges: what browsers' tools and many others read.
 */
import type { HopTimings } from '../platform.js'
import type { ExchangeHop, ExchangeRecord, HeaderLine } from './exchange.js'
import {
  type HarCookie,
  type HarPair,
  type HarPostData,
  headerOf,
  postDataOf,
  queryOf,
  sentCookies,
  setCookies,
} from './harParts.js'

/** A document of HAR 1.2. */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly HarEntry[]
  }
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
    readonly cookies: readonly HarCookie[]
    readonly headers: readonly HarPair[]
    readonly queryString: readonly HarPair[]
    readonly postData?: HarPostData
    readonly headersSize: number
    readonly bodySize: number
  }
  readonly response: {
    readonly status: number
    readonly statusText: string
    readonly httpVersion: string
    readonly cookies: readonly HarCookie[]
    readonly headers: readonly HarPair[]
    readonly content: { readonly size: number; readonly mimeType: string; readonly text?: string }
    readonly redirectURL: string
    readonly headersSize: number
    readonly bodySize: number
    /** Why there is none, under Chrome's own name for it and under that of the standard. */
    readonly _error?: string
    readonly comment?: string
    /** Bytes that came, head and body: Chrome's tools take the size from here. */
    readonly _transferSize: number
  }
  readonly cache: Record<string, never>
  readonly timings: HarTimings
  readonly serverIPAddress?: string
  /** The port of the server, as Chrome's tools write and read it. */
  readonly connection?: string
  /** A number for each connection. */
  readonly _connectionId?: string
  /** What kind of request it is to Chrome's tools, which else guess by the type of the answer. */
  readonly _resourceType: 'fetch'
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
  const contentType = headerOf(hop.requestHeaders, 'content-type')
  const length = headerOf(hop.responseHeaders, 'content-length')
  const failed = last && record.errorCode !== undefined
  return {
    startedDateTime: new Date(hop.timings.fetchStart).toISOString(),
    time,
    request: {
      method: hop.method,
      url: hop.url,
      httpVersion: 'HTTP/1.1',
      cookies: sentCookies(hop.requestHeaders),
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
      cookies: setCookies(hop.responseHeaders),
      headers: hop.responseHeaders.map(pairOf),
      content: (last && record.content) || {
        size: 0,
        mimeType: headerOf(hop.responseHeaders, 'content-type') || 'x-unknown',
      },
      redirectURL: last ? '' : headerOf(hop.responseHeaders, 'location'),
      headersSize: -1,
      bodySize: /^\d+$/.test(length) ? Number(length) : -1,
      ...(failed && { _error: record.errMsg, comment: record.errMsg }),
      _transferSize: hop.receivedBytesCount,
    },
    cache: {},
    timings,
    ...(hop.peerIP !== '' && { serverIPAddress: hop.peerIP }),
    ...(hop.connectionId > 0 && {
      connection: String(hop.port),
      _connectionId: String(hop.connectionId),
    }),
    _resourceType: 'fetch',
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

const pairOf = ([name, value]: HeaderLine): HarPair => ({ name, value })
