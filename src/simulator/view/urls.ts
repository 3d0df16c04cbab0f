/**
 * Where the files lie that a mini-program shows: those of the project and of the sandbox come by the
 * simulator's own URLs, all else is taken as it is written.
 */
import type { FileUrls } from '../protocol/frame.js'

/** The URL of what a mini-program names; `folder` is where a relative path starts. */
export function fileUrl(files: FileUrls, path: string, folder = ''): string {
  if (path.startsWith('ttfile://')) {
    return files.sandbox + encodePath(path.slice('ttfile://'.length))
  }
  // A scheme of its own, or one left out.
  if (path === '' || path.startsWith('//') || /^[a-z][\w+.-]*:/i.test(path)) return path
  const { pathname, search } = new URL(
    path,
    `http://project.invalid/${folder === '' ? '' : `${folder}/`}`,
  )
  return files.project + pathname + search
}

/** `%` and the like are part of a file's name here. */
function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
