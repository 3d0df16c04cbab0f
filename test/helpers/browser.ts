/**
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
}
