import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runInNewContext } from 'node:vm'
import type { Browser } from 'playwright-core'
import { createReceiver } from 'tt-anywhere/receiver'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ConsoleEntry } from '../../../src/simulator/protocol/logic.js'
import { openBrowser } from '../../helpers/browser.js'
import { startLogic as start } from './bridge.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function startLogic(
  ...[files, options]: [Record<string, string>, Parameters<typeof start>[2]?]
) {
  const logic = await start(browser, files, options)
  onTestFinished(() => logic.close())
  return logic
}

const app = { 'app.json': '{ "pages": ["pages/index/index"] }', 'app.js': 'App({})' }
const target = { id: '', dataset: {} }
const tap = { type: 'tap', timeStamp: 1, target, currentTarget: target, detail: {} }

test('a page is drawn, and an event changes its data', async () => {
  const logic = await startLogic(
    {
      ...app,
      'pages/index/index.ttml': '<view bindtap="add">{{count}}</view>',
      'pages/index/index.js': `Page({
      data: { count: 1, other: 'x' },
      onLoad({ id }) { this.setData({ id }) },
      onReady() { console.log('ready') },
      add(event) {
        this.setData({ count: this.data.count + 1, other: 'x' }, () => console.log('set', event.type))
      },
    })`,
    },
    { url: 'pages/index/index?id=7' },
  )
  await logic.until('batch')
  const part = { id: 1, page: 1, path: 'pages/index/index', options: {}, externalClasses: [] }
  expect(logic.changes()).toEqual([
    { type: 'part', part: { ...part, data: { count: 1, other: 'x', id: '7' } } },
    {
      type: 'stack',
      move: 'reLaunch',
      pages: [{ page: 1, part: 1, route: 'pages/index/index', query: { id: '7' } }],
      tabs: [],
    },
  ])
  await logic.until('console', ({ entry }) => entry.values[0] === 'ready')
  await logic.say({ type: 'event', part: 1, method: 'add', event: tap })
  await logic.until('console', ({ entry }) => entry.values[0] === 'set')
  expect(logic.changes().slice(2)).toEqual([{ type: 'data', part: 1, set: [[['count'], 2]] }])
  expect(logic.lines()).toEqual(['ready', 'set tap'])
})

