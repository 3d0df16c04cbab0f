// What a client library meets: servers over TLS, a released mini-program that may call them, and tt
// under the names that the library looks for.
import { createHost, type Host } from 'tt-anywhere'
import { createReceiver, type Receiver } from 'tt-anywhere/receiver'
import { createAuthority } from '../helpers/certificates.js'
import { toLoopback } from '../helpers/names.js'
import { unusedPort } from '../helpers/server.js'
import { type ApiServer, startApiServer } from './server.js'

export interface Stage {
  readonly host: Host
  readonly server: ApiServer
  readonly receiver: Receiver
  /** The origins of the two, and one where nobody listens. */
  readonly origins: { readonly api: string; readonly upload: string; readonly nobody: string }
  close(): Promise<void>
}

/** What stands on globalThis in a mini-program; libraries look for tt under other names too. */
export type Globals = 'tt' | 'uni' | 'wx'

/** Nothing of the check is switched off: certificates, domain lists and https are as released. */
export async function openStage(globals: readonly Globals[]): Promise<Stage> {
  const names = { api: 'api.example.com', upload: 'upload.example.com' }
  const authority = await createAuthority()
  const tls = await authority.issue({ names: Object.values(names) })
  const server = await startApiServer(tls)
  const receiver = await createReceiver({ tls })
  const origins = {
    api: `https://${names.api}:${server.port}`,
    upload: `https://${names.upload}:${receiver.port}`,
    nobody: `https://${names.api}:${await unusedPort()}`,
  }
  const host = createHost({
    appId: 'tt07e3715e98c9aac0',
    version: '1.2.0',
    envType: 'production',
    domains: {
      request: [origins.api, origins.nobody],
      uploadFile: [origins.upload, origins.api, origins.nobody],
      downloadFile: [origins.api, origins.nobody],
    },
    ca: authority.cert,
    lookup: toLoopback,
    proxy: false,
  })
  // A library that hands its own options on is warned of; that is another test's matter.
  host.on('warning', () => {})
  for (const name of globals) Object.assign(globalThis, { [name]: host.tt })
  return {
    host,
    server,
    receiver,
    origins,
    async close() {
      await host.close()
      await Promise.all([server.close(), receiver.close({ graceMs: 0 })])
    },
  }
}
