import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { takeMouse } from '../helpers/mouse.js'
import { type PhoneOptions, type PhoneServer, servePhones } from './phone.js'

let browser: Browser
let phones: PhoneServer
beforeAll(async () => {
  ;[browser, phones] = await Promise.all([openBrowser(), servePhones()])
}, 30_000)
afterAll(async () => {
  await browser.close()
  await phones.close()
})

/** A page whose button makes one call, and whose console tells what came of it. */
async function open(call: string, options?: PhoneOptions) {
  const phone = await phones.open(
    browser,
    {
      'app.json': '{ "pages": ["pages/index"] }',
      'app.js': 'App({})',
      'pages/index.ttml': '<button bindtap="call">Call</button>',
      'pages/index.js': `Page({
        call() { ${call} },
      })
      const told = {
        success: (result) => console.log(JSON.stringify(result)),
        fail: ({ errMsg }) => console.log(errMsg),
      }`,
    },
    options,
  )
  onTestFinished(() => phone.close())
  const { frame, lines } = phone
  await phone.until('shown')
  return {
    ...phone,
    tap: () => frame.locator('tt-button').click(),
    /** What the last call came to. */
    async told() {
      await expect.poll(lines).not.toEqual([])
      return lines().at(-1) ?? ''
    },
  }
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
const picture = (name: string) => ({ name, mimeType: 'image/png', buffer: png })

test('a toast shows seven characters beside its icon, and goes by itself', async () => {
  const { frame, tap } = await open(
    `tt.showToast({ title: '一二三四五六七八九', icon: 'success', duration: 300 })`,
  )
  await tap()
  const toast = frame.getByRole('status')
  await toast.getByText('一二三四五六七', { exact: true }).waitFor()
  await toast.waitFor({ state: 'detached' })
})

test('a toast without an icon shows all of its text; one with a mask keeps touches to itself', async () => {
  const { frame, tap, lines } = await open(
    `console.log('tapped'); tt.showLoading({ title: '一二三四五六七八九', mask: true })`,
  )
  await tap()
  await frame.getByRole('status').getByText('一二三四五六七', { exact: true }).waitFor()
  await frame.locator('tt-button').click({ force: true })
  expect(lines()).toEqual(['tapped'])
})

test('a modal is answered by its buttons', async () => {
  const { frame, tap, told } = await open(
    `tt.showModal({ title: 'Delete?', content: 'It is gone then', confirmText: 'Delete', ...told })`,
  )
  await tap()
  const dialog = frame.getByRole('alertdialog', { name: 'Delete?' })
  await dialog.getByText('It is gone then').waitFor()
  await dialog.getByRole('button', { name: '取消' }).click()
  expect(JSON.parse(await told())).toEqual({
    errMsg: 'showModal:ok',
    confirm: false,
    cancel: true,
  })
  await tap()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect.poll(told).toContain('"confirm":true')
  await dialog.waitFor({ state: 'detached' })
})

test('a text is written in a modal', async () => {
  const { frame, tap, told } = await open(
    `tt.showModal({ title: 'Name', editable: true, placeholderText: 'yours', ...told })`,
  )
  await tap()
  await frame.getByPlaceholder('yours').fill('Ada')
  await frame.getByRole('button', { name: '确定' }).click()
  expect(JSON.parse(await told())).toMatchObject({ confirm: true, content: 'Ada' })
})

test('an item of an action sheet is tapped, or none', async () => {
  const { frame, tap, told, say, lines } = await open(
    `tt.showActionSheet({ itemList: ['one', 'two'], ...told })`,
  )
  await tap()
  await frame.getByRole('button', { name: 'two' }).click()
  expect(JSON.parse(await told())).toEqual({ errMsg: 'showActionSheet:ok', tapIndex: 1 })
  await tap()
  await frame.getByRole('button', { name: 'two' }).waitFor()
  await say({ type: 'back' })
  await expect.poll(() => lines().at(-1)).toBe('showActionSheet:fail cancel')
})

test('a permission is given or refused, and the user is made up', async () => {
  const { frame, tap, told, lines } = await open('tt.getUserInfo(told)')
  await tap()
  await frame.getByText('Made up by the simulator').waitFor()
  await frame.getByRole('button', { name: '拒绝' }).click()
  expect(await told()).toBe('getUserInfo:fail auth deny')
  await tap()
  await frame.getByRole('button', { name: '允许' }).click()
  await expect.poll(() => lines().at(-1)).toContain('tt-anywhere user')
})

test('who taps is shown the browser’s own chooser, and what they pick is in the sandbox', async () => {
  const { frame, page, host, tap, told } = await open('tt.chooseImage({ count: 2, ...told })')
  const opened = page.waitForEvent('filechooser')
  await tap()
  const chooser = await opened
  expect(chooser.isMultiple()).toBe(true)
  await expect.poll(() => frame.locator('input[type=file]').getAttribute('accept')).toBe('image/*')
  await chooser.setFiles([picture('a.png'), picture('b.png'), picture('c.png')])
  const { tempFilePaths, tempFiles } = JSON.parse(await told())
  expect(tempFilePaths).toHaveLength(2)
  expect(tempFiles[0].size).toBe(png.length)
  const kept = host.tt.getFileSystemManager().readFileSync(tempFilePaths[0]) as ArrayBuffer
  expect(createHash('sha256').update(new Uint8Array(kept)).digest('hex')).toBe(
    createHash('sha256').update(png).digest('hex'),
  )
  await frame.getByRole('dialog').waitFor({ state: 'detached' })
})

test('files are set in the field itself, or dropped; what does not fit is refused', async () => {
  const { frame, tap, told, lines } = await open('tt.chooseImage({ count: 1, ...told })')
  await tap()
  const field = frame.locator('input[type=file]')
  await expect.poll(() => field.getAttribute('multiple')).toBeNull()
  await field.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: png })
  await frame.getByText('a.txt is not a picture').waitFor()
  await field.setInputFiles(picture('a.png'))
  expect(JSON.parse(await told()).tempFiles).toHaveLength(1)
  await tap()
  const dropped = await frame.evaluateHandle(`(() => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(${JSON.stringify([...png])})], 'b.png', { type: 'image/png' }))
    return data
  })()`)
  await frame
    .getByRole('dialog')
    .locator('div')
    .first()
    .dispatchEvent('drop', { dataTransfer: dropped })
  await expect.poll(() => lines().length).toBe(2)
  expect(JSON.parse(lines()[1] as string).tempFiles[0].size).toBe(png.length)
})

