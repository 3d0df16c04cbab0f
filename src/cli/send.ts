/**
 * One upload through tt.uploadFile, which a signal can end.
 */
import { ApiError, adviceFor } from '../api/errors.js'
import type {
  ExchangeRecord,
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
  /** What went over the wire. */
  readonly record?: ExchangeRecord
}

/** What to upload: the options of tt.uploadFile, with a file of this machine. */
export interface FileUpload
  extends Omit<UploadFileOptions, 'filePath' | 'success' | 'fail' | 'complete'> {
  readonly file: string
}

/** How often, and who is told of it. */
export interface SendParts {
  /** Uploads, one after another; 1 by default. */
  readonly times?: number
  /** Shows how an upload goes on. */
  watch(task: UploadTask): { stop(): void }
  /** Told how each one ended. */
  ended?(outcome: Outcome): void
}

/**
 * Uploads a file and closes the host; the outcome is the last one's. The first signal aborts, and no
 * other upload follows; a second one ends the process.
 */
export async function send(
  host: Host,
  { file, ...options }: FileUpload,
  { times = 1, watch, ended }: SendParts,
): Promise<Outcome> {
  let signal: Signal | undefined
  let abort = () => {}
  const release = onSignals((received) => {
    signal = received
    abort()
  })
  let record: ExchangeRecord | undefined
  host.on('exchange', (told) => {
    record = told
  })

  function one(filePath: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const task = host.tt.uploadFile({
        ...options,
        filePath,
        success: (result) => end({ result, record }),
        fail: (error) => end({ failure: failureOf(error, file), signal, record }),
      })
      const shown = watch(task)
      const end = (outcome: Outcome) => {
        shown.stop()
        ended?.(outcome)
        resolve(outcome)
      }
      abort = task.abort
      if (signal !== undefined) abort()
    })
  }

  try {
    const filePath = await host.addFile(file)
    let outcome = await one(filePath)
    for (let count = 1; count < times && signal === undefined; count += 1) {
      outcome = await one(filePath)
    }
    return outcome
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
