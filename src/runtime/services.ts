/**
 * What all parts of one mini-program share.
 */
import type { Border } from './border.js'
import type { Mirror } from './mirror.js'
import type { AppFunction, Intrinsics, RuntimePlatform } from './platform.js'

/** What all parts of one mini-program share. */
export interface Services {
  readonly platform: RuntimePlatform
  readonly border: Border
  readonly make: Intrinsics
  /** Tells the view, where one is. */
  readonly mirror: Mirror
  /** Whether there is one: then what fails is reported, and the rest goes on. */
  readonly hasView: boolean
  /** An API of tt that is about the view, where one is. */
  viewApi(name: string): AppFunction | undefined
  /** Calls a function of the mini-program; what it throws is reported and stops nothing. */
  call(run: unknown, self: unknown, values: readonly unknown[]): unknown
  /** Told what the mini-program threw. */
  report(error: unknown): void
  /** Runs when what runs now is done, as the view does, which stands beside the logic. */
  later(run: () => void): void
  /** Makes a function that the mini-program can call. */
  expose(run: (this: unknown, ...values: never[]) => unknown): AppFunction
}
