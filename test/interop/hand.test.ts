// A body made by hand, as the spec's section 3 says it: shows that the servers tell the truth, so
// that where the library fails, the library is at fault.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { nameCases } from './cases.js'
import type { Seen } from './servers.js'
import { type Sender, testServers, type Upload, unusedExceptions } from './suite.js'

const agent = new Agent({ keepAlive: false })
afterAll(() => agent.destroy())

const escaped = (name: string) =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

function body({ formData, data, name, fileName }: Upload, boundary: string): Buffer {
  const { contentType } = nameCases.find((known) => known.name === fileName)!
  const chunks: Uint8Array[] = []
  for (const [field, value] of Object.entries(formData)) {
    if (value === null || value === undefined) continue
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(field)}"\r\n\r\n`
    chunks.push(Buffer.from(`${head}${text}\r\n`))
  }
  const disposition = `form-data; name="${escaped(name)}"; filename="${escaped(fileName)}"`
  const head = `Content-Disposition: ${disposition}\r\nContent-Type: ${contentType}\r\n\r\n`
  chunks.push(Buffer.from(`--${boundary}\r\n${head}`), data, Buffer.from(`\r\n--${boundary}--\r\n`))
  return Buffer.concat(chunks)
}

const byHand: Sender = {
  async send(upload) {
    const boundary = `hand${randomUUID()}`
    const whole = body(upload, boundary)
    const outgoing = request(upload.url, {
      method: 'POST',
      agent,
      headers: {
        ...upload.header,
        'user-agent': 'x ToutiaoMicroApp/1',
        referer: 'https://tmaservice.developer.toutiao.com/?appid=x',
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': whole.length,
      },
    })
    outgoing.end(whole)
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    const answer = await json(response)
    expect({ status: response.statusCode, answer }).toMatchObject({ status: 200 })
    return answer as Seen
  },
  canSend: { fields: () => true, fileName: () => true },
}

testServers(describe, byHand)

test('every exception is about a name that is sent', () => {
  expect(unusedExceptions()).toEqual([])
})
