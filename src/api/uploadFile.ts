/**
 * tt.uploadFile: the whole story of an upload, top to bottom (spec 1).
 */

import { readFields } from '../multipart/fields.js'
import { boundaryBytes, boundaryOf, type FormField, layOut } from '../multipart/layout.js'
import type { FileStore, FileStoreError, OpenFile, RequestBody } from '../platform.js'
import { createProfile, type Profile } from '../profile/profile.js'
import { checkHeaders, type Header } from '../rules/headers.js'
import { effectiveTimeout } from '../rules/timeout.js'
import {
  type Call,
  type Callbacks,
  callSafely,
  openCall,
  optional,
  requiredString,
  unknownOptions,
} from './call.js'
import { firstTarget, type Target } from './checkUrl.js'
import type { Context, RunningCall } from './context.js'
import { type DataWish, decodeData, headerObject, headerValue } from './decode.js'
import { ApiError, type FailResult } from './errors.js'
import { type Answer, startExchange } from './exchange.js'
import { createQueue } from './queue.js'
import { createStopper, type Stopper } from './stopper.js'
import { createUploadTask, type TaskControl, type UploadTask } from './UploadTask.js'

/** What the answer's body can become; by default it is text. */
export type UploadFileData = string | object | ArrayBuffer

/**
 * The options of tt.uploadFile (spec 1). They are read once, when the call is made. An option that
 * is not required counts as not given where it is `""`, null or undefined; of another type than its
 * own it fails the call with 121999.
 *
 * @typeParam Data what `data` of the result is
 */
export interface UploadFileOptions<Data = UploadFileData>
  extends Callbacks<UploadFileResult<Data>, UploadFileError> {
  /** The developer's server: an absolute URL whose origin is in the uploadFile domain list. */
  url: string
  /** A local path: `ttfile://temp/…` or `ttfile://user/…`. */
  filePath: string
  /** The form field under which the server finds the file. */
  name: string
  /**
   * Extra request headers. Numbers and booleans go as text, null and undefined are left out.
   * referer, user-agent, content-type and those that belong to the connection can't be set: they are
   * dropped, with a warning.
   */
  header?: Record<string, unknown> | null | undefined
  /**
   * Extra form fields; they go before the file, in this order. Numbers and booleans go as text,
   * objects and arrays as JSON, null and undefined are left out.
   */
  formData?: Record<string, unknown> | null | undefined
  /** Milliseconds from the start of the exchange to its end; 60 000 by default and at most. */
  timeout?: number | null | undefined
  /** false leaves `profile` out of the result. True by default. */
  enableProfile?: boolean | null | undefined
  /** `json` gives an object where the answer is JSON. Not on the platform's page: it warns. */
  dataType?: string | null | undefined
  /** `arraybuffer` gives the answer's bytes. Not on the platform's page: it warns. */
  responseType?: string | null | undefined
}

/**
 * What success gets (spec 7).
 *
 * @typeParam Data what `data` is: a string, unless `dataType` or `responseType` ask for another
 */
export interface UploadFileResult<Data = UploadFileData> {
  errMsg: 'uploadFile:ok'
  /** The HTTP status; any status is a success once the answer has arrived. */
  statusCode: number
  /** The answer's body: text by default. */
  data: Data
  /** The answer's headers, names in lower case, several lines of one name joined by `, `. */
  header: Record<string, string>
  /** What the network did (spec 9); left out where `enableProfile` is false. */
  profile?: Profile
}

/** What fail gets (spec 7, 10). */
export type UploadFileError = FailResult

/**
 * tt.uploadFile: sends one file to the developer's server, as one POST of multipart/form-data.
 * Returns at once, never throws, and tells the end through the callbacks.
 *
 * @example
 * const task = tt.uploadFile({
 *   url: 'https://upload.example.com/',
 *   filePath,
 *   name: 'file',
 *   formData: { album: 'summer' },
 *   success: ({ statusCode, data }) => console.log(statusCode, JSON.parse(data)),
 *   fail: ({ errMsg, errorCode }) => console.log(errorCode, errMsg),
 * })
 * task.onProgressUpdate(({ progress }) => console.log(`${progress} %`))
 */
export interface UploadFile {
  /** The answer as text, the default. */
  (
    options: UploadFileOptions<string> & {
      dataType?: 'string' | 'text' | '' | null | undefined
      responseType?: 'text' | '' | null | undefined
    },
  ): UploadTask
  /** The answer's bytes. */
  (options: UploadFileOptions<ArrayBuffer> & { responseType: 'arraybuffer' }): UploadTask
  /** An object where the answer is JSON, else its text. */
  (
    options: UploadFileOptions<string | object> & {
      dataType: 'json'
      responseType?: 'text' | '' | null | undefined
    },
  ): UploadTask
  /** Options whose values are known at run time alone. */
  (options: UploadFileOptions): UploadTask
}

/** The options of the platform's page, and `enableProfile` of its sibling. */
const pageOptions = ['url', 'filePath', 'name', 'header', 'formData', 'timeout', 'enableProfile']
const callbackOptions = ['success', 'fail', 'complete']
const known = [...pageOptions, ...callbackOptions]
const optionNames = [...known, 'dataType', 'responseType']

/** Milliseconds in the background before new calls fail (spec 6). */
const backgroundLimit = 5_000

/** Over it the mini-games' platform refuses a file: 10 MB (spec 1). */
const largeFile = 10 * 1024 * 1024

/** An upload whose options have passed the rules. */
interface CheckedUpload extends DataWish {
  readonly target: Target
  readonly filePath: string
  readonly name: string
  readonly headers: readonly Header[]
  readonly fields: readonly FormField[]
  /** Milliseconds. */
  readonly timeout: number
  readonly profile: boolean
}

