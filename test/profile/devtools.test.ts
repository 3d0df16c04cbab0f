/**
 * Chrome's own tools read the HAR: imported in the Network panel, as a person would.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { Har, HarEntry } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import { browserMissing, openBrowser } from '../helpers/browser.js'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { startServer, startTcpServer } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'

/** Opens the tools, and imports a HAR. */
async function importHar(har: Har): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-devtools-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'uploads.har')
  writeFileSync(file, JSON.stringify(har))
  const browser = await openBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } })
  await page.goto('devtools://devtools/bundled/devtools_app.html')
  await openTab(page, 'Network')
  await page.locator('input[type=file]').setInputFiles(file)
  await rowsOf(page)
    .nth(har.log.entries.length - 1)
    .waitFor()
  return page
}

/** A panel, or a tab of the request that is chosen. */
const openTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()

const rowsOf = (page: Page) => page.locator('tr[data-network-request-id]')

const cell = (row: Locator, column: string) => row.locator(`.${column}-column`)

/** Milliseconds out of what the tools show, and how exact that is. */
function readTime(shown: string): { ms: number; within: number } {
  const [, digits = '', unit = ''] = /^([\d.]+)\s*(μs|ms|s)$/.exec(shown.trim()) ?? []
  const size = { μs: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN
  const decimals = digits.split('.')[1]?.length ?? 0
  return { ms: Number(digits) * size, within: size * 10 ** -decimals }
}

function expectTime(shown: string, ms: number) {
  const { ms: seen, within } = readTime(shown)
  expect(seen, `${shown} for ${ms} ms`).toBeGreaterThanOrEqual(ms - within)
  expect(seen, `${shown} for ${ms} ms`).toBeLessThanOrEqual(ms + within)
}

/** What the tools call each phase, in small letters: they change which of them are big. */
const phases = {
  blocked: 'stalled',
  dns: 'dns lookup',
  connect: 'initial connection',
  ssl: 'ssl',
  send: 'request sent',
  wait: 'waiting for server response',
  receive: 'content download',
} as const

async function expectTimings(page: Page, row: Locator, { timings }: HarEntry) {
  await cell(row, 'name').click()
  await openTab(page, 'Timing')
  const table = page.locator('.network-timing-table')
  await table.waitFor()
  const shown = new Map<string, string>()
  for (const line of await table.locator('tr').all()) {
    const [label = '', time = ''] = await line
      .locator('td:first-child, td:last-child')
      .allTextContents()
    shown.set(label.trim().toLowerCase(), time)
  }
  for (const [name, label] of Object.entries(phases)) {
    const ms = timings[name as keyof typeof phases]
    const time = shown.get(label)
    // What took no time at all may be left out.
    if (ms <= 0) expect(readTime(time ?? '0 ms').ms, label).toBe(0)
    else expectTime(time ?? '', ms)
  }
}

describe.skipIf(browserMissing !== undefined)(
  `the Network panel of Chrome's tools${browserMissing ? ` (${browserMissing})` : ''}`,
  () => {
    // A browser takes its time to start where others work, too.
    test('shows each request of the HAR as it was', { timeout: 90_000 }, async () => {
      const authority = await createAuthority()
      const server = await startServer(
        (request, response) => {
          response.setHeader('set-cookie', 'a=b; Path=/; HttpOnly')
          if (request.target === '/moved') {
            return response.writeHead(307, { location: '/there?x=1' }).end()
          }
          response.writeHead(request.target === '/missing' ? 404 : 200, {
            'content-type': 'application/json',
          })
          response.end('{"ok":true}')
        },
        await authority.issue(),
      )
      const broken = await startTcpServer((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
      })
      const url = `https://localhost:${server.port}`
      const brokenUrl = broken.origin
      const host = startHost({
        ca: authority.cert,
        trustedOrigins: [url, brokenUrl],
        lookup: (_name, _options, done) => setImmediate(done, null, '127.0.0.1', 4),
      })
      const filePath = await host.addFile({ name: 'photo.jpg', data: new Uint8Array(100_000) })
      const formData = { title: 'Tea', token: 'hidden' }
      await successOf(host, { url: `${url}/ok?page=1`, filePath, formData })
      await successOf(host, { url: `${url}/moved`, filePath })
      await successOf(host, { url: `${url}/missing`, filePath })
      await failureOf(host, { url: 'https://not.listed/refused', filePath })
      await failureOf(host, { url: `${brokenUrl}/broken`, filePath })

      const har = host.har()
      const { entries } = har.log
      const page = await importHar(har)
      const rows = await rowsOf(page).all()
      const shown = () =>
        Promise.all(
          rows.map(async (row) => [
            await cell(row, 'name').getAttribute('title'),
            (await cell(row, 'status').getAttribute('title')) ?? '',
            await cell(row, 'type').textContent(),
          ]),
        )
      await expect.poll(shown).toEqual([
        [`${url}/ok?page=1`, '200 OK', 'fetch'],
        [`${url}/moved`, '307 Temporary Redirect', 'fetch'],
        [`${url}/there?x=1`, '200 OK', 'fetch'],
        [`${url}/missing`, '404 Not Found', 'fetch'],
        // The tools know no failure in what is imported: without a status it is just finished.
        ['https://not.listed/refused', 'Finished', 'fetch'],
        [`${brokenUrl}/broken`, '200 OK', 'fetch'],
      ])
      expect(entries).toHaveLength(rows.length)
      for (const [index, row] of rows.entries()) {
        const { time, response } = entries[index]!
        expectTime(await cell(row, 'time').evaluate(ownText), time)
        const size = await cell(row, 'size').evaluate(ownText)
        expect(Number.parseFloat(size)).toBeCloseTo(response._transferSize / 1000, 1)
      }

      // With TLS and a look-up, a reused connection, and one that broke off.
      expect(entries.map(({ timings }) => timings.ssl > 0)).toEqual([true, ...Array(5).fill(false)])
      for (const index of [0, 2, 5]) await expectTimings(page, rows[index]!, entries[index]!)

      await cell(rows[0]!, 'name').click()
      await openTab(page, 'Headers')
      await page.getByText(`127.0.0.1:${server.port}`, { exact: true }).waitFor()
      await openTab(page, 'Payload')
      await page.locator('.payload-name').nth(3).waitFor()
      const [names, values = []] = await Promise.all(
        ['name', 'value'].map((part) => page.locator(`.payload-${part}`).allTextContents()),
      )
      expect(names).toEqual(['page', 'title', 'token', 'file'])
      // The source of the form is there, too, and hidden.
      expect(values.slice(0, 4)).toEqual(['1', 'Tea', '***', '(binary)'])
      await openTab(page, 'Response')
      await page.getByText('{"ok":true}').waitFor()
    })
  },
)

/** The text of a cell without its second line. */
function ownText(element: { firstChild: { textContent: string | null } | null }): string {
  return element.firstChild?.textContent ?? ''
}
