import { requiredString } from '../call.js'
import type { Context } from '../context.js'
import { type PlainCallbacks, plainApi } from '../plainApi.js'
import { isRemote, withFile } from './open.js'

/** How the camera was held, as the platform names the eight values of Exif. */
export type ImageOrientation = (typeof orientations)[number]

/** What success of tt.getImageInfo gets. */
export interface GetImageInfoResult {
  /** Pixels, as they are stored: before `orientation` turns them. */
  width: number
  height: number
  /** Where it lies in the sandbox. */
  path: string
  /** How it is to be turned; `up` where the file does not say. */
  orientation: ImageOrientation
  /** The format: `jpeg`, `png`, `gif`, `webp` and so on. */
  type: string
}

/** The options of tt.getImageInfo. */
export interface GetImageInfoOptions extends PlainCallbacks<GetImageInfoResult> {
  /** The picture's sandbox path. */
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
export function createGetImageInfo(context: Context): (options?: GetImageInfoOptions) => void {
  return plainApi(
    {
      name: 'getImageInfo',
      options: ['src'],
      async run(values) {
        const src = requiredString(values, 'src')
        if (isRemote(src)) throw new Error(`src == ${src}: only local paths yet`)
        const picture = await withFile('getImageInfo', src, context, (file) =>
          context.platform.media.readPicture(file),
        )
        if (picture === undefined) throw new Error('src is no picture of a known format')
        const { width, height, format, orientation } = picture
        return {
          width,
          height,
          path: src,
          orientation: orientations[orientation - 1] ?? 'up',
          type: format,
        } satisfies GetImageInfoResult
      },
    },
    context,
  )
}
