import type { Answer, AnsweredApi } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { ask } from '../helpers/ask.js'
import { startHost } from '../helpers/host.js'

const user = {
  avatarUrl: 'https://tt-anywhere.invalid/made-up-avatar.png',
  nickName: 'tt-anywhere user',
  gender: 0,
  city: '',
  province: '',
  country: '',
  language: '',
}
const credentials = {
  signature: 'made-up-signature',
  encryptedData: 'made-up-encrypted-data',
  iv: 'made-up-iv',
}

describe('the user', () => {
  test('[16.1] login gives codes that are made up and say so, each another', async () => {
    const host = startHost()
    const [one, other] = [await ask(host, 'login'), await ask(host, 'login', { force: false })]
    expect(one).toEqual({
      errMsg: 'login:ok',
      code: expect.stringMatching(/^made-up-code-[0-9a-f]{16}$/),
      anonymousCode: expect.stringMatching(/^made-up-anonymous-code-[0-9a-f]{16}$/),
      isLogin: true,
    })
    expect(other.code).not.toBe(one.code)
    expect(other.anonymousCode).not.toBe(one.anonymousCode)
  })

  test('[16.1, 16.6] an answer tells the code that a server knows, and is asked with force', async () => {
    const host = startHost()
    const asked: object[] = []
    host.answer('login', async (options) => {
      asked.push(options)
      return { code: 'known' }
    })
    expect(await ask(host, 'login')).toMatchObject({ code: 'known', isLogin: true })
    await ask(host, 'login', { force: false })
    expect(asked).toEqual([{ force: true }, { force: false }])
  })

  test('[16.2] a user who is not logged in has no code', async () => {
    const host = startHost()
    host.answer('login', () => ({ isLogin: false }))
    const result = await ask(host, 'login')
    expect(Object.keys(result).sort()).toEqual(['anonymousCode', 'errMsg', 'isLogin'])
    expect(result.isLogin).toBe(false)
  })

  test('[16.3] checkSession succeeds, unless an answer throws', async () => {
    const host = startHost()
    expect(await ask(host, 'checkSession')).toEqual({ errMsg: 'checkSession:ok' })
    host.answer('checkSession', () => {
      throw new Error('session expired')
    })
    expect(await ask(host, 'checkSession')).toEqual({ errMsg: 'checkSession:fail session expired' })
  })

  test('[16.4] getUserInfo gives a user who is made up, with credentials where they are wanted', async () => {
    const host = startHost()
    const plain = { errMsg: 'getUserInfo:ok', userInfo: user, rawData: JSON.stringify(user) }
    expect(await ask(host, 'getUserInfo')).toEqual(plain)
    expect(await ask(host, 'getUserInfo', { withCredentials: true })).toEqual({
      ...plain,
      ...credentials,
    })
  })

  test('[16.5] getUserProfile gives all of it', async () => {
    expect(await ask(startHost(), 'getUserProfile')).toEqual({
      errMsg: 'getUserProfile:ok',
      userInfo: user,
      rawData: JSON.stringify(user),
      ...credentials,
    })
  })

  test('[16.6] what an answer leaves out is completed, and rawData follows', async () => {
    const host = startHost()
    for (const api of ['getUserInfo', 'getUserProfile'] as const) {
      host.answer(api, () => ({ userInfo: { nickName: '张三' } }))
      const { userInfo, rawData } = await ask(host, api)
      expect(userInfo).toEqual({ ...user, nickName: '张三' })
      expect(JSON.parse(rawData)).toEqual(userInfo)
      host.answer(api, () => ({ rawData: '{}', signature: 'real' }))
      expect(await ask(host, api)).toMatchObject({ rawData: '{}', signature: 'real' })
      host.answer(api, () => undefined)
      expect(await ask(host, api)).toMatchObject({ userInfo: user })
    }
  })

  test('[16.6] an answer that is no object fails the call, and errMsg is not for it to tell', async () => {
    const host = startHost()
    for (const told of ['code', 5, ['code'], true]) {
      host.answer('login', (() => told) as never)
      expect(await ask(host, 'login')).toEqual({
        errMsg: 'login:fail the answer to login must be an object',
      })
    }
    // Where success gets nothing beside errMsg, what an answer returns is no matter.
    const shown: object[] = []
    host.answer('navigateTo', (options) => shown.push(options))
    expect(await ask(host, 'navigateTo', { url: 'a' })).toEqual({ errMsg: 'navigateTo:ok' })
    expect(shown).toEqual([{ url: 'a' }])
    host.answer('login', () => ({ errMsg: 'else' }) as never)
    expect((await ask(host, 'login')).errMsg).toBe('login:ok')
  })

  test('[16.7] what an answer throws fails the call, with its errNo', async () => {
    const host = startHost()
    host.answer('getUserProfile', async () => {
      throw Object.assign(new Error('auth deny'), { errNo: 10200, code: 'EX' })
    })
    expect(await ask(host, 'getUserProfile')).toEqual({
      errMsg: 'getUserProfile:fail auth deny',
      errNo: 10200,
    })
    for (const [thrown, text] of [
      ['cancel', 'cancel'],
      [undefined, 'nothing was said'],
      [Object.create(null), 'nothing that can be said'],
    ]) {
      host.answer('getUserProfile', () => {
        throw thrown
      })
      expect(await ask(host, 'getUserProfile')).toEqual({ errMsg: `getUserProfile:fail ${text}` })
    }
  })
})

