import { describe, expect, test } from 'vitest'
import { runMirrored } from './mirrored.js'

const app = { 'app.json': '{ "pages": ["pages/a/a", "pages/b/b"] }', 'app.js': 'App({})' }

/** A page with a method for each piece of code. */
const page = (data: string, methods: Record<string, string> = {}, ttml = '') => ({
  ...app,
  'pages/a/a.js': `Page({ data: ${data}, ${Object.entries(methods)
    .map(([name, code]) => `${name}(event) { ${code} }`)
    .join(',')} })`,
  'pages/a/a.ttml': ttml,
})

describe('setData', () => {
  const set = async (data: string, code: string) => {
    const mirrored = await runMirrored(page(data, { run: code }))
    mirrored.news()
    await mirrored.call('pages/a/a', 'run')
    expect(mirrored.reported).toEqual([])
    return mirrored.news()
  }
  const only = (...pieces: [(string | number)[], unknown][]) => [
    { type: 'data', part: 1, set: pieces },
  ]

  test('an equal value sends nothing', async () => {
    expect(
      await set(
        '{ a: { b: [1, { c: 2 }] }, n: NaN }',
        `
        this.setData({ a: { b: [1, { c: 2 }] }, n: NaN, 'a.b[1].c': 2 })`,
      ),
    ).toEqual([])
  })

  test('a whole list where one item changed sends that item', async () => {
    expect(
      await set(
        '{ list: [{ n: 1, t: "x" }, { n: 2, t: "x" }, { n: 3, t: "x" }] }',
        `
        const list = this.data.list.map((item) => ({ ...item, n: item.n === 2 ? 20 : item.n }))
        this.setData({ list })`,
      ),
    ).toEqual(only([['list', 1, 'n'], 20]))
  })

  test('what was pushed is sent alone, also where the list was changed in place', async () => {
    expect(
      await set(
        '{ list: [1, 2] }',
        'this.data.list.push(3); this.setData({ list: this.data.list })',
      ),
    ).toEqual(only([['list', 2], 3]))
  })

  test('a list that became shorter, and an object that lost a field, are sent whole', async () => {
    expect(
      await set(
        '{ list: [1, 2, 3], map: { a: 1, b: 2 } }',
        `
        this.setData({ list: [1, 3], map: { a: 1 } })`,
      ),
    ).toEqual(only([['list'], [1, 3]], [['map'], { a: 1 }]))
  })

  test('a list of which most changed is sent whole', async () => {
    const list = Array.from({ length: 50 }, (_, index) => index)
    expect(
      await set(
        `{ list: ${JSON.stringify(list)} }`,
        `
        this.setData({ list: this.data.list.map((n) => n + 1) })`,
      ),
    ).toEqual(only([['list'], list.map((n) => n + 1)]))
  })

  test('a turn is one batch, with the last of all values', async () => {
    expect(
      await set(
        '{ a: 1 }',
        `
        for (let n = 0; n < 10; n += 1) this.setData({ a: n, ['b' + n % 2]: n })`,
      ),
    ).toEqual(only([['a'], 9], [['b0'], 8], [['b1'], 9]))
  })

  test('what was written into data without it is sent with it, not before', async () => {
    expect(await set('{ a: 1, b: 1 }', 'this.data.b = 2; this.setData({ a: 2 })')).toEqual(
      only([['a'], 2]),
    )
  })

  test('what the view has not is left out, wherever it was written', async () => {
    expect(
      await set(
        '{ a: { b: 1 } }',
        `
        const cycle = { n: 1 }; cycle.self = cycle
        this.setData({ a: { c: undefined, f() {} } })
        Object.assign(this.data.a, { cycle, run() {}, symbol: Symbol() })`,
      ),
    ).toEqual(only([['a'], { c: undefined, cycle: { n: 1, self: undefined }, symbol: undefined }]))
  })

  test('the callback comes when the view has shown it, as onReady does', async () => {
    const mirrored = await runMirrored(
      page('{ a: 1, done: 0 }', {
        onReady: 'this.ready = true',
        run: 'this.setData({ a: 2 }, () => { this.done = true })',
        same: 'this.setData({ a: 2 }, () => { this.again = true })',
      }),
      { held: true },
    )
    const { runtime, settled } = mirrored
    const instance = mirrored.instance('pages/a/a') as Record<string, unknown>
    expect(instance.ready).toBeUndefined()
    runtime.fromView.rendered(1)
    expect(instance.ready).toBe(true)
    await mirrored.call('pages/a/a', 'run')
    expect(mirrored.batches).toHaveLength(2)
    await mirrored.call('pages/a/a', 'same')
    // Nothing new to show, but what it stands on is not on the screen yet.
    expect([instance.done, instance.again]).toEqual([undefined, undefined])
    runtime.fromView.rendered(2)
    expect([instance.done, instance.again]).toEqual([true, true])
    expect(mirrored.batches).toHaveLength(2)
    instance.again = false
    await mirrored.call('pages/a/a', 'same')
    expect(instance.again).toBe(true)
    await settled()
  })
})

