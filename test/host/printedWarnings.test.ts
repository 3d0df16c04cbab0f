/** Warnings that nobody listens to: printed once, kept within bounds, and unable to drive a terminal. */
import { createHost } from 'tt-anywhere'
import { afterEach, beforeEach, expect, type MockInstance, onTestFinished, test, vi } from 'vitest'
import { startServer } from '../helpers/server.js'
import { successOf } from '../helpers/upload.js'

let warn: MockInstance<typeof console.warn>
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => warn.mockRestore())

/** Uploads with an option that is unknown, which is warned of with its name. */
async function ready() {
  const server = await startServer()
  const host = createHost({ proxy: false, trustedOrigins: [server.origin] })
  onTestFinished(() => host.close())
  const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
  return async (options: object) => {
    const { statusCode } = await successOf(host, { url: server.origin, filePath, ...options })
    expect(statusCode).toBe(200)
  }
}

const lines = () => warn.mock.calls.map(([line]) => String(line))
const about = (option: string) => lines().filter((line) => line.includes(`option ${option} `))

test('each text is printed once, and of very many the last ones are remembered', async () => {
  const upload = await ready()
  await upload({ first: 1 })
  await upload({ first: 1, second: 1 })
  expect([about('first').length, about('second').length]).toEqual([1, 1])
  await upload(Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`o${index}`, 1])))
  await upload({ o999: 1, first: 1 })
  expect([about('o999').length, about('first').length]).toEqual([1, 2])
})

test('what a terminal would obey is made visible', async () => {
  const upload = await ready()
  await upload({ 'a\x1b[2J\r\nforged: all is well\u202e': 1 })
  const [line] = lines().filter((one) => one.includes('forged'))
  expect(line).toContain('a\\x1b[2J\\x0d\\x0aforged: all is well\\u202e')
})
