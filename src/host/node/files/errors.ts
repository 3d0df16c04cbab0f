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
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
}

/** The system's error as one of the store; what is none of these stays as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  const problem = problems[(error as NodeJS.ErrnoException).code ?? '']
  return problem === undefined ? error : new StoreError(problem, path, { cause: error })
}
