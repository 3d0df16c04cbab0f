import fc from 'fast-check'
import type { AnsweredApi, Host, TT } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { ask } from '../helpers/ask.js'
import { startHost } from '../helpers/host.js'

/** Every asynchronous call of this section, with the options that it knows. */
const calls: Partial<Record<keyof TT, string[]>> = {
  login: ['force'],
  checkSession: [],
  getUserInfo: ['withCredentials'],
  getUserProfile: ['force'],
  getSetting: ['withSubscriptions'],
  openSetting: ['withSubscriptions'],
  authorize: ['scope'],
  setClipboardData: ['data'],
  getClipboardData: [],
  getSystemInfo: [],
  navigateTo: ['url', 'query'],
  redirectTo: ['url', 'query'],
  reLaunch: ['url', 'query'],
  switchTab: ['url'],
  navigateBack: ['delta'],
  showActionSheet: ['itemList'],
  setNavigationBarTitle: ['title'],
  setNavigationBarColor: ['frontColor', 'backgroundColor'],
  showNavigationBarLoading: [],
  hideNavigationBarLoading: [],
  hideHomeButton: [],
  pageScrollTo: ['scrollTop', 'duration'],
  startPullDownRefresh: [],
  stopPullDownRefresh: [],
  previewImage: ['urls', 'current', 'showmenu'],
  vibrateShort: [],
  vibrateLong: [],
  makePhoneCall: ['phoneNumber'],
  getImageInfo: ['src'],
  compressImage: ['src', 'quality'],
  filePicker: ['maxNum', 'isSystem', 'pickerTitle', 'pickerConfirm', 'supportFileTypes'],
}
const names = Object.keys(calls) as (keyof TT)[]

const { proxy: revoked, revoke } = Proxy.revocable([], {})
revoke()
const trap = () => {
  throw new Error('trap')
}
const hostile: unknown[] = [
  revoked,
  new Proxy({}, { get: trap, ownKeys: trap, has: trap, getPrototypeOf: trap }),
  {
    toString: trap,
    [Symbol.toPrimitive]: trap,
    get a() {
      return trap()
    },
  },
  Object.assign([], { [Symbol.iterator]: trap }),
  Array(3),
  Symbol('s'),
  { a: '\ud800', '\udfff': Symbol('s') },
  '\u0000',
  'ttfile://temp/../x',
  Number.NaN,
  -0,
  () => {},
]
/** Wrapped, for the library that makes them would stumble over some itself. */
const odd = fc
  .oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withTypedArray: true,
    }),
    fc.array(fc.string(), { maxLength: 7 }),
    fc.nat(hostile.length - 1).map((index) => new Hostile(index)),
  )
  .map((value) => () => (value instanceof Hostile ? hostile[value.index] : value))
class Hostile {
  constructor(readonly index: number) {}
}

interface End {
  order: string[]
  results: unknown[]
}

/** Calls, waits for complete, and for what may wrongly come after it. */
async function end(host: Host, api: keyof TT, options: object): Promise<End> {
  const told: End = { order: [], results: [] }
  const note = (name: string) => (result: unknown) => {
    told.order.push(name)
    told.results.push(result)
  }
  const call = host.tt[api] as unknown as (options: object) => unknown
  await new Promise<void>((resolve) => {
    const complete = (result: unknown) => {
      note('complete')(result)
      resolve()
    }
    const callbacks = { success: note('success'), fail: note('fail'), complete }
    // What is odd about an option must not be lost on the way: a getter stays one.
    const given = Object.defineProperties(callbacks, Object.getOwnPropertyDescriptors(options))
    expect(call(given)).toBeUndefined()
    told.order.push('returned')
  })
  await new Promise((resolve) => setImmediate(resolve))
  return told
}

function checkEnd(api: string, { order, results }: End) {
  expect(order).toHaveLength(3)
  expect(order[0]).toBe('returned')
  expect(['success', 'fail']).toContain(order[1])
  expect(order[2]).toBe('complete')
  expect(results[0]).toBe(results[1])
  const { errMsg } = results[0] as { errMsg: string }
  if (order[1] === 'success') expect(errMsg).toBe(`${api}:ok`)
  // An answer may throw a text that is empty.
  else expect(errMsg.startsWith(`${api}:fail `)).toBe(true)
}

describe('whatever the options are', () => {
  const album = [{ name: 'a.txt', data: 'text' }]

  test.each(names)('[16.30] %s ends once, and throws nothing', async (api) => {
    const host = startHost({ album: () => album })
    // No name of a callback: what that does is the next test's.
    const options = fc.dictionary(fc.constantFrom(...(calls[api] ?? []), 'other'), odd)
    await fc.assert(
      fc.asyncProperty(options, async (makers) => {
        const given = Object.entries(makers).map(([name, make]) => [name, make()])
        checkEnd(api, await end(host, api, Object.fromEntries(given)))
      }),
      { numRuns: 150 },
    )
    const getter = Object.defineProperty({}, calls[api]?.[0] ?? 'other', {
      get: trap,
      enumerable: true,
    })
    checkEnd(api, await end(host, api, getter))
  })

  test('[16.30] options and callbacks that are none throw nothing', async () => {
    const host = startHost({ album: () => album })
    for (const api of names) {
      const call = host.tt[api] as unknown as (options?: unknown) => unknown
      expect(call()).toBeUndefined()
      for (const value of [...hostile, null, 5, 'text', true]) {
        expect(call(value)).toBeUndefined()
        const { errMsg } = await ask(host, api, { success: value })
        if (typeof value === 'function' || value === null) continue
        expect(errMsg).toBe(`${api}:fail params success type is not function`)
      }
    }
  })

  test('[16.30] an answer of whatever kind ends the call', async () => {
    const host = startHost()
    const required = { scope: 's', data: 'd', url: 'u', itemList: ['a'], urls: ['a'] }
    const answered = names.filter((api) => {
      try {
        host.answer(api as AnsweredApi, undefined)
        return true
      } catch {
        return false
      }
    }) as AnsweredApi[]
    expect(answered.length).toBe(names.length - 4)
    for (const api of answered) {
      await fc.assert(
        fc.asyncProperty(odd, fc.boolean(), async (make, throws) => {
          host.answer(api, (() => {
            if (throws) throw make()
            return make()
          }) as never)
          checkEnd(api, await end(host, api, required))
        }),
        { numRuns: 50 },
      )
    }
  })
})

describe('where the host is closed', () => {
  test('[16.31] each call fails', async () => {
    const host = startHost()
    await host.close()
    for (const api of names) {
      const result = await end(host, api, {})
      checkEnd(api, result)
      expect(result.results[0]).toEqual({ errMsg: `${api}:fail host is closed` })
    }
    expect(host.tt.getSystemInfoSync().platform).toBe('ios')
  })

  test('[16.31] a call that waits for an answer fails', async () => {
    const host = startHost()
    const asked = new Promise<void>((resolve) =>
      host.answer('login', () => {
        resolve()
        return new Promise(() => {})
      }),
    )
    const result = end(host, 'login', {})
    await asked
    await host.close()
    checkEnd('login', await result)
    expect((await result).results[0]).toEqual({ errMsg: 'login:fail host is closed' })
  })
})
