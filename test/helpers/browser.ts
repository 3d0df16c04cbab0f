/**
<<<<<<< HEAD
 * A real Chromium for tests.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const ends = process.platform === 'win32' ? ['.exe'] : ['']

/** Where a browser lies on this machine: TT_ANYWHERE_CHROME, or one on the PATH. */
export function findBrowser(): string | undefined {
  const { TT_ANYWHERE_CHROME: named, PATH = '' } = process.env
  if (named !== undefined) return named
  return PATH.split(delimiter)
    .flatMap((folder) => names.flatMap((name) => ends.map((end) => join(folder, name + end))))
    .find((file) => existsSync(file))
}

/** Starts it, with a profile of its own. Throws saying how to get one where there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined) {
    throw new Error(
      'no Chromium on the PATH: install one (Debian: apt-get install chromium), or name it in TT_ANYWHERE_CHROME',
    )
  }
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
=======
 * A real browser: a Chromium or Chrome that is on the machine, with a profile of its own.
 */
import { type Browser, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { ensureBrowser, findBrowser } from '../../scripts/lib/browser.js'

// CI must have one; on a desk what is missing is told and skipped.
const needed = process.env.CI === 'true' && process.platform === 'linux' && process.getuid?.() === 0
const executablePath = needed ? ensureBrowser() : findBrowser()

/** Why there can be none here; undefined where there can. */
export const browserMissing: string | undefined = findMissing()

function findMissing(): string | undefined {
  if (executablePath !== undefined) return undefined
  if (needed) throw new Error('CI must have chromium')
  const reason = 'no chromium or google-chrome is on the PATH; on Debian: apt-get install chromium'
  console.warn(`Skipped: the tests in a browser, for ${reason}.`)
  return reason
}

/** It speaks to nobody of its own accord, and works where there is no screen, and for root. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Opens the browser; it closes with the test, and its profile is gone then. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: flags, headless: true })
  onTestFinished(() => browser.close())
  return browser
>>>>>>> main
}
