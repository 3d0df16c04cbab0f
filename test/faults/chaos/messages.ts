/** What the processes of a run say to each other. */
import type { ConnectionReport } from '../plan.js'
import type { Footprint } from './footprint.js'

/** To the process of the proxy. */
export type ToProxy =
  /** The connection between these ports is that number. */
  | { readonly type: 'connection'; readonly ports: string; readonly number: number }
  /** The upload of that number is through, and its connection idle. */
  | { readonly type: 'over'; readonly number: number }
  | { readonly type: 'settle' }
  | { readonly type: 'close' }

/** To the process of the receiver. */
export type ToReceiver =
  | { readonly type: 'settle' }
  /** Counts what it holds now, while uploads run. */
  | { readonly type: 'sample' }
  | { readonly type: 'close' }

/** From the process of the proxy. */
export type FromProxy =
  | {
      readonly type: 'ready'
      readonly plain: number
      readonly secure: number
      /** Behind it is an HTTP proxy. */
      readonly forward: number
      readonly refused: number
    }
  | { readonly type: 'settled'; readonly reports: ConnectionReport[]; readonly open: number[] }
  | Problem

/** An upload that the receiver has taken: what it said of it, and what really lay on the disk. */
export interface Taken {
  readonly id: string
  readonly size: number
  readonly sha256: string
  readonly stored: string
}

/** From the process of the receiver. */
export type FromReceiver =
  | { readonly type: 'ready'; readonly plain: number; readonly secure: number }
  | {
      readonly type: 'settled'
      readonly taken: Taken[]
      readonly broken: number
      readonly footprint: Footprint
      readonly leaks: string[]
    }
  | { readonly type: 'sampled'; readonly footprint: Footprint }
  | { readonly type: 'closed'; readonly footprint: Footprint; readonly leaks: string[] }
  | Problem

/** What must never be: an uncaught error, an unhandled rejection, a warning. */
export interface Problem {
  readonly type: 'problem'
  readonly text: string
}
