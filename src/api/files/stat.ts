import type { FileStat, FileStore } from '../../platform.js'
import { optional, requiredString } from '../call.js'
import { atOnce, type FileCallbacks, inSeconds, type TwinFileApi } from './fileApi.js'

/** What is known of a file or folder. */
export interface Stat {
  /** POSIX st_mode, as a decimal number in a string. */
  mode: string
  /** Bytes; 0 for a folder. */
  size: number
  /** When it was last read, in whole seconds since the epoch. */
  lastAccessedTime: number
  /** When it was last written, in whole seconds since the epoch. */
  lastModifiedTime: number
  isDirectory(): boolean
  isFile(): boolean
}

/** One of several results. */
export interface StatItem {
  /** From the folder that was asked for: `/` for itself, `/name`, `/folder/name`. */
  path: string
  stat: Stat
}

/** What success of FileSystemManager.stat gets. */
export interface StatResult {
  /** Of the file or folder itself. */
  stat: Stat
  /** The same; or a list, with all that is in the folder, where `recursive` finds something there. */
  stats: Stat | StatItem[]
}

/** The options of FileSystemManager.stat. */
export interface StatOptions extends FileCallbacks<'stat', StatResult> {
  /** The file or folder. */
  path: string
  /** Tells what is in the folder too. False by default. */
  recursive?: boolean | null
}

/** Tells of a file or folder. */
export const stat: TwinFileApi<Stat | StatItem[]> = {
  name: 'stat',
  syncName: 'statSync',
  options: ['path', 'recursive'],
  paths: ['path'],
  ...atOnce((values, { files }) => {
    const path = requiredString(values, 'path')
    const recursive = optional(values, 'recursive', 'boolean') ?? false
    const own = files.stat(path)
    if (!recursive || own.kind === 'file') return toStat(own)
    const items = [{ path: '/', stat: toStat(own) }, ...below(files, path.replace(/\/$/, ''), '')]
    return items.length > 1 ? items : toStat(own)
  }),
  result(stats) {
    const [first] = Array.isArray(stats) ? stats : [{ stat: stats }]
    return { stat: first?.stat, stats }
  },
}

/** All that is in a folder; `relative` is the folder's path from the one that was asked for. */
function below(files: FileStore, path: string, relative: string): StatItem[] {
  return files.list(path).flatMap((name) => {
    const child = files.stat(`${path}/${name}`)
    const item = { path: `${relative}/${name}`, stat: toStat(child) }
    return child.kind === 'file' ? [item] : [item, ...below(files, `${path}/${name}`, item.path)]
  })
}

function toStat({ kind, size, accessed, modified, mode }: FileStat): Stat {
  return {
    mode: String(mode),
    size,
    lastAccessedTime: inSeconds(accessed),
    lastModifiedTime: inSeconds(modified),
    isDirectory: () => kind === 'folder',
    isFile: () => kind === 'file',
  }
}
