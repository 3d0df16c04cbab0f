// needle, given a stream of form-data: its own forms hold the whole file in memory, as text.
import { createReadStream } from 'node:fs'
import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import FormData from 'form-data'
import needle from 'needle'

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce }) {
  const agent = url.startsWith('https:')
    ? new TlsAgent({ keepAlive: true, maxSockets: atOnce, ca })
    : new Agent({ keepAlive: true, maxSockets: atOnce })
  return {
    async upload(path) {
      const form = new FormData()
      form.append('title', 'Tea')
      form.append('file', createReadStream(path))
      const { statusCode, body } = await needle('post', url, form, {
        agent,
        ca,
        headers: form.getHeaders(),
        parse_response: false,
        response_timeout: 0,
        read_timeout: 0,
        open_timeout: 0,
      })
      return { status: statusCode, text: body.toString() }
    },
    close: () => agent.destroy(),
  }
}
