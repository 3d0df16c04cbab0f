import { describe, expect, test } from 'vitest'
import { projectFolder, startApp } from '../helpers/app.js'

describe('modules', () => {
  test('[18.21] [18.22] [18.23] require, ES modules, JSON and packages, as the tool builds them', async () => {
    const { app } = await startApp('modules')
    const page = await app.open()
    expect(await page.call('read')).toStrictEqual({
      shared: 'the default',
      counts: [1, 2, 2],
      config: { colour: 'red' },
      answer: 42,
      deep: 'main and deep',
      folder: { name: 'folder', self: 'object' },
      circle: ['early', undefined],
      local: 'beside',
      lazy: 'lazy',
      same: true,
      plain: true,
    })
  })

  test('[18.24] a module that is not there throws, naming both', async () => {
    const { app } = await startApp('modules')
    const page = await app.open()
    await expect(page.call('missing')).rejects.toThrow(
      'module "./nowhere" is not found, required by pages/index/index.js',
    )
  })

  test('[18.25] stack traces name files and lines of the project as they are written', async () => {
    const { app } = await startApp('modules')
    const { data } = await app.open()
    // The first line that is not an import is still where it was.
    expect(data.line).toMatch(/pages[\\/]index[\\/]index\.js:12:/)
    expect(data.line).toContain(projectFolder('modules'))
  })
})

describe('the realm', () => {
  test('[18.26] there is the language, timers and a console, and nothing of Node or of a browser', async () => {
    const { app } = await startApp('realm')
    const page = await app.open()
    expect(await page.call('globals')).toEqual({
      process: 'undefined',
      Buffer: 'undefined',
      document: 'undefined',
      window: 'undefined',
      fetch: 'undefined',
      URL: 'undefined',
      TextEncoder: 'undefined',
      WebAssembly: 'undefined',
      queueMicrotask: 'undefined',
      Promise: 'function',
      Uint8Array: 'function',
      console: 'function',
      setTimeout: 'function',
      global: true,
    })
    await expect(page.call('usesProcess')).rejects.toThrow(
      new ReferenceError('process is not defined'),
    )
  })

  test.each(['evaluates', 'makesFunction', 'escapes'])(
    '[18.27] code made of strings is forbidden: %s',
    async (method) => {
      const { app } = await startApp('realm')
      const page = await app.open()
      await expect(page.call(method)).rejects.toThrow('Code generation from strings disallowed')
    },
  )

  test('[18.28] what tt gives is of the realm of the code: bytes, lists, objects, errors, functions', async () => {
    const { app } = await startApp('realm')
    const page = await app.open()
    expect(await page.call('results')).toEqual({
      bytes: true,
      text: 'abc',
      asynchronous: true,
      back: 'de',
      list: true,
      error: true,
      message: expect.stringContaining('no such file'),
      api: true,
    })
    expect(await page.call('instances')).toEqual([true, true, true])
  })

  test('[18.28] tasks and their listeners work over the border', async () => {
    const { createReceiver } = await import('tt-anywhere/receiver')
    const { app, host } = await startApp('realm', {
      domains: { uploadFile: ['https://upload.example.com'] },
      album: [{ name: 'photo.jpg', data: new Uint8Array(100_000) }].map(() => 'examples/photo.jpg'),
    })
    const receiver = await createReceiver()
    host.route('https://upload.example.com', receiver)
    try {
      const page = await app.open()
      expect(await page.call('task')).toEqual([true, true])
    } finally {
      await receiver.close()
    }
  })

  test('[18.29] tt takes properties of frameworks, and leaves the host as it is', async () => {
    const { app, host } = await startApp('realm')
    const page = await app.open()
    expect(await page.call('extendsTt')).toEqual([1, 'undefined'])
    expect(host.tt).not.toHaveProperty('webpackJsonp')
  })

  test('[18.30] timers run, are numbers, and stop when the app closes', async () => {
    const { app } = await startApp('realm')
    const page = await app.open()
    expect(await page.call('timers')).toEqual(['number'])
    const data = await page.wait(({ ticks, told }) => Number(ticks) > 2 && told)
    expect(data.told).toBe('ab')
    expect(data).not.toHaveProperty('never')
    await app.close()
    const { ticks } = page.data
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(page.data.ticks).toBe(ticks)
  })

  test.each(['forgets', 'forgetsAsync'])(
    '[18.31] a rejection that nobody cares for is told to the app and the host: %s',
    async (method) => {
      const { app, reported } = await startApp('realm')
      const page = await app.open()
      await page.call(method)
      await expect.poll(() => reported).toHaveLength(1)
      const message = method === 'forgets' ? 'nobody cares' : 'an async callback'
      expect(reported[0]).toEqual(new Error(message))
      expect(app.instance.rejected).toBe(message)
    },
  )

  test('[18.31] rejections of others go their own way while an app is open, and after', async () => {
    const { app } = await startApp('realm')
    const seen: unknown[] = []
    const before = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => seen.push(reason))
    try {
      Promise.reject(new Error('of the test'))
      await expect.poll(() => seen).toHaveLength(1)
      await app.close()
      Promise.reject(new Error('after'))
      await expect.poll(() => seen).toHaveLength(2)
    } finally {
      process.removeAllListeners('unhandledRejection')
      for (const listener of before) process.on('unhandledRejection', listener)
    }
  })
})
