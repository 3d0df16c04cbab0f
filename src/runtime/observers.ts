/**
 * `observers`: functions told when data at a path was set.
 */
import { getPath, type Path, parsePath } from './data.js'
import type { AppFunction, AppObject } from './platform.js'

/** A function, and the paths that it watches. */
export interface Observer {
  readonly paths: readonly { readonly path: Path; readonly below: boolean }[]
  readonly run: AppFunction
}

/** Reads `observers`: `a, b.c`, `list[0]`, `some.**` and `**`. */
export function parseObservers(declared: AppObject): Observer[] {
  return Object.entries(declared).flatMap(([text, run]) => {
    if (typeof run !== 'function') return []
    const paths = text.split(',').map((part) => {
      const trimmed = part.trim()
      const below = /(^|\.)\*\*$/.test(trimmed)
      const rest = trimmed.replace(/\.?\*\*$/, '')
      return { path: rest === '' ? [] : parsePath(rest), below }
    })
    return [{ paths, run: run as AppFunction }]
  })
}

/** Those of the observers that watch one of the paths that were set, with what they are told. */
export function affected(
  observers: readonly Observer[],
  changed: readonly Path[],
  data: object,
): { run: AppFunction; values: unknown[] }[] {
  return observers
    .filter(({ paths }) =>
      paths.some(({ path, below }) =>
        changed.some((set) => startsWith(path, set) || (below && startsWith(set, path))),
      ),
    )
    .map(({ paths, run }) => ({ run, values: paths.map(({ path }) => getPath(data, path)) }))
}

function startsWith(path: Path, begin: Path): boolean {
  return (
    begin.length <= path.length && begin.every((key, index) => String(path[index]) === String(key))
  )
}
