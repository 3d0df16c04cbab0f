import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openFile } from '../../../src/host/node/files/openFile.js'
import { folderWith } from '../../helpers/folder.js'

/** How long the disk takes, in milliseconds: none that is slow can be had everywhere. */
let takes = 0
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const readSync = (...words: Parameters<typeof fs.readSync>) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, takes)
    return fs.readSync(...words)
  }
  return { ...fs, readSync }
})

/** Whether the bytes of a small file are there as read returns. */
function readsAtOnce(): boolean {
  const path = join(folderWith({}), 'small.bin')
  writeFileSync(path, 'small')
  const file = openFile(path, 'ttfile://temp/small.bin', { own: false })
  let read = false
  file.read(new Uint8Array(5), 0, () => {
    read = true
    file.close()
  })
  return read
}

test('a slow disk holds the process up once, not for each small file', () => {
  expect(readsAtOnce()).toBe(true)
  takes = 60
  expect(readsAtOnce()).toBe(true)
  expect(readsAtOnce()).toBe(false)
  expect(readsAtOnce()).toBe(false)
})
