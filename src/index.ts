export type {
  GetUserInfoOptions,
  GetUserInfoResult,
  GetUserProfileOptions,
  GetUserProfileResult,
  LoginOptions,
  LoginResult,
  UserInfo,
} from './api/answered/account.js'
export type {
  Answer,
  AnsweredApi,
  AnsweredApis,
  AnsweredCalls,
  UiCalls,
  UiEvent,
  UserCalls,
} from './api/answered/calls.js'
export type {
  GetClipboardDataResult,
  SetClipboardDataOptions,
} from './api/answered/clipboard.js'
export type { MakePhoneCallOptions } from './api/answered/device.js'
export type {
  ShowActionSheetOptions,
  ShowActionSheetResult,
  ShowLoadingOptions,
  ShowModalOptions,
  ShowModalResult,
  ShowToastOptions,
} from './api/answered/feedback.js'
export type {
  NavigateBackOptions,
  NavigateOptions,
  SwitchTabOptions,
} from './api/answered/navigation.js'
export type {
  PageScrollToOptions,
  PreviewImageOptions,
  SetNavigationBarColorOptions,
  SetNavigationBarTitleOptions,
} from './api/answered/page.js'
export type {
  AuthorizeOptions,
  AuthorizeResult,
  AuthSetting,
  SettingOptions,
  SettingResult,
  SubscriptionsSetting,
  TemplateSetting,
} from './api/answered/permissions.js'
export type {
  ChooseImageOptions,
  ChooseImageResult,
  ChosenImage,
} from './api/choose/chooseImage.js'
export type {
  ChooseMediaOptions,
  ChooseMediaResult,
  ChosenMedia,
} from './api/choose/chooseMedia.js'
export type { ChooseVideoOptions, ChooseVideoResult } from './api/choose/chooseVideo.js'
export type { FilePickerOptions, FilePickerResult, PickedFile } from './api/choose/filePicker.js'
export type { DownloadProgress, DownloadTask } from './api/DownloadTask.js'
export type {
  DownloadFile,
  DownloadFileError,
  DownloadFileOptions,
  DownloadFileResult,
  DownloadPlace,
} from './api/downloadFile.js'
export type { Env, EnvInfo } from './api/env.js'
export type { ErrorRow, ErrorType, FailResult as ApiFailure } from './api/errors.js'
export { adviceFor, errorRows } from './api/errors.js'
export type { FaultOptions } from './api/faults.js'
export type { FileApiErrors, FileApiName, FileErrorRow } from './api/fileErrors.js'
export { fileApis, fileErrorRows } from './api/fileErrors.js'
export type { AccessOptions } from './api/files/access.js'
export type { AppendFileOptions } from './api/files/appendFile.js'
export type { CopyFileOptions } from './api/files/copyFile.js'
export type { FileSystemError } from './api/files/fileApi.js'
export type { GetFileInfoOptions, GetFileInfoResult } from './api/files/getFileInfo.js'
export type {
  GetSavedFileListOptions,
  GetSavedFileListResult,
  SavedFile,
} from './api/files/getSavedFileList.js'
export type { FileSystemManager, ReadFile, ReadFileSync } from './api/files/manager.js'
export type { MkdirOptions } from './api/files/mkdir.js'
export type { ReaddirOptions, ReaddirResult } from './api/files/readdir.js'
export type { ReadFileOptions, ReadFileResult } from './api/files/readFile.js'
export type { RemoveSavedFileOptions } from './api/files/removeSavedFile.js'
export type { RenameOptions } from './api/files/rename.js'
export type { RmdirOptions } from './api/files/rmdir.js'
export type { SaveFileOptions, SaveFileResult } from './api/files/saveFile.js'
export type { Stat, StatItem, StatOptions, StatResult } from './api/files/stat.js'
export type { TruncateOptions } from './api/files/truncate.js'
export type { UnlinkOptions } from './api/files/unlink.js'
export type { WriteFileOptions } from './api/files/writeFile.js'
export type { CompressImageOptions, CompressImageResult } from './api/media/compressImage.js'
export type {
  GetImageInfoOptions,
  GetImageInfoResult,
  ImageOrientation,
} from './api/media/getImageInfo.js'
export type {
  GetNetworkTypeOptions,
  GetNetworkTypeResult,
  NetworkApis,
  NetworkStatus,
} from './api/network.js'
export type { NetworkApi } from './api/networkApis.js'
export type { PlainFailure } from './api/plainApi.js'
export type { RequestHeadersReceived, RequestTask } from './api/RequestTask.js'
export type {
  Request,
  RequestData,
  RequestError,
  RequestMethod,
  RequestOptions,
  RequestResult,
} from './api/request.js'
export type { ClearStorageOptions } from './api/storage/clearStorage.js'
export type { GetStorageOptions, GetStorageResult } from './api/storage/getStorage.js'
export type { GetStorageInfoOptions, StorageInfo } from './api/storage/getStorageInfo.js'
export type { RemoveStorageOptions } from './api/storage/removeStorage.js'
export type { SetStorageOptions } from './api/storage/setStorage.js'
export type { StorageApiName } from './api/storageErrors.js'
export { storageApis, storageErrorRows } from './api/storageErrors.js'
export type { SystemInfoApis } from './api/systemInfo.js'
export type { HeadersReceived } from './api/task.js'
export type { SyncError } from './api/twins.js'
export type { UploadProgress, UploadTask } from './api/UploadTask.js'
export type {
  UploadFile,
  UploadFileData,
  UploadFileError,
  UploadFileOptions,
  UploadFileResult,
} from './api/uploadFile.js'
export type { Warning, WarningCode } from './api/warnings.js'
export type { Host, HostEvents, TT } from './host/host.js'
export type { AlbumFile, AlbumFunction, AlbumOption } from './host/node/album.js'
export { createHost, type HostOptions } from './host/node/createHost.js'
export type { AppConfig } from './host/settings.js'
export type {
  ChooseRequest,
  Connection,
  NetworkCondition,
  NetworkNumbers,
  RouteTarget,
} from './platform.js'
export type { ExchangeHop, ExchangePart, ExchangeRecord, HeaderLine } from './profile/exchange.js'
export type { Har, HarEntry, HarTimings } from './profile/har.js'
export type { Profile } from './profile/profile.js'
export type { NetworkType } from './profile/quality.js'
export type { Device, PhoneScreen } from './rules/identity.js'
export type { SafeArea, SystemInfo } from './rules/systemInfo.js'
export type { EnvType } from './rules/url.js'
