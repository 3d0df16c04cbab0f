import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createReceiver } from '../../../src/receiver/index.js'
import { faultChoices } from '../../../src/simulator/server/faultChoices.js'
import { phones } from '../../../src/simulator/server/phones.js'
import { ask, openPage, project, start, type TestPage, told } from './page.js'

const photo = fileURLToPath(new URL('../../../examples/photo.jpg', import.meta.url))

/** A server that tells what it was asked, and nothing of the network beside. */
async function echo(): Promise<{ url: string; heads: Record<string, unknown>[] }> {
  const heads: Record<string, unknown>[] = []
  const server = createServer((request, response) => {
    heads.push(request.headers)
    request.resume().on('end', () => response.end('hello'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`, heads }
}

/** The state when it is so. */
const stateOf = async (page: TestPage, fits: (state: TestPage['hello']['state']) => boolean) =>
  (await page.next('state', ({ state }) => fits(state))).state

describe('the person is asked', () => {
  test('what they say is what success gets; a no fails', async () => {
    const page = await openPage(await start())
    const modal = page.call('showModal', { title: 'Delete?', showCancel: true })
    const question = await page.next('ask')
    expect(question).toMatchObject({ api: 'showModal', asked: { title: 'Delete?' } })
    page.send({ type: 'answer', id: question.id, value: { confirm: false } })
    expect(told(await modal, 'success')).toMatchObject({ confirm: false, cancel: true })

    const authorize = page.call('authorize', { scope: 'scope.camera' })
    const { id } = await page.next('ask')
    page.send({ type: 'answer', id, error: 'auth deny' })
    expect(told(await authorize, 'fail')).toMatchObject({ errMsg: 'authorize:fail auth deny' })
    // Twice, and of nothing: it does nothing.
    page.send({ type: 'answer', id, value: {} })
    page.send({ type: 'answer', id: 99, value: {} })
    // A question is no thing that is only shown.
    await page.call('showToast', { title: 'hi' })
    const shown = page.messages.flatMap((one) => (one.type === 'ui' ? [one.api] : []))
    expect(shown).toEqual(['showToast'])
  })

  test('who they are, once', async () => {
    const page = await openPage(await start())
    const first = page.call('getUserInfo', {})
    const { id, api } = await page.next('ask')
    expect(api).toBe('getUserInfo')
    page.send({ type: 'answer', id, value: {} })
    expect(told(await first, 'success')).toMatchObject({
      userInfo: { nickName: 'tt-anywhere user' },
    })
    expect(told(await page.call('getUserInfo', {}), 'success')).toBeDefined()
  })

  test('what they allowed, to change it', async () => {
    const page = await openPage(await start())
    const authorize = page.call('authorize', { scope: 'scope.camera' })
    page.send({ type: 'answer', id: (await page.next('ask')).id, value: {} })
    expect(told(await authorize, 'success')).toBeDefined()
    const open = page.call('openSetting', {})
    const { id, asked } = await page.next('ask')
    expect(asked).toMatchObject({ authSetting: { 'scope.camera': true } })
    page.send({ type: 'answer', id, value: { authSetting: { 'scope.camera': false } } })
    expect(told(await open, 'success')).toMatchObject({ authSetting: { 'scope.camera': false } })
    expect(told(await page.call('getSetting', {}), 'success')).toMatchObject({
      authSetting: { 'scope.camera': false },
    })
  })

  test('with auto, nobody is', async () => {
    const page = await openPage(await start({ auto: true, album: photo }))
    expect(told(await page.call('showModal', {}), 'success')).toMatchObject({ confirm: true })
    expect(told(await page.call('chooseImage', {}), 'success')).toMatchObject({
      tempFiles: [{ size: expect.any(Number) }],
    })
    expect(page.messages.filter(({ type }) => type === 'ask')).toEqual([])
  })
})

describe('choices', () => {
  test('picked files and those of the album, in their order; none cancels', async () => {
    const page = await openPage(await start({ album: [photo] }))
    const choice = page.call('chooseImage', { count: 3 })
    const { id, asked } = await page.next('ask')
    expect(asked).toMatchObject({ api: 'chooseImage', count: 3, mediaType: ['image'] })
    const [item] = asked.album as { id: string; name: string; kind: string; url: string }[]
    expect(item).toMatchObject({ name: 'photo.jpg', kind: 'image' })
    const shown = await ask(item!.url)
    expect(shown).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } })
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="3"/>'
    const pick = await page.pick('own.svg', svg)
    page.send({ type: 'answer', id, value: { files: [pick], album: [item!.id] } })
    const chosen = told(await choice, 'success') as { tempFilePaths: string[] }
    expect(chosen.tempFilePaths).toEqual([
      expect.stringMatching(/^ttfile:\/\/temp\/\w+\.svg$/),
      expect.stringMatching(/^ttfile:\/\/temp\/\w+\.jpg$/),
    ])
    const cancelled = page.call('chooseImage', {})
    page.send({ type: 'answer', id: (await page.next('ask')).id })
    expect(told(await cancelled, 'fail')).toMatchObject({ errMsg: 'chooseImage:fail cancel' })
    const strange = page.call('chooseImage', {})
    page.send({
      type: 'answer',
      id: (await page.next('ask')).id,
      value: { files: ['/etc/passwd'] },
    })
    expect(told(await strange, 'fail')).toMatchObject({
      errMsg: expect.stringContaining('pick it again'),
    })
  })
})

describe('the phone', () => {
  test('another model is another host over the same storage, with what was set', async () => {
    const page = await openPage(await start())
    await page.sync('setStorageSync', 'kept', 1)
    page.send({ type: 'set', state: { network: '4g' } })
    page.send({ type: 'fault', api: 'request', errorCode: 121724 })
    page.send({ type: 'set', state: { phone: 'galaxy s23' } })
    const state = await stateOf(page, ({ phone }) => phone === 'Galaxy S23')
    expect(state).toMatchObject({ network: '4g', faults: [{ errorCode: 121724 }] })
    expect(await page.sync('getSystemInfoSync')).toMatchObject({
      value: { platform: 'android', brand: 'samsung', model: 'SM-S9110', screenWidth: 360 },
    })
    expect(await page.sync('getStorageSync', 'kept')).toEqual({ value: 1 })
    page.send({ type: 'set', state: { phone: 'Nokia 3310' } })
    expect((await page.next('warning')).message).toContain('there are iPhone 15, ')
  })

  test('each tells its own sizes and its own user-agent', async () => {
    const { url, heads } = await echo()
    for (const { model } of phones) {
      const page = await openPage(await start({ phone: model.name }))
      const { value } = (await page.sync('getSystemInfoSync')) as { value: object }
      expect(value).toMatchObject({
        platform: model.platform,
        screenWidth: model.width,
        screenHeight: model.height,
        windowHeight: model.height - model.statusBar - model.navigationBar,
        pixelRatio: model.pixelRatio,
        safeArea: { top: model.statusBar, bottom: model.height - model.homeBar },
      })
      await page.call('request', { url })
      const agent = String(heads.at(-1)?.['user-agent'])
      expect(agent).toContain(model.platform === 'ios' ? 'like Mac OS X' : 'Android 14')
      expect(agent.includes('iPad')).toBe(model.name === 'iPad mini')
      await page.close()
    }
  })

  test('what the project says of the app holds on the phone of its platform', async () => {
    const files = {
      ...project,
      'tt-anywhere.config.json': { device: { platform: 'android', hostVersion: '31.0.0' } },
    }
    const page = await openPage(await start({ host: { config: undefined } }, files))
    expect(page.hello.state.phone).toBe('Pixel 8')
    expect(await page.sync('getSystemInfoSync')).toMatchObject({ value: { version: '31.0.0' } })
  })

  test('background and foreground', async () => {
    const page = await openPage(await start())
    page.send({ type: 'set', state: { visible: false } })
    await stateOf(page, ({ visible }) => !visible)
    page.send({ type: 'set', state: { visible: true } })
    await stateOf(page, ({ visible }) => visible)
  })
})

describe('domain lists', () => {
  const isNote = ({ message }: { message: string }) => message.includes('no domain list')

  test('where there are none, no URL is held against them, and that is said once', async () => {
    const { url } = await echo()
    const page = await openPage(await start())
    expect(page.hello.state.checkDomains).toBeUndefined()
    expect(told(await page.call('request', { url }), 'success')).toBeDefined()
    expect(told(await page.call('request', { url }), 'success')).toBeDefined()
    const warnings = page.messages.filter((one) => one.type === 'warning')
    expect(warnings).toHaveLength(1)
    expect(isNote(warnings[0]!)).toBe(true)
  })

  test('where there are some they hold, until the switch is off', async () => {
    const { url } = await echo()
    const domains = { request: ['https://api.example.com'] }
    const page = await openPage(await start({ host: { domains } }))
    expect(page.hello.state).toMatchObject({ checkDomains: true, domains })
    const refused = await page.call('request', { url })
    expect(told(refused, 'fail')).toMatchObject({ errorCode: 121701 })
    page.send({ type: 'set', state: { checkDomains: false } })
    await page.next('changed', ({ styles }) => !styles)
    expect(told(await page.call('request', { url }), 'success')).toBeDefined()
    page.send({ type: 'set', state: { checkDomains: true } })
    await page.next('changed')
    expect(told(await page.call('request', { url }), 'fail')).toBeDefined()
    expect(page.messages.some((one) => one.type === 'warning' && isNote(one))).toBe(false)
  })

  test('a released version is always checked', async () => {
    const page = await openPage(await start({ host: { envType: 'production' } }))
    expect(page.hello.state.checkDomains).toBe(true)
    page.send({ type: 'set', state: { checkDomains: false } })
    expect((await page.next('warning')).message).toContain('not for a production host')
    expect((await page.next('state')).state.checkDomains).toBe(true)
  })
})

describe('faults', () => {
  test('every choice can be made, and makes the next call fail so', async () => {
    const page = await openPage(await start())
    const texts = new Set<string>()
    for (const { api, errorCode, options, text, advice } of faultChoices()) {
      texts.add(text)
      expect(advice).not.toBe('')
      page.send({ type: 'fault', api, errorCode, options })
      const call = { url: 'http://127.0.0.1:65000/', filePath: 'ttfile://temp/x', name: 'f' }
      const { faults } = (await page.next('state')).state
      expect(faults).toMatchObject([{ api, errorCode }])
      const fail = told(await page.call(api, call), 'fail') as { errMsg: string }
      expect(fail).toMatchObject({ errorCode })
      expect(fail.errMsg.slice(0, text.indexOf('…') >>> 0)).toBe(text.split('…')[0])
      await page.next('exchange')
      expect((await page.next('state')).state.faults).toEqual([])
    }
    expect(texts.size).toBe(faultChoices().length)
    page.send({ type: 'fault', api: 'request', errorCode: 1 })
    await page.next('warning', ({ message }) => message.includes('request has no error 1'))
  })
})

describe("the simulator's own receiver", () => {
  test('takes all that goes out, while it is on', async () => {
    const page = await openPage(await start({ receive: true }))
    expect(page.hello.state.receiveAll).toBe(true)
    const filePath = await page.ask({ ask: 'addFile', pick: await page.pick('a.txt', 'abc') })
    const upload = { url: 'https://upload.example.com/photos', filePath, name: 'f' }
    const replies = await page.call('uploadFile', { ...upload, formData: { a: 1 } })
    expect(told(replies, 'success')).toMatchObject({ statusCode: 200 })
    const { upload: received } = await page.next('received')
    expect(received).toMatchObject({
      url: 'https://upload.example.com/photos',
      files: [{ field: 'f', name: 'a.txt', size: 3 }],
      fields: [['a', '1']],
    })
    page.send({ type: 'set', state: { checkDomains: false } })
    await page.next('changed')
    expect((await stateOf(page, (one) => one.checkDomains === false)).receiveAll).toBe(true)
    page.send({ type: 'set', state: { receiveAll: false } })
    await stateOf(page, ({ receiveAll }) => !receiveAll)
    const gone = { ...upload, url: 'http://127.0.0.1:65000/' }
    page.send({ type: 'fault', api: 'request', errorCode: 121724 })
    expect(told(await page.call('uploadFile', gone), 'fail')).toBeDefined()
  })

  test('a route of its own goes before it', async () => {
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close({ graceMs: 0 }))
    const routes = { 'https://upload.example.com': receiver.url }
    const page = await openPage(await start({ receive: true, routes }))
    const filePath = await page.ask({ ask: 'addFile', pick: await page.pick('a.txt', 'abc') })
    await page.call('uploadFile', { url: 'https://upload.example.com/', filePath, name: 'f' })
    expect((await receiver.nextUpload()).files).toMatchObject([{ filename: 'a.txt' }])
  })
})

describe('panels', () => {
  test('storage', async () => {
    const page = await openPage(await start())
    await page.ask({ ask: 'setStorage', key: 'a', value: { b: [1] } })
    await page.ask({ ask: 'setStorage', key: 'd', value: new Date(5) })
    expect(await page.ask({ ask: 'storage' })).toEqual([
      { key: 'a', value: { b: [1] }, type: 'object' },
      { key: 'd', value: new Date(5), type: 'date' },
    ])
    await page.ask({ ask: 'removeStorage', key: 'a' })
    expect(await page.ask({ ask: 'storage' })).toMatchObject([{ key: 'd' }])
    await page.ask({ ask: 'removeStorage' })
    expect(await page.ask({ ask: 'storage' })).toEqual([])
  })

  test('files', async () => {
    const page = await openPage(await start())
    const temp = await page.ask({ ask: 'addFile', pick: await page.pick('a.txt', 'abc') })
    const saved = 'ttfile://user/deep/b.txt'
    await page.call('mkdir', { dirPath: 'ttfile://user/deep' }, { fileSystem: true })
    await page.call('writeFile', { filePath: saved, data: 'x' }, { fileSystem: true })
    expect(await page.ask({ ask: 'files' })).toEqual([
      { path: temp, size: 3, time: expect.any(Number) },
      { path: saved, size: 1, time: expect.any(Number) },
    ])
    await page.ask({ ask: 'removeFile', path: saved })
    await page.ask({ ask: 'removeFile', path: temp })
    expect(await page.ask({ ask: 'files' })).toEqual([])
    await expect(page.ask({ ask: 'removeFile', path: saved })).rejects.toThrow()
    await expect(page.ask({ ask: 'addFile', pick: '../x' })).rejects.toThrow('pick it again')
  })

  test('har', async () => {
    const { url } = await echo()
    const page = await openPage(await start())
    await page.call('request', { url })
    expect(await page.ask({ ask: 'har' })).toMatchObject({
      log: { version: '1.2', entries: [{ request: { url } }] },
    })
  })
})

test('what is kept outlives a page that is loaded anew', async () => {
  const simulator = await start()
  const first = await openPage(simulator)
  await first.sync('setStorageSync', 'key', 'value')
  await first.close()
  const second = await openPage(simulator)
  expect(await second.sync('getStorageSync', 'key')).toEqual({ value: 'value' })
})
