/**
 * Tells when files of a folder change.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isForeign } from './projectFolder.js'

/** Milliseconds of quiet after which a change is told: editors write in several steps. */
const quiet = 60

/** A watch that runs. */
export interface Watch {
  close(): void
}

/** Watches a folder; `changed` is told the paths, from the folder, of what changed together. */
export function watchFolder(root: string, changed: (paths: readonly string[]) => void): Watch {
  const paths = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function note(path: string) {
    const names = path.split(sep)
    // What editors put beside a file for a moment.
    if (names.some(isForeign) || /~$|^\d+$|\.(?:tmp|swp|swx)$/.test(names.at(-1) ?? '')) return
    paths.add(names.join('/'))
    clearTimeout(timer)
    timer = setTimeout(() => {
      const told = [...paths]
      paths.clear()
      changed(told)
    }, quiet)
  }

  // On Linux a recursive watch goes into node_modules too, and takes what the system has of watches.
  const watcher = process.platform === 'linux' ? watchEach(root, note) : watchWhole(root, note)
  return {
    close() {
      clearTimeout(timer)
      watcher.close()
    },
  }
}

/** The system does it. */
function watchWhole(root: string, note: (path: string) => void): Watch {
  const watcher = watch(root, { recursive: true }, (_event, name) => {
    if (name !== null) note(name)
  })
  // A folder that goes away is no end of the simulator.
  watcher.on('error', () => {})
  return watcher
}

/** Folder by folder. */
function watchEach(root: string, note: (path: string) => void): Watch {
  const watchers = new Map<string, FSWatcher>()
  let closed = false

  function stop(folder: string) {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(`${folder}${sep}`)) continue
      watcher.close()
      watchers.delete(path)
    }
  }

  function add(folder: string, isNew: boolean) {
    if (closed || watchers.has(folder)) return
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name === null) return
        const path = join(folder, name)
        note(relative(root, path))
        // It may be a folder, or have been one.
        if (watchers.has(path) && !isFolder(folder, name)) stop(path)
        else if (!isForeign(name) && isFolder(folder, name)) add(path, true)
      })
      watcher.on('error', () => stop(folder))
      watchers.set(folder, watcher)
    } catch {
      // It has gone again, or the system has no watches left for it.
      return
    }
    for (const entry of entriesOf(folder)) {
      if (isForeign(entry.name)) continue
      const path = join(folder, entry.name)
      // What came together with its folder was not told by anybody.
      if (isNew) note(relative(root, path))
      if (entry.isDirectory()) add(path, isNew)
    }
  }

  add(root, false)
  return {
    close() {
      closed = true
      stop(root)
    },
  }
}

function isFolder(parent: string, name: string): boolean {
  return entriesOf(parent).some((entry) => entry.name === name && entry.isDirectory())
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
