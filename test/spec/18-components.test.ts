import type { TestApp, TestComponent, TestPage } from 'tt-anywhere/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { startApp } from '../helpers/app.js'

let app: TestApp
let page: TestPage
let warnings: string[]
let reported: unknown[]

async function open(url: string): Promise<void> {
  const started = await startApp('components')
  app = started.app
  warnings = started.warnings
  reported = started.reported
  page = await app.open(url)
}

/** What a card wrote down since the last look. */
function entries(selector = '#first'): unknown[] {
  const { instance } = page.component(selector) as TestComponent
  return (instance.entries as unknown[]).splice(0)
}

const change = (data: object) => page.call('change', { detail: data })

describe('properties', () => {
  beforeEach(() => open('/pages/index/index'))

  test('[18.40] [18.41] they come from the attributes, each as its type, else by their defaults', () => {
    expect(page.component('#first')?.properties).toStrictEqual({
      from: 10,
      headerText: 'Hello',
      size: 5,
      flag: false,
      list: [{ n: 1 }],
      user: { name: 'Ann', age: 0 },
      note: 'at Hello!',
      either: 'none',
    })
    expect(page.component('.else')?.properties).toStrictEqual({
      from: 10,
      headerText: 'default title',
      size: 3,
      flag: false,
      list: [],
      user: null,
      note: '',
      either: 'none',
    })
  })

  test('[18.42] they follow the data of the page, and are copies of it', async () => {
    entries()
    await change({ title: 'Bye', 'list[0].n': 2, 'user.details': { age: 7 } })
    expect(page.component('#first')?.properties).toMatchObject({
      headerText: 'Bye',
      note: 'at Bye!',
      list: [{ n: 2 }],
      user: { name: 'Ann', age: 7 },
    })
    expect(entries()).toEqual([
      ['list[0].n', 2],
      ['headerText', 'Hello', 'Bye'],
      ['list', 1, 2],
    ])
    await page.component('#first')?.call('set', { detail: { 'list[0].n': 3 } })
    expect(entries()).toEqual([
      ['list[0].n', 3],
      ['list', 2, 3],
    ])
    expect(page.data.list).toEqual([{ n: 2 }])
    // What the page did not set leaves the component's own value alone.
    await change({ title: 'Again' })
    expect(page.component('#first')?.data.list).toEqual([{ n: 3 }])
  })

  test('[18.43] observers are told once, before attached and whenever their paths are set', async () => {
    expect(entries()).toEqual([
      ['own.a, size', 1, 5],
      ['list[0].n', 1],
      ['headerText', 'default title', 'Hello'],
      ['size', 3, 5],
      ['list', undefined, 1],
      ['base attached'],
      ['behavior attached'],
      ['attached', 'Hello'],
    ])
    const card = page.component('#first')
    await card?.call('set', { detail: { 'own.b.c': 1, size: '8' } })
    expect(entries()).toEqual([
      ['own.a, size', 1, 8],
      ['own.**', '{"a":1,"b":{"c":1}}'],
      ['size', 5, 8],
    ])
    await card?.call('set', { detail: { own: { a: 2 } } })
    expect(entries()).toEqual([
      ['own.a, size', 2, 8],
      ['own.**', '{"a":2}'],
    ])
    await card?.call('set', { detail: { size: 'much' } })
    expect(card?.properties.size).toBe(3)
  })
})

describe('behaviors', () => {
  test('[18.44] are merged in: objects join, the component counts, life cycles are all called', async () => {
    await open('/pages/index/index')
    const card = page.component('#first')
    expect(card?.data).toMatchObject({
      shared: { behavior: true, card: true },
      order: 'card',
      filtered: true,
    })
    expect(await card?.call('read')).toEqual({
      is: 'components/card/card',
      id: 'first',
      dataset: { cardId: 7 },
      same: true,
      count: 11,
      overridden: 'card',
      has: [true, false],
    })
  })
})

