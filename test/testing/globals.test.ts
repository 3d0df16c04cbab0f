import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createReceiver } from 'tt-anywhere/receiver'
import { installGlobals } from 'tt-anywhere/testing'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { folderWith } from '../helpers/folder.js'
import { startHost } from '../helpers/host.js'

const globals = globalThis as Record<string, unknown>
const names = ['App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages']
let before: string[]

beforeEach(() => {
  before = state()
})
afterEach(() => {
  expect(state()).toEqual(before)
})

/** Every own property of globalThis. */
function state(): string[] {
  return Reflect.ownKeys(globalThis).map(String)
}

describe('installGlobals', () => {
  test('puts tt and the rest there, and takes them away', () => {
    const host = startHost()
    const uninstall = installGlobals(host)
    expect(globals.tt).toBe(host.tt)
    for (const name of names) expect(typeof globals[name]).toBe('function')
    expect(globals).not.toHaveProperty('wx')
    uninstall()
    for (const name of ['tt', ...names]) expect(globals).not.toHaveProperty(name)
    expect(() => uninstall()).not.toThrow()
  })

  test('tt has all names that are asked for', () => {
    const host = startHost()
    const uninstall = installGlobals(host, { as: ['wx', 'uni'] })
    expect([globals.wx, globals.uni]).toEqual([host.tt, host.tt])
    expect(globals).not.toHaveProperty('tt')
    uninstall()
  })

  test('what was there is back, attributes and accessors included', () => {
    const accessor = { get: () => 'mine', set: undefined, enumerable: false, configurable: true }
    const hidden = { value: 'wx', writable: false, enumerable: false, configurable: true }
    Object.defineProperty(globalThis, 'tt', accessor)
    Object.defineProperty(globalThis, 'wx', hidden)
    try {
      const host = startHost()
      const uninstall = installGlobals(host, { as: ['tt', 'wx'] })
      expect([globals.tt, globals.wx]).toEqual([host.tt, host.tt])
      uninstall()
      expect(Object.getOwnPropertyDescriptor(globalThis, 'tt')).toEqual(accessor)
      expect(Object.getOwnPropertyDescriptor(globalThis, 'wx')).toEqual(hidden)
    } finally {
      Reflect.deleteProperty(globalThis, 'tt')
      Reflect.deleteProperty(globalThis, 'wx')
    }
  })

  test.each([
    ['the later first', [2, 1, 0]],
    ['the earlier first', [0, 1, 2]],
    ['the middle first', [1, 0, 2]],
    ['in a ring', [2, 0, 1]],
  ])('three of them can go, %s', (_, order) => {
    globals.tt = 'before'
    try {
      const hosts = [startHost(), startHost(), startHost()]
      const undo = hosts.map((host, index) =>
        installGlobals(host, { as: index === 1 ? ['tt', 'wx'] : ['tt'] }),
      )
      const left = [0, 1, 2]
      for (const gone of order) {
        undo[gone]?.()
        left.splice(left.indexOf(gone), 1)
        const top = left.at(-1)
        expect(globals.tt).toBe(top === undefined ? 'before' : hosts[top]?.tt)
        expect('wx' in globals).toBe(left.includes(1))
        expect('Page' in globals).toBe(left.length > 0)
      }
    } finally {
      delete globals.tt
    }
  })

  test('what a test put over it goes too', () => {
    const uninstall = installGlobals(startHost())
    globals.tt = 'a mock'
    uninstall()
    expect(globals).not.toHaveProperty('tt')
  })

  test('bad options are refused, and nothing stays', () => {
    for (const as of ['tt', [], [''], [1], {}] as never[]) {
      expect(() => installGlobals(startHost(), { as })).toThrow(/^as must be an array of names/)
    }
    expect(() => installGlobals({} as never)).toThrow('that is no host')
    expect(() => installGlobals(startHost(), { as: ['tt', 'NaN'] })).toThrow(
      "globalThis.NaN is there and can't be replaced",
    )
  })
})

