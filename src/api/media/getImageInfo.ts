import { requiredString } from '../call.js'
import type { Context } from '../context.js'
import type { DownloadFile, DownloadFileResult } from '../downloadFile.js'
import { type PlainCallbacks, plainApi } from '../plainApi.js'
import { isRemote, withFile } from './open.js'

/** How the camera was held, as the platform names the eight values of Exif. */
export type ImageOrientation = (typeof orientations)[number]

/** What success of tt.getImageInfo gets. */
export interface GetImageInfoResult {
  /** Pixels, as they are stored: before `orientation` turns them. */
  width: number
  height: number
  /** Where it lies in the sandbox: of a URL, in temp. */
  path: string
  /** How it is to be turned; `up` where the file does not say. */
  orientation: ImageOrientation
  /** The format: `jpeg`, `png`, `gif`, `webp` and so on. */
  type: string
}

/** The options of tt.getImageInfo. */
export interface GetImageInfoOptions extends PlainCallbacks<GetImageInfoResult> {
  /** The picture's sandbox path, or its URL, which is downloaded as tt.downloadFile does. */
  src: string
}

/** By Exif's number less 1. */
const orientations = [
  'up',
  'up-mirrored',
  'down',
  'down-mirrored',
  'left-mirrored',
  'right',
  'right-mirrored',
  'left',
] as const

/** Makes the tt.getImageInfo of one host. All is read from the file itself. */
export function createGetImageInfo(
  context: Context,
  downloadFile: DownloadFile,
): (options?: GetImageInfoOptions) => void {
  const { media, files } = context.platform

  async function read(path: string): Promise<GetImageInfoResult> {
    const picture = await withFile('getImageInfo', path, context, media.readPicture)
    if (picture === undefined) throw new Error('src is no picture of a known format')
    const { width, height, format, orientation } = picture
    return {
      width,
      height,
      path,
      orientation: orientations[orientation - 1] ?? 'up',
      type: format,
    }
  }

  /** What was downloaded in vain does not stay. */
  async function readRemote(url: string): Promise<GetImageInfoResult> {
    const { statusCode, tempFilePath } = await download(url, downloadFile)
    try {
      if (statusCode < 200 || statusCode > 299) throw new Error(`src has the status ${statusCode}`)
      return await read(tempFilePath)
    } catch (error) {
      await files.discard(tempFilePath)
      throw error
    }
  }

  return plainApi(
    {
      name: 'getImageInfo',
      options: ['src'],
      async run(values) {
        const src = requiredString(values, 'src')
        return isRemote(src) ? readRemote(src) : read(src)
      },
    },
    context,
  )
}

type Downloaded = DownloadFileResult<{ tempFilePath: string }>

function download(url: string, downloadFile: DownloadFile): Promise<Downloaded> {
  return new Promise((resolve, reject) => {
    downloadFile({
      url,
      success: resolve,
      fail: ({ errMsg }) => reject(new Error(errMsg.replace('downloadFile:fail ', ''))),
    })
  })
}