/** A server of this machine that never answers. */
async function listen(hear: () => void): Promise<string> {
  const server = createServer(hear).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** One page whose onLoad is this code. */
const page = (code: string, more = '') => ({
  ...app,
  'pages/index/index.ttml': '<view/>',
  'pages/index/index.js': `Page({ onLoad() {\n${code}\n}, ${more} })`,
})

/** Runs code that ends with `console.log('end')`, and gives the lines before. */
async function linesOf(code: string, options?: Parameters<typeof start>[2]) {
  const logic = await startLogic(page(code), options)
  await logic.until('console', ({ entry }) => entry.values[0] === 'end')
  return logic.lines().slice(0, -1)
}

describe('what the code sees', () => {
  test('is the language, and what a mini-program has: nothing of the browser', async () => {
    const logic = await startLogic(
      page(`
        const names = new Set()
        for (let at = globalThis; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
          for (const name of Reflect.ownKeys(at)) names.add(String(name))
        }
        console.log([...names].join(' '))
        console.log([
          typeof self, typeof window, typeof document, typeof navigator, typeof location, typeof fetch,
          typeof XMLHttpRequest, typeof WebSocket, typeof importScripts, typeof indexedDB, typeof caches,
          typeof Worker, typeof postMessage, typeof onmessage, typeof addEventListener, typeof Blob,
          typeof performance, typeof MessageChannel, typeof OffscreenCanvas, typeof queueMicrotask,
        ].join())
        console.log('end')`),
    )
    await logic.until('console', ({ entry }) => entry.values[0] === 'end')
    const [names = '', types] = logic.lines()
    const language = await runInNewContext('Reflect.ownKeys(globalThis).map(String)')
    const own = [
      ...['App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages', 'tt', 'global'],
      ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'console'],
    ]
    const newer = [
      'SuppressedError',
      'DisposableStack',
      'AsyncDisposableStack',
      'Float16Array',
      'Temporal',
      'Iterator',
    ]
    const allowed = new Set([...language, ...own, ...newer])
    // Two numbers that can't be taken away.
    for (const name of ['TEMPORARY', 'PERSISTENT']) allowed.add(name)
    expect(names.split(' ').filter((name) => !allowed.has(name))).toEqual([])
    expect(new Set(types?.split(','))).toEqual(new Set(['undefined']))
  })

  test('code made of strings is forbidden, but the global object is found', async () => {
    expect(
      await linesOf(`
        console.log(Function('return this')() === globalThis, new Function('return this')() === globalThis)
        console.log(Page instanceof Function, (() => {}).constructor === Function)
        for (const run of [
          () => Function('return 1'),
          () => (() => {}).constructor('return 1'),
          () => Object.getPrototypeOf(async () => {}).constructor('return 1'),
          () => Object.getPrototypeOf(function* () {}).constructor('return 1'),
          () => eval('1'),
          () => (0, eval)('1'),
          () => setTimeout('1'),
        ]) {
          try { run(); console.log('ran', String(run)) } catch (error) { console.log(error.name) }
        }
        console.log('end')`),
    ).toEqual(['true true', 'true true', ...Array(6).fill('EvalError'), 'TypeError'])
  })

  test('it can say nothing in the name of the logic', async () => {
    const logic = await startLogic(
      page(`
        const seen = []
        const { apply } = Reflect
        const look = (value) => {
          const isUrl = typeof value === 'string' && value.indexOf('/sync') >= 0
          if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) look(value[index])
          const isRequest = typeof value === 'object' && value !== null && value !== tt && 'responseText' in value
          if (isUrl || isRequest) seen[seen.length] = String(value)
        }
        for (const [object, names] of [
          [Array.prototype, ['push', 'map', 'shift', 'flatMap', Symbol.iterator]], [Map.prototype, ['get', 'set']],
          [Function.prototype, ['call', 'apply', 'bind']], [JSON, ['stringify']], [Object, ['assign']],
          [Reflect, ['apply', 'get']], [String.prototype, ['replace', 'includes', 'split']],
        ]) {
          for (const name of names) {
            const own = object[name]
            object[name] = function (...values) {
              look(this)
              for (let index = 0; index < values.length; index += 1) look(values[index])
              if (name === 'apply' && object === Reflect) for (let index = 0; index < values[2].length; index += 1) look(values[2][index])
              return apply(own, this, values)
            }
          }
        }
        tt.setStorageSync('a', 1)
        const found = tt.getStorageSync('a')
        console.log(found, seen.join())
        console.log('end')`),
    )
    await logic.until('console', ({ entry }) => entry.values.includes('end'))
    expect(logic.lines()[0]).toBe('1 ')
  })
})

