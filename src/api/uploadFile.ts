/**
 * tt.uploadFile: the whole story of an upload, top to bottom (spec 1).
 */

import { readFields } from '../multipart/fields.js'
import { boundaryBytes, boundaryOf, type FormField, layOut } from '../multipart/layout.js'
import type { OpenFile } from '../platform.js'
import { MemorySink } from './answerBody.js'
import { type OptionValues, optional, requiredString } from './call.js'
import type { Context } from './context.js'
import { type DataWish, decodeData, headerValue } from './decode.js'
import type { FailResult } from './errors.js'
import { toFileError } from './filePath.js'
import {
  type NetworkCall,
  type NetworkOptions,
  type NetworkResult,
  networkApi,
  readOption,
} from './networkCall.js'
import { createUploadTask, type UploadTask } from './UploadTask.js'

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
  extends NetworkOptions<UploadFileResult<Data>> {
  /** A local path: `ttfile://temp/…` or `ttfile://user/…`. */
  filePath: string
  /** The form field under which the server finds the file. */
  name: string
  /** As for all network APIs; content-type can't be set either. */
  header?: object | null | undefined
  /**
   * Extra form fields; they go before the file, in this order. Numbers and booleans go as text,
   * objects and arrays as JSON, null and undefined are left out.
   */
  formData?: Record<string, unknown> | null | undefined
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
export interface UploadFileResult<Data = UploadFileData> extends NetworkResult<'uploadFile'> {
  /** The answer's body: text by default. */
  data: Data
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

/** Over it the mini-games' platform refuses a file: 10 MB (spec 1). */
const largeFile = 10 * 1024 * 1024

/** The options of its own, of the right types. */
interface Own {
  readonly filePath: string
  readonly name: string
  readonly formData: Readonly<Record<string, unknown>>
  readonly wish: DataWish
}

/** An upload whose options have passed the rules. */
interface Upload extends Omit<Own, 'formData'> {
  readonly fields: readonly FormField[]
}

/** Makes the tt.uploadFile of one host. */
export function createUploadFile(context: Context): UploadFile {
  return networkApi(
    {
      api: 'uploadFile',
      options: ['filePath', 'name', 'formData'],
      offPage: ['dataType', 'responseType'],
      createTask: createUploadTask,
      read,
      plan({ filePath, name, formData, wish }, _request, warn): Upload {
        const form = readOption('formData', () => readFields(formData))
        form.converted.forEach((key) => {
          warn('form-value-converted', key)
        })
        form.dropped.forEach((key) => {
          warn('form-value-dropped', key)
        })
        return { filePath, name, fields: form.fields, wish }
      },
      send,
    },
    context,
  )
}

function read(values: OptionValues): Own {
  return {
    filePath: requiredString(values, 'filePath'),
    name: requiredString(values, 'name'),
    formData: optional(values, 'formData', 'object') ?? {},
    wish: {
      dataType: optional(values, 'dataType', 'string'),
      responseType: optional(values, 'responseType', 'string'),
    },
  }
}

function openFile(filePath: string, { platform }: Context): OpenFile {
  try {
    return platform.files.open(filePath)
  } catch (error) {
    throw toFileError(error, filePath)
  }
}

/** Lays the body out, sends it, and makes the result of the answer. */
async function send(
  { filePath, name, fields, wish }: Upload,
  call: NetworkCall<'uploadFile'>,
): Promise<UploadFileResult> {
  const { platform, settings } = call.context
  const file = openFile(filePath, call.context)
  try {
    const { size } = file
    if (size > largeFile) call.warn('file-large', String(size))
    const fileName = filePath.slice(filePath.lastIndexOf('/') + 1)
    const type = platform.contentType(fileName)
    const contentType = typeof type === 'string' ? type : await type
    const part = { name, fileName, contentType, size, filePath }
    const layout = layOut(fields, part, boundaryOf(platform.random(boundaryBytes)))
    const { before, after } = layout
    const length = before.byteLength + size + after.byteLength
    const sink = new MemorySink(settings.maxResponseSize)
    const answer = await call.exchange({
      method: 'POST',
      body: { parts: [before, file, after], length },
      contentType: layout.contentType,
      sink,
      form: { fields, file: part },
      sent: (bytes) => call.moved(bytes, length),
    })
    const answerType = headerValue(answer.head.headers, 'content-type')
    const result = call.result(answer) as UploadFileResult
    result.data = decodeData(sink, answerType, wish)
    return result
  } finally {
    file.close()
  }
}
