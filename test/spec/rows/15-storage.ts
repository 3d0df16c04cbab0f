/**
 * The rows of the data storage. `storage` stands for the platform's pages of it.
 */
import type { Row } from '../rows.js'

/** 15. The data storage */
export const storageRows: readonly Row[] = [
  {
    id: '15.1',
    source: 'storage',
    text: 'setStorage keeps a value under a key and replaces what was there; getStorage gives it as `data`.',
  },
  {
    id: '15.2',
    source: 'storage, types, choice',
    text: "A key that is not there gives `''`, in the Sync twin too (whose page also has an error for it, 100599 `data not found`).",
  },
  {
    id: '15.3',
    source: 'storage',
    text: 'String, Number, Boolean, Null, Object and Array come back as they were.',
  },
  {
    id: '15.4',
    source: 'storage, choice',
    text: 'A Date comes back as a Date, wherever in the value it stands.',
  },
  {
    id: '15.5',
    source: 'storage, feishu',
    text: 'data is undefined by default, and comes back as undefined.',
  },
  {
    id: '15.6',
    source: 'choice',
    text: 'What is kept is a copy, and what is given is a new copy each time.',
  },
  {
    id: '15.7',
    source: 'storage, choice',
    text: 'What JSON does not have (a function within an object, NaN, a Map) is kept as JSON does, with a warning, for data is lost.',
  },
  {
    id: '15.8',
    source: 'game, choice',
    text: 'A function, a symbol, a BigInt, and what holds itself fail with xx99 `dataType is illegal, …`; what was there stays.',
  },
  {
    id: '15.9',
    source: 'storage, choice',
    text: 'removeStorage removes a key; one that is not there is no error.',
  },
  { id: '15.10', source: 'storage', text: 'clearStorage removes all keys.' },
  {
    id: '15.11',
    source: 'storage, feishu, choice',
    text: 'getStorageInfo gives keys (sorted), currentSize in KB with fractions, and limitSize 10240; the key `name` with `DemoName` takes 0.0419921875.',
  },
  {
    id: '15.12',
    source: 'storage',
    text: 'A key that is no string fails with xx99 `params.key should be string`, the empty one with `the length of params.key should be greater than or equal to 1`; a Sync twin says inputs[0].',
  },
  {
    id: '15.13',
    source: 'choice',
    text: 'Any other text is a key, `__proto__` and very long ones too; keys that differ in case are two.',
  },
  {
    id: '15.14',
    source: 'storage, game',
    text: 'A value over 1 MB, as it is kept, fails with xx01 `exceed storage item max length`.',
  },
  {
    id: '15.15',
    source: 'storage, game',
    text: 'Over 10 MB in all it fails with xx02 `exceed storage max size 10Mb`; what was there stays.',
  },
  { id: '15.16', source: 'storage', text: "Mini-programs never see each other's keys." },
  {
    id: '15.17',
    source: 'choice',
    text: 'In a storage folder all is there for the next host of the same appId; without one it ends with the host.',
  },
  {
    id: '15.18',
    source: 'choice',
    text: 'Hosts and processes of one appId share it: each sees at once what the other keeps, and none loses a key.',
  },
  {
    id: '15.19',
    source: 'choice',
    text: 'A process that is killed leaves each key with its old value or its new one, whole.',
  },
  {
    id: '15.20',
    source: 'game, choice',
    text: 'What the disk refuses fails with xx03 `set storage fail`, xx01 `remove storage fail,key == …` and `clear storage fail`, xx91 `get storage fail` and `get storage info fail`; a warning tells the host what the system said.',
  },
  {
    id: '15.21',
    source: 'choice',
    text: 'Files of another origin in the storage folder do no harm.',
  },
  {
    id: '15.22',
    source: 'storage',
    text: 'Every Sync twin does the same, returns the value alone, and throws an Error whose message is the errMsg and that carries errMsg, errorCode and errorType.',
  },
  {
    id: '15.23',
    source: 'choice',
    text: 'The rules of the call are those of uploadFile: options are read once, nothing throws, exactly one of success and fail and then complete with the same object, never before the call has returned. The value is kept when the call is made.',
  },
  {
    id: '15.24',
    source: 'choice',
    text: 'After host.close() a call fails with xx92 `host is closed`, and a Sync method throws it.',
  },
  {
    id: '15.25',
    source: 'storage, choice',
    text: "setStorage's number is 1177 and getStorageSync's 1005; the others, which no page tells, continue these.",
  },
]
