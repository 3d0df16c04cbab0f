import type { FileProblem, FileStoreError, OpenFile } from '../../platform.js'
import type { Context } from '../context.js'
import { ApiError } from '../errors.js'
import type { FileErrorName } from '../fileErrors.js'
import { tellCause } from '../files/fileApi.js'

/** How the pages of files word what can go wrong while a file is opened. */
const rows: Readonly<Partial<Record<FileProblem, FileErrorName>>> = {
  missing: 'missing',
  folder: 'missing',
  'not-folder': 'missing',
  long: 'missing',
  denied: 'denied',
}

/** Whether a path is a URL of the network. */
export function isRemote(path: string): boolean {
  return /^https?:/i.test(path)
}

/** Opens a sandbox file, has it read, and closes it. What can't be opened is worded as for files. */
export async function withFile<Value>(
  api: string,
  path: string,
  context: Context,
  read: (file: OpenFile) => Promise<Value>,
): Promise<Value> {
  const file = open()
  try {
    return await read(file)
  } finally {
    file.close()
  }

  function open(): OpenFile {
    try {
      return context.platform.files.open(path)
    } catch (cause) {
      const { problem } = cause as Partial<FileStoreError>
      const row = (problem && rows[problem]) ?? 'operationFail'
      throw tellCause(new ApiError(row, [api, path], { cause }), api, context)
    }
  }
}
