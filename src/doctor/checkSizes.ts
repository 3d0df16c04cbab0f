/**
 * The rules about sizes.
 */
import type { Notes } from './notes.js'
import type { Paths } from './paths.js'

/** Bytes of one package, and of all of them. */
const mostPackage = 2 * 1024 * 1024
const mostTotal = 20 * 1024 * 1024
/** Bytes of one picture, film, sound or font. */
const mostAsset = 200 * 1024

const assets =
  /\.(?:png|jpe?g|gif|webp|bmp|svg|mp4|mov|webm|mp3|m4a|aac|wav|ogg|ttf|otf|woff2?|eot)$/i
/** What lies in the folder and is not part of a package. */
const outside =
  /(?:^|\/)(?:project(?:\.private)?\.config\.json|tt-anywhere\.config\.json|package(?:-lock)?\.json|[jt]sconfig[^/]*\.json|[^/]+\.(?:md|map|lock|log|d\.ts))$/i

/** Whether a file goes into a package. */
export function isPacked(file: string, root: string, ignored: (file: string) => boolean): boolean {
  return file.startsWith(root) && !outside.test(file) && !ignored(file)
}

/**
 * Checks the packages.
 *
 * @param shrinks whether the upload makes a script smaller: where it is not minified already
 */
export function checkSizes(
  files: ReadonlyMap<string, number>,
  packages: readonly string[],
  paths: Paths,
  shrinks: (file: string) => boolean,
  notes: Notes,
): void {
  const app = { file: `${paths.root}app.json`, line: 1, column: 1 }
  const sums = new Map<string, { all: number; firm: number }>()
  let total = { all: 0, firm: 0 }
  for (const [file, size] of files) {
    const root = packages.find((folder) => file.startsWith(folder)) ?? ''
    const sum = sums.get(root) ?? { all: 0, firm: 0 }
    const firm = shrinks(file) ? 0 : size
    sums.set(root, { all: sum.all + size, firm: sum.firm + firm })
    total = { all: total.all + size, firm: total.firm + firm }
    if (assets.test(file) && size > mostAsset) {
      const message = `${file.slice(file.lastIndexOf('/') + 1)} has ${megabytes(size)}; 200 kB is what a package should hold`
      notes.add('file-size', { file, line: 1, column: 1 }, message)
    }
  }
  const check = (what: string, { all, firm }: { all: number; firm: number }, most: number) => {
    if (all <= most) return
    const over = `${what} ${megabytes(all)}; ${most / 1024 / 1024} MB is the most`
    if (firm > most) notes.add('package-size', app, over)
    else {
      notes.add(
        'package-size',
        app,
        `${over}, which it may keep to once the upload has minified its scripts`,
        {
          severity: 'warning',
        },
      )
    }
  }
  for (const [root, sum] of [...sums].sort()) {
    check(
      root === '' ? 'the main package has' : `the sub-package ${root.slice(paths.root.length)} has`,
      sum,
      mostPackage,
    )
  }
  check('all packages together have', total, mostTotal)
}

function megabytes(bytes: number): string {
  const most = 1024 * 1024
  return bytes < (most / 10) * 9
    ? `${Math.ceil(bytes / 1024)} kB`
    : `${(bytes / most).toFixed(2)} MB`
}
