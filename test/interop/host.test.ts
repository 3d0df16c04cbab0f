// The library itself: createHost and tt.uploadFile.

import { createHost } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Seen } from './servers.js'
import { type Sender, testServers } from './suite.js'

let host: ReturnType<typeof createHost>

beforeAll(() => {
  host = createHost({
    appId: 'tt07e3715e98c9aac0',
    version: '1.2.0',
    envType: 'development',
    domains: {},
    checkDomains: false,
  })
})
afterAll(() => host.close())

const byHost: Sender = {
  async send({ url, fileName, data, name, formData, header }) {
    const filePath = await host.addFile({ name: fileName, data })
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
