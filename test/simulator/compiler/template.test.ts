import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileProject } from '../../../src/simulator/compiler/project.js'
import { openRenderer, type Renderer } from './rendered.js'

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
  const { html, warnings } = await renderer.render(bundle, 'pages/a/a', data, ...more)
  const plain = html.replace(/ s-\w+=""/g, '').replace(/<!--.*?-->/g, '')
  return { html: plain, warnings, problems: bundle.problems }
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
