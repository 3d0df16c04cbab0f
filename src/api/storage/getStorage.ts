import { decodeValue } from '../../rules/storedValues.js'
import { requiredKey, type StorageApi, type StorageCallbacks } from './storageApi.js'

/** What success of tt.getStorage gets. */
export interface GetStorageResult<Data = unknown> {
  /** A copy of what is kept; `''` where nothing is. */
  data: Data
}

/** The options of tt.getStorage. */
export interface GetStorageOptions<Data = unknown>
  extends StorageCallbacks<'getStorage', GetStorageResult<Data>> {
  key: string
}

/** Gives a copy of what is kept under a key. */
export const getStorage: StorageApi<unknown> = {
  name: 'getStorage',
  syncName: 'getStorageSync',
  options: ['key'],
  failure: 'getFail',
  run(values, { keyValues }) {
    const text = keyValues.get(requiredKey(values))
    const found = text === undefined ? undefined : decodeValue(text)
    return found === undefined ? '' : found.data
  },
  result: (data) => ({ data }) satisfies GetStorageResult,
}
