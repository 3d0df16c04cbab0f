import { type OptionValues, optional } from '../call.js'
import { ApiError } from '../errors.js'

/** A number of files or seconds: a whole one from 1 on, and cut to the most. */
export function readCount(
  values: OptionValues,
  name: string,
  fallback: number,
  most: number,
): number {
  const count = optional(values, name, 'number') ?? fallback
  if (!Number.isFinite(count) || count < 1) throw new ApiError('paramInvalid', [name])
  return Math.min(Math.floor(count), most)
}

/** A list of words out of those that there are; the fallback where it is not given or empty. */
export function readWords<Word extends string>(
  values: OptionValues,
  name: string,
  words: readonly Word[],
  fallback: readonly Word[],
): readonly Word[] {
  const list = values[name]
  if (list === undefined || list === null || list === '') return fallback
  if (!Array.isArray(list)) throw new ApiError('paramType', [name, 'array'])
  const known = list.filter((word): word is Word => words.includes(word))
  if (known.length < list.length) throw new ApiError('paramInvalid', [name])
  return known.length === 0 ? fallback : known
}
