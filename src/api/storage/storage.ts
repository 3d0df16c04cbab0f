/**
 * tt.setStorage and its kin: what a mini-program keeps under a key (spec 15).
 */
import type { Context } from '../context.js'
import { type ClearStorageOptions, clearStorage } from './clearStorage.js'
import { type GetStorageOptions, getStorage } from './getStorage.js'
import { type GetStorageInfoOptions, getStorageInfo, type StorageInfo } from './getStorageInfo.js'
import { type RemoveStorageOptions, removeStorage } from './removeStorage.js'
import { type SetStorageOptions, setStorage } from './setStorage.js'
import { asyncStorageApi, syncStorageApi } from './storageApi.js'

/** What stands on tt. The Sync twins throw an Error with errMsg, errorCode and errorType. */
export interface StorageApis {
  /** Keeps a copy of a value under a key; it replaces what was there. */
  setStorage: (options: SetStorageOptions) => void
  setStorageSync: (key: string, data?: unknown) => void
  /** Gives a copy of what is kept under a key; `''` where nothing is. */
  getStorage: <Data = unknown>(options: GetStorageOptions<Data>) => void
  getStorageSync: <Data = unknown>(key: string) => Data
  /** Removes a key; one that is not there is no error. */
  removeStorage: (options: RemoveStorageOptions) => void
  removeStorageSync: (key: string) => void
  /** Removes all keys. */
  clearStorage: (options?: ClearStorageOptions) => void
  clearStorageSync: () => void
  /** Tells the keys, and what they take. */
  getStorageInfo: (options?: GetStorageInfoOptions) => void
  getStorageInfoSync: () => StorageInfo
}

/** Makes the APIs of the data storage of one host. */
export function createStorage(context: Context): StorageApis {
  return {
    setStorage: asyncStorageApi(setStorage, context),
    setStorageSync: syncStorageApi(setStorage, context),
    getStorage: asyncStorageApi(getStorage, context),
    // What is kept is known to the mini-program alone.
    getStorageSync: syncStorageApi(getStorage, context) as StorageApis['getStorageSync'],
    removeStorage: asyncStorageApi(removeStorage, context),
    removeStorageSync: syncStorageApi(removeStorage, context),
    clearStorage: asyncStorageApi(clearStorage, context),
    clearStorageSync: syncStorageApi(clearStorage, context),
    getStorageInfo: asyncStorageApi(getStorageInfo, context),
    getStorageInfoSync: syncStorageApi(getStorageInfo, context),
  }
}
