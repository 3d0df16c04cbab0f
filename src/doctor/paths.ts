/**
 * Paths within a project: what a path in a file means.
 */

/** Finds the files that paths mean. */
export interface Paths {
  /** The folder of the mini-program: empty, or with a slash at its end. */
  readonly root: string
  has(path: string): boolean
  /** A path as it is written in a file: from the root with a slash, else from the file's folder. */
  from(file: string, path: string): string | undefined
  /** The script or JSON that a `require` or `import` means; undefined where there is none. */
  script(from: string, source: string): string | undefined
  /** The files of a component, without extension; undefined where there are none. */
  component(from: string, source: string): string | undefined
}

const scriptEnds = ['', '.js', '.ts', '.json', '.sjs', '/index.js', '/index.ts']
const componentFiles = ['.json', '.js', '.ts', '.ttml']

/** Makes the finder. */
export function createPaths(root: string, files: ReadonlyMap<string, number>): Paths {
  const has = (path: string) => files.has(path)
  const from = (file: string, path: string): string | undefined =>
    path.startsWith('/') ? join(root, path.slice(1)) : join(folderOf(file), path)

  /** Where a path that begins with neither a slash nor a dot can lead. */
  const bare = function* (file: string, source: string): Generator<string> {
    yield join(folderOf(file), source) ?? ''
    yield root + source
    for (let folder = folderOf(file); ; folder = folderOf(folder.slice(0, -1))) {
      yield `${folder}miniprogram_npm/${source}`
      if (folder === '') break
    }
  }
  const places = (file: string, source: string): Iterable<string> => {
    if (!/^\.{0,2}\//.test(source) && source !== '.' && source !== '..') return bare(file, source)
    const path = from(file, source)
    return path === undefined ? [] : [path]
  }
  return {
    root,
    has,
    from,
    script(file, source) {
      for (const place of places(file, source)) {
        for (const end of scriptEnds) if (has(place + end)) return place + end
      }
      return undefined
    },
    component(file, source) {
      const path = source.replace(/\.(?:js|ts|ttml|json)$/, '')
      for (const place of places(file, path)) {
        for (const base of [place, `${place}/index`]) {
          if (componentFiles.some((end) => has(base + end))) return base
        }
      }
      return undefined
    },
  }
}

/** The folder of a file: empty, or with a slash at its end. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}

/** Joins paths; undefined where it leads out. */
function join(folder: string, path: string): string | undefined {
  const parts: string[] = []
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '..') parts.push(part)
  }
  return parts.join('/')
}
