/**
 * Reads a command line. node:util's own parser: it is strict, keeps every value as the text that was
 * typed (`--app-version 1.10` is not 1.1) and every repetition in its order.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearest } from '../host/nearest.js'

type ParserOption = NonNullable<ParseArgsConfig['options']>[string]

/** An option: what the parser needs, and what --help says of it. */
type Option = ParserOption & {
  /** What stands for its value in --help, such as `URL`. */
  readonly value?: string
  readonly help: string
}

/** The options of a command by their long names. */
export type Options = Readonly<Record<string, Option>>

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Every command has it. */
export const helpOption = {
  help: { type: 'boolean', short: 'h', help: 'show this text' },
} as const satisfies Options

/** Parses what stands after a command's name. @throws {UsageError} */
export function readArguments<Table extends Options>(words: readonly string[], options: Table) {
  try {
    return parseArgs<{ args: string[]; options: Table; allowPositionals: true; strict: true }>({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    throw new UsageError(usageMessage(error, options), { cause: error })
  }
}

function usageMessage(error: unknown, options: Options): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return message.replace(/\.?\s+/g, ' ').trim()
  const given = /'([^']*)'/.exec(message)?.[1] ?? ''
  const known = nearest(given.replace(/^-+/, ''), Object.keys(options))
  return `unknown option ${given}${known === undefined ? '' : `; did you mean --${known}?`}`
}

/** The one argument that a command takes. @throws {UsageError} */
export function onlyArgument(name: string, given: readonly string[]): string {
  const [first, second] = given
  if (first === undefined || first === '') throw new UsageError(`${name} is missing`)
  if (second !== undefined) {
    throw new UsageError(`one ${name} at a time; ${JSON.stringify(second)} is one too many`)
  }
  return first
}

/** A whole number as it was typed. @throws {UsageError} */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) {
    throw new UsageError(
      `--${option} must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`,
    )
  }
  return value
}

const units = ['', 'k', 'm', 'g', 't']

/** A size in bytes: `500`, `20k`, `10MB`, `2GiB`; a unit is a power of 1024. @throws {UsageError} */
export function byteSize(option: string, text: string): number {
  const [, number, unit = ''] = /^(\d+)([kmgt]?)(?:i?b)?$/i.exec(text) ?? []
  const bytes = Number(number) * 1024 ** units.indexOf(unit.toLowerCase())
  if (number === undefined || !Number.isSafeInteger(bytes)) {
    throw new UsageError(
      `--${option} must be a number of bytes such as 500000, 20k or 10MB, got ${JSON.stringify(text)}`,
    )
  }
  return bytes
}

/** Splits `key=value` or `name: value` at the first separator. @throws {UsageError} */
export function pair(
  option: string,
  text: string,
  separator: '=' | ':',
): [key: string, value: string] {
  const at = text.indexOf(separator)
  const key = text.slice(0, Math.max(at, 0))
  if ((separator === ':' ? key.trim() : key) === '') {
    const form = separator === '=' ? 'key=value' : "'name: value'"
    throw new UsageError(`--${option} must be ${form}, got ${JSON.stringify(text)}`)
  }
  const value = text.slice(at + 1)
  return separator === '=' ? [key, value] : [key.trim(), value.trim()]
}