describe('tt', () => {
  test('an upload goes out with its callbacks, its task and its true answer', async () => {
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close())
    const logic = await startLogic(
      page(`
        const { USER_DATA_PATH } = tt.env
        const files = tt.getFileSystemManager()
        files.writeFileSync(USER_DATA_PATH + '/a.txt', 'hello')
        console.log(files.readFileSync(USER_DATA_PATH + '/a.txt', 'utf8'))
        const task = tt.uploadFile({
          url: '${receiver.url}', filePath: USER_DATA_PATH + '/a.txt', name: 'file',
          formData: { n: 1 }, header: { 'x-own': 'y' },
          success: ({ statusCode, errMsg }) => console.log(statusCode, errMsg),
          complete: () => console.log('complete'),
        })
        task.onProgressUpdate(({ progress }) => { if (progress === 100) console.log('all') })
        console.log(typeof task.abort)`),
      { checkDomains: false },
    )
    const { fields, files, headers } = await receiver.nextUpload()
    await logic.until('console', ({ entry }) => entry.values[0] === 'complete')
    expect(fields).toEqual([['n', '1']])
    expect(files[0]).toMatchObject({ field: 'file', filename: 'a.txt', size: 5 })
    expect(headers['x-own']).toBe('y')
    expect(logic.lines()).toEqual(['hello', 'function', 'all', '200 uploadFile:ok', 'complete'])
  })

  test('abort reaches the host', async () => {
    const server = await listen(() => {})
    const logic = await startLogic(
      page(
        `
        this.task = tt.request({ url: '${server}', fail: ({ errMsg }) => console.log(errMsg) })
      `,
        'abort() { this.task.abort() }',
      ),
      { checkDomains: false },
    )
    await logic.until('api')
    await logic.say({ type: 'event', part: 1, method: 'abort', event: tap })
    await logic.until('console')
    expect(logic.lines()).toEqual(['request:fail request abort'])
  })

  test('calls that answer at once do, and throw what the host throws', async () => {
    expect(
      await linesOf(`
        tt.setStorageSync('key', { a: [1, undefined, new Date(0)] })
        console.log(JSON.stringify(tt.getStorageSync('key')), tt.getSystemInfoSync().platform)
        console.log(tt.canIUse('uploadFile'), tt.canIUse('createSelectorQuery'), tt.canIUse('nothing'))
        try { tt.getFileSystemManager().readFileSync('ttfile://user/none') } catch (error) {
          console.log(error instanceof Error, error.message)
        }
        console.log('end')`),
    ).toEqual([
      '{"a":[1,null,"1970-01-01T00:00:00.000Z"]} ios',
      'true true false',
      expect.stringMatching(/^true readFileSync:fail no such file or directory/),
    ])
  })

  test('odd options break nothing', async () => {
    const lines = await linesOf(`
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        const fail = (name) => ({ errMsg }) => console.log(name, errMsg)
        tt.getStorage()
        tt.getStorage(null)
        tt.getStorage(proxy)
        tt.getStorage({ get key() { throw new Error('no') }, fail: fail('getter') })
        tt.setStorage({ key: 'a', data: { run() {}, symbol: Symbol('s'), bytes: new Uint8Array([1, 2]) }, fail: fail('data'),
          complete() {
            console.log(JSON.stringify(tt.getStorageSync('a')))
            console.log('end')
          } })
        class Options { constructor() { this.key = 'b' } get data() { return 'inherited' } }
        tt.setStorageSync('b', 1)
        const cycle = {}; cycle.cycle = cycle
        tt.showToast({ title: 'x', cycle })
      `)
    expect(lines[0]).toMatch(/^getter getStorage:fail/)
    expect(lines).toHaveLength(2)
  })

  test('listeners are told what the host tells, until they are taken away', async () => {
    const logic = await startLogic(
      page(
        `
        this.listener = ({ isConnected }) => console.log(isConnected)
        tt.onNetworkStatusChange(this.listener)
      `,
        'off() { tt.offNetworkStatusChange(this.listener); console.log("off") }',
      ),
    )
    await logic.until('api')
    logic.host.network = 'offline'
    await logic.until('console', ({ entry }) => entry.values[0] === false)
    await logic.say({ type: 'event', part: 1, method: 'off', event: tap })
    await logic.until('api', ({ message }) => message.type === 'listen' && !message.on)
    logic.host.network = 'online'
    await logic.say({ type: 'event', part: 1, method: 'off', event: tap })
    await logic.until('console', ({ entry }) => entry.values[0] === 'off')
    expect(logic.lines().filter((line) => line === 'true')).toEqual([])
  })

  test('what is not there is told once, and explained where it is called', async () => {
    const logic = await startLogic(
      page(`
        if (tt.scanCode) console.log('there')
        typeof tt.scanCode
        this.setData({ has: 'unheardOf' in tt })
        tt.unheardOf({})`),
    )
    await logic.until('console', ({ entry }) => String(entry.values[0]).includes('slip'))
    const missing = logic.heard.filter(({ type }) => type === 'missing')
    expect(missing).toEqual([
      { type: 'missing', api: 'scanCode', known: true },
      { type: 'missing', api: 'unheardOf', known: false },
    ])
    const [error, advice] = logic.entries()
    expect(error?.values).toEqual(['TypeError: tt.unheardOf is not a function'])
    expect(error?.source).toBe('pages/index/index.js:6:12')
    expect(advice?.values[0]).toMatch(/^tt\.unheardOf is not known/)
  })
})

