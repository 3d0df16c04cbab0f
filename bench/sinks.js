// The sink's process, and what a client needs to know of it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createIdentity } from './certificate.js'
import { startServer } from './processes.js'

/** @typedef {Awaited<ReturnType<typeof startSink>>} Sink */

let identity

/**
 * @param {string} folder for the certificate
 * @param {boolean} tls
 * @param {import('./link.js').Link} [link] at whose far end it is
 */
export async function startSink(folder, tls, link) {
  let ca
  if (tls) {
    identity ??= await createIdentity()
    ca = join(folder, 'authority.pem')
    writeFileSync(ca, identity.authority)
  }
  const sink = startServer('sink.js', link?.there)
  const host = link?.address ?? '127.0.0.1'
  const { port } = await sink.ask({ listen: { host, ...(tls && { tls: identity }) } })
  return { ...sink, url: `${tls ? 'https' : 'http'}://${host}:${port}/upload`, ca }
}
