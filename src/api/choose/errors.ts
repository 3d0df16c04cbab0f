/**
 * The errors of choosing as data (spec 12): what stands after `chooseImage:fail `. The platform tells
 * `cancel` alone; the others are this project's choice. A file is named by its own name, for where it
 * lies is the host's affair: the warning `album-file` tells that.
 */
import type { FileProblem, FileStoreError } from '../../platform.js'

/** Every error of choosing, by a name of our own. */
const chooseErrors = {
  cancel: 'cancel',
  type: '%s is no %s: its type is %s',
  content: '%s is no %s of a known kind, or is damaged',
  missing: '%s is not there',
  denied: '%s may not be read',
  folder: '%s is not a file',
  full: 'the disk has no room for %s',
  exhausted: '%s can not be opened: too many files are open',
  failed: '%s can not be taken',
  album: 'the album failed with %s',
} as const

/** The name of an error of choosing. */
type ChooseErrorName = keyof typeof chooseErrors

/** An error of choosing on its way to fail. */
export class ChooseError extends Error {
  override readonly name = 'ChooseError'
  readonly row: ChooseErrorName
  readonly values: readonly string[]

  constructor(row: ChooseErrorName, values: readonly string[] = [], options?: ErrorOptions) {
    super(textOf(row, values), options)
    this.row = row
    this.values = values
  }

  /** The same of a file that is told by another name. */
  of(file: string): string {
    return textOf(this.row, [file, ...this.values.slice(1)])
  }
}

function textOf(row: ChooseErrorName, values: readonly string[]): string {
  let index = 0
  return chooseErrors[row].replaceAll('%s', () => values[index++] ?? '')
}

/** Problems of the machine, whatever the file. The others are those of a file that lies there. */
const general: readonly FileProblem[] = ['full', 'exhausted', 'failed']

/** What went wrong with a file that was chosen; `bytes` where it lies nowhere. */
export function fileError(name: string, error: unknown, bytes: boolean): ChooseError {
  const { problem = 'failed' } = error as Partial<FileStoreError>
  const known = problem in chooseErrors && (!bytes || general.includes(problem))
  return new ChooseError(known ? (problem as ChooseErrorName) : 'failed', [name], { cause: error })
}
