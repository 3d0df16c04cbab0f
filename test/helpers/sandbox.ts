import { mkdir, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from 'tt-anywhere'
import { temporaryFolder } from './stage.js'

/** The folders behind a host's `ttfile://temp` and `ttfile://user`, on this machine. */
export interface Sandbox {
  /** A folder outside the sandbox, which holds it. */
  readonly outside: string
  readonly temp: string
  readonly user: string
}

/** Finds a host's sandbox, which must not have been used yet: it is made where temporary files go. */
export async function openSandbox(host: Host): Promise<Sandbox> {
  const outside = await realpath(await temporaryFolder())
  const names = ['TMPDIR', 'TEMP', 'TMP']
  const before = names.map((name) => process.env[name])
  for (const name of names) process.env[name] = outside
  try {
    await host.addFile({ name: 'first', data: '' })
  } finally {
    names.forEach((name, index) => {
      const value = before[index]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    })
  }
  const [own = ''] = await readdir(outside)
  const sandbox = { outside, temp: join(outside, own, 'temp'), user: join(outside, own, 'user') }
  await mkdir(sandbox.temp, { recursive: true })
  await mkdir(sandbox.user, { recursive: true })
  return sandbox
}
