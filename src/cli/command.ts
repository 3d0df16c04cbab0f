import type { Options } from './arguments.js'
import type { Screen } from './screen.js'

/** Where a command writes. */
export interface Screens {
  /** What was asked for. */
  readonly out: Screen
  /** What is said about it: progress, warnings, errors. */
  readonly err: Screen
}

/** A command of tt-anywhere. */
export interface Command {
  readonly name: string
  /** What stands after the name in --help, such as `FILE --url URL [options]`. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly options: Options
  /** Paragraphs below the options. */
  readonly notes: readonly string[]
  readonly examples: readonly string[]
  /** Runs it. Resolves to the exit code; rejects with a UsageError where the words make no sense. */
  run(words: readonly string[], screens: Screens): Promise<number>
}
