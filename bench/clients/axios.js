// axios with form-data. Without `maxRedirects: 0` it would keep the whole body in memory.
import { createReadStream } from 'node:fs'
import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import axios from 'axios'
import FormData from 'form-data'

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce }) {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const httpsAgent = new TlsAgent({ keepAlive: true, maxSockets: atOnce, ca })
  return {
    async upload(path) {
      const form = new FormData()
      form.append('title', 'Tea')
      form.append('file', createReadStream(path))
      const { status, data } = await axios.post(url, form, {
        httpAgent,
        httpsAgent,
        maxRedirects: 0,
        maxBodyLength: Number.POSITIVE_INFINITY,
        responseType: 'text',
        transformResponse: (text) => text,
      })
      return { status, text: data }
    },
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}
