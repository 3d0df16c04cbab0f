/**
 * The album: what is chosen where no person picks (spec 12).
 */
import { resolve } from 'node:path'
import { isAnyArrayBuffer } from 'node:util/types'
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

/**
 * Checks the option.
 *
 * @param folder from which its paths go; the working directory by default
 * @throws {TypeError} saying what an album can be
 */
export function createAlbum(option: AlbumOption | undefined, folder?: string): Album {
  if (typeof option === 'function') {
    return {
      empty: false,
      async choose(request) {
        // A copy: what the function does to it changes nothing here.
        const chosen = await option(structuredClone(request))
        if (!chosen) return undefined
        if (!Array.isArray(chosen)) throw new TypeError('album must return an array of files')
        const sources: FileSource[] = []
        for (let index = 0; index < chosen.length && index < request.count; index += 1) {
          sources.push(toSource(chosen[index]))
        }
        return sources
      },
    }
  }
  const patterns = option === undefined ? [] : typeof option === 'string' ? [option] : option
  if (!Array.isArray(patterns) || !patterns.every((pattern) => typeof pattern === 'string')) {
    throw new TypeError('album must be a path, an array of paths and globs, or a function')
  }
  return {
    empty: option === undefined,
    async choose(request, noMatch) {
      const chosen = new Set<string>()
      for (const pattern of patterns) {
        let offered = 0
        for (const file of await findFiles(pattern, folder)) {
          const kind = (await contentType(file)).split('/')[0]
          const any = request.mediaType.includes('file')
          if (any || kind === 'image' || kind === 'video') offered += 1
          const fits = any || request.mediaType.some((wanted) => wanted === kind)
          if (fits && hasType(file, request.fileTypes)) chosen.add(file)
        }
        if (offered === 0) noMatch(pattern)
      }
      // Whoever has nothing to choose can only go back.
      return chosen.size === 0 ? undefined : [...chosen].slice(0, request.count)
    },
  }
}

function hasType(file: string, types: ChooseRequest['fileTypes']): boolean {
  const name = file.toLowerCase()
  return types === undefined || types.some((type) => name.endsWith(`.${type.toLowerCase()}`))
}

/** A pattern's files; a plain path is taken as it is, whatever letters it has. */
async function findFiles(pattern: string, cwd: string | undefined): Promise<string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby')
  const { existsSync } = await import('node:fs')
  const path = cwd === undefined ? pattern : resolve(cwd, pattern)
  if (existsSync(path) || !isDynamicPattern(pattern)) return [path]
  return (await glob(pattern, { absolute: true, expandDirectories: false, cwd })).sort()
}

/** Reads what a function returned, each field once, whatever it is. */
function toSource(file: unknown): FileSource {
  if (typeof file === 'string' && file !== '') return file
  const { name, data } = (file ?? {}) as { name?: unknown; data?: unknown }
  const bytes = typeof file === 'string' ? undefined : toBytes(data)
  if (typeof name !== 'string' || bytes === undefined) {
    throw new TypeError('album must return paths, or files as { name, data }')
  }
  if (/^\.{0,2}$|[/\0]/.test(name)) {
    throw new TypeError("album: a name must be a file's own name, without a folder")
  }
  return { name, data: bytes }
}

/** Of whatever realm: a test's `vm` has its own. */
function toBytes(data: unknown): Uint8Array | undefined {
  if (typeof data === 'string') return Buffer.from(data)
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
  return isAnyArrayBuffer(data) ? new Uint8Array(data) : undefined
}
