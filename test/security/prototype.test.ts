/** Names that mean something to JavaScript: whoever sends them changes no object but the one they are for. */
import { createReceiver } from 'tt-anywhere/receiver'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Api, run } from '../helpers/call.js'
import { managerOf } from '../helpers/fileSystem.js'
import { startHost } from '../helpers/host.js'
import { startServer } from '../helpers/server.js'
import { bodyOf, send } from '../receiver/support.js'

/** Own properties of these names, as JSON makes them. */
const hostile = () =>
  JSON.parse(
    '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"__proto__.polluted":"yes","polluted":{"__proto__":{"polluted":"yes"}}}',
  ) as Record<string, unknown>
const text = JSON.stringify(hostile())

/** What every object would have if one of them had got through. */
function expectClean() {
  for (const object of [{}, [], () => {}, '', 1, new Map(), Object.create(Object.prototype)]) {
    expect((object as { polluted?: unknown }).polluted).toBeUndefined()
  }
  expect(Object.keys(Object.prototype)).toEqual([])
}

afterEach(expectClean)

describe('prototype pollution', () => {
  test.each<Api>(['uploadFile', 'request', 'downloadFile'])(
    'by formData, data, header and the JSON of an answer: tt.%s',
    async (api) => {
      const server = await startServer((_request, response) => {
        response.setHeader('content-type', 'application/json')
        response.setHeader('__proto__', 'polluted')
        response.setHeader('set-cookie', ['__proto__=polluted', 'constructor=polluted'])
        response.end(text)
      })
      const host = startHost({
        trustedOrigins: [server.origin],
        appConfig: { cookie: { enableStore: true } },
      })
      const filePath = await host.addFile({ name: '__proto__', data: 'a' })
      const header = JSON.parse('{"__proto__":"a","constructor":"b","polluted":"c"}') as object
      const { success } = await run(host, api, {
        ...{ url: server.origin, name: '__proto__', header, dataType: 'json' },
        ...(api === 'uploadFile' && { filePath, formData: hostile() }),
        ...(api === 'request' && { method: 'POST', data: hostile() }),
      })
      expect(success?.statusCode).toBe(200)
      expect(Object.getPrototypeOf(success?.header)).toBe(Object.prototype)
      expect(Object.getOwnPropertyDescriptor(success?.header, '__proto__')?.value).toBe('polluted')
      if (api !== 'downloadFile') {
        expect(JSON.stringify(success?.data)).toBe(text)
        expect(Object.getPrototypeOf(success?.data)).toBe(Object.prototype)
      }
      // Once more, with the cookies that came.
      await run(host, api, {
        url: server.origin,
        name: 'f',
        filePath: api === 'uploadFile' ? filePath : undefined,
      })
      expect(server.received[1]?.headers.cookie).toContain('__proto__=polluted')
      const har = JSON.parse(JSON.stringify(host.har()))
      expect(Object.getPrototypeOf(har)).toBe(Object.prototype)
    },
  )

  test('by options that have such names themselves', async () => {
    const host = startHost()
    const { fail } = await run(host, 'uploadFile', hostile())
    expect(fail?.errMsg).toBe('uploadFile:fail params url is required')
    for (const option of ['domains', 'device', 'appConfig'] as const) {
      try {
        startHost({ [option]: hostile() })
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
      }
    }
  })

  test('by the data storage and by paths', async () => {
    const host = startHost()
    host.tt.setStorageSync('__proto__', hostile())
    expect(JSON.stringify(host.tt.getStorageSync('__proto__'))).toBe(text)
    const manager = managerOf(host)
    manager.writeFileSync('ttfile://user/__proto__', 'a')
    manager.mkdirSync('ttfile://user/constructor', false)
    expect(manager.readdirSync('ttfile://user').sort()).toEqual(['__proto__', 'constructor'])
  })

  test('by the fields, files and headers that a receiver gets', async () => {
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close())
    const parts = [
      { name: '__proto__', value: 'a' },
      { name: '__proto__[polluted]', value: 'yes' },
      { name: 'constructor.prototype.polluted', value: 'yes' },
      { name: '__proto__', filename: '__proto__', value: 'b' },
    ]
    const headers = JSON.parse('{"__proto__":"sent","constructor":"sent","polluted":"sent"}')
    const { json } = await send(receiver.url, bodyOf(parts), { headers })
    expect(json.fields.map(([name]) => name)).toEqual(parts.slice(0, 3).map(({ name }) => name))
    expect(json.files).toMatchObject([{ field: '__proto__', filename: '__proto__' }])
    const upload = await receiver.nextUpload()
    for (const told of [upload.headers, json.headers]) {
      expect(Object.getPrototypeOf(told)).toBe(Object.prototype)
      expect(Object.getOwnPropertyDescriptor(told, '__proto__')?.value).toBe('sent')
    }
  })
})
