// The library itself: createHost and tt.uploadFile.

import { createHost, type Host } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Folder, makeFolder } from './folder.js'
import type { Seen } from './servers.js'
import { type Sender, testServers } from './suite.js'

let folder: Folder
let host: Host

beforeAll(async () => {
  folder = await makeFolder()
  host = createHost({
    appId: 'tt07e3715e98c9aac0',
    version: '1.2.0',
    envType: 'development',
    domains: {},
    checkDomains: false,
  })
  // What a phone would frown at is another test's matter.
  host.on('warning', () => {})
})
afterAll(async () => {
  await host.close()
  await folder.remove()
})

/** From here on, a file is given by its path, as real ones are. */
const ON_DISK = 1024 * 1024

const byHost: Sender = {
  async send({ url, fileName, data, name, formData, header }) {
    const filePath = await host.addFile(
      data.length < ON_DISK ? { name: fileName, data } : await folder.write(fileName, data),
    )
    const result = await new Promise<{ statusCode: number; data: unknown }>((resolve, reject) => {
      const fail = (error: { errMsg: string }) => reject(new Error(error.errMsg))
      host.tt.uploadFile({ url, filePath, name, formData, header, success: resolve, fail })
    })
    expect(result).toMatchObject({ statusCode: 200 })
    return JSON.parse(String(result.data)) as Seen
  },
  canSend: { fields: () => true, fileName: () => true },
}

testServers(describe, byHost)
