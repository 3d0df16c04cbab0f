import { expect, it, onTestFinished } from 'vitest'
import { bundleLibrary, runScript } from '../../helpers/child.js'
import { collect } from '../../helpers/collect.js'
import { startHost } from '../../helpers/host.js'
import { startServer } from '../../helpers/server.js'

it('nothing holds a call that has ended, though its connection is kept', async () => {
  const server = await startServer((_request, response) => response.end('ok'))
  const host = startHost({ trustedOrigins: [server.origin], keepExchanges: 0 })
  const filePath = await host.addFile({ name: 'a.bin', data: new Uint8Array(100) })
  const calls: WeakRef<object>[] = []
  const upload = () =>
    new Promise<void>((resolve, reject) => {
      // The callback stands for all that the mini-program's page holds with it.
      const success = () => resolve()
      calls.push(new WeakRef(success))
      host.tt.uploadFile({ url: server.origin, filePath, name: 'file', success, fail: reject })
    })

  for (let count = 0; count < 5; count += 1) await upload()
  await Promise.all(Array.from({ length: 5 }, upload))
  await expect
    .poll(() => {
      collect()
      return calls.filter((call) => call.deref() !== undefined).length
    })
    .toBe(0)
})

/** Bytes that outlived two collections of young objects, of one call. One in flight holds some 20 KB. */
const mostPromoted = 3_000

it('a call that has ended goes with the young objects: none holds the next one', async () => {
  const server = await startServer((_request, response) => response.end('ok'))
  const library = await bundleLibrary()
  onTestFinished(library.remove)
  const { code, lines, errors } = await runScript(
    library.file,
    `
    import { setFlagsFromString } from 'node:v8'
    import { createHost } from './library.mjs'
    const host = createHost({ config: false, proxy: false, trustedOrigins: ['${server.origin}'], maxConcurrentUploads: 64 })
    host.on('warning', () => {})
    host.on('exchange', () => {})
    const filePath = await host.addFile({ name: 'a.bin', data: new Uint8Array(100) })
    let left = 4000
    const upload = () => new Promise((success, fail) => {
      host.tt.uploadFile({ url: '${server.origin}', filePath, name: 'file', success, fail })
    })
    const line = async () => { while (left-- > 0) await upload() }
    setFlagsFromString('--trace-gc')
    setFlagsFromString('--trace-gc-nvp')
    await Promise.all(Array.from({ length: 64 }, line))
    await host.close()
    `,
    60_000,
  )
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  const young = lines.filter((text) => / gc=s /.test(text))
  const promoted = young.map((text) => Number(/ promoted=(\d+)/.exec(text)?.[1]))
  // A Node that does not tell would show nothing.
  expect(promoted.length).toBeGreaterThan(5)
  expect(promoted.reduce((sum, bytes) => sum + bytes, 0) / 4000).toBeLessThan(mostPromoted)
})
