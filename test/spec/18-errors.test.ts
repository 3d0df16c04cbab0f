import { createHost } from 'tt-anywhere'
import { openApp } from 'tt-anywhere/testing'
import { describe, expect, test } from 'vitest'
import { projectFolder, startApp } from '../helpers/app.js'
import { startHost } from '../helpers/host.js'

const global = (app: { instance: Record<string, unknown> }) =>
  app.instance.globalData as Record<'errors' | 'rejections' | 'missing', unknown[]>

describe('while a page loads', () => {
  test.each([
    ['load', 'thrown in onLoad', /load[\\/]load\.js:3:/],
    ['show', 'thrown in onShow', /show[\\/]show\.js:3:/],
    ['ready', 'thrown in onReady', /ready[\\/]ready\.js:3:/],
    ['file', /Cannot set properties of undefined/, /file[\\/]file\.js:2:/],
    ['syntax', /pages\/syntax\/syntax\.js/, /syntax\.js/],
    ['nothing', 'pages/nothing/nothing.js called neither Page() nor Component()', /./],
    ['json', /pages\/json\/json\.json is no JSON/, /./],
    ['gone', 'pages/gone/gone.js is not there', /./],
    ['component', 'thrown in attached', /component[\\/]bad\.js:3:/],
  ])(
    '[18.32] what %s throws rejects open, and names file and line',
    async (name, message, stack) => {
      const { app, reported } = await startApp('errors')
      const error = await app.open(`/pages/${name}/${name}`).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).message).toMatch(message)
      expect((error as Error).stack).toMatch(stack)
      expect(global(app).errors).toHaveLength(1)
      expect(global(app).errors[0]).toMatch(message)
      // Who waits has it: the host hears nothing.
      expect(reported).toEqual([])
    },
  )

  test('[18.32] the life cycles go on after an error', async () => {
    const { app } = await startApp('errors')
    await expect(app.open('/pages/load/load')).rejects.toThrow('thrown in onLoad')
    expect(app.instance.globalData).toMatchObject({ shown: true })
    expect(app.current?.route).toBe('pages/load/load')
  })

  test('[18.33] what a page throws that the app opens rejects the call that led there', async () => {
    const { app, reported } = await startApp('errors')
    const page = await app.open()
    const going = (url: string) => page.call('goes', { detail: url })
    await expect(going('../load/load')).rejects.toThrow('thrown in onLoad')
    expect(app.current?.route).toBe('pages/load/load')
    await expect(going('/pages/file/file')).rejects.toThrow(/^Cannot set properties of undefined/)
    expect(app.current?.route).toBe('pages/load/load')
    expect(global(app).missing).toEqual([
      { errMsg: 'navigateTo:ok' },
      { errMsg: expect.stringMatching(/^navigateTo:fail Cannot set properties of undefined/) },
    ])
    expect(reported).toEqual([])
  })

  test('[18.34] a page that is not in app.json is told to onPageNotFound, which may lead elsewhere', async () => {
    const { app } = await startApp('errors')
    await expect(app.open('/pages/none/none?a=1')).rejects.toThrow(
      /^no page "pages\/none\/none" in app\.json: pages\/index\/index, /,
    )
    expect(global(app).missing).toEqual([
      { path: 'pages/none/none', query: { a: '1' }, isEntryPage: true },
    ])
    const page = await app.open('/pages/none/none?help=1')
    expect(page.route).toBe('pages/index/index')
    expect(global(app).missing[1]).toMatchObject({ isEntryPage: false })
  })
})

