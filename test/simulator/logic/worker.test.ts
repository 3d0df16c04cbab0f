import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../helpers/browser.js'
import { startLogic as start } from './bridge.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

async function startLogic(
  ...[files, options]: [Record<string, string>, Parameters<typeof start>[2]?]
) {
  const logic = await start(browser, files, options)
  onTestFinished(() => logic.close())
  return logic
}

const app = { 'app.json': '{ "pages": ["pages/index/index"] }', 'app.js': 'App({})' }
const target = { id: '', dataset: {} }
const tap = { type: 'tap', timeStamp: 1, target, currentTarget: target, detail: {} }

test('a page is drawn, and an event changes its data', async () => {
  const logic = await startLogic(
    {
      ...app,
      'pages/index/index.ttml': '<view bindtap="add">{{count}}</view>',
      'pages/index/index.js': `Page({
      data: { count: 1, other: 'x' },
      onLoad({ id }) { this.setData({ id }) },
      onReady() { console.log('ready') },
      add(event) {
        this.setData({ count: this.data.count + 1, other: 'x' }, () => console.log('set', event.type))
      },
    })`,
    },
    { url: 'pages/index/index?id=7' },
  )
  await logic.until('batch')
  const part = { id: 1, page: 1, path: 'pages/index/index', options: {}, externalClasses: [] }
  expect(logic.changes()).toEqual([
    { type: 'part', part: { ...part, data: { count: 1, other: 'x', id: '7' } } },
    {
      type: 'stack',
      move: 'reLaunch',
      pages: [{ page: 1, part: 1, route: 'pages/index/index', query: { id: '7' } }],
      tabs: [],
    },
  ])
  await logic.until('console', ({ entry }) => entry.values[0] === 'ready')
  await logic.say({ type: 'event', part: 1, method: 'add', event: tap })
  await logic.until('console', ({ entry }) => entry.values[0] === 'set')
  expect(logic.changes().slice(2)).toEqual([{ type: 'data', part: 1, set: [[['count'], 2]] }])
  expect(logic.lines()).toEqual(['ready', 'set tap'])
})
