import type { Browser, Frame } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { openPage, project, start } from './page.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><script>top.hit = 1</script></svg>'
const files = { ...project, 'images/a.svg': picture, 'page.html': '<script>top.hit = 1</script>' }

/** Opens a page with the frame of the phone in it, as the tool does, and gives the frame. */
async function openFrame(url: string): Promise<{ frame: Frame; origin: string }> {
  const { origin } = new URL(url)
  const page = await browser.newPage()
  await page.goto(`${origin}/tool/index.html`)
  await page.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts allow-forms')
    frame.src = '/view/frame.html'
    frame.onload = resolve
    document.body.append(frame)
  })`)
  const frame = page.frames()[1]
  if (frame === undefined) throw new Error('no frame')
  return { frame, origin }
}

/** Runs a text in a worker of the frame, as the logic runs, and gives what it posts. */
const inWorker = (code: string) => `new Promise((resolve, reject) => {
  const url = URL.createObjectURL(new Blob([${JSON.stringify(`postMessage((() => { ${code} })())`)}]))
  const worker = new Worker(url)
  worker.onmessage = ({ data }) => resolve(data)
  worker.onerror = (event) => reject(new Error(event.message))
})`

const request = (url: string, body: string) => `
  const request = new XMLHttpRequest()
  try {
    request.open('POST', ${JSON.stringify(url)}, false)
    request.send(${JSON.stringify(body)})
    return [request.status, request.responseText]
  } catch (error) { return error.name }`

test('the worker in the frame calls at once, and reaches nothing else', async () => {
  const simulator = await start({}, files)
  const { hello } = await openPage(simulator)
  const { frame, origin } = await openFrame(simulator.url)
  const call = '[{"api":1,"args":2},"canIUse",[3],"request"]'
  expect(await frame.evaluate('origin')).toBe('null')
  expect(await frame.evaluate(inWorker(request(hello.syncUrl, call)))).toEqual([
    200,
    '[{"value":1},true]',
  ])
  // The last one is for all who ask: only the frame's own policy keeps it.
  for (const url of [hello.pickUrl, hello.bundleUrl, `${origin}/`, `${origin}/logic.js`]) {
    expect(await frame.evaluate(inWorker(request(url, 'a')))).toBe('NetworkError')
    expect(await frame.evaluate(`fetch(${JSON.stringify(url)}).catch((error) => error.name)`)).toBe(
      'TypeError',
    )
  }
  const socket = `new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(`ws://${new URL(origin).host}/socket`)})
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('refused')
  }).catch((error) => error.name)`
  expect(await frame.evaluate(socket)).toBe('refused')
})

test('the frame shows pictures of the project, and runs what it was compiled to', async () => {
  const simulator = await start({}, files)
  const { hello } = await openPage(simulator)
  const { frame } = await openFrame(simulator.url)
  const shown = await frame.evaluate(`new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve([image.width, image.height])
    image.onerror = () => reject(new Error('not shown'))
    image.src = ${JSON.stringify(`${hello.files.project}/images/a.svg`)}
  })`)
  expect(shown).toEqual([3, 2])
  expect(await frame.evaluate(`new Function('return 1 + 1')()`)).toBe(2)
  expect(
    await frame.evaluate(
      `(() => { try { return parent.document.title } catch (e) { return e.name } })()`,
    ),
  ).toBe('SecurityError')
})

test('a file of the project that is opened as a page is none of ours', async () => {
  const simulator = await start({}, files)
  const { hello } = await openPage(simulator)
  const page = await browser.newPage()
  await page.goto(`${hello.files.project}/images/a.svg`)
  expect(await page.evaluate('[origin, globalThis.hit]')).toEqual(['null', undefined])
})

test('the person can not be led into it by a frame of another page', async () => {
  const simulator = await start({}, files)
  const { origin } = new URL(simulator.url)
  const page = await browser.newPage()
  // Another port is another page.
  const other = await start()
  await page.goto(`${new URL(other.url).origin}/logic.js`)
  const blocked = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()))
  await page.evaluate(`{
    const frame = document.createElement('iframe')
    frame.src = ${JSON.stringify(`${origin}/`)}
    document.body.append(frame)
  }`)
  expect((await blocked).text()).toContain(`frame-ancestors 'none'`)
})
