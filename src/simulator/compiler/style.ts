/**
 * TTSS as CSS.
 */
import postcss from 'postcss'
import type { UnitInput } from './cache.js'

export function compileStyle(path: string, _: { scope: string }, { read }: UnitInput): string {
  return postcss.parse(read(path) ?? '').toString()
}
