/** What must be read by nobody else stays out of all that is printed, recorded or told in an error. */
import { describe, expect, test, vi } from 'vitest'
import { type Api, run } from '../helpers/call.js'
import { bundleLibrary, runScript } from '../helpers/child.js'
import { folderWith } from '../helpers/folder.js'
import { startHost } from '../helpers/host.js'
import { startServer, startTcpServer, unusedPort } from '../helpers/server.js'

const header = {
  Authorization: 'Bearer hidden-1',
  Cookie: 'sid=hidden-2',
  'X-Api-Key': 'hidden-3',
  'X-Access-Token': 'hidden-4',
}
const formData = { token: 'hidden-5', password: 'hidden-6', signature: 'hidden-7' }

/** Calls that succeed, and calls that fail in all the ways that have a text of their own. */
async function calls(): Promise<[url: string, proxy?: string][]> {
  const server = await startServer((_request, response) =>
    response.setHeader('set-cookie', 'sid=hidden-8').end('{"access_token":"hidden-9"}'),
  )
  const redirects = await startServer((_request, response) =>
    response.writeHead(302, { location: 'https://elsewhere.example/?token=hidden-a' }).end(),
  )
  const broken = await startTcpServer((socket) => socket.end('hidden-b is no HTTP\r\n\r\n'))
  const refused = `http://127.0.0.1:${await unusedPort()}`
  return [
    [server.origin],
    [redirects.origin],
    [broken.origin],
    [refused],
    ['http://name.invalid/'],
    [server.origin, refused.replace('//', '//user:hidden-c@')],
    [server.origin.replace('http:', 'https:'), refused.replace('//', '//user:hidden-c@')],
    ['http://169.254.169.254/'],
  ]
}

describe('secrets', () => {
  test.each<Api>(['uploadFile', 'request', 'downloadFile'])(
    'of header, form and answer are in no log, no record, no HAR and no error: tt.%s',
    async (api) => {
      const written: string[] = []
      const write = (...values: unknown[]) => void written.push(values.map(String).join(' '))
      for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
        vi.spyOn(console, name).mockImplementation(write)
      }
      vi.spyOn(process, 'emitWarning').mockImplementation(write as never)
      try {
        for (const [url, proxy = false] of await calls()) {
          const host = startHost({
            proxy,
            trustedOrigins: ['*'],
            blockPrivateAddresses: ['127.0.0.0/8'],
            lookup: (name, _options, callback) =>
              callback(Object.assign(new Error(name), { code: 'ENOTFOUND' }), '', 4),
          })
          host.on('warning', ({ message }) => write(message))
          host.on('exchange', (record) => write(JSON.stringify(record)))
          const filePath = await host.addFile({ name: 'a', data: 'hidden-d' })
          const own = {
            uploadFile: { name: 'f', filePath, formData },
            request: { method: 'POST', data: formData },
            downloadFile: {},
          }[api]
          const { fail, success } = await run(host, api, { url, header, ...own })
          if (success === undefined) write(JSON.stringify(fail))
          write(JSON.stringify(host.har()))
        }
      } finally {
        vi.restoreAllMocks()
      }
      const text = written.join('\n')
      expect(text.match(/hidden-./g)).toBe(null)
      // It was not silent for another reason.
      expect(text).toContain('Bearer ***')
      expect(text).toContain(`${api}:fail connection error`)
      expect(text).toContain(`${api}:fail dns error`)
    },
  )

  test('of a URL are in no warning; the error has the URL as the caller gave it', async () => {
    const { origin } = await startServer()
    const url = `${origin.replace('//', '//user:hidden@')}/?token=hidden`
    const warnings: string[] = []
    const host = startHost({ checkDomains: false })
    host.on('warning', ({ message }) => warnings.push(message))
    await run(host, 'request', { url })
    expect(warnings).toHaveLength(2)
    expect(warnings.join()).not.toContain('hidden')
    expect(warnings.join()).toContain(origin.replace('//', '//***@'))
    const { fail } = await run(startHost(), 'request', { url })
    expect(fail?.errMsg).toContain(`url == ${url}`)
  })

  test('are not printed by a process that nobody listens in', async () => {
    const library = await bundleLibrary()
    const har = folderWith({})
    const { origin } = await startServer((_request, response) =>
      response.setHeader('set-cookie', 'sid=hidden-8').end('hidden-9'),
    )
    try {
      const script = `
        import { createHost } from './library.mjs'
        process.env.TT_ANYWHERE_HAR = ${JSON.stringify(har)}
        const host = createHost({ proxy: false, trustedOrigins: [${JSON.stringify(origin)}] })
        const filePath = await host.addFile({ name: 'a', data: 'a' })
        const header = ${JSON.stringify({ ...header, referer: 'hidden-e' })}
        for (const url of [${JSON.stringify(origin)}, 'https://elsewhere.example/']) {
          await new Promise((complete) => host.tt.uploadFile({
            url, filePath, name: 'f', header, formData: ${JSON.stringify({ ...formData, odd: 1 })}, complete,
          }))
        }
        await host.close()`
      const { lines, errors, code } = await runScript(library.file, script)
      expect([code, lines]).toEqual([0, []])
      expect(errors).toContain("header referer can't be set")
      expect(errors).not.toContain('hidden')
    } finally {
      library.remove()
    }
  })
})
