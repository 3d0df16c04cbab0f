/**
 * The errors of the data storage as data (spec 15): code, documentation and tests share it.
 */
import type { ErrorRow } from './errors.js'

/** Every error that an API of the data storage reports, by a name of our own. */
export const storageErrorRows = {
  paramType: {
    suffix: 99,
    detail: '%s should be %s',
    type: 'D',
    causes: 'The key is missing or no string, or a callback is no function.',
    advice: 'Pass the type that the message names.',
  },
  keyEmpty: {
    suffix: 99,
    detail: 'the length of %s should be greater than or equal to 1',
    type: 'D',
    causes: 'The key is the empty text.',
    advice: 'Pass a key of one character or more.',
  },
  paramInvalid: {
    suffix: 99,
    detail: 'params %s is invalid',
    type: 'D',
    causes: 'An option whose getter throws.',
    advice: 'Change the option that the message names to a plain value.',
  },
  dataType: {
    suffix: 99,
    detail: 'dataType is illegal, %s',
    type: 'D',
    causes: 'The data is a function or a symbol, or it holds a BigInt or itself.',
    advice: 'Store text, numbers, booleans, null, Dates, and plain objects and arrays of them.',
  },
  itemLimit: {
    suffix: 1,
    detail: 'exceed storage item max length',
    type: 'D',
    causes: 'The data takes more than 1 MB as JSON.',
    advice: 'Store less under one key, or save it as a file.',
  },
  storageLimit: {
    suffix: 2,
    detail: 'exceed storage max size %sMb',
    type: 'D',
    causes: 'All keys and their data together would take more than 10 MB.',
    advice: 'Remove keys that are not needed; getStorageInfo tells what they take.',
  },
  setFail: {
    suffix: 3,
    detail: 'set storage fail',
    type: 'F',
    causes:
      "The host's storage folder cannot be written: the disk is full, or permission is missing.",
    advice: "Look after the host's storage folder, and free some room on the disk.",
  },
  getFail: {
    suffix: 91,
    detail: 'get storage fail',
    type: 'F',
    causes: "What lies in the host's storage folder cannot be read.",
    advice: "Look after the host's storage folder and its permissions.",
  },
  removeFail: {
    suffix: 1,
    detail: 'remove storage fail,key == %s',
    type: 'F',
    causes: "The key's file in the host's storage folder cannot be removed.",
    advice: "Look after the host's storage folder and its permissions.",
  },
  clearFail: {
    suffix: 1,
    detail: 'clear storage fail',
    type: 'F',
    causes: "The files in the host's storage folder cannot be removed.",
    advice: "Look after the host's storage folder and its permissions.",
  },
  infoFail: {
    suffix: 91,
    detail: 'get storage info fail',
    type: 'F',
    causes: "What lies in the host's storage folder cannot be read.",
    advice: "Look after the host's storage folder and its permissions.",
  },
  strict: {
    suffix: 99,
    detail: '%s',
    type: 'D',
    causes: 'The host is strict, and the call gave a warning.',
    advice: 'Mend what the warning tells, or make the host without `strict`.',
  },
  internal: {
    suffix: 92,
    detail: '%s',
    type: 'F',
    causes: 'The host is closed, or a defect of the runtime itself.',
    advice:
      'Make a new host if this one was closed; else report the message as a bug of tt-anywhere.',
  },
} as const satisfies Record<string, ErrorRow>

/** The name of a row. */
export type StorageErrorName = keyof typeof storageErrorRows

/**
 * The number of each API in its error codes (spec 10: AAAABB). The pages tell those of setStorage and
 * getStorageSync; the others are this project's choice and continue these two [choice].
 */
export const storageApis = {
  setStorage: 1177,
  getStorage: 1178,
  removeStorage: 1179,
  clearStorage: 1180,
  getStorageInfo: 1181,
  getStorageSync: 1005,
  setStorageSync: 1006,
  removeStorageSync: 1007,
  clearStorageSync: 1008,
  getStorageInfoSync: 1009,
} as const

/** An API of the data storage, or its Sync twin. */
export type StorageApiName = keyof typeof storageApis

/** Whether a name is that of an API of the data storage. */
export function isStorageApi(api: string): api is StorageApiName {
  return Object.hasOwn(storageApis, api)
}
