import type { Row } from '../rows.js'

/** 9. profile, and the records of exchanges. */
export const profileRows: readonly Row[] = [
  {
    id: '9.1',
    source: 'page',
    text: 'domainLookupStart and domainLookupEnd are the look-up of the name; both equal fetchStart on a persistent connection and where an address needs none.',
  },
  {
    id: '9.2',
    source: 'page',
    text: 'connectStart to connectEnd is TCP and the handshake whole, TLS and a proxy included; both equal fetchStart on a persistent connection.',
  },
  {
    id: '9.3',
    source: 'page',
    text: 'After an error and a reconnect the times are those of the new connection.',
  },
  {
    id: '9.4',
    source: 'page',
    text: 'sslConnectionStart and sslConnectionEnd are TLS; both 0 where the connection is not secure, both fetchStart on a persistent secure one.',
  },
  {
    id: '9.5',
    source: 'page',
    text: 'requestStart is when the connection is made and the request starts, requestEnd when the last byte of the answer was read.',
  },
  {
    id: '9.6',
    source: 'page, choice',
    text: "rtt is the round trip of this connection's TCP handshake.",
  },
  {
    id: '9.7',
    source: 'page, chromium',
    text: 'estimateNetType is the effective connection type by the round trips and rates that this host has seen, unknown before the first, offline where there is no network.',
  },
  {
    id: '9.8',
    source: 'page, chromium',
    text: 'throughputKbps is the rate of downloads that are big enough to tell, 0 before the first.',
  },
  { id: '9.9', source: 'page', text: "port is the port of this request's server." },
  { id: '9.10', source: 'page', text: 'socketReused tells whether the connection was reused.' },
  {
    id: '9.11',
    source: 'page',
    text: "sentBytesCount and receivedBytesCount are HTTP's own bytes, head and body, without those of TLS.",
  },
  {
    id: '9.12',
    source: 'choice',
    text: 'fetchStart, responseStart, protocol, peerIP and redirectCount are additions; after redirects all is of the last hop.',
  },
  {
    id: '9.13',
    source: 'choice',
    text: 'The order fetchStart, domainLookupStart, domainLookupEnd, connectStart, sslConnectionStart, sslConnectionEnd, connectEnd, requestStart, responseStart, requestEnd holds for the steps that took place.',
  },
  { id: '9.14', source: 'choice', text: "Each phase shows its own delay and no other's." },
  {
    id: '9.15',
    source: 'choice',
    text: 'What was taken while the process was too busy to see the network counts for no estimate.',
  },
  {
    id: '9.16',
    source: 'page, choice',
    text: 'fail has no profile; the record of the exchange has it in every case where something was sent.',
  },
]
