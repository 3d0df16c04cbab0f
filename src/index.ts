export type { ErrorRow, ErrorType, FailResult as ApiFailure } from './api/errors.js'
export { adviceFor, errorRows } from './api/errors.js'
export type { HeadersReceived, UploadProgress, UploadTask } from './api/UploadTask.js'
export type {
  UploadFile,
  UploadFileData,
  UploadFileError,
  UploadFileOptions,
  UploadFileResult,
} from './api/uploadFile.js'
export type { Warning, WarningCode } from './api/warnings.js'
export type { Host, HostEvents, TT } from './host/host.js'
export { createHost, type HostOptions } from './host/node/createHost.js'
export type { AppConfig } from './host/settings.js'
export type { Profile } from './profile/profile.js'
export type { NetworkType } from './profile/quality.js'
export type { Device } from './rules/identity.js'
export type { EnvType } from './rules/url.js'
