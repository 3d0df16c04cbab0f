import { type Encoding, encodeText, isEncoding } from '../../rules/encodings.js'
import { type OptionValues, optional } from '../call.js'
import { ApiError } from '../errors.js'

/** The option `encoding`; undefined where it is not given. */
export function optionalEncoding(values: OptionValues): Encoding | undefined {
  const name = optional(values, 'encoding', 'string')
  if (name !== undefined && !isEncoding(name)) throw new ApiError('paramInvalid', ['encoding'])
  return name
}

/** The option `data` as bytes: a string in its encoding (UTF-8 by default), or an ArrayBuffer. */
export function requiredData(values: OptionValues): Uint8Array {
  const { data } = values
  const encoding = optionalEncoding(values) ?? 'utf8'
  // An empty text is a file without content, not a missing option [choice].
  if (data === undefined || data === null) throw new ApiError('paramMissing', ['data'])
  const bytes = typeof data === 'string' ? encodeText(data, encoding) : bytesOf(data)
  if (bytes === undefined) throw new ApiError('dataInvalid')
  return bytes
}

const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get

/** The bytes of an ArrayBuffer, of whatever realm (a test's `vm` has its own). */
function bytesOf(data: unknown): Uint8Array | undefined {
  try {
    byteLength?.call(data)
    return new Uint8Array(data as ArrayBuffer)
  } catch {
    return undefined
  }
}
