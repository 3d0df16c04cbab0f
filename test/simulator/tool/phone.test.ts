import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { openTool, textIn } from './openTool.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('sets the conditions of the network', async () => {
  const { page, tap, outcome, panel, server } = await openTool(browser)
  await panel('Conditions')
  await page.getByRole('radio', { name: 'Offline' }).check()
  await page.locator('footer').getByRole('button', { name: 'offline' }).waitFor()
  await tap('request')
  await outcome('request:fail')
  expect(server.received).toHaveLength(0)
  await page.getByRole('radio', { name: '4G' }).check()
  await page.locator('footer').getByRole('button', { name: '4g' }).waitFor()
  await tap('request')
  await outcome('answered 3')
  await panel('Network')
  await page.getByRole('row').nth(2).click()
  await page.getByRole('tab', { name: 'Timing' }).click()
  const waited = async () => {
    const timing = await page.locator('#exchange').innerText()
    const [, number, unit] = /Waiting\s+([\d.]+) (m?s)/.exec(timing) ?? []
    return Number(number) * (unit === 's' ? 1000 : 1)
  }
  // A round trip of 125 ms for the handshake, and one for the answer.
  await expect.poll(waited).toBeGreaterThanOrEqual(100)
})

it('holds URLs against the lists, or does not', async () => {
  const { page, tap, outcome, panel } = await openTool(browser, {
    host: { domains: { request: ['https://other.example'] }, checkDomains: true },
  })
  await panel('Conditions')
  await page.getByText('https://other.example').waitFor()
  await tap('request')
  await outcome('url not in domain list')
  await page.getByRole('switch', { name: 'Hold URLs against the lists' }).click()
  await page.getByRole('switch', { name: 'Hold URLs', checked: false }).waitFor()
  // Another rule is another host: the mini-program starts anew on it.
  await outcome('nothing yet')
  await page.locator('.cover').waitFor({ state: 'detached' })
  await tap('request')
  await outcome('answered 3')
})

it('answers everything itself, and lists what it received with its hash', async () => {
  const { page, tap, outcome, panel, server } = await openTool(browser)
  await panel('Conditions')
  await page.getByRole('switch', { name: 'Answer everything here' }).click()
  await page.getByRole('switch', { name: 'Answer everything', checked: true }).waitFor()
  await tap('upload')
  await outcome('uploaded 200')
  expect(server.received).toHaveLength(0)
  await panel('Received')
  const received = page.getByRole('tabpanel')
  await received.getByText(createHash('sha256').update('a picture').digest('hex')).waitFor()
  await textIn(received, /photo\.txt[\s\S]*9 B[\s\S]*user: ann/)
})

it('sends the mini-program to the background, and brings it back', async () => {
  const { page, panel } = await openTool(browser)
  await page.getByRole('button', { name: 'Background' }).click()
  await page.getByText('In the background').first().waitFor()
  await panel('Conditions')
  const visible = page.getByRole('switch', { name: 'In the foreground' })
  await page.getByRole('switch', { name: 'In the foreground', checked: false }).waitFor()
  await visible.click()
  await page.locator('.away').waitFor({ state: 'detached' })
})

it('makes the next call fail, after so many bytes', async () => {
  const { page, tap, outcome, panel } = await openTool(browser)
  await panel('Faults')
  await page.getByLabel('Find an error').fill('interrupted')
  await page.getByRole('button', { name: /interrupted/ }).click()
  await page.getByLabel('After so many bytes').fill('100')
  await page.getByRole('button', { name: 'Make the next uploadFile fail' }).click()
  const waiting = page.getByRole('status', { name: 'Faults that wait' })
  await textIn(waiting, /uploadFile.*121927.*100 bytes/s)
  await page.getByRole('tab', { name: 'Faults 1' }).waitFor()
  await tap('upload')
  await outcome('uploadFile:fail interrupted')
  await waiting.waitFor({ state: 'detached' })
  await tap('upload')
  await outcome('uploaded 200')
})

it('shows, changes and removes what is stored', async () => {
  const { page, tap, outcome, panel } = await openTool(browser)
  await panel('Storage')
  await page.getByText('Nothing stored').waitFor()
  await tap('store')
  await outcome('stored')
  await page.getByRole('row', { name: 'user {name: "ann", age: 30} object' }).waitFor()
  await page.getByRole('button', { name: 'Change token' }).click()
  await page.getByLabel('Value of token').fill('{"of": "another"}')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('row', { name: 'token {of: "another"} object' }).waitFor()
  await page.getByRole('button', { name: 'Remove user' }).click()
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.getByRole('button', { name: 'Add a key' }).click()
  await page.getByLabel('Key', { exact: true }).fill('more')
  await page.getByLabel('Value', { exact: true }).fill('plain text')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('row', { name: 'more "plain text" string' }).waitFor()
  await page.getByRole('button', { name: 'Remove all keys' }).click()
  await page.getByText('Nothing stored').waitFor()
})

it('shows, takes, saves and removes files of the sandbox', async () => {
  const { page, tap, outcome, panel } = await openTool(browser)
  await panel('Files')
  await page.getByText('No files').waitFor()
  await tap('download')
  await outcome('ttfile://temp')
  const picture = page.locator('.file', { hasText: '.svg' })
  await picture.getByRole('button').first().click()
  const shown = picture.locator('.preview img')
  await shown.waitFor()
  const width = () =>
    shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)
  await expect.poll(width).toBe(8)

  const added = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some notes') }
  await page.getByLabel('Add files').setInputFiles(added)
  const notes = page.locator('.file', { hasText: 'notes.txt' })
  await notes.getByText('10 B').waitFor()
  const saved = page.waitForEvent('download')
  await notes.getByRole('button', { name: /^Save/ }).click()
  expect((await saved).suggestedFilename()).toBe('notes.txt')
  await notes.getByRole('button', { name: /^Remove/ }).click()
  await notes.waitFor({ state: 'detached' })
})