describe('events', () => {
  beforeEach(() => open('/pages/index/index'))

  test('[18.45] triggerEvent reaches the method that the template binds', async () => {
    const card = page.component('#first')
    await card?.call('send', { detail: { news: { a: 1 } } })
    const target = { id: 'first', dataset: { cardId: 7 } }
    expect(page.data.log).toEqual([
      { by: 'card', type: 'news', detail: { a: 1 }, target, currentTarget: target },
    ])
    await card?.call('nothing')
    expect(page.data.log).toHaveLength(1)
  })

  test('[18.46] it bubbles only where it is asked to, and catch stops it', async () => {
    const card = page.component('#first')
    await card?.call('send', { detail: { news: 1, bubbles: true } })
    expect(page.data.log).toMatchObject([
      { by: 'card' },
      { by: 'frame', target: 'first', currentTarget: '' },
      { by: 'page' },
    ])
    await card?.call('stop')
    expect(page.data.log).toHaveLength(4)
  })
})

describe('taps', () => {
  beforeEach(() => open('/pages/taps/taps'))
  const log = () => page.data.log

  test('[18.54] reach what is bound at the element and around it', async () => {
    await page.tap('#inner')
    const from = { id: 'inner', dataset: { name: 'tea' } }
    const around = { id: '', dataset: {} }
    expect(log()).toEqual([
      { by: 'onInner', type: 'tap', detail: { x: 0, y: 0 }, target: from, currentTarget: from },
      { by: 'onOuter', type: 'tap', detail: { x: 0, y: 0 }, target: from, currentTarget: around },
    ])
  })

  test('[18.54] go out of components, until one catches them', async () => {
    await page.component('my-tapped')?.tap('.through')
    expect(log()).toMatchObject([
      { by: 'onComponent', target: { id: 'tapped' } },
      { by: 'onOuter', target: { id: 'tapped' } },
    ])
    await page.component('my-tapped')?.tap('.caught')
    expect(log()).toHaveLength(2)
    expect(page.component('my-tapped')?.data.taps).toEqual(['through', 'caught'])
    expect(page.component('my-tapped')?.text('.through')).toBe('2')
  })

  test('[18.54] any event, with its fields, on what is shown as the data are', async () => {
    const input = { detail: { value: 'Hello' } }
    await expect(page.trigger('input', 'input', input)).rejects.toThrow('shows no input')
    await page.call('show')
    await page.trigger('input', 'input', input)
    expect(log()).toMatchObject([{ by: 'onInput', type: 'input', detail: { value: 'Hello' } }])
  })

  test('[18.54] what they call rejects them, and so does nothing to call', async () => {
    await expect(page.tap('.throws')).rejects.toThrow('thrown at once')
    await expect(page.tap('.rejects')).rejects.toThrow('thrown later')
    await expect(page.trigger('#inner', 'longpress')).rejects.toThrow(
      'binds nothing to longpress of #inner',
    )
    expect(reported).toEqual([])
  })

  test('[18.54] on a page without components too', async () => {
    await open('/pages/plain/plain')
    expect(page.text('button')).toBe('0 taps')
    await page.tap('button')
    await page.tap('button')
    expect(page.data).toEqual({ taps: 2 })
    expect(page.text('button')).toBeUndefined()
    expect(page.text('.all')).toBe('2 of 2')
    await expect(page.tap('button')).rejects.toThrow('shows no button')
  })

  test('[18.55] a page and what is in it have numbers', async () => {
    const numbers = () =>
      [page, ...page.components('my-tapped')].map(({ instance }) => [
        instance.__webviewId__,
        instance.__nodeId__,
      ])
    expect(numbers()).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
    ])
    page = await app.open('/pages/taps/taps')
    expect(numbers()).toEqual([
      [2, 0],
      [2, 1],
      [2, 2],
    ])
  })
})

