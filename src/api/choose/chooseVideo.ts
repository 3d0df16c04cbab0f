import { type OptionValues, optional } from '../call.js'
import type { Context } from '../context.js'
import { ApiError } from '../errors.js'
import { type PlainCallbacks, plainApi } from '../plainApi.js'
import type { Choose } from './choose.js'
import { sources } from './chooseImage.js'
import { ChooseError } from './errors.js'
import { readCount, readWords } from './options.js'

/** What success of tt.chooseVideo gets. */
export interface ChooseVideoResult {
  /** The film's path in the sandbox. */
  tempFilePath: string
  /** Seconds. */
  duration: number
  /** Bytes. */
  size: number
  /** Pixels, as it is shown. */
  width: number
  height: number
}

/** The options of tt.chooseVideo (spec 12). */
export interface ChooseVideoOptions extends PlainCallbacks<ChooseVideoResult> {
  /** Where from: `album`, `camera`, or both, which is the default. */
  sourceType?: readonly ('album' | 'camera')[] | null
  /** Which camera: `back` by default. */
  camera?: 'front' | 'back' | null
  /** Films are never made smaller here: it is read, and changes nothing. */
  compressed?: boolean | null
  /** The longest film to be taken, in seconds: 60 by default. */
  maxDuration?: number | null
}

/** The cameras of a phone. */
const cameras = ['front', 'back'] as const

/** Makes the tt.chooseVideo of one host. Who cancels makes it fail with `chooseVideo:fail cancel`. */
export function createChooseVideo(
  context: Context,
  choose: Choose,
): (options?: ChooseVideoOptions) => void {
  return plainApi(
    {
      name: 'chooseVideo',
      options: ['sourceType', 'camera', 'compressed', 'maxDuration'],
      async run(values) {
        optional(values, 'compressed', 'boolean')
        const [film] = await choose({
          api: 'chooseVideo',
          count: 1,
          mediaType: ['video'],
          sourceType: readWords(values, 'sourceType', sources, sources),
          sizeType: ['original'],
          camera: readCamera(values),
          maxDuration: readCount(values, 'maxDuration', 60, Number.MAX_SAFE_INTEGER),
        })
        if (film === undefined) throw new ChooseError('cancel')
        const { path, size, width, height, duration } = film
        return { tempFilePath: path, duration, size, width, height } satisfies ChooseVideoResult
      },
    },
    context,
  )
}

/** Which camera an option names. */
export function readCamera(values: OptionValues): 'front' | 'back' {
  const named = optional(values, 'camera', 'string') ?? 'back'
  const camera = cameras.find((one) => one === named)
  if (camera === undefined) throw new ApiError('paramInvalid', ['camera'])
  return camera
}
