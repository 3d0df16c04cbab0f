import { encodeEntry } from './files/encode.js'

/**
 * The folder of one mini-program within a host's storage: no two ids share one, whatever a file
 * system folds together.
 *
 * @throws {TypeError} where the id is too long for a folder's name
 */
export function appFolder(appId: string): string {
  const name = typeof appId === 'string' ? encodeEntry('folder', [appId]) : undefined
  if (name === undefined) throw new TypeError(`appId must be a shorter string, got ${appId}`)
  return name
}
