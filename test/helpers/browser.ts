/**
 * A real browser: a Chromium or Chrome that is on the machine, with a profile of its own.
 */
import { type Browser, chromium } from 'playwright-core'
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

/** Opens the browser; whoever opens it closes it, and its profile is gone then. */
export async function openBrowser(): Promise<Browser> {
  if (browserMissing !== undefined) throw new Error(browserMissing)
  return chromium.launch({ executablePath, args: flags, headless: true })
}
