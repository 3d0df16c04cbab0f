/**
 * tt.downloadFile: the whole story of a download, top to bottom.
 */

import type { FileStoreError, IncomingFile, ResponseHead } from '../platform.js'
import { type BodySink, type Flow, tooBig } from './answerBody.js'
import { optional } from './call.js'
import type { Context } from './context.js'
import { createDownloadTask, type DownloadTask } from './DownloadTask.js'
import { headerValue } from './decode.js'
import { ApiError, type FailResult } from './errors.js'
import type { Answer } from './exchange.js'
import { toFileError } from './filePath.js'
import {
  type NetworkCall,
  type NetworkOptions,
  type NetworkResult,
  networkApi,
} from './networkCall.js'

/**
 * The options of tt.downloadFile. They are read once, when the call is made. An option that is not
 * required counts as not given where it is `""`, null or undefined.
 *
 * @typeParam Place which path the result has
 */
export interface DownloadFileOptions<Place = DownloadPlace>
  extends NetworkOptions<DownloadFileResult<Place>> {
  /**
   * Where the file goes, below `ttfile://user`, over a file that is there; it counts to what saved
   * files may take. Without it the file is a temporary one.
   */
  filePath?: string | null | undefined
}

/** Which path the result has: that of a temporary file, or the one that was asked for. */
export type DownloadPlace = { tempFilePath?: string; filePath?: string }

/**
 * What success gets.
 *
 * @typeParam Place which path it has: `tempFilePath`, or `filePath` where that was given
 */
export type DownloadFileResult<Place = DownloadPlace> = NetworkResult<'downloadFile'> & Place

/** What fail gets (spec 10). */
export type DownloadFileError = FailResult

/**
 * tt.downloadFile: gets a file with one GET and streams it into the sandbox. Whatever the status,
 * what the server sent is the file. Returns at once, never throws, and tells the end through the
 * callbacks; a download that fails leaves no file.
 *
 * @example
 * const task = tt.downloadFile({
 *   url: 'https://static.example.com/photo.jpg',
 *   success: ({ statusCode, tempFilePath }) => console.log(statusCode, tempFilePath),
 *   fail: ({ errMsg, errorCode }) => console.log(errorCode, errMsg),
 * })
 * task.onProgressUpdate(({ progress }) => console.log(`${progress} %`))
 */
export interface DownloadFile {
  /** To a temporary file. */
  (
    options: DownloadFileOptions<{ tempFilePath: string }> & { filePath?: '' | null | undefined },
  ): DownloadTask
  /** To `filePath`. */
  (options: DownloadFileOptions<{ filePath: string }> & { filePath: string }): DownloadTask
  /** Options whose values are known at run time alone. */
  (options: DownloadFileOptions): DownloadTask
}

/** Makes the tt.downloadFile of one host. */
export function createDownloadFile(context: Context): DownloadFile {
  return networkApi(
    {
      api: 'downloadFile',
      options: ['filePath'],
      createTask: createDownloadTask,
      read: (values) => optional(values, 'filePath', 'string'),
      plan: (filePath, { contentType }) => ({ filePath, contentType }),
      send,
    },
    context,
  )
}

async function send(
  { filePath, contentType }: { filePath: string | undefined; contentType: string | undefined },
  call: NetworkCall<'downloadFile'>,
): Promise<DownloadFileResult> {
  const { sink, file } = openSink(filePath, call)
  try {
    const answer = await call.exchange({ method: 'GET', contentType, sink })
    const extension = filePath === undefined ? await extensionOf(answer, call.context) : ''
    await file.finish()
    call.check()
    sink.end()
    const path = file.keep(extension)
    const result = call.result(answer)
    return filePath === undefined
      ? { ...result, tempFilePath: path }
      : { ...result, filePath: path }
  } catch (error) {
    await file.discard()
    throw toDownloadError(error, filePath)
  }
}

/** Begins the file, and makes the sink that writes it. */
function openSink(filePath: string | undefined, call: NetworkCall<'downloadFile'>) {
  const { platform, settings } = call.context
  const limit = settings.maxDownloadSize
  let flow: Flow | undefined
  let size = 0
  let total = Number.POSITIVE_INFINITY
  /** Why it can't be written, where that showed before the answer came. */
  let broken: unknown

  function receive(): IncomingFile {
    try {
      return platform.files.receive(filePath, {
        drained: () => flow?.resume(),
        failed(error) {
          broken = toDownloadError(error, filePath)
          flow?.fail(broken)
        },
      })
    } catch (error) {
      throw toDownloadError(error, filePath)
    }
  }
  const file = receive()
  const sink: BodySink & { end(): void } = {
    begin(head, answerFlow) {
      if (broken !== undefined) throw broken
      flow = answerFlow
      total = lengthOf(head) ?? total
      // What can't fit need not come.
      if (total !== Number.POSITIVE_INFINITY && total > limit) throw tooBig()
    },
    take(piece) {
      size += piece.byteLength
      if (size > limit) throw tooBig()
      if (!file.write(piece)) flow?.pause()
      call.moved(size, total)
    },
    end: () => call.moved(size, size),
  }
  return { sink, file }
}

/** Bytes of the whole file, where the answer tells: Content-Length is another length if compressed. */
function lengthOf({ headers }: ResponseHead): number | undefined {
  const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? ''
  const length = headerValue(headers, 'content-length')?.trim() ?? ''
  return (coding === '' || coding === 'identity') && /^\d+$/.test(length)
    ? Number(length)
    : undefined
}

/** Of a temporary file: the URL's own where the Content-Type does not say otherwise. */
async function extensionOf({ head, url }: Answer, { platform }: Context): Promise<string> {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const own = dot > 0 ? name.slice(dot) : ''
  const [type = ''] = (headerValue(head.headers, 'content-type') ?? '').split(';')
  const told = type.trim().toLowerCase()
  if (own !== '' && (vague.has(told) || (await platform.contentType(name)) === told)) return own
  return (told === vagueBytes ? '' : await platform.extension(told)) || own
}

const vagueBytes = 'application/octet-stream'

/** Types that servers give to whatever they do not know. */
const vague = new Set(['', vagueBytes, 'binary/octet-stream', 'text/plain'])

/** What the sandbox says of where the file was to go, or of writing it. */
function toDownloadError(error: unknown, filePath: string | undefined): unknown {
  const { problem } = error as Partial<FileStoreError>
  const options = { cause: error }
  if (problem === 'failed' || (problem === 'denied' && filePath === undefined)) {
    // The caller has no part in it.
    return new ApiError('network', ['net::ERR_FAILED'], options)
  }
  if (problem === 'folder') return new ApiError('fileDenied', [filePath ?? ''], options)
  return toFileError(error, filePath ?? '')
}
