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
export type { HeadersReceived } from './api/task.js'
export type { UploadProgress, UploadTask } from './api/UploadTask.js'
export type * from './api/ui.js'
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
export type { ChooseRequest, NetworkCondition, NetworkNumbers, RouteTarget } from './platform.js'
export type { Profile } from './profile/profile.js'
export type { NetworkType } from './profile/quality.js'
export type { Device } from './rules/identity.js'
export type { EnvType } from './rules/url.js'