describe('files that a test imports', () => {
  /** A mini-program of ES modules as they are written. */
  function project() {
    const folder = folderWith({
      'package.json': { type: 'module' },
      'app.json': { pages: ['pages/list/list', 'pages/photo/photo'] },
      'app.js': 'App({ onLaunch({ path }) { this.launched = path }, user: "Lu" })',
      'shared/page.js': 'export const makePage = (options) => Page(options)',
      'shared/named.js': 'export const named = Behavior({ data: { by: "a behavior" } })',
      'components/card.js':
        'Component({ properties: { of: String }, methods: { name() { return this.data.of } } })',
      'components/card.json': { component: true },
      'pages/list/list.js': 'Page({ data: { list: [] } })',
      'pages/list/list.json': {},
      'pages/photo/photo.json': { usingComponents: { card: '/components/card' } },
      'pages/photo/photo.ttml': '<card of="{{ user }}"/>',
      'pages/photo/photo.js': `
        import { makePage } from '../../shared/page.js'
        import { named } from '../../shared/named.js'
        import '../../components/card.js'
        const app = getApp()
        makePage({
          behaviors: [named],
          data: { user: '' },
          onLoad({ id }) { this.setData({ user: app.user, id }) },
          upload() {
            tt.chooseImage({ success: ({ tempFilePaths: [filePath] }) => tt.uploadFile({
              url: 'https://upload.example.com/photo', filePath, name: 'file',
              success: ({ statusCode }) => this.setData({ statusCode }),
              fail: ({ errMsg }) => this.setData({ errMsg }),
            }) })
          },
          pages() { return getCurrentPages().map(({ route }) => route) },
          fail() { throw new RangeError('mine') },
        })`,
    })
    const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)
    return { folder, load }
  }

  test('register in the app of the host, by the path of their file', async () => {
    const { folder, load } = project()
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close())
    const host = startHost({
      project: folder,
      envType: 'production',
      domains: { uploadFile: ['https://upload.example.com'] },
      album: ['examples/photo.jpg'],
    })
    host.route('https://upload.example.com', receiver)
    const uninstall = installGlobals(host)
    try {
      const { app } = uninstall
      await load('pages/photo/photo.js')
      await load('app.js')
      const page = await app.open('/pages/photo/photo?id=7')
      expect(app.instance).toMatchObject({ launched: 'pages/photo/photo', user: 'Lu' })
      expect(page.data).toEqual({ by: 'a behavior', user: 'Lu', id: '7' })
      expect(await page.call('pages')).toEqual(['pages/photo/photo'])
      expect(await page.component('card')?.call('name')).toBe('Lu')
      expect((globals.getCurrentPages as () => unknown[])()).toHaveLength(1)
      expect((globals.getApp as () => unknown)()).toBe(app.instance)
      const arriving = receiver.nextUpload()
      await page.call('upload')
      expect((await arriving).url).toBe('/photo')
      expect(await page.wait(({ statusCode }) => statusCode)).toMatchObject({ statusCode: 200 })
      await expect(page.call('fail')).rejects.toThrow(RangeError)
      await expect(app.open('/pages/list/list')).rejects.toThrow(
        'pages/list/list was not imported: import its file before',
      )
      await load('pages/list/list.js')
      expect((await app.open('/pages/list/list')).data).toEqual({ list: [] })
      expect(page.closed).toBe(true)
    } finally {
      uninstall()
    }
  })

  test('without a project a page is named from the app.json above it', async () => {
    const { folder, load } = project()
    const uninstall = installGlobals(startHost())
    try {
      await load('pages/list/list.js')
      expect((await uninstall.app.open()).route).toBe('pages/list/list')
      // Loaded anew, as in watch mode, it is the new one that holds.
      const file = join(folder, 'pages/list/list.js')
      writeFileSync(file, 'Page({ data: { list: [1] } })')
      await import(/* @vite-ignore */ `${pathToFileURL(file).href}?again`)
      expect((await uninstall.app.open('pages/list/list')).data).toEqual({ list: [1] })
    } finally {
      uninstall()
    }
  })

  test('a component that was not imported is left out, with a warning', async () => {
    const { folder, load } = project()
    writeFileSync(join(folder, 'pages/photo/photo.js'), 'Page({ data: { user: "" } })')
    const host = startHost({ project: folder })
    const warnings: string[] = []
    host.on('warning', ({ message }) => warnings.push(message))
    const uninstall = installGlobals(host)
    try {
      await load('pages/photo/photo.js')
      const page = await uninstall.app.open('/pages/photo/photo')
      expect(page.component('card')).toBeUndefined()
      expect(warnings.join()).toContain('<card> was not imported: components/card')
    } finally {
      uninstall()
    }
  })

  test('a page belongs to the host whose globals hold when it is imported', async () => {
    const { load } = project()
    const [outer, inner] = [installGlobals(startHost()), installGlobals(startHost())]
    await load('pages/list/list.js')
    await expect(outer.app.open('/pages/list/list')).rejects.toThrow(/no page/)
    expect((await inner.app.open('/pages/list/list')).route).toBe('pages/list/list')
    outer()
    inner()
  })
})
