/**
 * Section 15 of the specification: the data storage. Processes that are killed, or that write at once,
 * are in test/api/storage/crash.test.ts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { adviceFor, type Host, storageApis, storageErrorRows, type Warning } from 'tt-anywhere'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { failureOf, resultOf, thrownBy } from '../helpers/fileSystem.js'
import { startHost } from '../helpers/host.js'
import { temporaryFolder } from '../helpers/stage.js'

let host: Host
let tt: Host['tt']
/** The storage folder of the host; undefined for one that keeps all in memory. */
let storage: string | undefined

const MB = 1024 * 1024
/** Root may do what permissions forbid, and Windows has other ones. */
const permissionsHold = process.platform !== 'win32' && process.getuid?.() !== 0

const values = (folder: string, appId = 'tt1') => join(folder, `d-${appId}`, 'values')

describe.each(['in memory', 'in a folder'])('%s', (place) => {
  beforeEach(async () => {
    storage = place === 'in memory' ? undefined : await temporaryFolder()
    host = startHost({ appId: 'tt1', ...(storage && { storage }) })
    tt = host.tt
  })

  test('[15.1] a value is kept, and replaced', async () => {
    expect(await resultOf(tt.setStorage, { key: 'token', data: 'one' })).toEqual({
      errMsg: 'setStorage:ok',
    })
    expect(await resultOf(tt.getStorage, { key: 'token' })).toEqual({
      errMsg: 'getStorage:ok',
      data: 'one',
    })
    await resultOf(tt.setStorage, { key: 'token', data: { two: 2 } })
    expect(tt.getStorageSync('token')).toEqual({ two: 2 })
  })

  test("[15.2] nothing there gives ''", async () => {
    expect(await resultOf(tt.getStorage, { key: 'none' })).toEqual({
      errMsg: 'getStorage:ok',
      data: '',
    })
    expect(tt.getStorageSync('none')).toBe('')
  })

  test('[15.3] JSON of any shape comes back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        tt.setStorageSync('key', value)
        // As JSON has it: there is one zero.
        expect(tt.getStorageSync('key')).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 300 },
    )
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    const proto = JSON.parse('{"__proto__":{"a":1},"constructor":2}')
    tt.setStorageSync('key', proto)
    expect(Object.keys(tt.getStorageSync<object>('key'))).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).a).toBeUndefined()
    expect(warnings).toEqual([])
  })

  test('[15.4] Dates come back, wherever they stand', () => {
    const date = new Date(0)
    for (const value of [date, [date], { a: { b: [1, date] } }, new Date(Number.NaN)]) {
      tt.setStorageSync('date', value)
      expect(tt.getStorageSync('date')).toStrictEqual(value)
    }
    const foreign = runInNewContext('({ at: new Date(5) })')
    tt.setStorageSync('date', foreign)
    expect(tt.getStorageSync('date')).toStrictEqual({ at: new Date(5) })
    fc.assert(
      fc.property(valueWithDates, (value) => {
        tt.setStorageSync('date', value)
        expect(tt.getStorageSync('date')).toStrictEqual(value)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    { $date: 1 },
    { $$date: [{ $date: null }] },
    { $date: { $date: new Date(3) } },
    { $date: 1, more: 2 },
    '{"$date":1}',
  ])('[15.4] what only looks like a Date of ours stays what it is: %j', (value) => {
    tt.setStorageSync('date', value)
    expect(tt.getStorageSync('date')).toStrictEqual(value)
  })

  test('[15.5] undefined is a value', async () => {
    await resultOf(tt.setStorage, { key: 'a', data: undefined })
    await resultOf(tt.setStorage, { key: 'b' })
    tt.setStorageSync('c')
    for (const key of ['a', 'b', 'c']) expect(tt.getStorageSync(key)).toBeUndefined()
    expect(await resultOf(tt.getStorage, { key: 'a' })).toHaveProperty('data', undefined)
    expect(tt.getStorageInfoSync().keys).toEqual(['a', 'b', 'c'])
  })

  test('[15.6] copies', () => {
    const list = [{ name: 'one', at: new Date(1) }]
    tt.setStorageSync('list', list)
    list[0]?.at.setTime(2)
    list.push({ name: 'two', at: new Date(2) })
    const first = tt.getStorageSync<typeof list>('list')
    expect(first).toEqual([{ name: 'one', at: new Date(1) }])
    first.pop()
    expect(tt.getStorageSync('list')).toEqual([{ name: 'one', at: new Date(1) }])
  })

  test.each([
    ['a function', { a: 1, f() {} }, { a: 1 }],
    ['a symbol', [Symbol('x')], [null]],
    ['NaN', Number.NaN, null],
    ['-Infinity', { a: [Number.NEGATIVE_INFINITY] }, { a: [null] }],
    ['undefined within an array', [undefined, 1], [null, 1]],
    ['a value of type Map', { map: new Map([[1, 2]]) }, { map: {} }],
    ['a value of type Uint8Array', new Uint8Array([7]), { 0: 7 }],
  ])('[15.7] %s is kept as JSON does, and warned of', (name, value, kept) => {
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    tt.setStorageSync('key', value)
    expect(tt.getStorageSync('key')).toEqual(kept)
    expect(warnings).toMatchObject([{ code: 'storage-lossy', api: 'setStorageSync' }])
    expect(warnings[0]?.message).toContain(`data holds ${name},`)
  })

  test('[15.7] a property that is undefined, and what toJSON makes, lose nothing', () => {
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    tt.setStorageSync('key', { a: undefined, url: new URL('https://example.com/') })
    expect(tt.getStorageSync('key')).toEqual({ url: 'https://example.com/' })
    expect(warnings).toEqual([])
  })

  test('[15.7] a strict host fails', async () => {
    const strict = startHost({ strict: true, ...(storage && { storage }) })
    const failure = await failureOf(strict.tt.setStorage, { key: 'key', data: Number.NaN })
    expect(failure).toMatchObject({ errorCode: 117799, errorType: 'D' })
    expect(adviceFor({ ...failure, errorType: 'D' })).toBe(storageErrorRows.strict.advice)
    expect(thrownBy(() => strict.tt.setStorageSync('key', Number.NaN)).errorCode).toBe(100699)
    expect(strict.tt.getStorageSync('key')).toBe('')
  })

  test('[15.8] what has no text', async () => {
    const cyclic: unknown[] = []
    cyclic.push({ cyclic })
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    const getter = {
      get a() {
        throw new Error('own words')
      },
    }
    tt.setStorageSync('key', 'before')
    for (const data of [() => {}, Symbol('x'), 1n, { a: [1n] }, cyclic, proxy, getter]) {
      const failure = await failureOf(tt.setStorage, { key: 'key', data })
      expect(failure).toEqual({
        errMsg: expect.stringMatching(/^setStorage:fail dataType is illegal, .+/),
        errorCode: 117799,
        errorType: 'D',
      })
      expect(failure.errMsg).not.toContain('\n')
      expect(adviceFor({ ...failure, errorType: 'D' })).toBe(storageErrorRows.dataType.advice)
      expect(thrownBy(() => tt.setStorageSync('key', data)).errorCode).toBe(100699)
    }
    expect(tt.getStorageSync('key')).toBe('before')
  })

  test('[15.9] removeStorage', async () => {
    tt.setStorageSync('a', 1)
    tt.setStorageSync('b', 2)
    expect(await resultOf(tt.removeStorage, { key: 'a' })).toEqual({ errMsg: 'removeStorage:ok' })
    expect(tt.getStorageInfoSync().keys).toEqual(['b'])
    expect(tt.removeStorageSync('b')).toBeUndefined()
    expect(tt.getStorageInfoSync()).toEqual({ keys: [], currentSize: 0, limitSize: 10240 })
    tt.removeStorageSync('b')
  })

  test('[15.10] clearStorage', async () => {
    for (const key of ['a', 'b', 'x'.repeat(400)]) tt.setStorageSync(key, 1)
    expect(await resultOf(tt.clearStorage)).toEqual({ errMsg: 'clearStorage:ok' })
    expect(tt.getStorageInfoSync()).toMatchObject({ keys: [], currentSize: 0 })
    tt.setStorageSync('a', 1)
    expect(tt.clearStorageSync()).toBeUndefined()
    expect(tt.getStorageSync('a')).toBe('')
    // All options can be left out.
    tt.clearStorage()
    tt.getStorageInfo()
  })

  test('[15.11] getStorageInfo', async () => {
    tt.setStorageSync('name', 'DemoName')
    expect(await resultOf(tt.getStorageInfo)).toEqual({
      errMsg: 'getStorageInfo:ok',
      keys: ['name'],
      currentSize: 0.0419921875,
      limitSize: 10240,
    })
    const long = 'é'.repeat(300)
    tt.setStorageSync(long, '汉')
    tt.setStorageSync('A', 'DemoName')
    tt.setStorageSync('A', 'Demo')
    const { keys, currentSize } = tt.getStorageInfoSync()
    expect(keys).toEqual(['A', 'name', long])
    // {"data":"汉","dataType":"String"} has 31 bytes beside the three of the character.
    expect(currentSize * 1024).toBe(43 + (600 + 34) + (1 + 35))
  })

  test('[15.12] keys that are none', async () => {
    for (const key of [undefined, null, 1, {}, ['a']]) {
      expect(await failureOf(tt.setStorage, { key, data: 1 })).toEqual({
        errMsg: 'setStorage:fail params.key should be string',
        errorCode: 117799,
        errorType: 'D',
      })
      expect(thrownBy(() => tt.getStorageSync(key as string))).toMatchObject({
        errMsg: 'getStorageSync:fail inputs[0] should be string',
        errorCode: 100599,
        errorType: 'D',
      })
    }
    expect((await failureOf(tt.getStorage, { key: '' })).errMsg).toBe(
      'getStorage:fail the length of params.key should be greater than or equal to 1',
    )
    expect(thrownBy(() => tt.getStorageSync('')).errMsg).toBe(
      'getStorageSync:fail the length of inputs[0] should be greater than or equal to 1',
    )
    expect(await failureOf(tt.removeStorage, {})).toMatchObject({ errorCode: 117999 })
    expect(thrownBy(() => tt.removeStorageSync('')).errorCode).toBe(100799)
  })

  test('[15.13] any text is a key', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), {
          minLength: 1,
          maxLength: 8,
        }),
        (keys) => {
          tt.clearStorageSync()
          for (const key of keys) tt.setStorageSync(key, `of ${key}`)
          for (const key of keys) expect(tt.getStorageSync(key)).toBe(`of ${key}`)
          expect(tt.getStorageInfoSync().keys).toEqual([...keys].sort())
        },
      ),
      { numRuns: 50 },
    )
    tt.clearStorageSync()
    const odd = [
      ...['__proto__', 'constructor', 'a', 'A', '.', '..', '../a', 'a/b', 'a+b', 'con', 'a.'],
      ...[
        '\ud800',
        '\udc00',
        '\u00e9',
        'e\u0301',
        '\0',
        'n-1',
        'h-1',
        'x'.repeat(5000),
        'X'.repeat(5000),
      ],
    ]
    for (const key of odd) tt.setStorageSync(key, key)
    for (const key of odd) expect(tt.getStorageSync(key)).toBe(key)
    expect(tt.getStorageInfoSync().keys).toHaveLength(odd.length)
  })

  test('[15.14] 1 MB a key', async () => {
    // Beside the text itself, {"data":"","dataType":"String"} is kept.
    const most = 'x'.repeat(MB - 31)
    tt.setStorageSync('big', most)
    expect(tt.getStorageSync('big')).toBe(most)
    const failure = await failureOf(tt.setStorage, { key: 'big', data: `${most}x` })
    expect(failure).toEqual({
      errMsg: 'setStorage:fail exceed storage item max length',
      errorCode: 117701,
      errorType: 'D',
    })
    expect(adviceFor({ ...failure, errorType: 'D' })).toBe(storageErrorRows.itemLimit.advice)
    // Bytes count, not characters.
    expect(thrownBy(() => tt.setStorageSync('big', '汉'.repeat(MB / 2))).errorCode).toBe(100601)
    expect(tt.getStorageSync('big')).toBe(most)
  })

  test('[15.15] 10 MB in all', async () => {
    const chunk = 'x'.repeat(MB - 31 - 2) // with a key of two characters: 1 MB
    for (let index = 10; index < 20; index += 1) tt.setStorageSync(String(index), chunk)
    expect(tt.getStorageInfoSync().currentSize).toBe(10240)
    const failure = await failureOf(tt.setStorage, { key: '20', data: 1 })
    expect(failure).toEqual({
      errMsg: 'setStorage:fail exceed storage max size 10Mb',
      errorCode: 117702,
      errorType: 'D',
    })
    expect(adviceFor({ ...failure, errorType: 'D' })).toBe(storageErrorRows.storageLimit.advice)
    expect(thrownBy(() => tt.setStorageSync('10', `${chunk}x`)).errorCode).toBe(100602)
    expect(tt.getStorageSync('10')).toBe(chunk)
    expect(tt.getStorageSync('20')).toBe('')
    tt.setStorageSync('10', chunk.replace(/^x/, 'y'))
    tt.removeStorageSync('11')
    tt.setStorageSync('20', 1)
    expect(tt.getStorageSync('20')).toBe(1)
  })

  test('[15.16] apart per appId', () => {
    const other = startHost({ appId: 'TT1', ...(storage && { storage }) })
    tt.setStorageSync('key', 'mine')
    other.tt.setStorageSync('key', 'theirs')
    other.tt.setStorageSync('other', 1)
    expect(tt.getStorageSync('key')).toBe('mine')
    expect(tt.getStorageInfoSync().keys).toEqual(['key'])
    other.tt.clearStorageSync()
    expect(tt.getStorageSync('key')).toBe('mine')
  })

  test('[15.17] the next host', async () => {
    tt.setStorageSync('key', { at: new Date(1) })
    await host.close()
    const next = startHost({ appId: 'tt1', ...(storage && { storage }) })
    expect(next.tt.getStorageSync('key')).toEqual(storage ? { at: new Date(1) } : '')
  })

  test('[15.22] the Sync twins', () => {
    expect(tt.setStorageSync('key', 1)).toBeUndefined()
    expect(tt.getStorageSync('key')).toBe(1)
    const error = thrownBy(() => tt.setStorageSync('', 1))
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toBe(error.errMsg)
    expect({ ...error }).toEqual({
      errMsg: 'setStorageSync:fail the length of inputs[0] should be greater than or equal to 1',
      errorCode: 100699,
      errorType: 'D',
    })
    const { getStorageSync } = tt
    expect(getStorageSync('key')).toBe(1)
  })

  test('[15.23] the rules of the call', async () => {
    const order: string[] = []
    const results: unknown[] = []
    let reads = 0
    const data = { a: 1 }
    await new Promise<void>((resolve) => {
      tt.setStorage({
        get key() {
          reads += 1
          return 'key'
        },
        data,
        success: (result) => {
          order.push('success')
          results.push(result)
        },
        fail: () => order.push('fail'),
        complete: (result) => {
          order.push('complete')
          results.push(result)
          resolve()
        },
      })
      order.push('returned')
      data.a = 2
      // It was kept when the call was made.
      expect(tt.getStorageSync('key')).toEqual({ a: 1 })
    })
    expect(order).toEqual(['returned', 'success', 'complete'])
    expect(results[0]).toBe(results[1])
    expect(reads).toBe(1)
    for (const name of asyncApis) {
      const call = tt[name] as (options?: unknown) => void
      for (const options of [undefined, null, 1, 'x', [], () => {}]) call(options)
      call({ fail: 1, key: 'x' })
    }
    const broken = await new Promise<{ errMsg: string }>((fail) =>
      tt.setStorage({
        get key(): string {
          throw new Error('no')
        },
        fail,
      }),
    )
    expect(broken.errMsg).toBe('setStorage:fail params key is invalid')
    expect((await failureOf(tt.getStorage, { key: 'x', complete: 1 })).errMsg).toBe(
      'getStorage:fail params.complete should be function',
    )
  })

  test('[15.23] an option that no page has is warned of', async () => {
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    await resultOf(tt.setStorage, { key: 'a', data: 1, encrypt: true })
    expect(warnings).toMatchObject([{ code: 'option-unknown', api: 'setStorage' }])
  })

  test('[15.24] after close', async () => {
    tt.setStorageSync('key', 1)
    await host.close()
    for (const name of asyncApis) {
      const failure = await failureOf(tt[name], { key: 'key' })
      expect(failure).toEqual({
        errMsg: `${name}:fail host is closed`,
        errorCode: storageApis[name] * 100 + 92,
        errorType: 'F',
      })
      expect(adviceFor({ ...failure, errorType: 'F' })).toBe(storageErrorRows.internal.advice)
      const sync = tt[`${name}Sync`] as (key: string) => unknown
      expect(thrownBy(() => sync('key'))).toMatchObject({
        errMsg: `${name}Sync:fail host is closed`,
        errorCode: storageApis[`${name}Sync`] * 100 + 92,
      })
    }
  })
})

