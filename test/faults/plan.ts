/** What a fault proxy does to a connection, as plain data that can be printed and drawn again. */
import type { AnswerName } from './answers.js'

/** Up is from the client to the server, down the way back. */
export type Side = 'up' | 'down'

/** How the bytes of one side move. */
export interface Shape {
  /** Milliseconds that each byte is on its way, and up to how many more by chance. */
  readonly latency: number
  readonly jitter: number
  /** Bytes a second; none where it is not held back. */
  readonly rate?: number
  /** Hands over pieces of at most so many bytes. */
  readonly piece?: number
}

/** What goes wrong. `at` counts the bytes of one side that have passed before. */
export type Fault =
  | { readonly kind: 'none' }
  /** A reset of both connections. At 0 as soon as the connection is there. */
  | { readonly kind: 'reset'; readonly side: Side; readonly at: number }
  /** Nothing moves any more, in no direction, and nobody is told. After `hold` ms all is swallowed. */
  | { readonly kind: 'stall'; readonly side: Side; readonly at: number; readonly hold: number }
  /** One side ends (FIN) where more was to come; the other goes on. */
  | { readonly kind: 'half'; readonly side: Side; readonly at: number }
  /** The way down goes on with bytes of chance, and ends. */
  | { readonly kind: 'garbage'; readonly at: number; readonly length: number }
  /** The proxy answers itself, once so much of the request has come; the server hears nothing. */
  | {
      readonly kind: 'answer'
      readonly after: 'head' | 'body' | number
      readonly name: AnswerName
      /** What then becomes of the connection: read on and keep it, end it, cut it, reset it. */
      readonly next: 'keep' | 'end' | 'destroy' | 'reset'
    }
  /** Answers of 1xx before the real one: when the head has come, when the body has, or both. */
  | { readonly kind: 'interim'; readonly when: 'head' | 'body' | 'both'; readonly count: number }
  /** Ends a connection that has had an answer and then says nothing for so many milliseconds. */
  | { readonly kind: 'idle'; readonly after: number; readonly how: 'end' | 'reset' }

/** The plan of one connection. */
export interface ConnectionPlan {
  readonly number: number
  readonly fault: Fault
  readonly up?: Shape
  readonly down?: Shape
}

/** What became of a connection. */
export interface ConnectionReport {
  readonly number: number
  /** Whether the fault of the plan came about. */
  readonly fired: boolean
  /** Bytes that were handed on, and whole requests among them where they could be read. */
  readonly up: number
  readonly down: number
  readonly requests: number
}

/** A plan in a line. */
export function describePlan({ number, fault, up, down }: ConnectionPlan): string {
  const words = Object.entries(fault).map(([key, value]) =>
    key === 'kind' ? value : `${key}=${value}`,
  )
  for (const [side, shape] of Object.entries({ up, down })) {
    if (shape === undefined) continue
    words.push(`${side}:`, ...Object.entries(shape).map(([key, value]) => `${key}=${value}`))
  }
  return `connection ${number}: ${words.join(' ')}`
}
