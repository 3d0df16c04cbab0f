/**
 * The album: what is chosen where no person picks (spec 12).
 */
import type { Album, ChooseRequest, FileSource } from '../../platform.js'
import { contentType } from './contentType.js'

/** Decides about one choice: files (paths, or bytes with a name), or nothing to cancel. */
export type AlbumFunction = (
  request: ChooseRequest,
) =>
  | readonly AlbumFile[]
  | undefined
  | null
  | false
  | Promise<readonly AlbumFile[] | undefined | null | false>

/** A file of the machine, or bytes under a name. */
export type AlbumFile = string | { name: string; data: Uint8Array | ArrayBuffer | string }

/** Paths and globs of files, in the order in which they are offered; or a function that decides. */
export type AlbumOption = string | readonly string[] | AlbumFunction

/** Checks the option. @throws {TypeError} saying what an album can be */
export function createAlbum(option: AlbumOption | undefined): Album {
  if (typeof option === 'function') {
    return {
      empty: false,
      async choose(request) {
        const chosen = await option(request)
        if (!chosen) return undefined
        if (!Array.isArray(chosen)) throw new TypeError('album must return an array of files')
        return chosen.slice(0, request.count).map(toSource)
      },
    }
  }
  const patterns = option === undefined ? [] : typeof option === 'string' ? [option] : option
  if (!Array.isArray(patterns) || !patterns.every((pattern) => typeof pattern === 'string')) {
    throw new TypeError('album must be a path, an array of paths and globs, or a function')
  }
  return {
    empty: option === undefined,
    async choose(request) {
      const chosen: string[] = []
      for (const file of await findFiles(patterns)) {
        if (chosen.length === request.count) break
        const kind = (await contentType(file)).split('/')[0]
        const fits = request.mediaType.some((wanted) => wanted === kind || wanted === 'file')
        if (fits && hasType(file, request.fileTypes)) chosen.push(file)
      }
      // Whoever has nothing to choose can only go back.
      return chosen.length === 0 ? undefined : chosen
    },
  }
}

function hasType(file: string, types: ChooseRequest['fileTypes']): boolean {
  const name = file.toLowerCase()
  return types === undefined || types.some((type) => name.endsWith(`.${type.toLowerCase()}`))
}

/** A pattern's files, each once; a plain path is taken as it is, whatever letters it has. */
async function findFiles(patterns: readonly string[]): Promise<string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby')
  const { existsSync } = await import('node:fs')
  const found: string[] = []
  for (const pattern of patterns) {
    if (existsSync(pattern) || !isDynamicPattern(pattern)) found.push(pattern)
    else found.push(...(await glob(pattern, { absolute: true, expandDirectories: false })).sort())
  }
  return [...new Set(found)]
}

function toSource(file: AlbumFile): FileSource {
  if (typeof file === 'string') return file
  if (typeof file?.name !== 'string' || file.data === undefined) {
    throw new TypeError('album must return paths, or files as { name, data }')
  }
  const { name, data } = file
  if (typeof data === 'string') return { name, data: Buffer.from(data) }
  return { name, data: data instanceof ArrayBuffer ? new Uint8Array(data) : data }
}
