import type { FormField } from './layout.js'

/** What came of the `formData` option. */
export interface CheckedFields {
  readonly fields: readonly FormField[]
  /** Names of values that were no strings, and were turned into some. */
  readonly converted: readonly string[]
  /** Names of values that have no text (functions, symbols), and were left out. */
  readonly dropped: readonly string[]
}

/**
 * Reads the `formData` option (spec 3): strings as they are, numbers and booleans by `String`,
 * objects and arrays as JSON, null and undefined left out.
 *
 * @throws where a value can't become text: cyclic, or with a `toJSON` that throws
 */
export function readFields(formData: Readonly<Record<string, unknown>>): CheckedFields {
  const fields: FormField[] = []
  const converted: string[] = []
  const dropped: string[] = []
  Object.keys(formData).forEach((name) => {
    const value = formData[name]
    const text = fieldText(value)
    if (text === undefined) {
      if (value !== null && value !== undefined) dropped.push(name)
      return
    }
    if (typeof value !== 'string') converted.push(name)
    fields.push([name, text])
  })
  return { fields, converted, dropped }
}

function fieldText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    default:
      // JSON has no text for undefined, functions and symbols: they are left out, too.
      return value === null ? undefined : JSON.stringify(value)
  }
}
