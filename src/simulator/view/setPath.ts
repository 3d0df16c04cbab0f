/**
 * Data that was set, put into what is shown: everything on the way is made anew, so that what a
 * component is given is another object exactly where something changed.
 */
import type { DataPath } from '../protocol/logic.js'

/** A copy of `target` with the value set; what the path does not touch is shared with it. */
export function setPath(target: unknown, path: DataPath, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  const copy = copyOf(target, step)
  copy[step as keyof typeof copy] = setPath(copy[step as keyof typeof copy], rest, value) as never
  return copy
}

/** As the platform has it, a number makes a list of what is none, a name an object. */
function copyOf(target: unknown, step: string | number): Record<string, unknown> | unknown[] {
  if (Array.isArray(target)) return [...target]
  if (typeof step === 'number') return []
  return typeof target === 'object' && target !== null ? { ...target } : {}
}
