import { optional } from '../call.js'
import type { Context } from '../context.js'
import { ApiError } from '../errors.js'
import { type PlainCallbacks, plainApi } from '../plainApi.js'
import type { ChooseFiles } from './choose.js'
import { readCount } from './options.js'

/** A file that was chosen. */
export interface PickedFile {
  /** Its path in the sandbox. */
  path: string
  /** Its own name. */
  name: string
  /** Bytes. */
  size: number
}

/** What success of tt.filePicker gets. */
export interface FilePickerResult {
  list: PickedFile[]
}

/** The options of tt.filePicker, as Feishu has them. */
export interface FilePickerOptions extends PlainCallbacks<FilePickerResult> {
  /** How many files at most: any number by default. */
  maxNum?: number | null
  /** Whether the system's own picker is wanted, which takes one file. false by default. */
  isSystem?: boolean | null
  pickerTitle?: string | null
  pickerConfirm?: string | null
  /** The extensions that are offered, such as `['pdf', 'png']`; not where isSystem is true. */
  supportFileTypes?: readonly string[] | null
}

/** Makes the tt.filePicker of one host. Who cancels makes it fail with `filePicker:fail cancel`. */
export function createFilePicker(
  context: Context,
  chooseFiles: ChooseFiles,
): (options?: FilePickerOptions) => void {
  return plainApi(
    {
      name: 'filePicker',
      options: ['maxNum', 'isSystem', 'pickerTitle', 'pickerConfirm', 'supportFileTypes'],
      async run(values) {
        const isSystem = optional(values, 'isSystem', 'boolean') ?? false
        const count = readCount(values, 'maxNum', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
        for (const name of ['pickerTitle', 'pickerConfirm']) optional(values, name, 'string')
        const fileTypes = readTypes(values.supportFileTypes)
        const list = await chooseFiles({
          api: 'filePicker',
          count: isSystem ? 1 : count,
          mediaType: ['file'],
          ...(!isSystem && fileTypes && { fileTypes }),
          sourceType: ['album'],
          sizeType: ['original'],
          camera: 'back',
          maxDuration: 0,
        })
        return { list } satisfies FilePickerResult
      },
    },
    context,
  )
}

/** Without the dot that some write before them; undefined where none is given. */
function readTypes(value: unknown): string[] | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (!Array.isArray(value)) throw new ApiError('paramType', ['supportFileTypes', 'array'])
  const types: unknown[] = [...value]
  if (!types.every((type) => typeof type === 'string')) {
    throw new ApiError('paramInvalid', ['supportFileTypes'])
  }
  return types.length === 0 ? undefined : (types as string[]).map((type) => type.replace(/^\./, ''))
}
