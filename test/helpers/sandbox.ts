import { join } from 'node:path'
import type { Host } from 'tt-anywhere'
import { startHost } from './host.js'
import { temporaryFolder } from './stage.js'

/** A host with files of its own, and where they lie on this machine. */
export interface Sandbox {
  readonly host: Host
  /** The folder behind `ttfile://user`. */
  readonly user: string
  /** Writes a saved file, and the folders on its way. */
  put(path: string, text: string): void
}

/** Starts a host that keeps its files in a storage folder of the test. */
export async function openSandbox(
  trustedOrigins: readonly string[],
  appId = 'tt1',
): Promise<Sandbox> {
  const storage = await temporaryFolder()
  const host = startHost({ trustedOrigins, storage, appId })
  const files = host.tt.getFileSystemManager()
  return {
    host,
    user: join(storage, `d-${appId}`, 'user'),
    put(path, text) {
      const folder = path.slice(0, path.lastIndexOf('/'))
      if (folder !== 'ttfile://user') files.mkdirSync(folder, true)
      files.writeFileSync(path, text, 'utf8')
    },
  }
}
