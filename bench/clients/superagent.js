// superagent, whose `attach` is form-data.
import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import superagent from 'superagent'

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce }) {
  const agent = url.startsWith('https:')
    ? new TlsAgent({ keepAlive: true, maxSockets: atOnce, ca })
    : new Agent({ keepAlive: true, maxSockets: atOnce })
  return {
    async upload(path) {
      const { status, text } = await superagent
        .post(url)
        .agent(agent)
        .ca(ca)
        .field('title', 'Tea')
        .attach('file', path)
      return { status, text }
    },
    close: () => agent.destroy(),
  }
}
