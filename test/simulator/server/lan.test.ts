import { describe, expect, test } from 'vitest'
import { lanAddresses } from '../../../src/simulator/server/guard.js'
import { ask, openPage, start } from './page.js'

const [address] = lanAddresses()

describe.skipIf(address === undefined)('a phone in the same network', () => {
  test('has a page of its own, by a code that holds its own token', async () => {
    const simulator = await start({ lan: true })
    const { lan, url } = simulator
    if (lan === undefined) throw new Error('no address')
    expect(lan.url).toMatch(/^http:\/\/[\d.]+:\d+\/phone\.html#[\w-]{32}$/)
    expect(new URL(lan.url).hash).not.toBe(new URL(url).hash)
    expect(lan.qr).toMatch(/^<svg /)
    const tool = await openPage(simulator)
    expect(tool.hello.lan).toEqual({ url: lan.url, qr: lan.qr })

    const phone = await openPage(lan)
    expect(phone.hello.lan).toBeUndefined()
    expect(phone.hello.project.folder).toBe('')
    expect(new URL(phone.hello.bundleUrl).hostname).toBe(address)
    expect((await ask(phone.hello.bundleUrl)).status).toBe(200)
    expect(await phone.sync('canIUse', 'request')).toEqual({ value: true })
  })

  test('sees the page of a phone, and no panel', async () => {
    const simulator = await start({ lan: true })
    const { origin } = new URL(simulator.lan?.url ?? '')
    const phone = await ask(`${origin}/phone.html`)
    expect(phone.status).toBe(200)
    expect((await ask(origin)).text).toBe(phone.text)
    expect((await ask(`${origin}/tool/index.html`)).status).toBe(404)
    expect((await ask(`${origin}/view/frame.html`)).status).toBe(200)
    expect((await ask(`${origin}/logic.js`)).status).toBe(200)
    // The person's own token opens nothing from there.
    await expect(openPage({ url: `${origin}/${new URL(simulator.url).hash}` })).rejects.toThrow(
      '4401',
    )

    const page = await openPage(simulator.lan ?? simulator)
    page.send({ type: 'panel', id: 1, question: { ask: 'files' } })
    page.send({ type: 'set', state: { network: 'offline', visible: false } })
    page.send({ type: 'fault', api: 'request', errorCode: 121724 })
    page.send({ type: 'set', state: { visible: false } })
    expect((await page.next('state')).state).toMatchObject({
      network: 'online',
      visible: false,
      faults: [],
    })
    expect(page.messages.filter(({ type }) => type === 'reply')).toEqual([])
  })

  test('without it, nobody else is answered', async () => {
    const simulator = await start()
    expect(simulator.lan).toBeUndefined()
    await expect(ask(`http://${address}:${simulator.port}/`)).rejects.toThrow('ECONNREFUSED')
  })
})