test('[15.25] numbers', () => {
  expect(storageApis).toMatchObject({ setStorage: 1177, getStorageSync: 1005 })
  expect(new Set(Object.values(storageApis)).size).toBe(10)
})

describe('the folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await temporaryFolder()
    host = startHost({ appId: 'tt1', storage: folder })
    tt = host.tt
  })

  test('[15.18] two hosts', async () => {
    const other = startHost({ appId: 'tt1', storage: folder })
    tt.setStorageSync('a', 1)
    other.tt.setStorageSync('b', 2)
    expect(tt.getStorageSync('b')).toBe(2)
    expect(other.tt.getStorageInfoSync().keys).toEqual(['a', 'b'])
    other.tt.setStorageSync('a', 3)
    expect(tt.getStorageSync('a')).toBe(3)
    tt.removeStorageSync('a')
    expect(other.tt.getStorageSync('a')).toBe('')
  })

  test('[15.17] nothing is made before it is needed', () => {
    expect(tt.getStorageSync('a')).toBe('')
    expect(tt.getStorageInfoSync().keys).toEqual([])
    tt.clearStorageSync()
    expect(existsSync(values(folder))).toBe(false)
  })

  test.runIf(permissionsHold)('[15.20] a folder that may not be written', () => {
    tt.setStorageSync('key', 1)
    chmodSync(values(folder), 0o500)
    expect(thrownBy(() => tt.setStorageSync('key', 2)).errorCode).toBe(100603)
    expect(thrownBy(() => tt.removeStorageSync('key')).errorCode).toBe(100701)
    expect(thrownBy(() => tt.clearStorageSync()).errorCode).toBe(100801)
    expect(tt.getStorageSync('key')).toBe(1)
    chmodSync(values(folder), 0o700)
    tt.setStorageSync('key', 3)
    expect(readdirSync(values(folder))).toEqual(['f-key'])
  })

  test('[15.20] a file stands where the folder should', async () => {
    mkdirSync(join(folder, 'd-tt1'), { recursive: true })
    writeFileSync(values(folder), 'a file')
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    const written = await failureOf(tt.setStorage, { key: 'key', data: 2 })
    expect(written).toEqual({
      errMsg: 'setStorage:fail set storage fail',
      errorCode: 117703,
      errorType: 'F',
    })
    expect(adviceFor({ ...written, errorType: 'F' })).toBe(storageErrorRows.setFail.advice)
    // The host is told what the system said; the mini-program sees no path of this machine.
    expect(warnings).toMatchObject([{ code: 'file-system', api: 'setStorage' }])
    expect(warnings[0]?.message).toContain(folder)
    const thrown = thrownBy(() => tt.setStorageSync('key', 2))
    expect(thrown.errorCode).toBe(100603)
    expect(thrown.cause).toBeUndefined()
    expect(thrownBy(() => tt.clearStorageSync())).toMatchObject({
      errMsg: 'clearStorageSync:fail clear storage fail',
      errorCode: 100801,
    })
    expect(await failureOf(tt.getStorageInfo, {})).toEqual({
      errMsg: 'getStorageInfo:fail get storage info fail',
      errorCode: 118191,
      errorType: 'F',
    })
    expect(readFileSync(values(folder), 'utf8')).toBe('a file')
    // To Windows nothing is there.
    if (process.platform === 'win32') return
    expect(await failureOf(tt.getStorage, { key: 'key' })).toEqual({
      errMsg: 'getStorage:fail get storage fail',
      errorCode: 117891,
      errorType: 'F',
    })
    expect(await failureOf(tt.removeStorage, { key: 'key' })).toEqual({
      errMsg: 'removeStorage:fail remove storage fail,key == key',
      errorCode: 117901,
      errorType: 'F',
    })
  })

  test('[15.21] files of another origin', () => {
    tt.setStorageSync('mine', 1)
    const inside = (name: string) => join(values(folder), name)
    for (const name of ['f-garbage', 'h-0', '.DS_Store', 'n-1', 'f-a+b', 'd-x', 'f-%zzzzzzzz_']) {
      writeFileSync(inside(name), '\0\xff')
    }
    writeFileSync(inside('f-json'), '"json"\n{"data":')
    writeFileSync(inside('f-other'), '"another"\n{"data":1,"dataType":"Number"}')
    writeFileSync(inside(`h-${'0'.repeat(64)}`), '"mine"\n{"data":2,"dataType":"Number"}')
    mkdirSync(inside('f-folder'))
    if (process.platform !== 'win32') symlinkSync('f-mine', inside('f-link'))
    for (const key of ['garbage', 'json', 'other', 'folder', 'link', 'a/b']) {
      expect(tt.getStorageSync(key)).toBe('')
    }
    expect(tt.getStorageSync('mine')).toBe(1)
    // What has the place of a key is one, and can be replaced and removed.
    expect(tt.getStorageInfoSync().keys).toEqual(['garbage', 'json', 'mine', 'other'])
    tt.setStorageSync('garbage', 2)
    expect(tt.getStorageSync('garbage')).toBe(2)
    expect(thrownBy(() => tt.setStorageSync('folder', 1)).errorCode).toBe(100603)
    tt.clearStorageSync()
    expect(tt.getStorageInfoSync()).toMatchObject({ keys: [], currentSize: 0 })
    expect(readdirSync(values(folder))).toContain('.DS_Store')
  })

  test('[15.19] what a killed process left goes at the next start', async () => {
    tt.setStorageSync('key', 1)
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'close')
    const own = readdirSync(values(folder)).find((name) => name.startsWith('a-')) ?? ''
    const left = join(values(folder), own.replace(`-${process.pid}-`, `-${child.pid}-`))
    mkdirSync(join(left, 'half'), { recursive: true })
    const other = startHost({ storage: folder, appId: 'tt1' })
    await vi.waitFor(() => expect(existsSync(left)).toBe(false))
    expect(existsSync(join(values(folder), own))).toBe(true)
    expect(other.tt.getStorageSync('key')).toBe(1)
  })

  test.skipIf(process.platform === 'win32')(
    '[15.19] a link in its place leads nowhere', // Windows makes links for administrators alone
    () => {
      tt.setStorageSync('notes', 1)
      const outside = mkdtempSync(join(tmpdir(), 'outside-'))
      onTestFinished(() => rmSync(outside, { recursive: true }))
      writeFileSync(join(outside, 'f-notes'), 'mine')
      renameSync(values(folder), `${values(folder)}.aside`)
      symlinkSync(outside, values(folder))
      for (const call of [
        () => tt.setStorageSync('notes', 2),
        () => tt.getStorageSync('notes'),
        () => tt.clearStorageSync(),
        () => tt.removeStorageSync('notes'),
        () => startHost({ storage: folder, appId: 'tt1' }).tt.setStorageSync('notes', 3),
      ]) {
        expect(call).toThrow()
      }
      expect(readFileSync(join(outside, 'f-notes'), 'utf8')).toBe('mine')
    },
  )
})

const asyncApis = [
  'setStorage',
  'getStorage',
  'removeStorage',
  'clearStorage',
  'getStorageInfo',
] as const

const { valueWithDates } = fc.letrec((tie) => ({
  valueWithDates: fc.oneof(
    { depthSize: 'small' },
    fc.date({ noInvalidDate: false }),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('valueWithDates')),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('$date', '$$date', 'data', 'dataType', '__proto__')),
      tie('valueWithDates'),
      { noNullPrototype: true },
    ),
  ),
}))
