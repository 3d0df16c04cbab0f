import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { openTool, textIn } from './openTool.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('shows what is written: values to open, repeats counted, the file and the line', async () => {
  const { page, tap, panel } = await openTool(browser)
  await panel('Console')
  await tap('log')
  const log = page.getByRole('log')
  const line = log.locator('.row', { hasText: 'some values' })
  await line.waitFor()
  await textIn(line, 'pages/index/index.js:36')
  await line.getByRole('button').click()
  await line.getByRole('button', { name: /^sizes/ }).click()
  await line.getByText('2: 3').waitFor()
  const repeated = log.locator('.row.warn', { hasText: 'again' })
  await textIn(repeated, /^3\s+again/)
  await expect.poll(() => repeated.count()).toBe(1)

  await page.getByRole('radio', { name: /^Warnings/ }).check()
  await line.waitFor({ state: 'detached' })
  await page.getByRole('radio', { name: 'All' }).check()
  await page.getByLabel('Filter lines').fill('launched')
  await expect.poll(() => log.locator('.row').count()).toBe(1)
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByText('Nothing said yet').waitFor()
})

it('shows what was thrown with its stack, and counts errors of this run on its tab', async () => {
  const { page, tap } = await openTool(browser)
  await tap('throw')
  await page.getByRole('tab', { name: 'Console 1' }).click()
  const line = page.getByRole('log').locator('.row.error')
  await textIn(line, /made to fail[\s\S]*pages\/index\/index\.js:40/)
  await line.getByRole('button', { name: 'Stack' }).click()
  await line.locator('pre').getByText('index.js').first().waitFor()
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('tab', { name: 'Console', exact: true }).waitFor()
  await line.waitFor()
})

it('shows problems of the project with file and line, and counts them below', async () => {
  const { page, simulator } = await openTool(browser, {
    files: { 'pages/other/other.ttml': '<view>\n  <unheard>{{ a + }}</unheard>\n</view>' },
  })
  const { problems } = simulator.bundle
  expect(problems.length).toBeGreaterThan(0)
  await page.getByRole('button', { name: /problems?$/ }).click()
  const log = page.getByRole('log')
  for (const { message } of problems) await log.getByText(message).first().waitFor()
  await textIn(log, /pages\/other\/other\.ttml:2/)
})

it('lists what the mini-program asked for and did not find', async () => {
  const { page, tap, panel } = await openTool(browser)
  await tap('missing')
  await page.getByRole('tab', { name: 'Missing 1' }).waitFor()
  await panel('Missing')
  const row = page.getByRole('row', { name: 'tt.createRewardedVideoAd' })
  await textIn(row, 'The platform has it')
})

it('shows the data of pages and components as it is, and sets what is changed', async () => {
  const { page, phone, tap, outcome, panel } = await openTool(browser)
  await panel('AppData')
  const own = page.locator('details', { hasText: 'pages/index/index' }).first()
  await own.getByText('title: "Photos"').waitFor()
  const part = page.locator('details', { hasText: 'components/counter/counter' })
  await part.getByText('count: 3').waitFor()
  await phone.locator('.counter').click()
  await part.getByText('count: 4').waitFor()

  await own.getByTitle('Change title').click()
  await page.getByLabel('New value of title').fill('"Pictures"')
  await page.keyboard.press('Enter')
  await phone.locator('#title', { hasText: 'Pictures' }).waitFor()
  await part.getByTitle('Change count').click()
  await page.getByLabel('New value of count').fill('40')
  await page.keyboard.press('Enter')
  await phone.locator('.counter', { hasText: 'counted 40' }).waitFor()

  await own.getByRole('button', { name: 'list' }).click()
  await own.getByRole('button', { name: '0:' }).click()
  await own.getByTitle('Change name').click()
  await page.getByLabel('New value of name').fill('two')
  await page.keyboard.press('Enter')
  await own.getByText('name: "two"', { exact: true }).waitFor()
  await tap('request')
  await outcome('answered 3')
  await own.getByText('outcome: "answered 3"').waitFor()
})
