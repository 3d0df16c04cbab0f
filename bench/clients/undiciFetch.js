// fetch with FormData and a Blob of the file, as MDN and Node's own pages have it.
import { openAsBlob } from 'node:fs'
import { FormData, fetch } from 'undici'
import { createAgent } from './undiciAgent.js'

/** @param {import('./client.js').ClientOptions} options */
export function create(options) {
  const { url } = options
  const dispatcher = createAgent(options)
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