describe('parts', () => {
  const files = {
    ...app,
    'pages/a/a.json': '{ "usingComponents": { "my-row": "/c/row", "my-mark": "/c/mark" } }',
    'pages/a/a.ttml': `
      <view><text>{{title}}</text></view>
      <my-row tt:for="{{rows}}" tt:key="id" name="{{item.name}}" bind:pick="pick"><my-mark tt:if="{{item.marked}}"/></my-row>`,
    'pages/a/a.js': `Page({
      data: { title: 't', rows: [{ id: 'x', name: 'X' }, { id: 'y', name: 'Y', marked: true }] },
      pick({ detail }) { this.setData({ title: detail.name }) },
      swap() { this.setData({ rows: [this.data.rows[1], { id: 'z', name: 'Z' }] }) },
      rename() { this.setData({ 'rows[0].name': 'N' }) },
    })`,
    'c/row.json': '{ "component": true, "usingComponents": { "my-mark": "mark" } }',
    'c/row.ttml': '<view><slot/></view><my-mark text="{{upper}}"/>',
    'c/row.js': `Component({
      options: { multipleSlots: true, addGlobalClass: true },
      externalClasses: ['own-class'],
      properties: { name: String },
      data: { upper: '' },
      observers: { name(name) { this.setData({ upper: name.toUpperCase() + '!' }) } },
      lifetimes: { ready() { getApp().log.push('ready ' + this.data.name) }, detached() { getApp().log.push('gone ' + this.data.name) } },
      methods: { tap() { this.triggerEvent('pick', { name: this.data.name }) } },
    })`,
    'c/mark.json': '{ "component": true }',
    'c/mark.ttml': '<view>{{text}}</view>',
    'c/mark.js': 'Component({ properties: { text: String } })',
    'app.js': 'App({ log: [] })',
  }

  test('are told with their owner, the key of their element and their data', async () => {
    const mirrored = await runMirrored(files)
    const [first, ...rest] = mirrored.news()
    expect(mirrored.reported).toEqual([])
    expect(first).toMatchObject({ type: 'part', part: { id: 1, path: 'pages/a/a' } })
    expect(first).not.toHaveProperty('part.owner')
    const options = { multipleSlots: true, addGlobalClass: true }
    const row = { page: 1, path: 'c/row', owner: 1, options, externalClasses: ['own-class'] }
    const parts = rest.flatMap((one) => (one.type === 'part' ? [one.part] : []))
    const [x, y] = parts.filter(({ path }) => path === 'c/row')
    expect(x).toMatchObject({ ...row, key: '/1[x]', data: { name: 'X', upper: 'X!' } })
    expect(y).toMatchObject({ ...row, key: '/1[y]', data: { name: 'Y', upper: 'Y!' } })
    const marks = parts.filter(({ path }) => path === 'c/mark')
    expect(marks).toMatchObject([
      { owner: x?.id, key: '/1', data: { text: 'X!' } },
      { owner: y?.id, key: '/1', data: { text: 'Y!' } },
      // What stands in a slot belongs to the template that it is written in.
      { owner: 1, key: '/1[y]/0', data: { text: '' } },
    ])
    // An owner comes before its own.
    expect(parts.indexOf(x as (typeof parts)[number])).toBeLessThan(
      parts.findIndex(({ owner }) => owner === x?.id),
    )
    expect(rest.at(-1)).toMatchObject({ type: 'stack', move: 'reLaunch', tabs: [] })
    expect(mirrored.batches).toHaveLength(1)
    expect(mirrored.runtime.app.log).toEqual(['ready Y', 'ready X'])
  })

  test('are found wherever a template has them, and keep the keys of the whole template', async () => {
    const mirrored = await runMirrored({
      ...files,
      'pages/a/a.ttml': `
        <import src="./more.ttml"/>
        <view tt:if="{{rows.length === 0}}">none</view>
        <view tt:else><my-mark text="else"/></view>
        <view><view>no</view><view><my-mark text="deep"/></view></view>
        <template is="{{'named'}}" data="{{rows}}"/>
        <view tt:for="{{rows}}"><text>{{item.name}}</text></view>
        <block tt:for="{{rows}}" tt:key="id"><my-mark text="{{item.name}}"/></block>`,
      'pages/a/more.ttml': `
        <template name="named"><view/><template is="inner" data="{{rows}}"/></template>
        <template name="inner"><my-mark tt:for="{{rows}}" tt:key="id" text="in {{item.name}}"/></template>`,
    })
    const parts = mirrored.news().flatMap((one) => (one.type === 'part' ? [one.part] : []))
    const marks = parts.filter(({ path }) => path === 'c/mark')
    // As the view computes them for the same template, with all that is between.
    expect(marks.map(({ key, data }) => [key, data.text])).toEqual([
      ['/1/0', 'else'],
      ['/2/1/0', 'deep'],
      ['/3<named>/1<inner>/0[x]', 'in X'],
      ['/3<named>/1<inner>/0[y]', 'in Y'],
      ['/5[x]/0', 'X'],
      ['/5[y]/0', 'Y'],
    ])
    expect(mirrored.reported).toEqual([])
  })

  test('properties flow down, in one batch', async () => {
    const mirrored = await runMirrored(files)
    const parts = mirrored.news().flatMap((one) => (one.type === 'part' ? [one.part] : []))
    const row = parts.find(({ path }) => path === 'c/row')?.id as number
    const mark = parts.find(({ owner }) => owner === row)?.id as number
    await mirrored.call('pages/a/a', 'rename')
    expect(mirrored.batches).toHaveLength(2)
    expect(mirrored.news()).toEqual([
      { type: 'data', part: 1, set: [[['rows', 0, 'name'], 'N']] },
      {
        type: 'data',
        part: row,
        set: [
          [['name'], 'N'],
          [['upper'], 'N!'],
        ],
      },
      { type: 'data', part: mark, set: [[['text'], 'N!']] },
    ])
  })

  test('those that go are told, and their place is taken by others', async () => {
    const mirrored = await runMirrored(files)
    const parts = mirrored.news().flatMap((one) => (one.type === 'part' ? [one.part] : []))
    const x = parts.find(({ key }) => key === '/1[x]')?.id as number
    const own = parts.find(({ owner }) => owner === x)?.id as number
    await mirrored.call('pages/a/a', 'swap')
    const news = mirrored.news()
    const gone = news.flatMap((one) => (one.type === 'gone' ? [one.part] : []))
    expect(gone.sort()).toEqual([x, own].sort())
    const made = news.flatMap((one) => (one.type === 'part' ? [one.part] : []))
    expect(made).toMatchObject([{ key: '/1[z]', data: { name: 'Z' } }, { path: 'c/mark' }])
    expect(mirrored.runtime.app.log).toEqual(['ready Y', 'ready X', 'gone X', 'ready Z'])
  })

  test('an event of the view reaches the part; its own events go their way in the logic', async () => {
    const mirrored = await runMirrored(files)
    mirrored.news()
    await mirrored.call('c/row', 'tap')
    expect(mirrored.news()).toEqual([{ type: 'data', part: 1, set: [[['title'], 'X']] }])
    await mirrored.call('c/row', 'noSuch')
    expect(mirrored.warned).toEqual(['c/row: no method "noSuch" for an event'])
    // One that is gone by now.
    mirrored.runtime.fromView.event(999, 'tap', {})
    expect(mirrored.reported).toEqual([])
  })

  test('one whose code fails is missed alone', async () => {
    const mirrored = await runMirrored({ ...files, 'c/mark.js': 'throw new Error("broken")' })
    expect(mirrored.reported).toEqual(['Error: broken'])
    const paths = mirrored.news().flatMap((one) => (one.type === 'part' ? [one.part.path] : []))
    expect(new Set(paths)).toEqual(new Set(['pages/a/a', 'c/row', 'c/mark']))
  })
})