describe('what the user allows', () => {
  const scope = 'scope.camera'
  const setting = async (host: ReturnType<typeof startHost>) =>
    (await ask(host, 'getSetting')).authSetting

  test('[16.8, 16.9] authorize agrees by default, and getSetting tells what was asked for', async () => {
    const host = startHost()
    expect(await ask(host, 'getSetting')).toEqual({ errMsg: 'getSetting:ok', authSetting: {} })
    expect(await ask(host, 'authorize', { scope })).toEqual({
      errMsg: 'authorize:ok',
      data: { [scope]: 'ok' },
    })
    expect(await setting(host)).toEqual({ [scope]: true })
    await ask(host, 'getUserInfo')
    expect(await setting(host)).toEqual({ [scope]: true, 'scope.userInfo': true })
    expect(await ask(host, 'authorize')).toEqual({
      errMsg: 'authorize:fail params scope is required',
    })
  })

  test('[16.8, 16.9] a refusal is told and asked again; what was allowed is not', async () => {
    const host = startHost()
    const asked: string[] = []
    host.answer('authorize', ({ scope }) => {
      asked.push(scope)
      if (asked.length === 1) throw new Error('auth deny')
      return undefined
    })
    expect((await ask(host, 'authorize', { scope })).errMsg).toBe('authorize:fail auth deny')
    expect(await setting(host)).toEqual({ [scope]: false })
    for (let times = 0; times < 3; times += 1) {
      expect((await ask(host, 'authorize', { scope })).errMsg).toBe('authorize:ok')
    }
    expect(asked).toEqual([scope, scope])
    host.answer('getUserInfo', () => {
      throw new Error('auth deny')
    })
    await ask(host, 'getUserInfo')
    expect(await setting(host)).toEqual({ [scope]: true, 'scope.userInfo': false })
  })

  test('[16.10] what openSetting changes holds, and what a mini-program writes into a result does not', async () => {
    const host = startHost()
    await ask(host, 'authorize', { scope })
    host.answer('openSetting', () => ({ authSetting: { [scope]: false, 'scope.record': true } }))
    const changed = { [scope]: false, 'scope.record': true }
    const opened = await ask(host, 'openSetting')
    expect(opened).toEqual({ errMsg: 'openSetting:ok', authSetting: changed })
    opened.authSetting['scope.album'] = true
    expect(await setting(host)).toEqual(changed)
    const subscriptionsSetting = { mainSwitch: true, itemSettings: {}, templateSettings: {} }
    for (const api of ['getSetting', 'openSetting'] as const) {
      expect(await ask(host, api, { withSubscriptions: true })).toEqual({
        errMsg: `${api}:ok`,
        authSetting: changed,
        subscriptionsSetting,
      })
    }
    host.answer('getSetting', () => ({ authSetting: { 'scope.album': true } }))
    expect(await setting(host)).toEqual({ 'scope.album': true })
  })

  test("[16.11] the clipboard is the host's own", async () => {
    const [host, other] = [startHost(), startHost()]
    const get = async (one = host) => (await ask(one, 'getClipboardData')).data
    expect(await get()).toBe('')
    expect(await ask(host, 'setClipboardData', { data: '内容' })).toEqual({
      errMsg: 'setClipboardData:ok',
    })
    expect(await get()).toBe('内容')
    expect(await get(other)).toBe('')
    host.answer('setClipboardData', () => {
      throw new Error('denied')
    })
    await ask(host, 'setClipboardData', { data: 'other' })
    expect(await get()).toBe('内容')
    host.answer('getClipboardData', () => ({ data: 'of another app' }))
    expect(await get()).toBe('of another app')
  })
})

test('[16.32] host.answer wants a name that there is, and a function', () => {
  const host = startHost()
  const none = undefined as Answer<AnsweredApi> | undefined
  expect(() => host.answer('uploadFile' as never, none)).toThrow(
    /^no call "uploadFile" to answer; there are showLoading, .*login, /,
  )
  expect(() => host.answer('toString' as never, none)).toThrow(TypeError)
  expect(() => host.answer('login', {} as never)).toThrow('an answer must be a function')
  expect(() => host.answer('login', null as never)).toThrow(TypeError)
  expect(() => host.answer('login', undefined)).not.toThrow()
})
