import type { Context } from '../context.js'
import { type PlainCallbacks, plainApi } from '../plainApi.js'
import type { Choose } from './choose.js'
import { onlyCamera, sizes, sources } from './chooseImage.js'
import { readCamera } from './chooseVideo.js'
import { readCount, readWords } from './options.js'

/** A picture or film that was chosen. */
export interface ChosenMedia {
  /** Its path in the sandbox. */
  tempFilePath: string
  /** Bytes. */
  size: number
  mediaType: 'image' | 'video'
  /** Pixels, as it is shown. */
  width: number
  height: number
  /** Seconds; of films alone. */
  duration?: number
}

/** What success of tt.chooseMedia gets. */
export interface ChooseMediaResult {
  tempFiles: ChosenMedia[]
}

/** The options of tt.chooseMedia (spec 12). */
export interface ChooseMediaOptions extends PlainCallbacks<ChooseMediaResult> {
  /** How many files at most: 9 by default, 20 at most. The camera takes one. */
  count?: number | null
  /** What: `image`, `video`, or both, which is the default. */
  mediaType?: readonly ('image' | 'video')[] | null
  /** Where from: `album`, `camera`, or both, which is the default. */
  sourceType?: readonly ('album' | 'camera')[] | null
  /** The longest film to be taken, in seconds: 60 by default. */
  maxDuration?: number | null
  /**
   * `['compressed']`, which is the default, makes pictures smaller; with `original` among them they
   * stay as they are.
   */
  sizeType?: readonly ('original' | 'compressed')[] | null
  /** Which camera: `back` by default. */
  camera?: 'front' | 'back' | null
}

/** Most files at once (spec 12). */
const most = 20
const kinds = ['image', 'video'] as const

/** Makes the tt.chooseMedia of one host. Who cancels makes it fail with `chooseMedia:fail cancel`. */
export function createChooseMedia(
  context: Context,
  choose: Choose,
): (options?: ChooseMediaOptions) => void {
  return plainApi(
    {
      name: 'chooseMedia',
      options: ['count', 'mediaType', 'sourceType', 'maxDuration', 'sizeType', 'camera'],
      async run(values) {
        const sourceType = readWords(values, 'sourceType', sources, sources)
        const chosen = await choose({
          api: 'chooseMedia',
          count: onlyCamera(sourceType) ? 1 : readCount(values, 'count', 9, most),
          mediaType: readWords(values, 'mediaType', kinds, kinds),
          sourceType,
          sizeType: readWords(values, 'sizeType', sizes, ['compressed']),
          camera: readCamera(values),
          maxDuration: readCount(values, 'maxDuration', 60, Number.MAX_SAFE_INTEGER),
        })
        return {
          tempFiles: chosen.map(({ path, size, kind, width, height, duration }) => ({
            tempFilePath: path,
            size,
            mediaType: kind,
            width,
            height,
            ...(kind === 'video' && { duration }),
          })),
        } satisfies ChooseMediaResult
      },
    },
    context,
  )
}
