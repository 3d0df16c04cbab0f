import type { FileProblem, FileStoreError } from '../../../platform.js'

/** An error of the store. */
export class StoreError extends Error implements FileStoreError {
  override readonly name = 'FileStoreError'
  constructor(
    readonly problem: FileProblem,
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}: ${path}`, options)
  }
}

const problems: Readonly<Record<string, FileProblem>> = {
  EACCES: 'denied',
  EPERM: 'denied',
  ELOOP: 'denied',
  EROFS: 'denied',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'folder',
  EEXIST: 'exists',
  ENAMETOOLONG: 'long',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
}

/** The system's error as one of the store; what is no error of a system stays as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  if (error instanceof StoreError) return error
  const { code } = error as NodeJS.ErrnoException
  // Too much to hold at once is a range error, with a code or without.
  if (code === undefined && !(error instanceof RangeError)) return error
  return new StoreError(problems[code ?? ''] ?? 'failed', path, { cause: error })
}
