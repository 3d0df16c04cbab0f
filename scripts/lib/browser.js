// A Chromium or Chrome for the tests that look at something in a browser.
import { ensure, which } from './apt.js'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/**
 * Finds one on the PATH.
 * @returns {string | undefined} its whole path
 */
export function findBrowser() {
  return commands.map(which).find((path) => path !== undefined)
}

/**
 * The same; installs Debian's where that is ours to do.
 * @returns {string | undefined} its whole path
 */
export function ensureBrowser() {
  if (findBrowser() === undefined) ensure([{ command: 'chromium', package: 'chromium' }])
  return findBrowser()
}
