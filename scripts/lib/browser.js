// A Chromium or Chrome for the tests that look at something in a browser.
import { existsSync } from 'node:fs'
import { ensure, which } from './apt.js'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Finds the one that TT_ANYWHERE_CHROME names, one on the PATH, or one where Chrome usually is.
 * @returns {string | undefined} its whole path
 */
export function findBrowser() {
  return (
    process.env.TT_ANYWHERE_CHROME ||
    commands.map(which).find((path) => path !== undefined) ||
    usualPlaces.find(existsSync)
  )
}

/**
 * The same; installs Debian's where that is ours to do.
 * @returns {string | undefined} its whole path
 */
export function ensureBrowser() {
  if (findBrowser() === undefined) ensure([{ command: 'chromium', package: 'chromium' }])
  return findBrowser()
}
