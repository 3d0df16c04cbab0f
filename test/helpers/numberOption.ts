/** Reads the number of an option; undefined where it was not given. @throws Error saying what it must be */
export function numberOption(
  name: string,
  text: string | undefined,
  least: number,
): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !(value >= least)) {
    throw new Error(`--${name} must be a number, ${least} or more`)
  }
  return value
}

/** The same for a whole number. */
export function wholeOption(
  name: string,
  text: string | undefined,
  least: number,
): number | undefined {
  const value = numberOption(name, text, least)
  return value === undefined ? undefined : Math.floor(value)
}
