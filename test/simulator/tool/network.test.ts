import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { startServer } from '../../helpers/server.js'
import { openTool, textIn } from './openTool.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('lists each call, and shows what went over the wire', async () => {
  const { page, tap, outcome, server, complaints } = await openTool(browser)
  await tap('upload')
  await outcome('uploaded 200')
  const row = page.getByRole('row').filter({ hasText: 'upload?from=index' })
  const cells = async () => (await row.getByRole('gridcell').allInnerTexts()).slice(1, 4)
  await expect.poll(cells).toEqual(['200', 'POST', 'json'])
  await row.click()
  const detail = page.locator('#exchange')
  const [received] = server.received
  await detail.getByText(received?.headers['content-type'] ?? 'none').waitFor()
  await detail.getByText(received?.headers['user-agent'] ?? 'none').waitFor()

  await page.getByRole('tab', { name: 'Form' }).click()
  await expect
    .poll(() => detail.getByRole('row').allInnerTexts())
    .toEqual([
      expect.stringContaining('Part'),
      expect.stringMatching(/user\s+ann\s+3 B/),
      expect.stringMatching(/file\s+photo\.txt\s+text\/plain.*\s+9 B/),
    ])
  await page.getByRole('tab', { name: 'Answer' }).click()
  await detail.getByText('stored: true', { exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Timing' }).click()
  await textIn(detail, /TCP connection\s+[\d.]+ m?s/)
  await textIn(detail, /Waiting\s+[\d.]+ m?s/)
  await textIn(detail, /Connection\s+new/)
  await textIn(detail, 'estimateNetType')
  expect(complaints).toEqual([])
})

it('narrows the list by kind and by text, and clears it', async () => {
  const { page, tap, outcome } = await openTool(browser)
  await tap('upload')
  await outcome('uploaded')
  await tap('request')
  await outcome('answered 3')
  await tap('download')
  await outcome('ttfile://temp')
  const rows = page.getByRole('grid').getByRole('row')
  await expect.poll(() => rows.count()).toBe(4)
  await page.getByRole('radio', { name: 'Download' }).check()
  await expect.poll(() => rows.count()).toBe(2)
  await textIn(rows.nth(1), 'picture.svg')
  await page.getByRole('radio', { name: 'All' }).check()
  await page.getByLabel('Filter calls').fill('answer')
  await expect.poll(() => rows.count()).toBe(2)
  await textIn(rows.nth(1), 'answer.json')
  await page.getByLabel('Filter calls').press('Escape')
  await expect.poll(() => rows.count()).toBe(4)

  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByText('No calls yet').waitFor()
})

it('walks the list by keys, and closes the detail with Esc', async () => {
  const { page, tap, outcome } = await openTool(browser)
  await tap('upload')
  await outcome('uploaded')
  await tap('request')
  await outcome('answered 3')
  await page.getByRole('row').nth(1).click()
  await page.locator('#exchange').getByText('tt.uploadFile').waitFor()
  await page.keyboard.press('ArrowDown')
  await textIn(page.locator('[role=row][aria-selected=true]'), 'answer.json')
  await page.locator('#exchange').getByText('tt.request').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('#exchange').waitFor({ state: 'detached' })
})

it('says what an error means, and counts the calls that failed', async () => {
  const { page, tap, outcome } = await openTool(browser, {
    files: { 'config.js': "module.exports = { server: 'http://127.0.0.1:1' }" },
  })
  await tap('upload')
  await outcome('uploadFile:fail')
  await page.getByRole('tab', { name: 'Network 1' }).waitFor()
  await page.getByRole('row').nth(1).click()
  const detail = page.locator('#exchange')
  await textIn(detail, /errMsg\s+uploadFile:fail.*\s+errorCode\s+1219\d\d/)
  await detail.getByText('What to do').waitFor()
})

it('shows a call while it runs', async () => {
  let release = () => {}
  const slow = await startServer((_request, response) => {
    release = () => response.end('{"count":1}')
  })
  const { page, tap, outcome } = await openTool(browser, {
    files: { 'config.js': `module.exports = { server: '${slow.origin}' }` },
  })
  await tap('request')
  const running = page.getByRole('row').filter({ hasText: '…' })
  await running.waitFor()
  release()
  await outcome('answered 1')
  await running.waitFor({ state: 'detached' })
  await textIn(page.getByRole('row').nth(1), /answer\.json[\s\S]*200/)
})

it('saves HAR, and copies a call for curl', async () => {
  const { page, tap, outcome, server } = await openTool(browser)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await tap('upload')
  await outcome('uploaded')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export HAR' }).click()
  const har = JSON.parse(readFileSync(await (await saved).path(), 'utf8'))
  expect(har.log.entries).toMatchObject([
    { request: { method: 'POST', url: `${server.origin}/upload?from=index` } },
  ])
  await page.getByRole('row').nth(1).click()
  await page.getByRole('button', { name: 'Copy as curl' }).click()
  await page.getByText('Copied').waitFor({ state: 'attached' })
  const command = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(command).toMatch(/^curl/)
  expect(command).toContain(`${server.origin}/upload?from=index`)
})

it('tells the warnings of a call', async () => {
  const { page, tap, outcome, server } = await openTool(browser, {
    host: { domains: { uploadFile: ['https://other.example'] }, checkDomains: false },
  })
  await tap('upload')
  await outcome('uploaded')
  await page.getByRole('row').nth(1).click()
  await page.getByRole('tab', { name: 'Warnings' }).click()
  await textIn(page.locator('#exchange'), server.origin)
})
