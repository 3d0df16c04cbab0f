// fetch with FormData and a Blob of the file, as MDN and Node's own pages have it.
import { openAsBlob } from 'node:fs'
import { Agent, FormData, fetch } from 'undici'

const hour = 3_600_000

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce }) {
  const dispatcher = new Agent({
    connections: atOnce,
    headersTimeout: hour,
    bodyTimeout: hour,
    connect: { ca },
  })
  return {
    async upload(path) {
      const form = new FormData()
      form.append('title', 'Tea')
      form.append('file', await openAsBlob(path), 'photo.bin')
      const response = await fetch(url, { method: 'POST', body: form, dispatcher })
      return { status: response.status, text: await response.text() }
    },
    close: () => dispatcher.close(),
  }
}
