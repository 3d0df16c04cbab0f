import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { createReceiver } from 'tt-anywhere/receiver'
import { expect, onTestFinished, test } from 'vitest'
import { startHost } from '../helpers/host.js'
import { sampleLogic } from '../helpers/sample.js'

const photo = fileURLToPath(new URL('../../examples/photo.jpg', import.meta.url))

test("[1.12] [12.40] the page's own sample runs unmodified: choose, show loading, upload, hide, keep the path", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sample-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const receiver = await createReceiver({ folder })
  onTestFinished(() => receiver.close())
  const host = startHost({ checkDomains: false, album: [photo, photo] })
  const shown: string[] = []
  const hidden = new Promise<void>((resolve) => {
    host.on('ui', ({ api }) => {
      shown.push(api)
      if (api === 'hideLoading') resolve()
    })
  })
  const data: Record<string, unknown> = {}
  const page = {} as { chooseImage(): void; setData(change: object): void }
  // Only the address is another: the sample's server is not on this machine.
  const logic = sampleLogic.replace('https://jsonplaceholder.typicode.com/posts/', receiver.url)
  runInNewContext(logic, {
    tt: host.tt,
    console: { log: () => {} },
    Page: (definition: object) => Object.assign(page, definition),
  })
  page.setData = (change) => Object.assign(data, change)

  page.chooseImage()
  const upload = await receiver.nextUpload()
  await hidden
  expect(upload.fields).toEqual([['c', 'd']])
  expect(upload.headers.a).toBe('b')
  expect(upload.files).toHaveLength(1)
  expect(upload.files[0]).toMatchObject({ field: 'data', contentType: 'image/jpeg' })
  expect(shown).toEqual(['showLoading', 'hideLoading'])
  expect(data.localImagePath).toMatch(/^ttfile:\/\/temp\/[0-9a-f]+\.jpg$/)
})
