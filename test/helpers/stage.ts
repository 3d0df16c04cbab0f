import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host, HostOptions, UploadTask, Warning } from 'tt-anywhere'
import { onTestFinished } from 'vitest'
import { startHost } from './host.js'
import { startServer, type TestServer } from './server.js'

/** A server, a host that may send to it, and a file. */
export interface Stage {
  readonly server: TestServer
  readonly host: Host
  readonly url: string
  readonly filePath: string
  readonly warnings: Warning[]
}

/** What the file of a {@link Stage} is. */
export interface StageFile {
  readonly name?: string
  readonly data?: Uint8Array | string
}

/** Sets a {@link Stage} up; it ends with the test. */
export async function stage(
  { name = 'photo.jpg', data = 'the bytes' }: StageFile = {},
  options: HostOptions = {},
  answer?: Parameters<typeof startServer>[0],
): Promise<Stage> {
  const server = await startServer(answer)
  const host = startHost({ trustedOrigins: [server.origin], ...options })
  const warnings: Warning[] = []
  host.on('warning', (warning) => warnings.push(warning))
  const filePath = await host.addFile({ name, data })
  return { server, host, url: `${server.origin}/upload`, filePath, warnings }
}

/** A call with whatever, as plain JavaScript can make it. */
export function call(host: Host, ...options: unknown[]): UploadTask {
  return (host.tt.uploadFile as (...options: unknown[]) => UploadTask)(...options)
}

/** What the callbacks of a call with whatever were given, in their order. */
export interface Ends {
  readonly order: string[]
  readonly results: unknown[]
}

/** Calls with whatever `make` gives around the callbacks, and resolves when complete was called. */
export function ends(host: Host, make: (callbacks: object) => unknown): Promise<Ends> {
  return new Promise((resolve) => {
    const told: Ends = { order: [], results: [] }
    const note = (name: string) => (result: unknown) => {
      told.order.push(name)
      told.results.push(result)
    }
    const complete = (result: unknown) => {
      note('complete')(result)
      resolve(told)
    }
    call(host, make({ success: note('success'), fail: note('fail'), complete }))
    told.order.push('returned')
  })
}

/** A folder on this machine that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** 121999 with its message, as fail gets it. */
export function wrongParameter(detail: string) {
  return { errMsg: `uploadFile:fail ${detail}`, errorCode: 121999, errorType: 'D' }
}
