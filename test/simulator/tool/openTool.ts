/**
 * The tool in a real browser, on a real server, with a mini-program that uses what the panels show.
 */
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/server/startSimulator.js'
import { folderWith } from '../../helpers/folder.js'
import { startServer, type TestServer } from '../../helpers/server.js'

/** What stands at the other end of the mini-program's calls. */
const answers: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/upload': ['application/json', '{"stored":true,"list":[1,2,3]}'],
  '/answer.json': ['application/json', '{"count":3}'],
  '/picture.svg': [
    'image/svg+xml',
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
  ],
}

/** The tool, open. */
export interface OpenTool {
  readonly page: Page
  readonly phone: FrameLocator
  readonly simulator: Simulator
  /** The server that the mini-program calls. */
  readonly server: TestServer
  /** The mini-program's folder. */
  readonly folder: string
  /** Opens a panel, also one of the menu behind the tabs. */
  panel(name: string): Promise<void>
  /** Taps an element of the page on the phone. */
  tap(id: string): Promise<void>
  /** Waits until the page on the phone shows this text as the outcome of a call. */
  outcome(text: string | RegExp): Promise<void>
  /** What the page's script and its policy complained of. */
  readonly complaints: readonly string[]
}

/** How it is opened. */
export interface OpenOptions extends Partial<SimulatorOptions> {
  readonly size?: { readonly width: number; readonly height: number }
  readonly theme?: 'light' | 'dark'
  /** Files of the mini-program beside its own, or in their place. */
  readonly files?: Readonly<Record<string, string>>
}

/** A window in which the phone has its true size: what is tapped there is where it seems to be. */
const trueSize = { width: 1440, height: 1020 }

/** A copy of the mini-program, which calls this server. */
export function projectFor(origin: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = folderWith({})
  cpSync(fileURLToPath(new URL('project', import.meta.url)), folder, { recursive: true })
  writeFileSync(join(folder, 'config.js'), `module.exports = { server: '${origin}' }`)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** Opens the tool in a window of its own; all of it ends with the test. */
export async function openTool(browser: Browser, options: OpenOptions = {}): Promise<OpenTool> {
  const { size = trueSize, theme = 'light', files, ...rest } = options
  const server = await startServer(({ target }, response) => {
    const [type, text] = answers[target.split('?')[0] ?? ''] ?? ['text/plain', 'nothing here']
    response.setHeader('content-type', type).end(text)
  })
  const folder = projectFor(server.origin, files)
  const simulator = await startSimulator({
    project: folder,
    port: 0,
    ...rest,
    host: { proxy: false, config: false, ...rest.host },
  })
  onTestFinished(() => simulator.close())
  const context = await browser.newContext({ viewport: size, colorScheme: theme })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  // Before the test's own end, so that it is told what did not come.
  page.setDefaultTimeout(12_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(simulator.url)
  const phone = page.frameLocator('iframe')
  await phone.locator('#title').waitFor()
  await page.locator('.cover').waitFor({ state: 'detached' })

  return {
    page,
    phone,
    simulator,
    server,
    folder,
    complaints,
    async panel(name) {
      const tabs = page.getByRole('tablist', { name: 'Panels' })
      const tab = tabs.getByRole('tab', { name })
      const item = page.getByRole('menuitem', { name })
      // A counter that comes leaves less room: the tab may go to the menu before it is clicked.
      const choose = async () => {
        if ((await tab.count()) + (await item.count()) === 0) {
          await page.getByRole('button', { name: 'More panels' }).click({ timeout: 1000 })
        }
        await tab.or(item).click({ timeout: 1000 })
      }
      const chosen = tabs.getByRole('tab', { name, selected: true })
      await expect
        .poll(async () => {
          if ((await chosen.count()) === 0) await choose().catch(() => {})
          return chosen.count()
        })
        .toBe(1)
    },
    tap: (id) => phone.locator(`#${id}`).click(),
    outcome: (text) => phone.locator('#outcome', { hasText: text }).waitFor(),
  }
}

/**
 * Waits until a text is in an element, and fails with both where it does not come. What is there is
 * not yet drawn: rows with `content-visibility: auto` have no inner text before their first frame.
 */
export async function textIn(element: Locator, text: string | RegExp): Promise<void> {
  await expect.poll(() => element.innerText()).toMatch(text)
}
