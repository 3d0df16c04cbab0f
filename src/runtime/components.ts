/**
 * Where a component lies that `usingComponents` names.
 */
import { directoryOf, joinPath } from './paths.js'

/** The paths at which it may lie, without an extension, from the most likely on. */
export function componentPlaces(from: string, request: string): string[] {
  // Another kind of package, which nothing here has.
  if (/^[a-z][\w+.-]*:\/\//i.test(request) && !request.startsWith('ext://')) return []
  const name = request.replace(/^ext:\/\//, '').replace(/\.(?:js|ttml)$/, '')
  const folder = directoryOf(from)
  const nearby = [joinPath(folder, name)]
  if (!/^\.{0,2}\//.test(name)) {
    nearby.push(joinPath('', name))
    for (const place of packagePlaces(folder)) nearby.push(joinPath(place, name))
  }
  return nearby.flatMap((place) => [place, joinPath(place, 'index')])
}

/** The folders that packages are built into, from the nearest on. */
export function packagePlaces(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/')
  return [...parts.keys(), parts.length].reverse().flatMap((depth) => {
    const place = parts.slice(0, depth).join('/')
    return [joinPath(place, 'miniprogram_npm'), joinPath(place, 'node_modules')]
  })
}
