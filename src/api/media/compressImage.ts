import type { OpenFile } from '../../platform.js'
import { type OptionValues, optional } from '../call.js'
import type { Context } from '../context.js'
import { ApiError } from '../errors.js'
import { readPiece } from '../files/readPiece.js'
import { numbered, type PlainCallbacks, plainApi } from '../plainApi.js'
import { isRemote, withFile } from './open.js'

/** What success of tt.compressImage gets. */
export interface CompressImageResult {
  /**
   * The picture's path in temp; the given one where it could not be made smaller. A list for a list,
   * with "" for what could not be read.
   */
  tempFilePath: string | string[]
}

/** The options of tt.compressImage. */
export interface CompressImageOptions extends PlainCallbacks<CompressImageResult> {
  /** One picture's sandbox path, or those of many. */
  src: string | readonly string[]
  /** From 0, the smallest, to 100; 80 by default. Only JPEG has it: others stay as they are. */
  quality?: number | null
}

/** The numbers on the platform's page. */
const wrongParameter = { errorCode: 112199, errorType: 'D' } as const
const allFailed = { errorCode: 112104, errorType: 'D' } as const

/** Makes the tt.compressImage of one host. */
export function createCompressImage(context: Context): (options?: CompressImageOptions) => void {
  return plainApi(
    {
      name: 'compressImage',
      options: ['src', 'quality'],
      async run(values, warn) {
        const { sources, many, quality } = readOptions(values)
        const results: string[] = []
        let lacking = false
        // One after another: pictures are large.
        for (const src of sources) results.push(await one(src))
        if (lacking) warn('compress-unavailable', 'compressImage')
        if (!many) return { tempFilePath: results[0] ?? '' } satisfies CompressImageResult
        if (results.every((path) => path === '')) {
          throw numbered('batch compress images fail', allFailed)
        }
        return { tempFilePath: results } satisfies CompressImageResult

        async function one(src: string): Promise<string> {
          try {
            const made = await compress(src, quality, context)
            if (made === undefined) lacking = true
            return made ?? src
          } catch (cause) {
            if (many) return ''
            throw cause
          }
        }
      },
    },
    context,
  )
}

function readOptions(values: OptionValues) {
  try {
    const { src } = values
    const quality = optional(values, 'quality', 'number') ?? 80
    if (!(quality >= 0 && quality <= 100)) throw new ApiError('paramInvalid', ['quality'])
    if (src === undefined || src === null || src === '') throw new ApiError('paramMissing', ['src'])
    const many = Array.isArray(src)
    const sources: unknown[] = many ? [...src] : [src]
    if (!sources.every((one) => typeof one === 'string')) {
      throw new Error('params src type is not string type')
    }
    if (sources.length === 0) throw new ApiError('paramMissing', ['src'])
    return { sources: sources as string[], many, quality }
  } catch (error) {
    throw numbered((error as Error).message, wrongParameter)
  }
}

/** undefined where this machine has no tool for it. */
async function compress(
  src: string,
  quality: number,
  context: Context,
): Promise<string | undefined> {
  const { media, files } = context.platform
  const picture = isRemote(src) ? undefined : await readPicture(src, context)
  if (picture === undefined) throw numbered('src is invalid', wrongParameter)
  if (picture.format !== 'jpeg') return src
  const smaller = await media.recode(picture.bytes, quality).catch(() => {
    throw numbered('src is invalid', wrongParameter)
  })
  if (smaller === undefined) return undefined
  if (smaller === picture.bytes) return src
  return files.addChosen({ name: 'picture.jpg', data: smaller })
}

/** A picture's format and bytes; undefined where there is no such file, or it is none. */
async function readPicture(src: string, context: Context) {
  try {
    return await withFile('compressImage', src, context, async (file) => {
      const picture = await context.platform.media.readPicture(file)
      return picture && { format: picture.format, bytes: await readWhole(file) }
    })
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

async function readWhole(file: OpenFile): Promise<Uint8Array> {
  const whole = new Uint8Array(file.size)
  await readPiece(file, whole, 0)
  return whole
}
