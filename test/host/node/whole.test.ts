import { createHash, randomBytes } from 'node:crypto'
import { createReceiver } from 'tt-anywhere/receiver'
import { expect, it, onTestFinished } from 'vitest'
import { startHost } from '../../helpers/host.js'

it.each([
  ['small', 12_000, 40],
  ['large', 3_000_000, 4],
])('%s files are whole where their connections take them late', async (_size, bytes, files) => {
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close())
  const host = startHost({ checkDomains: false, maxConcurrentUploads: 8 })
  // What is written waits in this process, and its buffer is another upload's, or the next piece's.
  host.network = { rtt: 40, upKbps: 50_000, downKbps: 50_000 }
  const sent: string[] = []
  const arrived: string[] = []
  receiver.on('upload', ({ files }) => arrived.push(...files.map(({ sha256 }) => sha256)))
  const upload = async () => {
    const data = randomBytes(bytes)
    sent.push(createHash('sha256').update(data).digest('hex'))
    const filePath = await host.addFile({ name: 'a.bin', data })
    await new Promise((success, fail) => {
      host.tt.uploadFile({ url: receiver.url, filePath, name: 'file', success, fail })
    })
  }
  await Promise.all(Array.from({ length: files }, upload))
  expect(arrived.sort()).toEqual(sent.sort())
})
