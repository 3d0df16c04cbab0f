// undici.request with a generator that reads the file each time.
import { open } from 'node:fs/promises'
import { request } from 'undici'
import { layForm } from './form.js'
import { createAgent } from './undiciAgent.js'

const pieceSize = 512 * 1024

/** @param {import('./client.js').ClientOptions} options */
export function create(options) {
  const { url } = options
  const dispatcher = createAgent(options)
  return {
    async upload(path) {
      const file = await open(path)
      try {
        const { size } = await file.stat()
        const form = layForm(size)
        const { statusCode, body } = await request(url, {
          method: 'POST',
          headers: form.headers,
          body: pieces(file, size, form),
          dispatcher,
        })
        return { status: statusCode, text: await body.text() }
      } finally {
        await file.close()
      }
    },
    close: () => dispatcher.close(),
  }
}

async function* pieces(file, size, { head, tail }) {
  yield head
  for (let at = 0; at < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(pieceSize, size - at))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
    if (bytesRead === 0) throw new Error('the file is too short')
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
  yield tail
}
