import { once } from 'node:events'
import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { collect } from '../../helpers/collect.js'
import { folderWith } from '../../helpers/folder.js'
import { startHost } from '../../helpers/host.js'

const mebi = 1024 * 1024

function memory(): number {
  collect()
  return process.memoryUsage().arrayBuffers
}

/** Memory that uploads hold whose server reads nothing. */
async function heldBy(uploads: number): Promise<number> {
  const server = createServer({ pauseOnConnect: true }, () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const path = join(folderWith({}), 'big.bin')
  const descriptor = openSync(path, 'w')
  ftruncateSync(descriptor, 16 * mebi)
  closeSync(descriptor)

  const host = startHost({ checkDomains: false, maxConcurrentUploads: uploads })
  const filePath = await host.addFile(path)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const before = memory()
  const ended: Promise<void>[] = []
  const begun: Promise<void>[] = []
  for (let count = 0; count < uploads; count += 1) {
    begun.push(
      new Promise((begin) => {
        ended.push(
          new Promise((complete) => {
            const task = host.tt.uploadFile({
              url,
              filePath,
              name: 'file',
              complete: () => complete(),
            })
            task.onProgressUpdate(() => begin())
          }),
        )
      }),
    )
  }
  await Promise.all(begun)
  const held = memory() - before
  await host.close()
  await Promise.all(ended)
  return held
}

it.each([
  [1, 4],
  [8, 32],
  [64, 32],
  [400, 32],
])('%i uploads that stand still hold %i MiB at most', async (uploads, most) => {
  // What Node itself holds for a connection and its request.
  const own = uploads * 16 * 1024 + mebi
  expect(await heldBy(uploads)).toBeLessThanOrEqual(most * mebi + own)
})
