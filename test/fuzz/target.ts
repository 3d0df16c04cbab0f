/** What a fuzz target is: inputs by chance, and a check that throws where one of them breaks a rule. */
import type { Arbitrary } from 'fast-check'

/** A part of the house under arbitrary inputs. */
export interface Target<Input = unknown> {
  readonly name: string
  /** One line: what goes in, and what must hold. */
  readonly about: string
  /** How many inputs it gets with the unit tests. */
  readonly short: number
  /** How many inputs are under way together. 1 by default. */
  readonly atOnce?: number
  /** Sets up what the inputs go to. */
  open(): Promise<Opened<Input>>
}

/** A target that is set up. */
interface Opened<Input> {
  readonly inputs: Arbitrary<Input>
  /** Tries an input, and tells in a word or two what came of it. Throws where a rule is broken. */
  check(input: Input): Promise<string> | string
  /** Throws where something is left of the inputs so far, none of which is under way. */
  settle?(): Promise<void>
  readonly corpus?: Corpus<Input>
  close(): Promise<void>
}

/** Inputs that are kept, as the bytes that they are. */
interface Corpus<Input> {
  /** The folder below test/fuzz/corpus. */
  readonly folder: string
  bytesOf(input: Input): Buffer
  /** Feeds bytes plainly, and tells what came of it: the name of their file. */
  replay(bytes: Buffer): Promise<string>
}

/** Makes a target of any inputs fit into a list of targets. */
export function target<Input>(of: Target<Input>): Target {
  return of as unknown as Target
}

/** A rule that does not hold. */
export function must(holds: boolean, text: string | (() => string)): asserts holds {
  if (!holds) throw new Error(typeof text === 'string' ? text : text())
}

/** Milliseconds after which whatever did not end hangs: far more than the slowest machine takes. */
const patience = 30_000

/** Waits for what must come. */
export async function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} after ${patience} ms`)), patience)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until all that is due in this turn of the event loop, and in the next, has run. */
export const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))
