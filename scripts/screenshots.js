// Takes the pictures of the simulator in docs/images: `npm run screenshots` (needs a Chromium or Chrome)
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chromium } from 'playwright-core'
import { ensureBrowser } from './lib/browser.js'
import { buildIfNeeded, installIfNeeded } from './lib/install.js'
import { root } from './lib/run.js'

process.chdir(root)
await installIfNeeded()
await buildIfNeeded()

/** Runs an example until `use` is done with its page. */
async function show(example, colorScheme, use) {
  const words = ['dist/esm/cli.js', 'dev', `examples/${example}`, '--port', '0', '--receive']
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const [url] = /http:\S+/.exec(String(line))
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
  })
  try {
    const viewport = { width: 1360, height: 940 }
    const page = await browser.newPage({ viewport, colorScheme, locale: 'en-GB' })
    page.on('filechooser', (chooser) => chooser.setFiles('examples/photo.jpg'))
    await page.goto(url)
    const phone = page.frameLocator('iframe')
    await use(page, phone)
    await page.screenshot({ path: `docs/images/simulator-${colorScheme}.png` })
  } finally {
    await browser.close()
    child.kill('SIGINT')
    await once(child, 'exit')
  }
}

await show('photo', 'light', async (page, phone) => {
  await phone.getByText('选择图片').click()
  await phone.getByText('上传成功').waitFor()
  await page.getByText('upload.example.com').first().click()
  await page.getByRole('tab', { name: 'Timing' }).click()
})

await show('photos', 'dark', async (page, phone) => {
  await page.getByRole('tab', { name: 'Conditions' }).click()
  await page.getByRole('radio', { name: /^3g/i }).check({ force: true })
  await phone.getByText(/^选择图片/).click()
  await phone
    .getByText(/^\d+%$/)
    .first()
    .waitFor()
  await page.getByRole('tab', { name: 'Network' }).click()
})
