import type { OpenFile } from '../../platform.js'
import { decodeText } from '../../rules/encodings.js'
import { type OptionValues, optional, requiredString } from '../call.js'
import { ApiError } from '../errors.js'
import { optionalEncoding } from './data.js'
import type { FileCallbacks, TwinFileApi } from './fileApi.js'
import { readPiece } from './readPiece.js'

/** What success of FileSystemManager.readFile gets. */
export interface ReadFileResult<Data = string | ArrayBuffer> {
  /** Text where an encoding is given, else the bytes. */
  data: Data
}

/** The options of FileSystemManager.readFile. */
export interface ReadFileOptions<Data = string | ArrayBuffer>
  extends FileCallbacks<'readFile', ReadFileResult<Data>> {
  /** The file, temporary or saved. */
  filePath: string
  /** The text's encoding; without one the bytes come as an ArrayBuffer. */
  encoding?: string | null
  /** The first byte to read, 0 to the file's length less 1. 0 by default. */
  position?: number | null
  /** How many bytes to read, 1 to the file's length, as far as the file goes. All by default. */
  length?: number | null
}

/** Reads a file, or a part of it. */
export const readFile: TwinFileApi<string | ArrayBuffer> = {
  name: 'readFile',
  syncName: 'readFileSync',
  options: ['filePath', 'encoding', 'position', 'length'],
  paths: ['filePath'],
  async run(values, { files }) {
    const wish = readWish(values)
    const file = files.open(wish.filePath)
    try {
      const { bytes, position } = partOf(file, wish)
      await readPiece(file, bytes, position)
      return toData(bytes, wish)
    } finally {
      file.close()
    }
  },
  runNow(values, { files }) {
    const wish = readWish(values)
    const file = files.open(wish.filePath)
    try {
      const { bytes, position } = partOf(file, wish)
      if (file.readNow(bytes, position) < bytes.byteLength) throw new ApiError('operationFail')
      return toData(bytes, wish)
    } finally {
      file.close()
    }
  },
  result: (data) => ({ data }) satisfies ReadFileResult,
}

type Wish = ReturnType<typeof readWish>

function readWish(values: OptionValues) {
  return {
    filePath: requiredString(values, 'filePath'),
    encoding: optionalEncoding(values),
    position: optional(values, 'position', 'number'),
    length: optional(values, 'length', 'number'),
  }
}

/** Bytes that a system reads at once. */
const mostAtOnce = 2 ** 31 - 1

/** Memory for the part that is wanted: [position, position + length), as far as the file goes. */
function partOf({ size }: OpenFile, { position = 0, length }: Wish) {
  const last = Math.max(0, size - 1)
  if (!isWhole(position, 0, last)) throw new ApiError('paramInvalid', ['position'])
  if (length !== undefined && !isWhole(length, 1, size)) {
    throw new ApiError('paramInvalid', ['length'])
  }
  const wanted = Math.min(length ?? size, size - position)
  if (wanted > mostAtOnce) throw new ApiError('operationFail')
  return { position, bytes: new Uint8Array(wanted) }
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function toData(bytes: Uint8Array<ArrayBuffer>, { encoding }: Wish): string | ArrayBuffer {
  return encoding === undefined ? bytes.buffer : decodeText(bytes, encoding)
}
