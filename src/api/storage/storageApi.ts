/**
 * The shape that all APIs of the data storage share: what they do is done at once, asynchronous or
 * not; their errors are rows of storageErrors.ts.
 */
import type { KeyValueStore } from '../../platform.js'
import type { Callbacks, OptionValues } from '../call.js'
import type { Context } from '../context.js'
import { ApiError, type FailResult, toApiError } from '../errors.js'
import type { StorageApiName, StorageErrorName } from '../storageErrors.js'
import { type ApiKind, argumentLabel, asyncApi, type CommonTools, syncApi } from '../twins.js'
import { createWarning } from '../warnings.js'

/** The options that each asynchronous API has beside its own. */
export type StorageCallbacks<Name extends string, Result extends object = object> = Callbacks<
  { errMsg: `${Name}:ok` } & Result,
  FailResult
>

/** An API of the data storage: both twins. */
export interface StorageApi<Value> {
  readonly name: StorageApiName
  readonly syncName: StorageApiName
  /** Its options, in the order of the Sync twin's arguments. */
  readonly options: readonly string[]
  /** The row that tells that the store itself failed. */
  readonly failure: StorageErrorName
  run(values: OptionValues, tools: CommonTools & { keyValues: KeyValueStore }): Value
  /** What success gets of it beside errMsg. */
  result?(value: Value): object
}

/** The asynchronous API: nothing throws out of it. */
export function asyncStorageApi<Options extends object, Value>(
  api: StorageApi<Value>,
  context: Context,
): (options?: Options) => void {
  return asyncApi(api, kindOf(api, context), context)
}

/** The Sync twin. It throws an Error with errMsg, errorCode and errorType. */
export function syncStorageApi<Arguments extends unknown[], Value>(
  api: StorageApi<Value>,
  context: Context,
): (...args: Arguments) => Value {
  return syncApi({ ...api, runNow: api.run }, kindOf(api, context), context)
}

/** The option `key`. */
export function requiredKey({ key }: OptionValues): string {
  if (typeof key !== 'string') throw new ApiError('paramType', ['key', 'string'])
  if (key === '') throw new ApiError('keyEmpty', ['key'])
  return key
}

function kindOf(
  api: StorageApi<unknown>,
  context: Context,
): ApiKind<StorageApiName, { keyValues: KeyValueStore }> {
  return {
    tools: ({ platform: { keyValues } }) => ({ keyValues }),
    translate(error, name, values) {
      if (error instanceof ApiError) return labelled(error, api, name)
      const { code, message } = error as { code?: unknown; message?: unknown }
      if (typeof code !== 'string') return toApiError(error)
      // What the system said is told to the host alone: it has paths of this machine.
      context.warn(createWarning(name, 'file-system', String(message)))
      return new ApiError(api.failure, [String(values.key)])
    },
  }
}

/** The same, with its argument named as the call has it. */
function labelled(error: ApiError, api: StorageApi<unknown>, name: StorageApiName): ApiError {
  if (error.row !== 'paramType' && error.row !== 'keyEmpty') return error
  const [option = '', ...rest] = error.values
  return new ApiError(error.row, [argumentLabel(api, name, option), ...rest])
}
