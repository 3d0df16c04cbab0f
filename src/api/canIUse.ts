/**
 * tt.canIUse: whether something of the platform's API is here (spec 12).
 */

/** What stands on tt. */
export interface CanIUse {
  /**
   * Whether the mini-program can use an API, an object that one gives, or what the platform's page
   * lists below either: an option, a callback's result, a method. Components are not here.
   *
   * @example tt.canIUse('downloadFile') // true
   * @example tt.canIUse('UploadTask.onHeadersReceived') // true
   * @example tt.canIUse('swiper') // false
   */
  canIUse: (schema: string) => boolean
}

/** Objects, and the API that gives each. */
const givenBy: Readonly<Record<string, string>> = {
  UploadTask: 'uploadFile',
  RequestTask: 'request',
  DownloadTask: 'downloadFile',
  FileSystemManager: 'getFileSystemManager',
  Stats: 'getFileSystemManager',
}

/** Adds tt.canIUse, which tells of all the rest. */
export function withCanIUse<Apis extends object>(apis: Apis): Apis & CanIUse {
  const tt = {
    ...apis,
    canIUse(schema: string): boolean {
      if (typeof schema !== 'string') return false
      // What is below it is not told apart: with an API comes what its page lists.
      const [name = ''] = schema.split('.')
      return Object.hasOwn(tt, Object.hasOwn(givenBy, name) ? givenBy[name]! : name)
    },
  }
  return tt
}
