/** Paths within a project: parts joined by `/`, without one before them. */

/** The folder of a file; `''` for the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** A path as seen from a folder; one with `/` before it is seen from the root. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = path.startsWith('/') ? [] : folder.split('/')
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.filter((part) => part !== '' && part !== '.').join('/')
}

/** A page's URL, taken apart: its path, and its parameters as they are written [page]. */
export function parsePageUrl(url: string): { path: string; query: Record<string, string> } {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const query: Record<string, string> = {}
  for (const pair of (at < 0 ? '' : url.slice(at + 1)).split('&')) {
    if (pair === '') continue
    const [key = '', ...value] = pair.split('=')
    query[key] = value.join('=')
  }
  return { path: path.replace(/\.html$/, ''), query }
}