describe('in a handler', () => {
  test('[18.35] what it throws rejects call and is told to App.onError', async () => {
    const { app, reported } = await startApp('errors')
    const page = await app.open()
    const error = (await page.call('throws').catch((error: unknown) => error)) as TypeError
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toBe('thrown in a handler')
    expect(error.stack).toMatch(/index[\\/]index\.js:4:/)
    expect(global(app).errors).toEqual([error.stack])
    await expect(page.call('throwsText')).rejects.toBe('just a text')
    expect(reported).toEqual([])
  })

  test('[18.35] what its promise is rejected with rejects call and is told to App.onUnhandledRejection', async () => {
    const { app, reported } = await startApp('errors')
    const page = await app.open()
    await expect(page.call('rejects')).rejects.toThrow(new RangeError('rejected in a handler'))
    expect(global(app).rejections).toEqual([expect.objectContaining({ name: 'RangeError' })])
    expect(global(app).errors).toEqual([])
    expect(reported).toEqual([])
  })

  test.each([
    ['later', 'thrown by a timer'],
    ['callback', 'thrown by a callback'],
  ])(
    '[18.36] what throws where nobody waits is told to App.onError and the host: %s',
    async (method, message) => {
      const { app, reported } = await startApp('errors')
      const page = await app.open()
      await page.call(method)
      await expect.poll(() => reported).toEqual([new Error(message)])
      expect(reported[0]).toBeInstanceOf(Error)
      expect(global(app).errors).toEqual([expect.stringContaining(message)])
    },
  )

  test.each([
    ['setsWrong', 'setData takes an object'],
    ['setsWrongPath', 'setData: "a..b" is no path'],
    ['setsCycle', 'data must be as JSON, without cycles'],
  ])('[18.37] setData throws where it can set nothing: %s', async (method, message) => {
    const { app } = await startApp('errors')
    const page = await app.open()
    await expect(page.call(method)).rejects.toThrow(new TypeError(message))
    expect(page.data).toEqual({ list: [1] })
  })

  test('[18.38] setData in its own callback does not keep the test waiting', async () => {
    const { app } = await startApp('errors')
    const page = await app.open()
    await page.call('circles')
    await app.close()
  })

  test('a method that is not there is a clear error', async () => {
    const { app } = await startApp('errors')
    const page = await app.open()
    await expect(page.call('nothing')).rejects.toThrow(
      new TypeError('pages/index/index has no method "nothing"'),
    )
  })
})

describe('the test’s own slips', () => {
  test('wait says what the data were when its time was up', async () => {
    const { app } = await startApp('errors')
    const page = await app.open()
    await expect(page.wait((data) => data.done, { timeout: 20 })).rejects.toThrow(
      'pages/index/index waited 20 ms in vain: {"list":[1]}',
    )
    const thrown = page.wait((data) => (data.none as { field: 1 }).field, { timeout: 20 })
    await expect(thrown).rejects.toThrow(/the condition threw: Cannot read properties/)
  })

  test('wait ends when the page or the app closes', async () => {
    const { app } = await startApp('errors')
    const page = await app.open()
    const waiting = page.wait((data) => data.done).catch((error: Error) => error.message)
    await app.open('/pages/index/index?again')
    expect(await waiting).toBe('pages/index/index was closed while the test waited')
    const other = app.current?.wait((data) => data.done).catch((error: Error) => error.message)
    await app.close()
    expect(await other).toBe('pages/index/index was closed while the test waited')
  })

  test('a closed app opens nothing, and nothing of it runs any more', async () => {
    const { app, host } = await startApp('errors')
    const page = await app.open()
    await page.call('later')
    await host.close()
    await expect(app.open()).rejects.toThrow('the app is closed')
    await expect(page.call('throws')).rejects.toThrow('the app is closed')
    await expect(openApp(host)).rejects.toThrow('the host is closed')
  })

  test.each([
    ['the project "…/none" is no folder', 'none'],
    ['the project has no app.json', '.'],
  ])('%s', async (message, folder) => {
    const project = projectFolder(folder)
    await expect(openApp(startHost(), { project })).rejects.toThrow(
      message.replace('…/none', () => JSON.stringify(project).slice(1, -1)),
    )
  })

  test('without a project, or without a host, it says so', async () => {
    await expect(openApp(startHost())).rejects.toThrow(/^openApp needs a project/)
    await expect(openApp({} as never)).rejects.toThrow('that is no host')
    expect(() => createHost({ project: '' })).toThrow('project must be the path of a folder')
  })
})
