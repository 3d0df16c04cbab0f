import type { TestApp, TestComponent, TestPage } from 'tt-anywhere/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { startApp } from '../helpers/app.js'

let app: TestApp
let page: TestPage
let warnings: string[]

async function open(url: string): Promise<void> {
  const started = await startApp('components')
  app = started.app
  warnings = started.warnings
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
    ])
    await page.component('#first')?.call('set', { detail: { 'list[0].n': 3 } })
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
