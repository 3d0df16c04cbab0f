import { encodeValue, mostInAll, mostPerKey, type StoredText } from '../../rules/storedValues.js'
import { ApiError } from '../errors.js'
import { requiredKey, type StorageApi, type StorageCallbacks } from './storageApi.js'

/** The options of tt.setStorage. */
export interface SetStorageOptions extends StorageCallbacks<'setStorage'> {
  /** One character or more. */
  key: string
  /** What JSON has, Dates, or undefined; up to 1 MB as JSON. Undefined by default. */
  data?: unknown
}

/** Keeps a copy of a value under a key. */
export const setStorage: StorageApi<void> = {
  name: 'setStorage',
  syncName: 'setStorageSync',
  options: ['key', 'data'],
  failure: 'setFail',
  run(values, { keyValues, warn }) {
    const key = requiredKey(values)
    const { text, lost } = encode(values.data)
    if (lost !== undefined) warn('storage-lossy', lost)
    if (new TextEncoder().encode(text).byteLength > mostPerKey) throw new ApiError('itemLimit')
    if (!keyValues.set(key, text)) {
      throw new ApiError('storageLimit', [String(mostInAll / mostPerKey)])
    }
  },
}

function encode(data: unknown): StoredText {
  try {
    return encodeValue(data)
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new ApiError('dataType', [reason], { cause: error })
  }
}
