/**
 * The shape that all APIs of files share: an asynchronous one, and its Sync twin. An API is a
 * {@link FileApi}: a name, options, and what it does; its errors are a row of fileErrors.ts.
 */

import type { FileProblem, FileStoreError, Platform } from '../../platform.js'
import { type Callbacks, type OptionValues, openCall, unknownOptions } from '../call.js'
import type { Context, RunningCall } from '../context.js'
import { ApiError, type FailResult, messageOf, toApiError } from '../errors.js'
import { type FileApiName, type FileErrorName, fileErrorSuffix } from '../fileErrors.js'
import { createWarning } from '../warnings.js'

/** What success gets beside the API's own fields. */
interface Done<Name extends string> {
  errMsg: `${Name}:ok`
}

/** The options that each asynchronous API of files has beside its own. */
export type FileCallbacks<Name extends string, Result extends object = object> = Callbacks<
  Done<Name> & Result,
  FailResult
>

/** What a Sync method throws: an Error whose message is the errMsg. */
export type FileSystemError = Error & FailResult

/** What an API works with. */
export interface FileTools extends Pick<Platform, 'files' | 'createHasher'> {
  /** Warns of what the phone may not know. */
  warn(option: string): void
  /** Throws where the host was closed meanwhile. */
  checkOpen(): void
}

/** An API of files. */
export interface FileApi<Value> {
  readonly name: FileApiName
  /** Its options, in the order of the Sync twin's arguments. */
  readonly options: readonly string[]
  /** Those that are paths; what is written comes last. */
  readonly paths: readonly string[]
  /** Does it. Throws an {@link ApiError} or what the store throws. */
  run(values: OptionValues, tools: FileTools): Value | Promise<Value>
  /** What success gets of it beside errMsg. */
  result?(value: Value): object
}

/** An API that has a Sync twin. */
export interface TwinFileApi<Value> extends FileApi<Value> {
  readonly syncName: FileApiName
  /** Does it at once, and returns what the Sync twin returns. */
  runNow(values: OptionValues, tools: FileTools): Value
}

/** What both twins of an API do that never takes long. */
export function atOnce<Value>(
  run: (values: OptionValues, tools: FileTools) => Value,
): Pick<TwinFileApi<Value>, 'run' | 'runNow'> {
  return { run, runNow: run }
}

/** A time in milliseconds as the platform tells it. */
export function inSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

/** The asynchronous API: nothing throws out of it. */
export function asyncFileApi<Options extends object, Value>(
  api: FileApi<Value>,
  context: Context,
): (options: Options) => void {
  const names = [...api.options, 'success', 'fail', 'complete']
  return (options) => {
    const call = openCall(api.name, options, names, context)

    async function run(): Promise<object> {
      checkOpen(context)
      call.check()
      const warn = (option: string) => call.warn('option-unknown', option)
      for (const name of unknownOptions(options, names)) warn(name)
      const value = await api.run(call.values, { ...tools(context), warn })
      return { errMsg: `${api.name}:ok`, ...api.result?.(value) }
    }

    const running: RunningCall = { abort: () => call.fail(closedError()), ended: call.ended }
    context.running.add(running)
    call.ended.then(() => context.running.delete(running))
    run().then(call.succeed, (error: unknown) =>
      call.fail(tellCause(translate(error, api, api.name, call.values), api.name, context)),
    )
  }
}

/** The Sync twin. It throws a {@link FileSystemError}, as on the phone. */
export function syncFileApi<Arguments extends unknown[], Value>(
  api: TwinFileApi<Value>,
  context: Context,
): (...args: Arguments) => Value {
  return (...args) => {
    const values = Object.fromEntries(api.options.map((name, index) => [name, args[index]]))
    try {
      checkOpen(context)
      return api.runNow(values, { ...tools(context), warn: () => {} })
    } catch (error) {
      const translated = tellCause(
        translate(error, api, api.syncName, values),
        api.syncName,
        context,
      )
      const result = toApiError(translated).result(api.syncName)
      throw Object.assign(new Error(result.errMsg, { cause: translated.cause }), result)
    }
  }
}

function tools(context: Context): Omit<FileTools, 'warn'> {
  const { files, createHasher } = context.platform
  return { files, createHasher, checkOpen: () => checkOpen(context) }
}

function checkOpen(context: Context): void {
  if (context.closed) throw closedError()
}

function closedError(): ApiError {
  return new ApiError('internal', ['host is closed'])
}

/** Which row tells a problem of the store: the first of these that the API has. */
const rowsOf = {
  missing: ['missing', 'missingPair'],
  denied: ['denied', 'deniedPair', 'listFail'],
  exists: ['exists', 'notPermitted'],
  'not-folder': ['notPermitted', 'missing'],
  folder: ['notPermitted', 'missing'],
  'not-empty': ['notEmpty', 'notPermitted'],
  quota: ['quota', 'operationFail'],
  long: ['paramInvalid'],
  full: ['operationFail'],
  exhausted: ['operationFail'],
  failed: ['operationFail'],
} as const satisfies Record<FileProblem, readonly FileErrorName[]>

/** Any error as the platform's pages word it for this API. */
function translate(
  error: unknown,
  api: FileApi<unknown>,
  name: FileApiName,
  values: OptionValues,
): ApiError {
  if (error instanceof ApiError) {
    return error.row === 'paramType' ? typeError(error, api, name, values) : error
  }
  // More than memory or a string can hold.
  if (error instanceof RangeError || codeOf(error) !== undefined) {
    return new ApiError('operationFail', [], { cause: error })
  }
  const { problem, path } = error as Partial<FileStoreError>
  if (problem === undefined) return toApiError(error)
  const cause = { cause: error }
  const candidates: readonly FileErrorName[] = rowsOf[problem]
  const row = candidates.find((one) => fileErrorSuffix(name, one) !== undefined) ?? 'operationFail'
  const given = api.paths.filter((option) => typeof values[option] === 'string')
  // The store may name a path in its plain form; then it is the one that is written.
  const option = given.find((one) => values[one] === path) ?? given.at(-1) ?? ''
  if (row === 'paramInvalid') return new ApiError(row, [option], cause)
  const told = row.endsWith('Pair') ? given : [option]
  return new ApiError(row, [name, ...told.map((one) => String(values[one]))], cause)
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code
}

/** What the system said is told to the host alone: it may have paths of this machine. */
export function tellCause(error: ApiError, name: string, context: Context): ApiError {
  const cause = error.cause instanceof Error ? (error.cause.cause ?? error.cause) : undefined
  const system = cause !== undefined && (codeOf(cause) !== undefined || cause !== error.cause)
  if (system) context.warn(createWarning(name, 'file-system', messageOf(cause)))
  return error
}

/** An argument is named by its place in a Sync twin, by its name elsewhere. */
function typeError(
  error: ApiError,
  api: FileApi<unknown>,
  name: FileApiName,
  values: OptionValues,
): ApiError {
  const [option = '', expected = ''] = error.values
  const label = name === api.name ? `params.${option}` : `inputs[${api.options.indexOf(option)}]`
  return new ApiError('paramType', [label, expected, typeName(values[option])])
}

function typeName(value: unknown): string {
  try {
    return Array.isArray(value) ? 'array' : typeof value
  } catch {
    return 'object' // a revoked proxy
  }
}
