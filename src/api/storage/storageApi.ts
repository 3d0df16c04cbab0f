/**
 * The shape that all APIs of the data storage share: what they do is done at once, asynchronous or
 * not; their errors are rows of storageErrors.ts.
 */
import type { KeyValueStore } from '../../platform.js'
import type { Callbacks, OptionValues } from '../call.js'
import type { Context } from '../context.js'
import { ApiError, type FailResult } from '../errors.js'
import type { StorageApiName, StorageErrorName } from '../storageErrors.js'
import { type ApiKind, argumentLabel, asyncApi, type CommonTools, syncApi } from '../twins.js'

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
  return asyncApi(api, kindOf(api), context)
}

/** The Sync twin. It throws an Error with errMsg, errorCode and errorType. */
export function syncStorageApi<Arguments extends unknown[], Value>(
  api: StorageApi<Value>,
  context: Context,
): (...args: Arguments) => Value {
  return syncApi({ ...api, runNow: api.run }, kindOf(api), context)
}

/** The option `key`. */
export function requiredKey({ key }: OptionValues): string {
  if (typeof key !== 'string') throw new ApiError('paramType', ['key', 'string'])
  if (key === '') throw new ApiError('keyEmpty', ['key'])
  return key
}

function kindOf(api: StorageApi<unknown>): ApiKind<StorageApiName, { keyValues: KeyValueStore }> {
  return {
    tools: ({ platform: { keyValues } }) => ({ keyValues }),
    translate(error, name, values) {
      // What is no error of the table comes from the store: the disk, or who may write there.
      if (!(error instanceof ApiError)) {
        return new ApiError(api.failure, [String(values.key)], { cause: error })
      }
      if (error.row !== 'paramType' && error.row !== 'keyEmpty') return error
      const [option = '', ...rest] = error.values
      return new ApiError(error.row, [argumentLabel(api, name, option), ...rest])
    },
  }
}
