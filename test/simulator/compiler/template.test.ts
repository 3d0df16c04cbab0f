import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileProject } from '../../../src/simulator/compiler/project.js'
import { filesOf, openRenderer, plain, type Renderer } from './rendered.js'

let renderer: Renderer

beforeAll(async () => {
  renderer = await openRenderer()
})
afterAll(() => renderer.close())

/** A project of one page. */
function projectOf(files: Record<string, string>) {
  return filesOf({
    'app.json': '{ "pages": ["pages/a/a"] }',
    'app.js': 'App({})',
    'pages/a/a.js': 'Page({})',
    ...files,
  })
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

test('texts keep their lines, and braces that bind nothing', async () => {
  const { html } = await show('<text>a\n  b {c} &lt;d&gt; {{ "}}" }} {{open</text>')
  expect(html).toBe('<x-text>a\n  b {c} &lt;d&gt; }} {{open</x-text>')
})

test('what people write: quotes within bindings, and an older name of tt:for', async () => {
  const { html, problems } = await show(
    `<view class="{{a === "x" ? 'on' : "off"}}" id='{{"i" + a}}'>{{a < "y" && 'less'}}</view><block tt:for-items="{{[1, 2]}}">{{item}}</block>`,
    { a: 'x' },
  )
  expect(html).toBe('<x-view class="on" id="ix">less</x-view>12')
  expect(problems).toEqual([])
})

test('what is missing is nothing, and what throws is said once', async () => {
  const { html, warnings, problems } = await show(
    '<view a="{{x.y.z}}" b="{{x.y()}}" d="{{g()}}" c="{{1 +}}">{{f()}}|{{f()}}|{{null}}|{{undefined}}|{{window}}</view>',
  )
  expect(html).toBe('<x-view>||||</x-view>')
  expect(warnings).toEqual([
    expect.stringMatching(/^pages\/a\/a\.ttml: \{\{g\(\)\}\} gives nothing here: /),
    expect.stringMatching(/^pages\/a\/a\.ttml: \{\{f\(\)\}\} gives nothing here: /),
  ])
  expect(problems).toEqual([
    expect.objectContaining({ message: expect.stringContaining('{{1 +}} does not parse') }),
  ])
})

test('values of properties keep their types', async () => {
  const bundle = await compileProject(
    projectOf({
      'pages/a/a.ttml':
        '<probe a="{{false}}" b="false" c d="{{[1, x]}}" e="{{x}}px" f="{{ {g: x} }}" data-a="{{x}}" tt:if="{{true}}" bindtap="t" on-tap="no" inner-html="{{x}}" hidden="{{x}}"/>',
    }),
  )
  const { props } = await renderer.render(bundle, 'pages/a/a', { x: 7 })
  expect(props).toEqual([
    {
      a: false,
      b: 'false',
      c: '',
      d: [1, 7],
      e: '7px',
      f: { g: 7 },
      'inner-html': 7,
      hidden: true,
    },
  ])
})

test('hidden is there, and is not shown', async () => {
  const ttml =
    '<view hidden/><view hidden="{{a}}"/><view hidden="{{!a}}"/><view hidden="{{none}}"/>'
  const { html } = await show(ttml, { a: 1 })
  expect(html).toBe(
    '<x-view hidden=""></x-view><x-view hidden=""></x-view><x-view></x-view><x-view></x-view>',
  )
})

test('what events know of an element', async () => {
  const bundle = await compileProject(
    projectOf({
      'pages/a/a.ttml': `<view id="i-{{a}}" data-alpha-beta="{{list}}" data-camelCase="1" data-="none"
        bindtap="tap" capture-bind:tap="before" catchTouchMove="" bind:change="{{name}}" capture-catch:longpress="{{none}}"/>
        <view/>`,
    }),
  )
  const first = await renderer.render(bundle, 'pages/a/a', { a: 1, list: [{ b: 2 }], name: 'go' })
  const handler = (method: string, stops = false, capture = false) => ({ method, stops, capture })
  expect(first.metas).toEqual([
    {
      part: 1,
      id: 'i-1',
      dataset: { alphaBeta: [{ b: 2 }], camelcase: '1', '': 'none' },
      handlers: {
        tap: [handler('tap'), handler('before', false, true)],
        touchmove: [handler('', true)],
        change: [handler('go')],
      },
    },
    { part: 1, id: '', dataset: {}, handlers: {} },
  ])
  const then = await renderer.render(bundle, 'pages/a/a', { a: 1 }, [{ a: 2, name: 'stop' }])
  expect(then.metas[0]).toMatchObject({ id: 'i-2', handlers: { change: [handler('stop')] } })
})

test('templates by name, of this file and of others, each with its own data and modules', async () => {
  const bundle = await compileProject(
    projectOf({
      'pages/a/a.ttml': `<import src="../t.ttml"/>
        <sjs module="m">module.exports = { say: (x) => 'page ' + x, at: getDate(0).getTime(), is: getRegExp('^a').test('ab') }</sjs>
        <template name="own"><text>{{a}} {{m.say(a)}} {{b}}</text></template>
        <template is="own" data="{{a: b}}"/>
        <template is="{{which}}" data="{{...item, a: 1}}"/>
        <template is="hidden"/><template/>
        <view>{{m.at}} {{m.is}}</view><include src="/pages/i.ttml"/>`,
      'pages/t.ttml': `<import src="u.ttml"/><sjs module="m" src="m.sjs"/>
        <template name="other"><view>{{m.say(a)}} {{b}} {{c}}<template is="hidden" data="{{a}}"/></view></template>`,
      'pages/u.ttml': '<template name="hidden"><text>of its file alone {{a}}</text></template>',
      'pages/i.ttml': '<template name="none"/><text>included {{b}} {{m.say(b)}}</text>',
      'pages/m.sjs': "var l = require('./lib.sjs')\nexports.say = (x) => l.mark + x",
      'pages/lib.sjs': "export const mark = 'module '",
    }),
  )
  expect(bundle.problems).toEqual([])
  const data = { b: 'B', c: 'C', which: 'other', item: { a: 2, b: 3 } }
  const { html, warnings } = await renderer.render(bundle, 'pages/a/a', data)
  expect(plain(html)).toBe(
    '<x-text>B page B </x-text><x-view>module 1 3 <x-text>of its file alone 1</x-text></x-view><x-view>0 true</x-view><x-text>included B page B</x-text>',
  )
  expect(warnings).toEqual([
    'pages/a/a.ttml: there is no template named "hidden"',
    'pages/a/a.ttml: there is no template named ""',
  ])
})

test('templates that come back to themselves, as a build of Taro has them', async () => {
  const files = {
    'pages/a/a.ttml':
      '<import src="../../base.ttml"/><template is="taro_tmpl" data="{{root:root}}"/>',
    'base.ttml': `<sjs module="xs" src="./utils.sjs"/>
      <template name="taro_tmpl"><template is="{{xs.a(0, item.nn)}}" data="{{i:item}}" tt:for="{{root.cn}}" tt:key="sid"/></template>
      <template name="tmpl_0_view"><view class="{{i.cl}}" bindtap="eh" id="{{i.uid||i.sid}}"><template is="{{xs.a(0, item.nn)}}" data="{{i:item}}" tt:for="{{i.cn}}" tt:key="sid"/></view></template>
      <template name="tmpl_0_#text">{{i.v}}</template>
      <template name="tmpl_0_loop"><template is="tmpl_0_loop" data="{{i}}"/></template>`,
    'utils.sjs': "module.exports = { a: function (l, n) { return 'tmpl_' + l + '_' + n } }",
  }
  const bundle = await compileProject(projectOf(files))
  const text = (sid: string, v: string) => ({ nn: '#text', sid, v })
  const view = (sid: string, ...cn: object[]) => ({ nn: 'view', sid, cl: 'c', cn })
  const before = { root: { cn: [view('1', text('2', 'one'), view('3', text('4', 'two')))] } }
  const after = {
    root: {
      cn: [view('5', text('6', 'new')), view('1', view('3', text('4', 'other')), { nn: 'loop' })],
    },
  }
  const { html, warnings } = await renderer.render(bundle, 'pages/a/a', before, [after])
  expect(plain(html)).toBe(
    '<x-view class="c" id="5">new</x-view><x-view class="c" id="1"><x-view class="c" id="3">other</x-view></x-view>',
  )
  expect(warnings).toEqual([])
})

test('an item keeps its element by its key', async () => {
  const ttml = '<view tt:for="{{list}}" tt:key="id"><text>{{item.t}}</text></view>'
  const list = (...ids: number[]) => ({ list: ids.map((id) => ({ id, t: `t${id}` })) })
  const bundle = await compileProject(projectOf({ 'pages/a/a.ttml': ttml }))
  const { kept } = await renderer.render(bundle, 'pages/a/a', list(1, 2, 3), [list(3, 1)])
  // What was the third and the first of the views.
  expect(kept).toEqual([2, 0])
})

test('a tag that nobody knows is a view', async () => {
  const { html, warnings } = await show('<marquee class="a">in <b>it</b></marquee>')
  expect(html).toBe('<x-view class="a">in <x-view>it</x-view></x-view>')
  expect(warnings).toEqual([
    'pages/a/a.ttml: <b> is no component of the platform, nor one that is declared',
    'pages/a/a.ttml: <marquee> is no component of the platform, nor one that is declared',
  ])
})

test('external classes bring the styles of the owner with them', async () => {
  const bundle = await compileProject(
    projectOf({
      'pages/a/a.json': '{ "usingComponents": { "card": "/c/card" } }',
      'pages/a/a.ttml': '<card my-class="red {{b}}" class="own"/>',
      'c/card.js': "Component({ externalClasses: ['my-class'] })",
      'c/card.ttml': '<view class="inner my-class"/><view class="inner"/>',
    }),
  )
  const page = bundle.parts['pages/a/a']?.scope
  const card = bundle.parts['c/card']?.scope
  const parts = { '1 /0': { path: 'c/card', id: 2, data: {} } }
  const { html } = await renderer.render(bundle, 'pages/a/a', { b: 'big' }, [], parts)
  expect(html.replace(/<!--.*?-->/g, '')).toBe(
    `<x-own at="/0" h-${card}="" s-${page}="" s-g="" class="own"><x-view s-${card}="" s-g="" s-${page}="" class="inner red big"></x-view><x-view s-${card}="" class="inner"></x-view></x-own>`,
  )
})
