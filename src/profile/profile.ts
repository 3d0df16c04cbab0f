/**
 * `res.profile`: what the network did (spec 9).
 */
import type { HopRecord } from '../platform.js'
import type { NetworkType, QualityEstimate } from './quality.js'

/**
 * The profile of an upload. Times are milliseconds since the epoch, with fractions, from one
 * monotonic clock; after redirects it is the last hop's.
 */
export interface Profile {
  /** The start of the name look-up; fetchStart where there was none. */
  domainLookupStart: number
  /** Its end; fetchStart where there was none. */
  domainLookupEnd: number
  /** The start of the TCP connection; fetchStart on a reused one. */
  connectStart: number
  /** The end of the handshakes: TCP, a proxy's, TLS; fetchStart on a reused connection. */
  connectEnd: number
  /** The start of the TLS handshake; 0 where the connection is not secure. */
  sslConnectionStart: number
  /** Its end; 0 where the connection is not secure. */
  sslConnectionEnd: number
  /** The connection is made and the request starts. */
  requestStart: number
  /** The last byte of the answer was read. */
  requestEnd: number
  /** The round trip of this connection's TCP handshake, in milliseconds. */
  rtt: number
  /** The effective connection type of the network, as seen by this host so far. */
  estimateNetType: NetworkType
  /** The network's download rate as seen by this host so far, in kbit/s; 0 while unknown. */
  throughputKbps: number
  /** The port of the server. */
  port: number
  /** Whether the connection had served an exchange before. */
  socketReused: boolean
  /** Bytes sent for this request: HTTP head and body, without TLS's own. */
  sentBytesCount: number
  /** Bytes received for it: HTTP head and body, without TLS's own. */
  receivedBytesCount: number
  /** When this request was begun. An addition of this project. */
  fetchStart: number
  /** When the head of the answer was read. An addition of this project. */
  responseStart: number
  /** Such as `http/1.1`. An addition of this project. */
  protocol: string
  /** The address of the server, or of the proxy. An addition of this project. */
  peerIP: string
  /** How many redirects were followed. An addition of this project. */
  redirectCount: number
}

/** Makes the profile of the last hop; without a network that is what there is to estimate. */
export function createProfile(
  record: HopRecord,
  redirectCount: number,
  estimate: QualityEstimate,
  offline = false,
): Profile {
  const { timings, socketReused, secure } = record
  const { fetchStart } = timings
  const step = (time: number) => (socketReused || time === 0 ? fetchStart : time)
  /** A step that was cut off ended with all. */
  const endOf = (start: number, end: number) =>
    step(start > 0 && end === 0 ? timings.requestEnd : end)
  return {
    domainLookupStart: step(timings.domainLookupStart),
    domainLookupEnd: endOf(timings.domainLookupStart, timings.domainLookupEnd),
    connectStart: step(timings.connectStart),
    connectEnd: endOf(timings.connectStart, timings.connectEnd),
    sslConnectionStart: secure ? step(timings.secureConnectionStart) : 0,
    sslConnectionEnd: secure
      ? endOf(timings.secureConnectionStart, timings.secureConnectionEnd)
      : 0,
    requestStart: timings.requestStart,
    requestEnd: timings.requestEnd,
    rtt: record.rtt,
    estimateNetType: offline ? 'offline' : estimate.estimateNetType,
    throughputKbps: estimate.throughputKbps,
    port: record.port,
    socketReused,
    sentBytesCount: record.sentBytesCount,
    receivedBytesCount: record.receivedBytesCount,
    fetchStart,
    responseStart: timings.responseStart,
    protocol: record.protocol,
    peerIP: record.peerIP,
    redirectCount,
  }
}
