import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileProject } from '../../../src/simulator/compiler/project.js'
import { openRenderer, plain, type Renderer } from './rendered.js'

let renderer: Renderer

beforeAll(async () => {
  renderer = await openRenderer()
})
afterAll(() => renderer.close())

/** A project of one page. */
function projectOf(files: Record<string, string>) {
  const all: Record<string, string> = {
    'app.json': '{ "pages": ["pages/a/a"] }',
    'app.js': 'App({})',
    'pages/a/a.js': 'Page({})',
    ...files,
  }
  return { read: (path: string) => all[path], list: () => Object.keys(all) }
}

/** What a template shows, without the marks of styles. */
async function show(ttml: string, data: object = {}, ...more: object[]) {
  const bundle = await compileProject(projectOf({ 'pages/a/a.ttml': ttml }))
  const { html, warnings } = await renderer.render(bundle, 'pages/a/a', data, more)
  return { html: plain(html), warnings, problems: bundle.problems }
}

test('texts and attributes are bound', async () => {
  const { html, warnings, problems } = await show(
    '<view class="a {{b}}" id="{{id}}" style="width: {{w}}rpx"><text>{{ x.y }} and {{none.z}}</text></view><image src="{{src}}" lazy-load/>',
    { b: 'c', id: 7, w: 75, x: { y: '<1>' }, src: '/a.png' },
  )
  expect(html).toBe(
    '<x-view class="a c" id="7" style="width: 10vw;"><x-text>&lt;1&gt; and </x-text></x-view><x-image src="/a.png" lazy-load=""></x-image>',
  )
  expect(warnings).toEqual([])
  expect(problems).toEqual([])
})

test('if, elif and else', async () => {
  const ttml =
    '<view tt:if="{{a > 2}}">big</view><view tt:elif="{{a < 0}}">less</view><block tt:else>else</block>'
  const seen = []
  for (const a of [3, -1, 1]) seen.push((await show(ttml, { a })).html)
  expect(seen).toEqual(['<x-view>big</x-view>', '<x-view>less</x-view>', 'else'])
})

test('lists, and what changes in them', async () => {
  const ttml =
    '<view tt:for="{{list}}" tt:key="id" tt:for-item="one">{{index}}:{{one.id}}<text tt:for="{{one.in}}">{{item}}{{one.id}}</text></view>'
  const { html, warnings } = await show(
    ttml,
    { list: [{ id: 1, in: ['a'] }] },
    {
      list: [
        { id: 2, in: [] },
        { id: 1, in: ['b', 'c'] },
      ],
    },
  )
  expect(html).toBe(
    '<x-view>0:2</x-view><x-view>1:1<x-text>b1</x-text><x-text>c1</x-text></x-view>',
  )
  expect(warnings).toEqual([])
})

test('slots: named ones, through blocks, in lists, and what stands there without', async () => {
  const bundle = await compileProject(
    projectOf({
      'pages/a/a.json': '{ "usingComponents": { "card": "/c/card" } }',
      'pages/a/a.ttml': `<card>
        <view slot="head">{{a}}</view>
        <block tt:if="{{b}}"><text slot="foot">foot</text>rest</block>
        <view tt:else slot="foot">other foot</view>
        <view tt:for="{{list}}" slot="{{'n' + item}}">{{item}}</view>
      </card><card/>`,
      'c/card.js': 'Component({})',
      'c/card.ttml':
        '<slot name="head"/><slot><text>nothing</text></slot><view><slot name="foot">no foot</slot></view><slot name="{{second}}"/>',
    }),
  )
  expect(bundle.problems).toEqual([])
  const parts = {
    '1 /0': { path: 'c/card', id: 2, data: { second: 'n2' } },
    '1 /1': { path: 'c/card', id: 3, data: {} },
  }
  const seen: string[] = []
  for (const data of [
    { a: 1, b: true, list: [1, 2] },
    { a: 2, b: false, list: [2] },
  ]) {
    const { html, warnings } = await renderer.render(bundle, 'pages/a/a', data, [], parts)
    seen.push(plain(html))
    expect(warnings).toEqual([])
  }
  const empty = '<x-own at="/1"><x-text>nothing</x-text><x-view>no foot</x-view></x-own>'
  expect(seen).toEqual([
    `<x-own at="/0"><x-view>1</x-view>rest<x-view><x-text>foot</x-text></x-view><x-view>2</x-view></x-own>${empty}`,
    `<x-own at="/0"><x-view>2</x-view><x-text>nothing</x-text><x-view><x-view>other foot</x-view></x-view><x-view>2</x-view></x-own>${empty}`,
  ])
})