describe('the tree', () => {
  test('[18.47] selectors find components in the own template alone', async () => {
    await open('/pages/index/index')
    expect(await page.call('selects')).toEqual({
      id: 'components/card/card',
      class: 'first',
      tag: 1,
      several: ['components/card/card', 'components/card/card'],
      none: null,
    })
    expect(await page.call('selectsLater')).toBe('first')
    // Asked for in onLoad.
    expect(page.data.early).toBe('first')
    expect(page.components('my-card')).toHaveLength(1)
    expect(page.component('#nobody')).toBeUndefined()
    expect(page.component('my-frame')?.components('my-card')).toEqual([])
  })

  test('[18.48] tt:if brings components to life and ends them', async () => {
    await open('/pages/index/index')
    const gone = page.component('.else') as TestComponent
    await change({ showSecond: true })
    expect(page.component('#second')?.properties.size).toBe(3)
    expect(page.component('.else')).toBeUndefined()
    expect((gone.instance.entries as unknown[]).at(-1)).toEqual(['detached'])
    await change({ showSecond: false })
    expect(page.component('.else')?.instance).not.toBe(gone.instance)
  })

  test('[18.49] tt:for keeps a component with its key', async () => {
    await open('/pages/lists/lists')
    const read = () =>
      page.components('list-item').map(({ data, instance }) => {
        return [data.label, data.place, instance]
      })
    const items = () => read().filter(([label]) => String(label).endsWith('!'))
    const [one, two] = items()
    expect([one, two]).toEqual([
      ['ONE!', 0, expect.anything()],
      ['TWO!', 1, expect.anything()],
    ])
    await page.call('set', {
      detail: {
        items: [
          { id: 'b', name: 'two' },
          { id: 'c', name: 'three' },
          { id: 'a', name: 'uno' },
        ],
      },
    })
    expect(items().map(([label, place]) => [label, place])).toEqual([
      ['TWO!', 0],
      ['THREE!', 1],
      ['UNO!', 2],
    ])
    expect(items()[0]?.[2]).toBe(two?.[2])
    expect(items()[2]?.[2]).toBe(one?.[2])
  })

  test('[18.50] templates, imports, includes, numbers, branches and sjs modules count', async () => {
    await open('/pages/lists/lists')
    const read = (selector: string) =>
      page.components(selector).map(({ data }) => [data.label, data.place])
    expect(read('.number')).toEqual([
      ['a', 0],
      ['b', 2],
    ])
    expect(read('.row')).toEqual([['one', 9]])
    expect(read('.foot')).toEqual([['foot of 2', 0]])
    expect(read('.never')).toEqual([])
    expect(read('.branch')).toEqual([['many', 0]])
    await page.call('set', { detail: { items: [] } })
    expect(read('.branch')).toEqual([['few', 0]])
    expect(warnings).toEqual([])
  })

  test('[18.51] relations link components that name each other', async () => {
    await open('/pages/lists/lists')
    const box = page.component('#box')
    expect(await box?.call('labels')).toEqual(['ONE!', 'TWO!', 'a', 'b'])
    await page.call('set', { detail: { items: [{ id: 'b', name: 'two' }] } })
    expect(await box?.call('labels')).toEqual(['TWO!', 'a', 'b'])
    expect(box?.instance.told).toEqual([
      'linked ONE!',
      'linked TWO!',
      'linked a',
      'linked b',
      'unlinked ONE!',
    ])
  })

  test('[18.52] what a template leaves unclear gives a warning, and the rest goes on', async () => {
    await open('/pages/unclear/unclear')
    expect(page.components('my-card').map(({ data }) => data.headerText)).toEqual([
      'default title',
      'default title',
    ])
    await page.component('my-card')?.call('send', { detail: {} })
    expect(warnings).toEqual([
      expect.stringContaining('pages/unclear/unclear.json: no component pages/unclear/nowhere'),
      expect.stringContaining('imports ./nowhere.ttml, which is not there'),
      expect.stringContaining('{{title.toFixed(2)}} gives nothing here: '),
      expect.stringContaining('{{+}} gives nothing here: '),
      expect.stringContaining('no method noSuchMethod for news'),
    ])
  })
})

describe('pages made by Component()', () => {
  test('[18.53] their properties are the parameters, and both kinds of life cycles are called', async () => {
    await open('/pages/built/built?paramA=123&paramB=xyz&other=1')
    const { log } = app.instance.globalData as { log: unknown[] }
    const query = { paramA: '123', paramB: 'xyz', other: '1' }
    expect(log.splice(0)).toEqual([
      'created',
      'attached',
      ['onLoad', query, 123, 'xyz'],
      'onShow',
      'show',
      'ready',
      'onReady',
    ])
    expect(page.data).toEqual({ own: 1, paramA: 123, paramB: 'xyz' })
    await app.open('/pages/index/index')
    expect(log).toEqual(['onUnload', 'detached'])
  })
})
