/** A process that may open few files: every call ends, once and clearly, and what follows works. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bundleLibrary, runScript } from '../helpers/child.js'
import { fewDescriptors } from '../helpers/client.js'
import { startServer } from '../helpers/server.js'
import { bodyOf, send } from '../receiver/support.js'

let library: Awaited<ReturnType<typeof bundleLibrary>>
beforeAll(async () => {
  library = await bundleLibrary()
})
afterAll(() => library?.remove())

interface Ended {
  readonly api: string
  readonly order: string[]
  readonly errMsg: string
}

/** `ulimit -n 128` in a shell of its own: Windows has no such limit. */
describe.skipIf(process.platform === 'win32')('few file descriptors', () => {
  const exhausted =
    /^(uploadFile|request|downloadFile):fail (network error:net::ERR_INSUFFICIENT_RESOURCES|dns error)$/

  test('more calls at once than there are descriptors: each ends once, and then all is well', async () => {
    // Nobody is answered before the last one that got through is there.
    const held: (() => void)[] = []
    const server = await startServer((_request, response) => {
      held.push(() => response.setHeader('connection', 'close').end('ok'))
    })
    const release = setInterval(() => {
      for (const answer of held.splice(0)) answer()
    }, 500)
    onTestFinished(() => clearInterval(release))
    const script = `
      import { createHost } from './library.mjs'
      const url = ${JSON.stringify(server.origin)}
      const most = { maxConcurrentUploads: 500, maxConcurrentRequests: 500, maxConcurrentDownloads: 500 }
      const host = createHost({ checkDomains: false, proxy: false, ...most })
      host.on('warning', () => {})
      const filePath = await host.addFile({ name: 'a', data: 'a' })
      const call = (api, options) => new Promise((done) => {
        const order = []
        const note = (kind) => ({ errMsg }) => {
          order.push(kind)
          if (kind === 'complete') setImmediate(() => done({ api, order, errMsg }))
        }
        host.tt[api]({ ...options, success: note('success'), fail: note('fail'), complete: note('complete') })
      })
      const one = (api, to = url) => call(api, { url: to, name: 'f', filePath: api === 'uploadFile' ? filePath : undefined })
      const apis = ['uploadFile', 'request', 'downloadFile']
      const all = await Promise.all(Array.from({ length: 300 }, (_, index) => one(apis[index % 3])))
      console.log(JSON.stringify(all))
      console.log(JSON.stringify(await Promise.all(apis.map((api) => one(api)))))
      await host.close()`
    const { lines, errors, code, signal } = await runScript(
      library.file,
      script,
      60_000,
      fewDescriptors,
    )
    expect(errors).toBe('')
    const [all = [], after = []] = lines.map((line) => JSON.parse(line) as Ended[])
    // By itself: nothing that is left open keeps it.
    expect([code, signal]).toEqual([0, null])
    expect(all).toHaveLength(300)
    const failed = all.filter(({ order }) => order[0] === 'fail')
    for (const { errMsg, order } of failed) {
      expect(errMsg).toMatch(exhausted)
      expect(order).toEqual(['fail', 'complete'])
    }
    expect(failed.length).toBeGreaterThan(50)
    const passed = all.filter(({ order }) => order[0] === 'success')
    expect(passed.length).toBeGreaterThan(0)
    expect(passed.length + failed.length).toBe(300)
    for (const { errMsg } of after) expect(errMsg).toMatch(/:ok$/)
  })

  test('a receiver: what it can not take is told so or cut off, nothing stays, and it goes on', async () => {
    const folder = join(dirname(library.file), 'received')
    const receiver = await startReceiver(folder)
    const body = bodyOf([{ name: 'f', filename: 'f', value: Buffer.alloc(50_000, 1) }])
    let over = 0
    const one = () =>
      send(receiver.url, body)
        .then(
          ({ status, json }) => `${status} ${json.error?.code ?? 'ok'}`,
          (error: NodeJS.ErrnoException) => String(error.code),
        )
        .finally(() => {
          over += 1
        })
    const all = Array.from({ length: 150 }, one)
    // Those that arrive are held, each with its connection: more than the process may have.
    await expect.poll(() => over + receiver.arrived(), { timeout: 15_000 }).toBe(150)
    receiver.release()
    const ends = await Promise.all(all)
    const taken = ends.filter((end) => end === '200 ok').length
    const known = ['200 ok', '500 storeFailed', 'ECONNRESET', 'EPIPE']
    expect(ends.filter((end) => !known.includes(end))).toEqual([])
    // Connections alone can take all that there is: then none is left for a file.
    expect(taken).toBeLessThan(128)
    expect(readdirSync(folder)).toHaveLength(taken)
    expect((await send(receiver.url, body)).status).toBe(200)
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([])
    expect(await receiver.closed()).toBe('')
  })

  /** A receiver in a process of its own, which ends when its stdin does. */
  async function startReceiver(folder: string) {
    const bundle = await rolldown({
      input: fileURLToPath(new URL('../../src/receiver/index.ts', import.meta.url)),
      external: isBuiltin,
      platform: 'node',
      logLevel: 'silent',
    })
    const place = dirname(library.file)
    await bundle.write({ dir: place, format: 'esm', entryFileNames: 'receiver.mjs' })
    await bundle.close()
    writeFileSync(
      join(place, 'receive.mjs'),
      `import { createReceiver } from './receiver.mjs'
      const receiver = await createReceiver({ folder: ${JSON.stringify(folder)} })
      console.log(receiver.url)
      const held = []
      receiver.reply(() => new Promise((answer) => {
        held.push(answer)
        console.log('arrived')
      }), 'all')
      process.stdin.on('data', () => {
        receiver.reply(undefined, 'all')
        for (const answer of held) answer()
      })
      process.stdin.on('end', () => receiver.close())`,
    )
    const [command, ...words] = [...fewDescriptors, process.execPath, join(place, 'receive.mjs')]
    const child = spawn(String(command), words, { stdio: ['pipe', 'pipe', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    const ended = once(child, 'close')
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
    })
    await expect.poll(() => printed).toMatch(/^http.*\n/)
    return {
      url: printed.split('\n')[0] ?? '',
      /** How many uploads are held. */
      arrived: () => printed.split('arrived').length - 1,
      release: () => void child.stdin.write('go'),
      async closed() {
        child.stdin.end()
        await ended
        return errors
      },
    }
  }
})