describe('the stack', () => {
  const files = {
    'app.json': `{ "pages": ["tabs/one", "tabs/two", "pages/a/a", "pages/b/b"],
      "tabBar": { "list": [{ "pagePath": "tabs/one" }, { "pagePath": "tabs/two" }] } }`,
    'app.js': 'App({})',
    'tabs/one.js': 'Page({})',
    'tabs/two.js': 'Page({})',
    'pages/a/a.js': 'Page({ onLoad({ go }) { if (go) tt.redirectTo({ url: "/pages/b/b" }) } })',
    'pages/b/b.js': 'Page({})',
  }
  const run = async () => {
    const mirrored = await runMirrored(files)
    const stackOf = async (move: 'navigateTo' | 'switchTab' | 'navigateBack', options: object) => {
      mirrored.news()
      mirrored.runtime.fromView.navigate(move, mirrored.runtime.toApp(options) as object)
      await mirrored.settled()
      const news = mirrored.news()
      const stacks = news.filter(({ type }) => type === 'stack')
      expect(stacks).toHaveLength(1)
      const [stack] = stacks
      if (stack?.type !== 'stack') throw new Error('no stack')
      const names = (pages: typeof stack.pages) =>
        pages.map(({ route, page }) => `${route} ${page}`)
      return [stack.move, names(stack.pages), names(stack.tabs), news.map(({ type }) => type)]
    }
    return { mirrored, stackOf }
  }

  test('each move is told with all pages, and those of tabs beside', async () => {
    const { mirrored, stackOf } = await run()
    expect(await stackOf('navigateTo', { url: '/pages/a/a?x=1' })).toEqual([
      ...['navigateTo', ['tabs/one 1', 'pages/a/a 2'], [], ['part', 'stack']],
    ])
    expect(await stackOf('navigateBack', {})).toEqual([
      ...['navigateBack', ['tabs/one 1'], [], ['gone', 'stack']],
    ])
    expect(await stackOf('switchTab', { url: '/tabs/two' })).toEqual([
      ...['switchTab', ['tabs/two 3'], ['tabs/one 1'], ['part', 'stack']],
    ])
    expect(await stackOf('switchTab', { url: '/tabs/one' })).toEqual([
      ...['switchTab', ['tabs/one 1'], ['tabs/two 3'], ['stack']],
    ])
    expect(mirrored.reported).toEqual([])
  })

  test('a page that leads on at once was never there for the view', async () => {
    const { stackOf } = await run()
    expect(await stackOf('navigateTo', { url: '/pages/a/a?go=1' })).toEqual([
      ...['navigateTo', ['tabs/one 1', 'pages/b/b 3'], [], ['part', 'stack']],
    ])
  })

  test('a page whose code fails is shown, for its template may tell more', async () => {
    const mirrored = await runMirrored({
      ...files,
      'tabs/one.js': 'Page({ data: { a: undefinedName } })',
    })
    expect(mirrored.reported).toEqual(['ReferenceError: undefinedName is not defined'])
    expect(mirrored.news().at(-1)).toMatchObject({ type: 'stack', pages: [{ route: 'tabs/one' }] })
  })
})

describe('what the view has to say', () => {
  test('hooks reach the page, in their order, with their arguments', async () => {
    const mirrored = await runMirrored(
      page('{}', {
        onPageScroll: 'getApp().seen = event.scrollTop',
        onReachBottom: 'getApp().end = 1',
      }),
    )
    mirrored.runtime.fromView.hook(1, 'onPageScroll', [mirrored.runtime.toApp({ scrollTop: 12 })])
    mirrored.runtime.fromView.hook(1, 'onReachBottom', [])
    mirrored.runtime.fromView.hook(1, 'onPullDownRefresh', [])
    expect(mirrored.runtime.app).toMatchObject({ seen: 12, end: 1 })
    expect(mirrored.reported).toEqual([])
  })

  test('edited data is set as the page would', async () => {
    const mirrored = await runMirrored(page('{ a: { b: 1 } }'))
    mirrored.news()
    mirrored.runtime.fromView.setData(1, mirrored.runtime.toApp({ 'a.b': 2 }) as object)
    await mirrored.settled()
    expect(mirrored.news()).toEqual([{ type: 'data', part: 1, set: [[['a', 'b'], 2]] }])
  })
})
