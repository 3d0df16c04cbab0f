import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { createFileStore } from '../../../src/host/node/fileStore.js'

// An answer that comes before the body was sent closes the file under the read of its end.
test('a file that was closed can still be asked whether it changed', async () => {
  const store = createFileStore((length) => randomBytes(length))
  onTestFinished(() => store.close())
  const data = Buffer.alloc(200_000, 'x')
  const file = await store.open(await store.add({ name: 'a', data }))
  const target = Buffer.alloc(data.byteLength)
  const changed = await new Promise<boolean>((resolve, reject) => {
    file.read(target, 0, () => {
      try {
        resolve(file.changed())
      } catch (error) {
        reject(error)
      }
    })
    file.close()
  })
  expect(changed).toBe(false)
})
