/**
 * tt.canIUse: whether something of the platform's API is here (spec 12).
 */

/** What stands on tt. */
export interface CanIUse {
  /**
   * Whether the mini-program can use an API, or one of its options, callbacks or results. What is
   * not here is told as an older app would tell it; components are not here.
   *
   * @example tt.canIUse('downloadFile') // true
   * @example tt.canIUse('getImageInfo.success.type') // true where getImageInfo is
   */
  canIUse: (schema: string) => boolean
}

/** Adds tt.canIUse, which tells of all the rest. */
export function withCanIUse<Apis extends object>(apis: Apis): Apis & CanIUse {
  const tt = {
    ...apis,
    canIUse(schema: string): boolean {
      // The names below an API are not told apart: where it is here, so is what its page lists.
      return typeof schema === 'string' && Object.hasOwn(tt, schema.split('.')[0] ?? '')
    },
  }
  return tt
}
