import { type OptionValues, optional } from '../call.js'
import { ApiError } from '../errors.js'

/** true or false; false where it is not given. */
export function flag(values: OptionValues, name: string): boolean {
  return optional(values, name, 'boolean') ?? false
}

/** A text; the fallback where it is not given. */
export function text(values: OptionValues, name: string, fallback: string): string {
  return optional(values, name, 'string') ?? fallback
}

/** A number; the fallback where it is not given, and where there is none it must be given. */
export function finite(values: OptionValues, name: string, fallback?: number): number {
  const number = optional(values, name, 'number') ?? fallback
  if (number === undefined) throw new ApiError('paramMissing', [name])
  if (!Number.isFinite(number)) throw new ApiError('paramInvalid', [name])
  return number
}

/** A list of texts that must be given, from 1 to the most. */
export function requiredTexts(
  values: OptionValues,
  name: string,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const list = values[name]
  if (list === undefined || list === null || list === '') throw new ApiError('paramMissing', [name])
  if (!Array.isArray(list)) throw new ApiError('paramType', [name, 'array'])
  const texts: unknown[] = [...list]
  const fits = texts.length > 0 && texts.length <= most
  if (!fits || !texts.every((one) => typeof one === 'string')) {
    throw new ApiError('paramInvalid', [name])
  }
  return texts as string[]
}