/** Makes the tt.uploadFile of one host. */
export function createUploadFile(context: Context): UploadFile {
  const queue = createQueue(context.settings.maxConcurrentUploads)
  const { clock, files } = context.platform

  return (options: unknown) => {
    const call = openCall('uploadFile', options, optionNames, context)
    const stopper = createStopper()
    const control = createUploadTask({
      clock,
      abort() {
        control.end()
        stopper.stop(new ApiError('abort'))
      },
      call: (listener, argument) => callSafely(listener, argument, context),
    })

    async function upload(): Promise<UploadFileResult> {
      const checked = checkUpload(call, options, context)
      const place = queue.enter()
      try {
        await stopper.orStopped(place.turn)
        const file = openFile(files, checked.filePath)
        try {
          stopper.check()
          return await send(checked, file, { call, control, stopper, context })
        } finally {
          file.close()
        }
      } finally {
        place.leave()
      }
    }

    const running: RunningCall = { abort: control.task.abort, ended: call.ended }
    context.running.add(running)
    call.ended.then(() => context.running.delete(running))
    upload().then(
      (result) => {
        control.end()
        call.succeed(result)
      },
      (error: unknown) => {
        control.end()
        call.fail(error)
      },
    )
    return control.task
  }
}

/** Holds the options against the rules of spec 1 to 6, at once: they are read when the call is made. */
function checkUpload(call: Call, options: unknown, context: Context): CheckedUpload {
  const { values } = call
  const { settings, platform } = context
  if (context.closed) throw new ApiError('internal', ['host is closed'])
  call.check()
  const url = requiredString(values, 'url')
  const filePath = requiredString(values, 'filePath')
  const name = requiredString(values, 'name')
  const header = optional(values, 'header', 'object') ?? {}
  const formData = optional(values, 'formData', 'object') ?? {}
  const timeout = optional(values, 'timeout', 'number')
  const profile = optional(values, 'enableProfile', 'boolean') ?? true
  const dataType = optional(values, 'dataType', 'string')
  const responseType = optional(values, 'responseType', 'string')
  for (const key of unknownOptions(options, known)) call.warn('option-unknown', key)

  const { backgroundSince } = context
  if (backgroundSince !== undefined && platform.clock.now() - backgroundSince >= backgroundLimit) {
    throw new ApiError('background')
  }
  const target = firstTarget(url, settings, call.warn)
  const { headers, dropped } = readOption('header', () => checkHeaders(header))
  for (const key of dropped) call.warn('header-dropped', key)
  const form = readOption('formData', () => readFields(formData))
  for (const key of form.converted) call.warn('form-value-converted', key)
  for (const key of form.dropped) call.warn('form-value-dropped', key)
  return {
    target,
    filePath,
    name,
    headers,
    fields: form.fields,
    timeout: effectiveTimeout(timeout, settings.timeout.uploadFile, settings.timeout.most),
    profile,
    dataType,
    responseType,
  }
}

/** What an object of the caller's throws while it is read makes the option invalid. */
function readOption<Value>(name: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw new ApiError('paramInvalid', [name], { cause: error })
  }
}

function openFile(files: FileStore, filePath: string): OpenFile {
  try {
    return files.open(filePath)
  } catch (error) {
    const { problem } = error as Partial<FileStoreError>
    if (problem === undefined) throw error
    if (problem === 'exhausted') {
      throw new ApiError('network', ['net::ERR_INSUFFICIENT_RESOURCES'], { cause: error })
    }
    const row = problem === 'denied' || problem === 'failed' ? 'fileDenied' : 'fileMissing'
    throw new ApiError(row, [filePath], { cause: error })
  }
}

/** The parts of a call under way. */
interface Parts {
  readonly call: Call
  readonly control: TaskControl
  readonly stopper: Stopper
  readonly context: Context
}

/** Lays the body out, sends it, and makes the result of the answer. */
async function send(
  upload: CheckedUpload,
  file: OpenFile,
  { call, control, stopper, context }: Parts,
): Promise<UploadFileResult> {
  const { platform } = context
  if (file.size > largeFile) call.warn('file-large', String(file.size))
  const fileName = upload.filePath.slice(upload.filePath.lastIndexOf('/') + 1)
  const layout = layOut(
    upload.fields,
    { name: upload.name, fileName, contentType: await platform.contentType(fileName) },
    boundaryOf(platform.random(boundaryBytes)),
  )
  const body: RequestBody = {
    parts: [layout.before, file, layout.after],
    length: layout.before.byteLength + file.size + layout.after.byteLength,
  }
  const cancelTimer = platform.clock.after(upload.timeout, () =>
    stopper.stop(new ApiError('timeout')),
  )
  try {
    stopper.check()
    const exchange = startExchange(
      {
        method: 'POST',
        target: upload.target,
        headers: upload.headers,
        body,
        contentType: layout.contentType,
      },
      context,
      {
        sent: (bytes) => control.sent(bytes, body.length),
        response: (head) => control.received(headerObject(head.headers)),
      },
    )
    stopper.onStop(exchange.stop)
    const answer = await exchange.answer
    stopper.check()
    return resultOf(answer, upload, context)
  } finally {
    cancelTimer()
  }
}

function resultOf(answer: Answer, upload: CheckedUpload, context: Context): UploadFileResult {
  const { head, body, record, redirectCount } = answer
  const result: UploadFileResult = {
    errMsg: 'uploadFile:ok',
    statusCode: head.statusCode,
    data: decodeData(body, headerValue(head.headers, 'content-type'), upload),
    header: headerObject(head.headers),
  }
  if (upload.profile) result.profile = createProfile(record, redirectCount, context.quality)
  return result
}
