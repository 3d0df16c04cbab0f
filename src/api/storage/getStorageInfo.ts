import { mostInAll } from '../../rules/storedValues.js'
import type { StorageApi, StorageCallbacks } from './storageApi.js'

/** What tt.getStorageInfoSync returns. */
export interface StorageInfo {
  /** All keys, sorted. */
  keys: string[]
  /** KB that keys and values take, with fractions. */
  currentSize: number
  /** KB that they may take: 10240. */
  limitSize: number
}

/** The options of tt.getStorageInfo. */
export interface GetStorageInfoOptions extends StorageCallbacks<'getStorageInfo', StorageInfo> {}

/** Tells the keys, and what they take. */
export const getStorageInfo: StorageApi<StorageInfo> = {
  name: 'getStorageInfo',
  syncName: 'getStorageInfoSync',
  options: [],
  failure: 'infoFail',
  run(_values, { keyValues }) {
    const { keys, size } = keyValues.info()
    return { keys: keys.sort(), currentSize: size / 1024, limitSize: mostInAll / 1024 }
  },
  result: (info) => info,
}
