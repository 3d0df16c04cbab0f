/**
 * One upload through tt.uploadFile, which a signal can end.
 */
import { ApiError, adviceFor } from '../api/errors.js'
import type {
  Host,
  UploadFileError,
  UploadFileOptions,
  UploadFileResult,
  UploadTask,
} from '../index.js'
import { onSignals, type Signal } from './signals.js'

/** What fail got, and what to do about it. */
export interface Failure extends UploadFileError {
  readonly advice: string
}

/** How an upload ended: one of `result` and `failure`. */
export interface Outcome {
  /** What success got. */
  readonly result?: UploadFileResult
  readonly failure?: Failure
  /** The signal that ended the upload. */
  readonly signal?: Signal
}

/** What to upload: the options of tt.uploadFile, with a file of this machine. */
export interface FileUpload
  extends Omit<UploadFileOptions, 'filePath' | 'success' | 'fail' | 'complete'> {
  readonly file: string
}

/** Uploads a file and closes the host. The first signal aborts; a second one ends the process. */
export async function send(
  host: Host,
  { file, ...options }: FileUpload,
  watch: (task: UploadTask) => { stop(): void },
): Promise<Outcome> {
  let signal: Signal | undefined
  let abort = () => {}
  const release = onSignals((received) => {
    signal = received
    abort()
  })
  try {
    const filePath = await host.addFile(file)
    const ended = new Promise<Outcome>((resolve) => {
      const task = host.tt.uploadFile({
        ...options,
        filePath,
        success: (result) => end({ result }),
        fail: (error) => end({ failure: failureOf(error, file), signal }),
      })
      const shown = watch(task)
      const end = (outcome: Outcome) => {
        shown.stop()
        resolve(outcome)
      }
      abort = task.abort
      if (signal !== undefined) abort()
    })
    return await ended
  } catch (error) {
    return { failure: fileFailure(error, file), signal }
  } finally {
    await host.close()
    release()
  }
}

/** The file is told by the path that was typed, not by the sandbox's. */
function failureOf(error: UploadFileError, file: string): Failure {
  const { errorCode } = error
  if (errorCode === denied(file).errorCode) return fileFailure({ code: 'EACCES' }, file)
  if (errorCode === missing(file).errorCode) return fileFailure({ code: 'ENOENT' }, file)
  return { ...error, advice: adviceFor(error) }
}

const denied = (file: string) => new ApiError('fileDenied', [file]).result('uploadFile')
const missing = (file: string) => new ApiError('fileMissing', [file]).result('uploadFile')

/** What keeps a path of the machine from being uploaded, as the platform would say it of its own. */
function fileFailure(error: unknown, file: string): Failure {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
    ? { ...denied(file), advice: 'Let this user read the file and the folders on its way.' }
    : {
        ...missing(file),
        advice: 'Check the path: it must name a file of this machine, and no folder.',
      }
}
