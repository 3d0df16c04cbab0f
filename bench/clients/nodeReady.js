// node:http with a body that is ready in memory: what Node itself can do, without reading a file.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { layForm } from './form.js'

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce }) {
  const secure = url.startsWith('https:')
  const agent = new (secure ? TlsAgent : Agent)({ keepAlive: true, maxSockets: atOnce, ca })
  let ready
  return {
    upload(path) {
      ready ??= readyForm(readFileSync(path))
      return new Promise((resolve, reject) => {
        const { headers, body } = ready
        const outgoing = (secure ? tlsRequest : request)(url, { method: 'POST', headers, agent })
        outgoing.on('error', reject)
        outgoing.on('response', (response) => {
          let text = ''
          response.setEncoding('latin1').on('data', (piece) => {
            text += piece
          })
          response.on('end', () => resolve({ status: response.statusCode, text }))
        })
        outgoing.end(body)
      })
    },
    close: () => agent.destroy(),
  }
}

function readyForm(file) {
  const { head, tail, headers } = layForm(file.length)
  return { headers, body: Buffer.concat([head, file, tail]) }
}
