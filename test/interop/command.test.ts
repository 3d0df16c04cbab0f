// The command as it is shipped: `tt-anywhere upload`, from dist.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Folder, makeFolder } from './folder.js'
import type { Seen } from './servers.js'
import { type Sender, testServers } from './suite.js'

const run = promisify(execFile)
const command = fileURLToPath(new URL('../../dist/esm/cli.js', import.meta.url))

let folder: Folder

beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0')

/** Linux takes 128 KiB in one argument, Windows 32 KiB in the whole line. */
const LONGEST_LINE = 24 * 1024

const byCommand: Sender = {
  async send({ url, fileName, data, name, formData, header }) {
    const path = await folder.write(fileName, data)
    const parameters = ['upload', path, '--url', url, '--name', name, '--json']
    for (const [key, value] of Object.entries(formData))
      parameters.push('--form', `${key}=${value}`)
    for (const [key, value] of Object.entries(header))
      parameters.push('--header', `${key}: ${value}`)
    const { stdout } = await run(process.execPath, [command, ...parameters], {
      maxBuffer: 16 * 1024 * 1024,
    })
    const result = JSON.parse(stdout) as { ok: boolean; statusCode: number; data: string }
    expect(result).toMatchObject({ ok: true, statusCode: 200 })
    return JSON.parse(result.data) as Seen
  },
  canSend: {
    fields: ({ formData }) =>
      Object.values(formData).every(isText) && JSON.stringify(formData).length < LONGEST_LINE,
    fileName: ({ notOnWindows }) => process.platform !== 'win32' || !notOnWindows,
  },
}

testServers(describe, byCommand)
