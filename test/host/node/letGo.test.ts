import { expect, it } from 'vitest'
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
