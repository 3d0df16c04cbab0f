// This project's receiver, as it is built.
import { createReceiver } from '../../dist/esm/receiver.js'

/**
 * @param {string} folder
 * @param {(file: { size: number, sha256?: string }) => void} taken
 */
export async function listen(folder, taken) {
  const receiver = await createReceiver({ folder })
  receiver.on('upload', ({ files }) => {
    for (const { size, sha256 } of files) taken({ size, sha256 })
  })
  return receiver.url
}