describe('the console', () => {
  test('shows values, whatever they are, and where they come from', async () => {
    const logic = await startLogic(
      page(`
        const cycle = { name: 'c' }; cycle.self = cycle
        console.log('text', 1, null, undefined, NaN, 10n, Symbol('s'), () => {}, new Date(0), /x/g)
        console.warn(cycle, new Map([[1, { a: 2 }]]), new Set(['x']), new Error('wrong'))
        console.info({ get broken() { throw new Error('no') } }, new Uint8Array(3))
        console.debug(Array.from({ length: 1000 }, (_, index) => index), 'x'.repeat(50000))
        console.error('end')`),
    )
    const end = await logic.until('console', ({ entry }) => entry.values[0] === 'end')
    const [log, warn, info, debug] = logic.entries()
    expect(log).toMatchObject({ level: 'log', source: 'pages/index/index.js:4:17' })
    expect(log?.values).toEqual([
      ...['text', 1, null, undefined, Number.NaN, '10n', 'Symbol(s)', 'ƒ anonymous()'],
      ...['1970-01-01T00:00:00.000Z', '/x/g'],
    ])
    expect(warn?.values).toEqual([
      { name: 'c', self: '[circular]' },
      { 'Map(1)': [[1, { a: 2 }]] },
      { 'Set(1)': ['x'] },
      'Error: wrong',
    ])
    expect(info?.values).toEqual([{ broken: '[throws Error: no]' }, 'Uint8Array(3)'])
    expect((debug as ConsoleEntry).values[0]).toHaveLength(201)
    expect(debug?.values).toHaveProperty('0.200', '… 800 more')
    expect(String(debug?.values[1])).toMatch(/x… 30000 more characters$/)
    expect(end.entry).toMatchObject({ level: 'error', source: 'pages/index/index.js:8:17' })
  })

  test('errors and rejections are told with their place, and to App', async () => {
    const logic = await startLogic({
      ...page(`
        Promise.reject(new Error('nobody cares'))
        setTimeout(() => { throw new RangeError('late') })
        require('./broken.js')`),
      'app.js': `App({
        onError(text) { console.log('onError', text.split('\\n')[0]) },
        onUnhandledRejection({ reason }) { console.log('rejected', reason.message) },
      })`,
      'pages/index/broken.js': 'const a = ;',
    })
    await logic.until('console', ({ entry }) => entry.values[0] === 'Error: nobody cares')
    await logic.until('console', ({ entry }) => String(entry.values[0]).includes('late'))
    const errors = logic.entries().filter(({ level }) => level === 'error')
    const told = errors.map(({ values: [text], source }) => [String(text), source])
    expect(told.sort()).toEqual([
      ['Error: nobody cares', 'pages/index/index.js:3:24'],
      ['RangeError: late', 'pages/index/index.js:4:34'],
      [expect.stringMatching(/^SyntaxError: pages\/index\/broken\.js: /), expect.anything()],
    ])
    expect(logic.lines()).toContain('rejected nobody cares')
    expect(logic.lines()).toContain('onError RangeError: late')
  })
})
