/**
 * `host.tt` against the official typings. Nothing here runs: `npm run typecheck` is the test.
 */
import type { showActionSheet as OfficialActionSheet } from '@douyin-microapp/typings/api/action-sheet.js'
import type * as Official from '@douyin-microapp/typings/types/api.js'
import type {
  ChooseImageResult,
  DownloadFileError,
  DownloadFileResult,
  DownloadTask,
  RequestError,
  RequestResult,
  RequestTask,
  TT,
  UploadFileError,
  UploadFileResult,
  UploadTask,
} from 'tt-anywhere'

type OfficialTT = typeof Official

/**
 * Where the official typings are plainly wrong, and ours are right:
 * - getFileSystemManager: there readFile always gives a string; the rest of it is held in files.ts
 * - chooseImage: there tempFilePaths is a string; the rest of it is held below
 */
type Exceptions = 'getFileSystemManager' | 'chooseImage'

/**
 * What the official typings do not have: chooseVideo and getNetworkType, which the platform's pages
 * have, and filePicker, which the sibling platform has. They have showActionSheet, and forget to
 * export it.
 */
type Forgotten = 'chooseVideo' | 'getNetworkType' | 'filePicker' | 'showActionSheet'
export const showActionSheet = (tt: TT): typeof OfficialActionSheet => tt.showActionSheet

/** Code that was written against the official typings takes ours, for every API that we have. */
export const forEveryApi = (
  tt: TT,
): Pick<OfficialTT, Exclude<keyof TT & keyof OfficialTT, Exceptions>> => tt

/** We have no API that the platform does not have. */
export const nothingAdded: Exclude<keyof TT, Forgotten> extends keyof OfficialTT ? true : never =
  true

type NetworkApi = 'uploadFile' | 'request' | 'downloadFile'
type OptionsOf<Api extends NetworkApi> = Parameters<OfficialTT[Api]>[0]
type TaskOf<Api extends NetworkApi> = ReturnType<OfficialTT[Api]>
type ReceivedBy<Api extends NetworkApi, Name extends 'success' | 'fail' | 'complete'> = Parameters<
  NonNullable<OptionsOf<Api>[Name]>
>[0]

type OfficialUpload = OfficialTT['uploadFile']
type OfficialOptions = OptionsOf<'uploadFile'>
type Received<Name extends 'success' | 'fail' | 'complete'> = ReceivedBy<'uploadFile', Name>

/** Options that are typed by the official typings go into our call, and what it returns is theirs. */
export const upload = (tt: TT, options: OfficialOptions): ReturnType<OfficialUpload> =>
  tt.uploadFile(options)

/** Callbacks that are typed by the official typings take our results. */
export const success = (result: UploadFileResult<string>): Received<'success'> => result
export const fail = (error: UploadFileError): Received<'fail'> => error
export const complete = (
  result: UploadFileResult<string> | UploadFileError,
): Received<'complete'> => result

/** The official typings leave out what the platform's page of UploadTask has: ours are right. */
export const more: Record<Exclude<keyof UploadTask, keyof ReturnType<OfficialUpload>>, 'ours'> = {
  offProgressUpdate: 'ours',
  onHeadersReceived: 'ours',
  offHeadersReceived: 'ours',
}

/** The same for tt.request. */
export const request = (tt: TT, options: OptionsOf<'request'>): TaskOf<'request'> =>
  tt.request(options)
export const requestSuccess = (result: RequestResult): ReceivedBy<'request', 'success'> => result
export const requestFail = (error: RequestError): ReceivedBy<'request', 'fail'> => error
export const requestComplete = (
  result: RequestResult | RequestError,
): ReceivedBy<'request', 'complete'> => result
export const moreOfRequest: Record<Exclude<keyof RequestTask, keyof TaskOf<'request'>>, 'ours'> = {
  onHeadersReceived: 'ours',
  offHeadersReceived: 'ours',
}

/** And for tt.downloadFile, which has no filePath there. */
export const download = (tt: TT, options: OptionsOf<'downloadFile'>): TaskOf<'downloadFile'> =>
  tt.downloadFile(options)
type Temporary = DownloadFileResult<{ tempFilePath: string }>
export const downloadSuccess = (result: Temporary): ReceivedBy<'downloadFile', 'success'> => result
export const downloadFail = (error: DownloadFileError): ReceivedBy<'downloadFile', 'fail'> => error
export const downloadComplete = (
  result: Temporary | DownloadFileError,
): ReceivedBy<'downloadFile', 'complete'> => result
export const moreOfDownload: Record<
  Exclude<keyof DownloadTask, keyof TaskOf<'downloadFile'>>,
  'ours'
> = {
  offProgressUpdate: 'ours',
  onHeadersReceived: 'ours',
  offHeadersReceived: 'ours',
}

/** But for tempFilePaths, chooseImage is as the official typings have it. */
type OfficialChoice = Parameters<OfficialTT['chooseImage']>[0]
type OfficialChosen = Parameters<NonNullable<OfficialChoice['success']>>[0]
export const chooseImage = (
  tt: TT,
  { success: _success, complete: _complete, ...options }: OfficialChoice,
): void => tt.chooseImage(options)
export const chosen = (
  result: ChooseImageResult & { errMsg: string },
): Omit<OfficialChosen, 'tempFilePaths'> & { tempFilePaths: string[] } => result
