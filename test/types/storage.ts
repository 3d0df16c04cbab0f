/**
 * The data storage against the official typings. Nothing here runs: `npm run typecheck` is the test.
 */
import type * as Official from '@douyin-microapp/typings/types/api.js'
import type {
  GetStorageOptions,
  SetStorageOptions,
  StorageApiName,
  StorageInfo,
  TT,
} from 'tt-anywhere'

/** All are as the official typings have them, without exception. */
export const onTT = (tt: TT): Pick<typeof Official, StorageApiName> => tt

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false
function same<One, Other>(_proof: Same<One, Other>) {}

/** Options that are typed by the official typings go into our calls. */
type OptionsOf<Name extends keyof typeof Official> = (typeof Official)[Name] extends (
  options: infer Options,
) => void
  ? Options
  : never
export function official(
  tt: TT,
  set: OptionsOf<'setStorage'>,
  get: OptionsOf<'getStorage'>,
  info: OptionsOf<'getStorageInfo'>,
) {
  tt.setStorage(set)
  tt.getStorage(get)
  tt.getStorageInfo(info)
}

/** Code as people write it. */
export function usage(tt: TT, set: SetStorageOptions, get: GetStorageOptions<Date>) {
  tt.setStorage(set)
  tt.setStorage({ key: 'a', data: { at: new Date() }, fail: ({ errorCode }) => errorCode })
  tt.setStorageSync('a', [1])
  tt.getStorage(get)
  tt.getStorage<string>({ key: 'a', success: ({ data }) => same<typeof data, string>(true) })
  tt.getStorage({ key: 'a', success: ({ data }) => same<typeof data, unknown>(true) })
  const token = tt.getStorageSync<string>('token')
  same<typeof token, string>(true)
  const unknown = tt.getStorageSync('token')
  same<typeof unknown, unknown>(true)
  tt.removeStorage({ key: 'a', complete() {} })
  tt.removeStorageSync('a')
  tt.clearStorage()
  tt.clearStorageSync()
  tt.getStorageInfo({
    success: ({ keys, currentSize, limitSize }) =>
      same<[typeof keys, typeof currentSize, typeof limitSize], [string[], number, number]>(true),
  })
  const info = tt.getStorageInfoSync()
  same<typeof info, StorageInfo>(true)
}

/** What is wrong does not compile. */
export function wrong(tt: TT) {
  // @ts-expect-error: a key is a string.
  tt.setStorageSync(1, 'a')
  // @ts-expect-error: the key is required.
  tt.getStorage({})
}
