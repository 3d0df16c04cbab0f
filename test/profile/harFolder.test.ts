import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReceiver } from 'tt-anywhere/receiver'
import { expect, onTestFinished, test } from 'vitest'
import { bundleLibrary, runScript } from '../helpers/child.js'

test('TT_ANYWHERE_HAR: what each host did lies in the folder, closed or not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'har-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close())
  const library = await bundleLibrary()
  onTestFinished(library.remove)
  const script = `
    import { createHost } from './library.mjs'
    process.env.TT_ANYWHERE_HAR = ${JSON.stringify(join(folder, 'made', 'here'))}
    const url = ${JSON.stringify(receiver.url)}
    for (const closes of [true, false]) {
      const host = createHost({ trustedOrigins: [url], proxy: false })
      host.on('warning', () => {})
      const filePath = await host.addFile({ name: 'a', data: 'a' })
      await new Promise((complete) => host.tt.uploadFile({ url, filePath, name: 'f', complete }))
      if (closes) await host.close()
    }
    delete process.env.TT_ANYWHERE_HAR
    await createHost().close()
  `
  expect(await runScript(library.file, script)).toMatchObject({ code: 0, errors: '' })
  const files = readdirSync(join(folder, 'made', 'here'))
  expect(files).toHaveLength(2)
  for (const file of files) {
    const { log } = JSON.parse(readFileSync(join(folder, 'made', 'here', file), 'utf8'))
    expect(log.entries).toMatchObject([{ response: { status: 200 } }])
  }
})
