/**
 * What the markup of a template is written with: expressions as references to the tables of its file.
 */
import type { Place } from '../../runtime/platform.js'
import type { Problem } from '../protocol/bundle.js'
import type { Compiled, ValueCompiler } from './values.js'

/** What the markup of one file refers to, by index. */
export interface Tables {
  /** Tags of built-in components. */
  readonly tags: string[]
  /** Code of expressions, of what goes through lists, and of what events know of elements. */
  readonly values: string[]
  readonly lists: string[]
  readonly metas: string[]
}

/** Told what is wrong: an error, unless it says otherwise. */
export type TemplateReport = (
  message: string,
  place: Place | undefined,
  severity?: Problem['severity'],
) => void

/** What writing markup needs. */
export interface MarkupInput {
  /** The tags of own components. */
  readonly own: ReadonlySet<string>
  /** What marks the elements: `s-<scope>`. */
  readonly scope: string
  /** Whether elements may have external classes, which the part's owner names. */
  readonly external: boolean
  /** Filled by what is written. */
  readonly tables: Tables
  readonly values: ValueCompiler
  report: TemplateReport
}

/** Writes expressions. */
export function createWriter(tables: Tables) {
  const add = (table: string[], code: string): number => table.push(code) - 1

  /** As an expression in Vue's template. */
  function at(level: string, compiled: Compiled): string {
    if ('constant' in compiled) return JSON.stringify(compiled.constant)
    return `_ctx.$v[${add(tables.values, compiled.code)}](${level})`
  }

  /** As an argument of the help. */
  const argument = (compiled: Compiled) =>
    'constant' in compiled ? JSON.stringify(compiled.constant) : compiled.code

  return { add, at, argument }
}

/** Code as the value of an attribute: it has double quotes by the dozen, and seldom single ones. */
export function quote(code: string): string {
  return `'${code.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}'`
}
