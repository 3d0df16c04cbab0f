/**
 * What the doctor says.
 */
import type { RuleId } from './rules.js'

/** A place in a file of the project. Lines and columns count from 1. */
export interface Place {
  /** The path from the folder that was examined, with forward slashes. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** `error`: it fails on the platform. `warning`: it may. `info`: worth knowing, or not known. */
export type Severity = 'error' | 'warning' | 'info'

/** One thing that the doctor found. */
export interface Finding extends Place {
  readonly rule: RuleId
  readonly severity: Severity
  /** What is there, in one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly advice: string
  /** Other places that take part, such as the calls that a URL reaches. */
  readonly related: readonly Place[]
}

/** What came of an examination. */
export interface Diagnosis {
  /** Sorted by file, line and column. */
  readonly findings: readonly Finding[]
  /** What was read. */
  readonly read: {
    /** Files in the package, and their bytes. */
    readonly files: number
    readonly bytes: number
    /** Scripts that can run: those that app.js, pages and components reach. */
    readonly scripts: number
    readonly pages: number
  }
}

/** The order in which findings are told. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
