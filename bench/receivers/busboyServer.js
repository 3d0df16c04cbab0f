// busboy + fs, as its own page has it.
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import busboy from 'busboy'

/**
 * @param {string} folder
 * @param {(file: { size: number, sha256?: string }) => void} taken
 * @param {boolean} hashing
 */
export function listenBusboy(folder, taken, hashing) {
  const server = createServer((request, response) => {
    const parser = busboy({ headers: request.headers })
    parser.on('file', (_name, stream) => {
      const hash = hashing ? createHash('sha256') : undefined
      let size = 0
      stream.on('data', (piece) => {
        size += piece.length
        hash?.update(piece)
      })
      const file = createWriteStream(join(folder, randomUUID()))
      stream.pipe(file).on('close', () => {
        taken({ size, sha256: hash?.digest('hex') })
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ size }))
      })
    })
    request.pipe(parser)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`))
  })
}
