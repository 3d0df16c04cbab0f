/**
 * Which file of a mini-program calls Page() or Component(): imported files do not tell it themselves.
 */
import { existsSync } from 'node:fs'
import { dirname, extname, isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The path of the file that called a function, as the mini-program knows it: from the folder of
 * app.json, without the extension.
 *
 * @param called the function
 * @param root the folder of the mini-program; files elsewhere count from the app.json above them, or
 *   from the working directory
 * @param isPart whether a path has a page's or a component's other files: Page() may be called by a
 *   wrapper of it
 */
export function callerPath(
  called: (...values: never[]) => unknown,
  root: string,
  isPart: (path: string) => boolean,
): string {
  const paths = callingFiles(called).map((file) => appPath(file, root))
  return paths.find(isPart) ?? paths[0] ?? 'page'
}

function callingFiles(called: (...values: never[]) => unknown): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const trace: { stack?: NodeJS.CallSite[] } = {}
  try {
    Error.stackTraceLimit = 50
    Error.prepareStackTrace = (_, sites) => sites
    Error.captureStackTrace(trace, called)
    const files = (trace.stack ?? []).map((site) => toPath(site.getFileName() ?? ''))
    return files.filter((file) => isAbsolute(file) && !file.includes(`${sep}node_modules${sep}`))
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Loaders tell a path or a URL, and some add a query. */
function toPath(name: string): string {
  try {
    return name.startsWith('file:') ? fileURLToPath(name) : name.replace(/\?.*$/, '')
  } catch {
    return ''
  }
}

function appPath(file: string, root: string): string {
  const folder = isInside(file, root) ? root : (folderOfApp(file) ?? process.cwd())
  const path = relative(folder, file).split(sep).join('/')
  return path.slice(0, path.length - extname(path).length)
}

function folderOfApp(file: string): string | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'app.json'))) return folder
  }
  return undefined
}

function isInside(file: string, root: string): boolean {
  const path = relative(root, file)
  return !path.startsWith('..') && !isAbsolute(path)
}
