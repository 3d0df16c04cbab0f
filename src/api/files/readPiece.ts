import type { OpenFile } from '../../platform.js'
import { ApiError } from '../errors.js'

/** Fills a piece of memory from a file that is open. Fails where the file has become shorter. */
export function readPiece(file: OpenFile, target: Uint8Array, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    file.read(target, position, (error, bytesRead) => {
      if (error) reject(error)
      else if (bytesRead < target.byteLength) reject(new ApiError('operationFail'))
      else resolve()
    })
  })
}
