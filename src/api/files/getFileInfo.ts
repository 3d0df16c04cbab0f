import type { DigestAlgorithm, Hasher, OpenFile } from '../../platform.js'
import { optional, requiredString } from '../call.js'
import { ApiError } from '../errors.js'
import type { FileApi, FileCallbacks } from './fileApi.js'
import { readPiece } from './readPiece.js'

/** What success of tt.getFileInfo gets. */
export interface GetFileInfoResult {
  /** Bytes. */
  size: number
  /** In hex, lower case. */
  digest: string
}

/** The options of tt.getFileInfo. */
export interface GetFileInfoOptions extends FileCallbacks<'getFileInfo', GetFileInfoResult> {
  /** The file, temporary or saved. */
  filePath: string
  /** `md5` by default, or `sha1`. `sha256` works too; the platform's page does not have it. */
  digestAlgorithm?: string | null
}

/** The digests, and whether the platform's page has them. */
const algorithms: Readonly<Record<string, [DigestAlgorithm, onPage: boolean]>> = {
  md5: ['md5', true],
  sha1: ['sha1', true],
  sha256: ['sha256', false],
}

/** Bytes that are digested at a time. */
const pieceSize = 1024 * 1024

/** A file's size and digest. It is read piece by piece, never held whole in memory. */
export const getFileInfo: FileApi<GetFileInfoResult> = {
  name: 'getFileInfo',
  options: ['filePath', 'digestAlgorithm'],
  paths: ['filePath'],
  async run(values, { files, createHasher, warn, checkOpen }) {
    const filePath = requiredString(values, 'filePath')
    const name = optional(values, 'digestAlgorithm', 'string') ?? 'md5'
    const found = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
    if (found === undefined) throw new ApiError('paramInvalid', ['digestAlgorithm'])
    const [algorithm, onPage] = found
    if (!onPage) warn('option-unknown', `digestAlgorithm ${name}`)
    const file = files.open(filePath)
    try {
      return { size: file.size, digest: await digestOf(file, createHasher(algorithm), checkOpen) }
    } finally {
      file.close()
    }
  },
  result: (info) => info,
}

async function digestOf(file: OpenFile, hasher: Hasher, checkOpen: () => void): Promise<string> {
  const piece = new Uint8Array(Math.min(pieceSize, file.size))
  for (let at = 0; at < file.size; ) {
    const wanted = piece.subarray(0, Math.min(piece.byteLength, file.size - at))
    await readPiece(file, wanted, at)
    checkOpen()
    hasher.update(wanted)
    at += wanted.byteLength
  }
  if (file.changed()) throw new ApiError('operationFail')
  return hasher.digest()
}
