// got with form-data.
import { createReadStream } from 'node:fs'
import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import FormData from 'form-data'
import got from 'got'

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce }) {
  const agent = {
    http: new Agent({ keepAlive: true, maxSockets: atOnce }),
    https: new TlsAgent({ keepAlive: true, maxSockets: atOnce, ca }),
  }
  return {
    async upload(path) {
      const form = new FormData()
      form.append('title', 'Tea')
      form.append('file', createReadStream(path))
      const { statusCode, body } = await got.post(url, {
        body: form,
        agent,
        https: { certificateAuthority: ca },
        retry: { limit: 0 },
      })
      return { status: statusCode, text: body }
    },
    close() {
      agent.http.destroy()
      agent.https.destroy()
    },
  }
}
