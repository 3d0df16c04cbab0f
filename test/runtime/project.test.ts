import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openApp } from 'tt-anywhere/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startHost } from '../helpers/host.js'

/** Writes a project into a folder of its own. */
function write(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const open = (project: string) => openApp(startHost(), { project })
const app = { 'app.js': 'App({})', 'app.json': '{"pages":["page"]}' }

test('nothing outside of its folder is read, not over a link', async () => {
  const outside = write({ 'secret.js': 'module.exports = 1' })
  const project = write({
    ...app,
    'page.js': `Page({
      climbs: () => require('../../secret'),
      follows: () => require('./linked/secret'),
    })`,
  })
  symlinkSync(outside, join(project, 'linked'), 'junction')
  const page = await (await open(project)).open()
  await expect(page.call('climbs')).rejects.toThrow('is not found')
  await expect(page.call('follows')).rejects.toThrow('is not found')
})

test('a module that threw is run again when it is asked for again', async () => {
  const project = write({
    ...app,
    'page.js': `Page({ loads: () => require('./fragile') })`,
    'fragile.js': `
      getApp().tries = (getApp().tries || 0) + 1
      if (getApp().tries === 1) throw new Error('the first time')
      module.exports = 'loaded'`,
  })
  const page = await (await open(project)).open()
  await expect(page.call('loads')).rejects.toThrow('the first time')
  expect(await page.call('loads')).toBe('loaded')
})

test.each([
  ['{', /^app\.json is no JSON: /],
  ['[]', 'app.json names no pages'],
  ['{"pages": []}', 'app.json names no pages'],
])('the app.json %s is a clear error', async (json, message) => {
  await expect(open(write({ ...app, 'app.json': json }))).rejects.toThrow(message)
})

test('what app.js throws rejects openApp, with file and line', async () => {
  const project = write({ ...app, 'app.js': 'App({})\nnothing.field' })
  const error = (await open(project).catch((error: unknown) => error)) as Error
  expect(error).toBeInstanceOf(ReferenceError)
  expect(error.stack).toMatch(/app\.js:2:/)
  await expect(open(write({ ...app, 'app.js': 'App({})\nApp({})' }))).rejects.toThrow(
    'App() was called twice',
  )
})

test('only ES modules are made strict, and what the compiler can not read names its file', async () => {
  const project = write({
    ...app,
    'page.js': `
      // A file that says:
      // import and export
      undeclared = 1
      Page({ data: { value: undeclared } })`,
    'broken.js': 'export const a = ;',
    'app.json': '{"pages":["page","broken"]}',
  })
  const opened = await open(project)
  expect((await opened.open('/page')).data).toEqual({ value: 1 })
  await expect(opened.open('/broken')).rejects.toThrow(/^broken\.js: /)
})

test('an App.onError that throws itself is reported too, once', async () => {
  const reported: unknown[] = []
  const project = write({
    'app.js': `App({ onError() { throw new Error('in onError') } })`,
    'app.json': '{"pages":["page"]}',
    'page.js': `Page({ later() { setTimeout(() => { throw new Error('in a timer') }) } })`,
  })
  const host = startHost({ project, onError: (error) => reported.push(error) })
  const page = await (await openApp(host)).open()
  await page.call('later')
  await expect.poll(() => reported).toEqual([new Error('in onError'), new Error('in a timer')])
})

test('false timers of a test hold for the mini-program, and none is left when it closes', async () => {
  const project = write({
    ...app,
    'page.js': `Page({
      data: { ticks: 0 },
      start() { setInterval(() => this.setData({ ticks: this.data.ticks + 1 }), 60_000) },
    })`,
  })
  const opened = await open(project)
  const page = await opened.open()
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  await page.call('start')
  vi.advanceTimersByTime(180_000)
  expect(page.data.ticks).toBe(3)
  expect(vi.getTimerCount()).toBe(1)
  await opened.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('two apps know nothing of each other', async () => {
  const project = write({
    ...app,
    'page.js': `Page({ mark() { Object.prototype.marked = 1; global.own = 1; tt.own = 1 },
      read: () => [({}).marked, typeof own, tt.own] })`,
  })
  const [one, other] = [await (await open(project)).open(), await (await open(project)).open()]
  await one.call('mark')
  expect(await one.call('read')).toEqual([1, 'number', 1])
  expect(await other.call('read')).toEqual([undefined, 'undefined', undefined])
  expect(({} as { marked?: 1 }).marked).toBeUndefined()
})
