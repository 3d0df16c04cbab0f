import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { startSimulator } from '../../../src/simulator/server/startSimulator.js'
import { openBrowser } from '../../helpers/browser.js'
import { openTool, projectFor, textIn } from './openTool.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('goes to any page with parameters, back, and starts it anew where it is', async () => {
  const { page, phone, tap } = await openTool(browser)
  const picker = page.getByRole('button', { name: 'Page', exact: true })
  await tap('go')
  await phone.locator('#query', { hasText: '{"id":"7"}' }).waitFor()
  await textIn(picker, 'pages/other/other?id=7')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await phone.locator('#title').waitFor()

  await picker.click()
  await page.getByRole('option', { name: 'packages/detail/detail' }).waitFor()
  await page.getByLabel('Page with parameters').fill('pages/other/other?a=1&b=%E5%9B%BE')
  await page.keyboard.press('Enter')
  await phone.locator('#query', { hasText: '{"a":"1","b":"%E5%9B%BE"}' }).waitFor()
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.locator('.cover').waitFor({ state: 'detached' })
  await phone.locator('#query', { hasText: '{"a":"1","b":"%E5%9B%BE"}' }).waitFor()
})

it('plays another phone', async () => {
  const { page, phone } = await openTool(browser)
  await page.getByLabel('Phone model').selectOption('iPhone SE')
  await expect
    .poll(() => page.locator('iframe').evaluate((frame) => [frame.clientWidth, frame.clientHeight]))
    .toEqual([375, 667])
  await phone.locator('#title').waitFor()
})

it('takes new styles without a new start, and anything else with one', async () => {
  const { page, phone, folder, tap, outcome } = await openTool(browser)
  await tap('request')
  await outcome('answered 3')
  const color = () =>
    page.frames()[1]?.evaluate<string>("getComputedStyle(document.querySelector('#title')).color")
  writeFileSync(join(folder, 'pages/index/index.ttss'), '.title { color: rgb(1, 2, 3) }')
  await expect.poll(color).toBe('rgb(1, 2, 3)')
  await outcome('answered 3')
  await page.getByRole('button', { name: 'Page', exact: true }).click()
  await page.getByRole('option', { name: 'pages/other/other' }).click()
  await phone.locator('#query').waitFor()
  writeFileSync(join(folder, 'pages/other/other.ttml'), '<view id="query">changed {{query}}</view>')
  await phone.locator('#query', { hasText: 'changed {}' }).waitFor()
})

it('waits for a server that is gone, and goes on with it', async () => {
  const { page, phone, simulator, folder } = await openTool(browser)
  await simulator.close()
  await page.getByText('The server is gone; waiting for it').waitFor()
  const token = new URL(simulator.url).hash
  const again = await startSimulator({
    project: folder,
    port: simulator.port,
    host: { proxy: false },
  })
  // Another run has another token: the page says what to do, and its address works in the same tab.
  await page.getByText('no token of this run').waitFor()
  expect(new URL(again.url).hash).not.toBe(token)
  await page.goto(again.url)
  await phone.locator('#title').waitFor()
  await page.getByText('no token of this run').waitFor({ state: 'detached' })
  await again.close()
})

it('remembers panel, theme and split', async () => {
  const { page, panel } = await openTool(browser)
  await panel('Storage')
  const theme = () => page.locator('html').getAttribute('data-theme')
  await expect.poll(theme).toBe('light')
  await page.getByRole('button', { name: 'Theme: system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await expect.poll(theme).toBe('dark')
  const divider = page.getByRole('separator', { name: 'Between phone and panels' })
  const place = async () => (await divider.boundingBox())?.x
  const before = await place()
  await divider.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(place).not.toBe(before)
  const at = await place()
  await page.reload()
  await expect.poll(theme).toBe('dark')
  await expect.poll(place).toBe(at)
  await page.getByRole('tab', { name: 'Storage', selected: true }).waitFor()
})

it('is walked by keys', async () => {
  const { page } = await openTool(browser)
  await page.getByRole('tab', { name: 'Network' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('tab', { name: 'Console', selected: true }).waitFor()
  await page.keyboard.press('End')
  await page.getByRole('tab', { name: 'Missing', selected: true }).waitFor()
  await page.getByRole('button', { name: 'Page', exact: true }).click()
  await page.getByRole('listbox').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('listbox').waitFor({ state: 'detached' })
})

/** Buttons, fields, tabs and the phone, of which a part is outside of what they stand in. */
const cutOff = (page: Page) =>
  page.evaluate<
    string[]
  >(`[...document.querySelectorAll('button, input:not([type=file]), select, [role=tab], .device')]
    .filter((element) => element.offsetParent !== null)
    .flatMap((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      // What scrolls can be brought to sight, but for what is beside it.
      const scrolls = element.closest('.panel-body, .list, .body, ul') !== null
      const room = (element.closest('.stage') ?? document.documentElement).getBoundingClientRect()
      const outside =
        left < room.left - 0.5 || right > room.right + 0.5 ||
        (!scrolls && (top < room.top - 0.5 || bottom > room.bottom + 0.5))
      return outside ? [element.outerHTML.slice(0, 120)] : []
    })`)

const panels = [
  'Network',
  'Console',
  'AppData',
  'Storage',
  'Files',
  'Received',
  'Conditions',
  'Faults',
  'Missing',
]

for (const [width, height] of [
  [1440, 900],
  [1024, 700],
  [400, 800],
] as const) {
  it(`cuts nothing off at ${width} × ${height}`, async () => {
    const { page, panel, complaints } = await openTool(browser, { size: { width, height } })
    for (const name of panels) {
      await panel(name)
      await expect.poll(() => cutOff(page), { message: name }).toEqual([])
    }
    expect(complaints).toEqual([])
  })
}

it('is on a phone the mini-program alone, with the whole window as its screen', async () => {
  const simulator = await startSimulator({
    project: projectFor('http://127.0.0.1:1'),
    port: 0,
    host: { proxy: false },
  })
  onTestFinished(() => simulator.close())
  const { origin, hash } = new URL(simulator.url)
  const context = await browser.newContext({
    viewport: { width: 390, height: 700 },
    hasTouch: true,
    isMobile: true,
  })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(`${origin}/phone.html${hash}`)
  const phone = page.frameLocator('iframe')
  await page.locator('.cover').waitFor({ state: 'detached' })
  await expect
    .poll(() => page.locator('iframe').boundingBox())
    .toEqual({
      x: 0,
      y: 0,
      width: 390,
      height: 700,
    })
  await phone.locator('#go').tap()
  await phone.locator('#query', { hasText: '{"id":"7"}' }).waitFor()
})

it('shows the address for a phone where there is one', async () => {
  const { page, panel, simulator } = await openTool(browser, { lan: true })
  const tab = page.getByRole('tab', { name: 'Phone' })
  // A machine in no network has none.
  if (simulator.lan === undefined) return expect(await tab.count()).toBe(0)
  await panel('Phone')
  await page.getByText(simulator.lan.url).waitFor()
  const code = page.getByRole('img', { name: /^QR code/ })
  await expect
    .poll(() => code.evaluate((image) => (image as unknown as Picture).naturalWidth))
    .toBeGreaterThan(20)
})

interface Picture {
  readonly naturalWidth: number
}
