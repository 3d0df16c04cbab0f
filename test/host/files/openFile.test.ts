import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openFile } from '../../../src/host/node/files/openFile.js'

test('a file that is closed while it is read can still be asked whether it changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'big.bin')
  await writeFile(path, Buffer.alloc(256 * 1024))
  const file = openFile(path, 'ttfile://temp/big.bin', { own: false })
  const asked = new Promise((resolve, reject) => {
    file.read(Buffer.alloc(1024), 0, (_error, bytesRead) => {
      try {
        resolve({ bytesRead, changed: file.changed() })
      } catch (error) {
        reject(error)
      }
    })
  })
  // An abort closes the file at any time.
  file.close()
  expect(await asked).toEqual({ bytesRead: 1024, changed: false })
})
