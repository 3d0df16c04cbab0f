/**
 * The shape that all asynchronous APIs share: read the options once, run, settle once (spec 1, 7).
 */

import type { CallContext } from './context.js'
import { ApiError, type ApiName, toApiError } from './errors.js'
import { createWarning, type WarningCode } from './warnings.js'

/** What every option object may hold beside the API's own options. */
export interface Callbacks<Success, Fail> {
  /** Called once when the call succeeded. */
  success?: ((result: Success) => void) | null | undefined
  /** Called once when it failed. */
  fail?: ((error: Fail) => void) | null | undefined
  /** Called once after either, with the same object. */
  complete?: ((result: Completion<Success, Fail>) => void) | null | undefined
}

/** What complete gets: the one or the other, so that a field of either can be asked for. */
type Completion<Success, Fail> =
  | (Success & Absent<Exclude<keyof Fail, keyof Success>>)
  | (Fail & Absent<Exclude<keyof Success, keyof Fail>>)

type Absent<Name extends PropertyKey> = { [Each in Name]?: undefined }

/** The options as they stood when the call was made. */
export type OptionValues = Readonly<Record<string, unknown>>

/** A call from its start to its one end. */
export interface Call {
  readonly values: OptionValues
  /** Throws where an option could not be read, or a callback is no function. */
  check(): void
  /** Tells a warning, or throws it where the host is strict. */
  warn(code: WarningCode, value: string): void
  succeed(result: object): void
  fail(error: unknown): void
  /** Settles when the callbacks have run. */
  readonly ended: Promise<void>
}

const callbackNames = ['success', 'fail', 'complete']

/**
 * Reads the options of a call, each once; nothing throws.
 *
 * @param failure makes what fail gets of an error; of the error tables where it is not given
 */
export function openCall(
  api: string,
  options: unknown,
  names: readonly string[],
  context: CallContext,
  failure: (error: unknown) => object = (error) => toApiError(error).result(api as ApiName),
): Call {
  const { values, broken } = readOnce(options, names)
  let settled = false
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })

  function settle(callback: unknown, result: object) {
    if (settled) return
    settled = true
    // Never before the call has returned (spec 7).
    void Promise.resolve().then(() => {
      callSafely(callback, result, context)
      callSafely(values.complete, result, context)
      end()
    })
  }

  return {
    values,
    ended,
    check() {
      if (broken !== undefined) throw new ApiError('paramInvalid', [broken])
      callbackNames.forEach((name) => {
        const value = values[name] ?? ''
        if (value !== '' && typeof value !== 'function') {
          throw new ApiError('paramType', [name, 'function'])
        }
      })
    },
    warn: (code, value) => tellWarning(api, code, value, context),
    succeed: (result) => settle(values.success, result),
    fail: (error) => settle(values.fail, failure(error)),
  }
}

/** Tells a warning, or throws it where the host is strict. */
export function tellWarning(
  api: string,
  code: WarningCode,
  value: string,
  context: CallContext,
): void {
  const warning = createWarning(api, code, value)
  if (context.settings.strict) throw new ApiError('strict', [warning.message])
  context.warn(warning)
}

function readOnce(options: unknown, names: readonly string[]) {
  const values: Record<string, unknown> = {}
  let broken: string | undefined
  if ((typeof options === 'object' && options !== null) || typeof options === 'function') {
    names.forEach((name) => {
      try {
        values[name] = (options as Record<string, unknown>)[name]
      } catch {
        broken ??= name
      }
    })
  }
  return { values, broken }
}

/** Calls what a mini-program gave; what it throws is reported and stops nothing (spec 7). */
export function callSafely(callback: unknown, argument: object, context: CallContext): void {
  if (typeof callback !== 'function') return
  try {
    callback(argument)
  } catch (error) {
    context.platform.reportError(error)
  }
}

/** A required string (spec 1). */
export function requiredString(values: OptionValues, name: string): string {
  const value = given(values[name])
  if (value === undefined) throw new ApiError('paramMissing', [name])
  if (typeof value !== 'string') throw new ApiError('paramType', [name, 'string'])
  return value
}

/** An option that need not be given: undefined where it is not (spec 1). */
export function optional(values: OptionValues, name: string, type: 'string'): string | undefined
export function optional(values: OptionValues, name: string, type: 'number'): number | undefined
export function optional(values: OptionValues, name: string, type: 'boolean'): boolean | undefined
export function optional(
  values: OptionValues,
  name: string,
  type: 'object',
): Readonly<Record<string, unknown>> | undefined
export function optional(values: OptionValues, name: string, type: string): unknown {
  const value = given(values[name])
  if (value === undefined) return undefined
  if (typeOf(name, value) !== type) throw new ApiError('paramType', [name, type])
  return value
}

function typeOf(name: string, value: unknown): string {
  try {
    return Array.isArray(value) ? 'array' : typeof value
  } catch (error) {
    // A revoked proxy.
    throw new ApiError('paramInvalid', [name], { cause: error })
  }
}

/** `""`, null and undefined count as missing (spec 1). */
function given(value: unknown): unknown {
  return value === '' || value === null ? undefined : value
}

/**
 * The names of the options that the platform's page does not have, and that are not `known`. Client
 * libraries leave options of other platforms undefined: those say nothing.
 */
export function unknownOptions(options: unknown, known: readonly string[]): string[] {
  if (typeof options !== 'object' || options === null) return []
  try {
    return Object.keys(options).filter((key) => {
      if (known.includes(key)) return false
      // A getter is not called: nobody reads what it gives.
      const { get, value } = Object.getOwnPropertyDescriptor(options, key) ?? {}
      return get !== undefined || value !== undefined
    })
  } catch (error) {
    throw new ApiError('paramInvalid', ['options'], { cause: error })
  }
}