test('who cancels chooses nothing', async () => {
  const { frame, tap, told } = await open('tt.chooseMedia({ mediaType: ["video"], ...told })')
  await tap()
  await expect.poll(() => frame.locator('input[type=file]').getAttribute('accept')).toBe('video/*')
  await frame.getByRole('dialog').getByRole('button', { name: '取消' }).click()
  expect(await told()).toBe('chooseMedia:fail cancel')
})

test('the album of the project is offered', async () => {
  const data = `data:image/png;base64,${png.toString('base64')}`
  const offered = [1, 2, 3].map((id) => ({
    id: `id-${id}`,
    name: `${id}.png`,
    kind: 'image',
    url: data,
  }))
  const { frame, tap, until } = await open('tt.chooseImage({ count: 2, ...told })', { offered })
  await tap()
  const done = frame.getByRole('button', { name: /^确定/ })
  await expect.poll(() => done.isDisabled()).toBe(true)
  for (const name of ['3.png', '1.png', '2.png']) await frame.getByRole('button', { name }).click()
  await expect.poll(() => done.textContent()).toContain('2')
  await done.click()
  const { value } = await until('answer')
  expect(value).toEqual({ album: ['id-3', 'id-1'] })
})

test('pictures are looked at over the whole screen', async () => {
  const url = (color: string) =>
    `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300" fill="${color}"/></svg>`)}`
  const urls = [url('red'), url('blue'), url('lime')]
  const { frame, page, tap } = await open(
    `tt.previewImage({ urls: ${JSON.stringify(urls)}, current: ${JSON.stringify(urls[1])} })`,
  )
  await tap()
  const preview = frame.getByRole('dialog')
  await preview.getByText('2/3').waitFor()
  await page.keyboard.press('ArrowRight')
  await preview.getByText('3/3').waitFor()
  const { x, y, width, height } = (await preview.boundingBox()) as {
    x: number
    y: number
    width: number
    height: number
  }
  // A wipe to the right goes back.
  const mouse = await takeMouse(page)
  await mouse.drag({ x: x + 60, y: y + height / 2 }, { x: width - 120 }, { steps: 4 })
  await preview.getByText('2/3').waitFor()
  // Two taps look closer.
  await mouse.clickTwice({ x: x + width / 2, y: y + height / 2 })
  await frame.locator('[style*="scale(2.5)"]').waitFor()
  await mouse.clickTwice({ x: x + width / 2, y: y + height / 2 })
  await frame.locator('[style*="scale(1)"]').waitFor()
  await preview.getByRole('button', { name: 'Close' }).click()
  await preview.waitFor({ state: 'detached' })
})

test('the menu starts it anew', async () => {
  const { frame, until } = await open('')
  await frame.getByRole('button', { name: 'Menu' }).click()
  await frame.getByRole('button', { name: '重新进入小程序' }).click()
  expect(await until('restart')).toEqual({ type: 'restart' })
})
