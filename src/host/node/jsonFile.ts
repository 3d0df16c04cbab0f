/**
 * JSON files of a project and of its console, whose errors name the file and the key.
 */
import { readFileSync } from 'node:fs'
import { parseJson } from '../../rules/json.js'

/** The fields of a JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads a file that holds an object; undefined where there is none.
 *
 * @param name what errors call it: never where it lies on the machine
 * @throws {TypeError} naming the file
 */
export function readJsonFile(path: string, name: string): JsonObject | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new TypeError(`${name} can't be read: ${code}`, { cause })
  }
  let value: unknown
  try {
    value = parseJson(name, text)
  } catch (cause) {
    throw new TypeError((cause as Error).message, { cause })
  }
  if (!isObject(value)) throw wrong(name, 'it', 'an object', value)
  return value
}

/** Whether a value is an object with fields, no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The error for a value of a wrong type. */
export function wrong(file: string, key: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${file}: ${key} must be ${wanted}, got ${JSON.stringify(value)}`)
}
