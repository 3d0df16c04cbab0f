/**
 * The shape that all APIs of files share: an asynchronous one, and its Sync twin. An API is a
 * {@link FileApi}: a name, options, and what it does; its errors are a row of fileErrors.ts.
 */

import type { FileProblem, FileStoreError, Platform } from '../../platform.js'
import type { Callbacks, OptionValues } from '../call.js'
import type { Context } from '../context.js'
import { ApiError, type FailResult, messageOf, toApiError } from '../errors.js'
import { type FileApiName, type FileErrorName, fileErrorSuffix } from '../fileErrors.js'
import {
  type ApiKind,
  type AsyncApi,
  argumentLabel,
  asyncApi,
  type CommonTools,
  type SyncError,
  syncApi,
  type TwinApi,
} from '../twins.js'
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
export type FileSystemError = SyncError

/** What an API works with. */
type FilePlatform = Pick<Platform, 'files' | 'createHasher'>

/** The same with what every API has. */
export type FileTools = FilePlatform & CommonTools

interface Paths {
  /** The options that are paths; what is written comes last. */
  readonly paths: readonly string[]
}

/** An API of files. */
export type FileApi<Value> = AsyncApi<FileApiName, FilePlatform, Value> & Paths

/** An API that has a Sync twin. */
export type TwinFileApi<Value> = TwinApi<FileApiName, FilePlatform, Value> & Paths

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

/** What the words of an error depend on. */
type Called = Pick<FileApi<unknown>, 'name' | 'options' | 'paths'>

function kindOf(api: Called, context: Context): ApiKind<FileApiName, FilePlatform> {
  return {
    tools: ({ platform: { files, createHasher } }) => ({ files, createHasher }),
    translate: (error, name, values) =>
      tellCause(translate(error, api, name, values), name, context),
  }
}

/** The asynchronous API: nothing throws out of it. */
export function asyncFileApi<Options extends object, Value>(
  api: FileApi<Value>,
  context: Context,
): (options: Options) => void {
  return asyncApi(api, kindOf(api, context), context)
}

/** The Sync twin. It throws a {@link FileSystemError}, as on the phone. */
export function syncFileApi<Arguments extends unknown[], Value>(
  api: TwinFileApi<Value>,
  context: Context,
): (...args: Arguments) => Value {
  return syncApi(api, kindOf(api, context), context)
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
function translate(error: unknown, api: Called, name: FileApiName, values: OptionValues): ApiError {
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

function typeError(
  error: ApiError,
  api: Called,
  name: FileApiName,
  values: OptionValues,
): ApiError {
  const [option = '', expected = ''] = error.values
  const label = argumentLabel(api, name, option)
  return new ApiError('paramType', [label, expected, typeName(values[option])])
}

function typeName(value: unknown): string {
  try {
    return Array.isArray(value) ? 'array' : typeof value
  } catch {
    return 'object' // a revoked proxy
  }
}
