/**
 * What the person chooses in the browser: the host's album asks them.
 */
import { basename } from 'node:path'
import { type AlbumFunction, createAlbum } from '../../host/node/album.js'
import { contentType } from '../../host/node/contentType.js'
import type { ChooseRequest } from '../../platform.js'
import type { AlbumItem } from '../protocol/frame.js'
import type { Asks } from './asks.js'
import type { Picks } from './picks.js'

/** What a choice needs of its session. */
export interface Choosing {
  readonly asks: Asks
  readonly picks: Picks
  /** Paths and globs of files that are offered. */
  readonly album: string | readonly string[] | undefined
  /** From which they go. */
  readonly folder: string | undefined
  /** Nobody is asked: the album's files are taken. */
  readonly auto: boolean
  /** Where the bytes of an offered file are; its name tells what they are. */
  urlOf(id: string, name: string): string
  warn(message: string): void
}

/** What the person chose: files that were sent here, and those of the album, by their ids. */
interface Answer {
  readonly files?: unknown
  readonly album?: unknown
}

/** Files that are offered at most. */
const mostOffered = 100

/** The album of a host whose phone stands in a browser. */
export function createChoices(choosing: Choosing): AlbumFunction {
  const { asks, picks, auto, urlOf, warn } = choosing
  const album = createAlbum(choosing.album, choosing.folder)

  async function offered(request: ChooseRequest): Promise<string[]> {
    if (album.empty) return []
    const noMatch = (pattern: string) => warn(`${pattern} of the album names no picture or film`)
    const found = (await album.choose(request, noMatch)) ?? []
    return found.filter((source) => typeof source === 'string')
  }

  async function toItem(file: string): Promise<AlbumItem> {
    const id = picks.offer(file)
    const [kind = ''] = (await contentType(file)).split('/')
    const known = kind === 'image' || kind === 'video' ? kind : 'file'
    const name = basename(file)
    return { id, name, url: urlOf(id, name), kind: known }
  }

  return async (request) => {
    if (auto) return offered(request)
    const found = await offered({ ...request, count: mostOffered })
    const items = await Promise.all(found.map(toItem))
    const asked = { ...request, ...(album.empty ? {} : { album: items }) }
    const value = await asks.ask(request.api, asked)
    const { files = [], album: chosen = [] } = (value ?? {}) as Answer
    const ids = [files, chosen].flat()
    return ids.length === 0 ? undefined : ids.map(picks.find)
  }
}
