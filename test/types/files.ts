/**
 * The APIs of files against the official typings. Nothing here runs: `npm run typecheck` is the test.
 */
import type * as Official from '@douyin-microapp/typings/types/api.js'
import type { FileSystemManager, ReadFileOptions, Stat, StatItem, TT } from 'tt-anywhere'

type OfficialTT = typeof Official
type OfficialManager = ReturnType<OfficialTT['getFileSystemManager']>

/** On tt itself all are as the official typings have them. */
export const onTT = (
  tt: TT,
): Pick<
  OfficialTT,
  'saveFile' | 'getSavedFileList' | 'removeSavedFile' | 'getFileInfo' | 'env' | 'getEnvInfoSync'
> => tt

/**
 * Where the official typings are plainly wrong, and ours are right: without an encoding readFile and
 * its twin give an ArrayBuffer, as their own comment says, and no string.
 */
type Wrong = 'readFile' | 'readFileSync'

/** What does not exist here. */
type Absent = 'unzip'

export const manager = (ours: FileSystemManager): Omit<OfficialManager, Wrong | Absent> => ours

/** We have nothing that the platform does not have, and lack what is named above alone. */
export const nothingAdded: keyof FileSystemManager extends keyof OfficialManager ? true : never =
  true
export const nothingLacks: Exclude<keyof OfficialManager, keyof FileSystemManager> extends Absent
  ? true
  : never = true

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false
function same<One, Other>(_proof: Same<One, Other>) {}

/** Options and callbacks that are typed by the official typings go into our readFile. */
export function readFile(
  ours: FileSystemManager,
  options: Parameters<OfficialManager['readFile']>[0],
) {
  ours.readFile({ ...options, encoding: 'utf8' })
}

/** Code as people write it. */
export function usage(tt: TT, options: ReadFileOptions) {
  const fs = tt.getFileSystemManager()
  const filePath = `${tt.env.USER_DATA_PATH}/a.txt`
  same<ReturnType<typeof fs.readFileSync>, string | ArrayBuffer>(true)
  const bytes = fs.readFileSync(filePath)
  same<typeof bytes, ArrayBuffer>(true)
  const part = fs.readFileSync(filePath, undefined, 1, 2)
  same<typeof part, ArrayBuffer>(true)
  const text = fs.readFileSync(filePath, 'utf8')
  same<typeof text, string>(true)
  fs.readFile({
    filePath,
    encoding: 'utf8',
    success: ({ data }) => same<typeof data, string>(true),
    fail: ({ errMsg, errorCode, errorType }) => console.log(errMsg, errorCode, errorType),
  })
  fs.readFile({ filePath, success: ({ data }) => same<typeof data, ArrayBuffer>(true) })
  fs.readFile(options)
  fs.writeFile({ filePath, data: bytes })
  fs.writeFile({ filePath, data: text, encoding: 'utf8', complete() {} })
  // @ts-expect-error: a view is no ArrayBuffer of its own.
  fs.writeFile({ filePath, data: new Uint8Array() as Uint8Array<SharedArrayBuffer> })
  const stats = fs.statSync(filePath, true)
  same<typeof stats, Stat | StatItem[]>(true)
  tt.getFileInfo({
    filePath,
    digestAlgorithm: 'sha1',
    success: ({ size, digest }) => same<[typeof size, typeof digest], [number, string]>(true),
  })
  tt.saveFile({ tempFilePath: filePath, success: ({ savedFilePath }) => savedFilePath.length })
  // @ts-expect-error: what does not exist here is no member.
  fs.unzip
}
