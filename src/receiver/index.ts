export { ReceiverError, type ReceiverErrorCode } from './errors.js'
export { defaultLimits, type ReceiverLimits, type ReceiverOptions } from './options.js'
export { createReceiver, type Receiver, type ReceiverEvents } from './receiver.js'
export type {
  BrokenUpload,
  ReceivedFile,
  ReceiverAnswer,
  RequestRecord,
  StoredFile,
  UploadRecord,
} from './record.js'
export type { Reply, ReplyFunction } from './reply.js'
