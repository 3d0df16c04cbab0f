/** Components in a mini-program: compiled templates, the logic in its worker, the real frame. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { type PhoneServer, servePhones } from './phone.js'

let server: PhoneServer
let browser: Browser
beforeAll(async () => {
  server = await servePhones()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const template = `
<form bindsubmit="submit">
  <input name="name" value="{{name}}" bindinput="typed" placeholder="Name" placeholder-style="color: #999"/>
  <textarea name="note" auto-height bindlinechange="lines"></textarea>
  <checkbox-group name="boxes">
    <label tt:for="{{['a', 'b']}}" tt:key="*this" id="label-{{item}}"><checkbox value="{{item}}" checked="{{item == 'b'}}"/>{{item}}</label>
  </checkbox-group>
  <radio-group name="one"><radio id="radio" value="r"/></radio-group>
  <switch name="on" checked bindchange="switched"/>
  <slider name="far" value="30" show-value/>
  <picker name="pick" mode="date" value="{{date}}" start="2024-01-01" bindchange="picked"><view id="date">{{date}}</view></picker>
  <button id="send" form-type="submit" type="primary" disabled="{{!name}}">Send {{name}}</button>
</form>
<scroll-view scroll-x enable-flex style="display: flex; height: 40rpx"><view tt:for="{{3}}" style="flex: none; width: 600rpx">{{item}}</view></scroll-view>
<swiper indicator-dots autoplay="{{false}}" current="{{current}}" bindchange="swiped">
  <block tt:for="{{[1, 2]}}" tt:key="*this"><swiper-item><image src="/a.svg" mode="aspectFit" bindload="loaded"/></swiper-item></block>
</swiper>
<rich-text nodes="{{html}}"/>
<text>{{said}}</text>
`
const script = `Page({
  data: { name: '', date: '2024-02-03', current: 0, html: '<b class="bold">bold</b>', said: '' },
  typed({ detail }) { this.setData({ name: detail.value }) },
  picked({ detail }) { this.setData({ date: detail.value }) },
  swiped({ detail }) { this.setData({ current: detail.current }) },
  submit({ detail }) { this.setData({ said: JSON.stringify(detail.value) }) },
})`

it('goes from a finger to data of the page and back', async () => {
  const phone = await server.open(
    browser,
    {
      'app.json': JSON.stringify({ pages: ['pages/all'] }),
      'app.js': 'App({})',
      'pages/all.ttml': template,
      'pages/all.js': script,
      'pages/all.ttss': '.bold { color: rgb(1, 2, 3) } button[disabled] { opacity: 0.5 }',
    },
    {
      assets: {
        '/a.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
      },
    },
  )
  const { frame } = phone
  await frame.waitForSelector('tt-button[disabled]')
  await frame.locator('tt-input input').pressSequentially('Ann')
  await frame.waitForSelector('tt-button:not([disabled]) >> text=Send Ann')
  await frame.locator('#label-a').click()
  await frame.locator('#date').click()
  await frame.waitForSelector('.tt-sheet-layer:not(.tt-sheet-enter-active)')
  await frame.locator('.tt-sheet .tt-wheel').nth(2).locator('text=4日').first().click()
  await frame.locator('.tt-sheet-done').click()
  await frame.waitForSelector('#date >> text=2024-02-04')
  await frame.locator('#send').click()
  const said = await frame.waitForSelector('tt-text >> text={')
  expect(JSON.parse(String(await said.textContent()))).toEqual({
    name: 'Ann',
    note: '',
    boxes: ['a', 'b'],
    one: '',
    on: true,
    far: 30,
    pick: '2024-02-04',
  })
  const colour = await frame.evaluate(`getComputedStyle(document.querySelector('.bold')).color`)
  expect(colour).toBe('rgb(1, 2, 3)')
  expect(phone.lines()).toEqual([])
  await phone.close()
})
