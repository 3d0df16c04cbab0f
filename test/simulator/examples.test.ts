/**
 * The examples, from click to what the receiver holds.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startServers } from '../../examples/direct-upload/server.js'
import { createReceiver } from '../../src/receiver/index.js'
import { type SimulatorOptions, startSimulator } from '../../src/simulator/server/startSimulator.js'
import { openBrowser } from '../helpers/browser.js'

const photo = 'examples/photo.jpg'
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const sha256 = hashOf(readFileSync(photo))

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Opens an example; every file that is asked for is the photo. */
async function open(
  options: SimulatorOptions,
  files: string | string[] = photo,
): Promise<{ page: Page; phone: FrameLocator }> {
  const simulator = await startSimulator({ port: 0, ...options })
  onTestFinished(() => simulator.close())
  const page = await browser.newPage({ viewport: { width: 1360, height: 1020 } })
  onTestFinished(() => page.close())
  page.on('filechooser', (chooser) => void chooser.setFiles(files))
  await page.goto(simulator.url)
  return { page, phone: page.frameLocator('iframe') }
}

async function startReceiver() {
  const receiver = await createReceiver()
  onTestFinished(() => receiver.close())
  return receiver
}

test('photo: a tap chooses, uploads and shows it', async () => {
  const receiver = await startReceiver()
  const routes = { 'https://upload.example.com': receiver.url }
  const { page, phone } = await open({ project: 'examples/photo', routes })
  await phone.getByText('选择图片').click()
  await phone.getByText('上传成功').waitFor()
  const { fields, headers, files } = await receiver.nextUpload()
  expect(fields).toEqual([['album', 'simulator']])
  expect(headers['user-agent']).toContain('ToutiaoMicroApp/')
  // sizeType compressed: it is smaller than what was picked.
  expect(files[0]?.contentType).toBe('image/jpeg')
  expect(files[0]?.size).toBeLessThan(readFileSync(photo).byteLength)
  // What is shown is what was sent.
  const shown = phone.locator('tt-image.image img')
  const answer = await page.request.get((await shown.getAttribute('src')) ?? '')
  expect(hashOf(await answer.body())).toBe(files[0]?.sha256)
})

test('photos: several at once, and one that is cancelled', async () => {
  const receiver = await startReceiver()
  receiver.reply({ hang: true })
  const routes = { 'https://upload.example.com': receiver.url }
  const { phone } = await open({ project: 'examples/photos', routes }, [photo, photo, photo])
  await phone.getByText(/^选择图片/).click()
  await phone.getByText('2 / 3 已完成').waitFor()
  await phone.getByText('取消', { exact: true }).click()
  await phone.getByText('已取消').waitFor()
  const hashes = [await receiver.nextUpload(), await receiver.nextUpload()].map(
    ({ files }) => files[0]?.sha256,
  )
  expect(hashes).toEqual([sha256, sha256])
})

test('direct upload: the store takes the very photo by its signed policy, and no other', async () => {
  const servers = await startServers()
  onTestFinished(() => servers.close())
  const routes = {
    'https://api.example.com': servers.apiUrl,
    'https://bucket.example.com': servers.store.url,
  }
  const { phone } = await open({ project: 'examples/direct-upload', routes })
  await phone.getByText('选择并上传').click()
  await phone.getByText('201 Created').waitFor()
  const { files, fields } = await servers.store.nextUpload()
  expect(files[0]?.sha256).toBe(sha256)
  expect(Object.fromEntries(fields).key).toMatch(/^photos\/[\w-]+\.jpg$/)
})

test('direct upload: a policy that no longer holds is refused, and the page says so', async () => {
  const servers = await startServers({ policyLife: -1 })
  onTestFinished(() => servers.close())
  const routes = {
    'https://api.example.com': servers.apiUrl,
    'https://bucket.example.com': servers.store.url,
  }
  const { phone } = await open({ project: 'examples/direct-upload', routes })
  await phone.getByText('选择并上传').click()
  await phone.getByText('PolicyExpired').waitFor()
})
