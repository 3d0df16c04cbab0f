import type { StorageApi, StorageCallbacks } from './storageApi.js'

/** The options of tt.clearStorage. */
export interface ClearStorageOptions extends StorageCallbacks<'clearStorage'> {}

/** Removes all keys. */
export const clearStorage: StorageApi<void> = {
  name: 'clearStorage',
  syncName: 'clearStorageSync',
  options: [],
  failure: 'clearFail',
  run: (_values, { keyValues }) => keyValues.clear(),
}
