// What stands behind the page: an API that signs policies, and an object store that takes a form
// only where its policy was signed, still holds, and fits. The store is tt-anywhere's receiver.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { createReceiver } from 'tt-anywhere/receiver'

const secret = randomBytes(32)
const mostBytes = 5 * 1024 * 1024

/** Starts both on free ports. `policyLife`: milliseconds that a policy holds. */
export async function startServers({ policyLife = 60_000 } = {}) {
  const store = await createReceiver()
  store.reply((upload) => {
    const problem = refusal(upload)
    if (problem !== undefined) return { status: 403, body: { error: problem } }
    return { status: 201, body: { key: Object.fromEntries(upload.fields).key } }
  }, 'all')
  const api = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    if (pathname !== '/policy') return response.writeHead(404).end()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(signPolicy(searchParams.get('type') ?? 'jpg', policyLife)))
  })
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve))
  return {
    store,
    apiUrl: `http://127.0.0.1:${api.address().port}`,
    async close() {
      api.close()
      api.closeAllConnections()
      await store.close()
    },
  }
}

function signPolicy(type, policyLife) {
  const key = `photos/${randomUUID()}.${type}`
  const policy = {
    expiration: new Date(Date.now() + policyLife).toISOString(),
    conditions: [{ key }, ['content-length-range', 1, mostBytes]],
  }
  const encoded = Buffer.from(JSON.stringify(policy)).toString('base64')
  return { key, policy: encoded, signature: sign(encoded) }
}

function sign(policy) {
  return createHmac('sha256', secret).update(policy).digest('hex')
}

/** Why an upload is not taken; undefined where it is. */
function refusal({ fields, files }) {
  const { key, policy = '', signature = '' } = Object.fromEntries(fields)
  const right = Buffer.from(sign(policy))
  const given = Buffer.from(signature)
  if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) {
    return 'SignatureDoesNotMatch'
  }
  const { expiration, conditions } = JSON.parse(Buffer.from(policy, 'base64').toString())
  if (Date.parse(expiration) < Date.now()) return 'PolicyExpired'
  if (conditions[0].key !== key) return 'KeyDoesNotMatch'
  const [, least, most] = conditions[1]
  if (files.length !== 1 || files[0].size < least || files[0].size > most) return 'WrongSize'
  return undefined
}
