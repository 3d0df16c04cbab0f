import type { Context } from '../context.js'
import { type PlainCallbacks, plainApi } from '../plainApi.js'
import type { Choose } from './choose.js'
import { readCount, readWords } from './options.js'

/** A picture that was chosen. */
export interface ChosenImage {
  /** Its path in the sandbox. */
  path: string
  /** Bytes. */
  size: number
}

/** What success of tt.chooseImage gets. */
export interface ChooseImageResult {
  /** The paths in the sandbox, in the order of the choice. */
  tempFilePaths: string[]
  tempFiles: ChosenImage[]
}

/** The options of tt.chooseImage (spec 12). */
export interface ChooseImageOptions extends PlainCallbacks<ChooseImageResult> {
  /** How many pictures at most: 9 by default, 60 at most. The camera takes one. */
  count?: number | null
  /** Where from: `album`, `camera`, or both, which is the default. */
  sourceType?: readonly ('album' | 'camera')[] | null
  /** `['compressed']` makes the picture smaller; with `original` among them it stays as it is. */
  sizeType?: readonly ('original' | 'compressed')[] | null
}

/** Most pictures at once (spec 12). */
const most = 60

/** Makes the tt.chooseImage of one host. Who cancels makes it fail with `chooseImage:fail cancel`. */
export function createChooseImage(
  context: Context,
  choose: Choose,
): (options?: ChooseImageOptions) => void {
  return plainApi(
    {
      name: 'chooseImage',
      options: ['count', 'sourceType', 'sizeType'],
      async run(values) {
        const sourceType = readWords(values, 'sourceType', sources, sources)
        const chosen = await choose({
          api: 'chooseImage',
          count: onlyCamera(sourceType) ? 1 : readCount(values, 'count', 9, most),
          mediaType: ['image'],
          sourceType,
          sizeType: readWords(values, 'sizeType', sizes, sizes),
          camera: 'back',
          maxDuration: 0,
        })
        return {
          tempFilePaths: chosen.map(({ path }) => path),
          tempFiles: chosen.map(({ path, size }) => ({ path, size })),
        } satisfies ChooseImageResult
      },
    },
    context,
  )
}

/** Where files come from. */
export const sources = ['album', 'camera'] as const
/** The sizes that a picture can have. */
export const sizes = ['original', 'compressed'] as const

/** Whether the camera is all there is: it takes one. */
export function onlyCamera(sourceType: readonly string[]): boolean {
  return !sourceType.includes('album')
}
