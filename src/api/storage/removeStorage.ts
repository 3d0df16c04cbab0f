import { requiredKey, type StorageApi, type StorageCallbacks } from './storageApi.js'

/** The options of tt.removeStorage. */
export interface RemoveStorageOptions extends StorageCallbacks<'removeStorage'> {
  key: string
}

/** Removes a key. */
export const removeStorage: StorageApi<void> = {
  name: 'removeStorage',
  syncName: 'removeStorageSync',
  options: ['key'],
  failure: 'removeFail',
  run: (values, { keyValues }) => keyValues.remove(requiredKey(values)),
}
