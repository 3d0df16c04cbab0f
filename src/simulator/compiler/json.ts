/**
 * JSON files of a project.
 */
import { parseJson } from '../../rules/json.js'
import type { UnitInput } from './cache.js'

/** Reads one; where it is none, says where it breaks. */
export function readJsonFile(path: string, { read, report }: UnitInput): unknown {
  const text = read(path)
  if (text === undefined) return undefined
  try {
    return parseJson(path, text)
  } catch (error) {
    const { message } = error as Error
    const [, line, column] = /at line (\d+), column (\d+)$/.exec(message) ?? []
    report({ file: path, line: Number(line), column: Number(column), message })
    return undefined
  }
}

/** The fields of what should be an object. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
