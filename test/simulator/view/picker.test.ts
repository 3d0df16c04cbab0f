import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const height = 44
const wheels = '.tt-sheet .tt-wheel'

/** Shows one picker that listens to all there is, and opens it. */
async function open(attributes: object): Promise<void> {
  await stage.show(
    `e('picker', { id: 'p', bindchange: 'change', bindcancel: 'cancel', bindcolumnchange: 'column', ...data }, e('view', { style: 'height:40px' }, 'pick'))`,
    attributes,
  )
  // The sheet of the test before goes away by a transition.
  await stage.page.waitForSelector('.tt-sheet', { state: 'detached' })
  await stage.tap('#p')
  await settled()
}
/** The sheet moves no more. */
async function settled(): Promise<void> {
  await stage.page.waitForFunction(
    `document.querySelector('.tt-sheet-layer:not(.tt-sheet-enter-active)') !== null`,
  )
}
/** Drags a wheel by a number of items. */
async function turn(column: number, items: number): Promise<void> {
  const box = await stage.page.locator(wheels).nth(column).boundingBox()
  if (box === null) throw new Error('no wheel')
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  // Held still, it does not run on.
  await stage.drag(middle, { y: -items * height }, { steps: 4, held: 90 })
}
const labels = (column: number) =>
  stage.page.locator(wheels).nth(column).locator('.tt-wheel-items > *').allTextContents()
/** Waits until that column rests on an item. */
const rests = (column: number, label: string) =>
  stage.page.waitForFunction(
    `document.querySelectorAll('${wheels}')[${column}].querySelector('[aria-selected=true]')?.textContent === ${JSON.stringify(label)}`,
  )
const confirm = () => stage.page.click('.tt-sheet-done')
const detail = async () => (await stage.next('change')).detail

describe('selector', () => {
  it('gives the index of what it rests on', async () => {
    await open({ range: ['a', 'b', 'c'], value: 1 })
    expect(await labels(0)).toEqual(['a', 'b', 'c'])
    await rests(0, 'b')
    await turn(0, 1)
    await rests(0, 'c')
    await confirm()
    expect(await detail()).toEqual({ value: 2 })
    await stage.page.waitForSelector('.tt-sheet', { state: 'detached' })
  })

  it('shows a key of objects, and goes to an item that is tapped', async () => {
    await open({ range: [{ n: 'x' }, { n: 'y' }], 'range-key': 'n' })
    const box = await stage.box(wheels)
    await stage.page.mouse.click(box.x + 50, box.y + box.height / 2 + height)
    await rests(0, 'y')
    await confirm()
    expect(await detail()).toEqual({ value: 1 })
  })

  it('is cancelled by its button, beside the sheet, and by Escape', async () => {
    await open({ range: ['a'] })
    await stage.page.click('.tt-sheet-bar button')
    await stage.next('cancel')
    await open({ range: ['a'] })
    await stage.page.mouse.click(100, 100)
    await stage.next('cancel')
    await open({ range: ['a'] })
    await stage.page.keyboard.press('Escape')
    await stage.next('cancel')
  })

  it('stays shut while disabled', async () => {
    await stage.page.waitForSelector('.tt-sheet', { state: 'detached' })
    await stage.show(`e('picker', { id: 'p', disabled: true, range: ['a'] }, 'pick')`)
    await stage.tap('#p')
    expect(await stage.page.locator('.tt-sheet').count()).toBe(0)
  })
})

it('tells which column of a multiSelector was turned, and takes new ranges for it', async () => {
  await open({
    mode: 'multiSelector',
    range: [
      ['a', 'b'],
      ['1', '2', '3'],
    ],
    value: [0, 2],
  })
  await rests(1, '3')
  await turn(0, 1)
  expect((await stage.next('column')).detail).toEqual({ column: 0, value: 1 })
  await stage.set({
    range: [
      ['a', 'b'],
      ['7', '8'],
    ],
    value: [1, 0],
  })
  expect(await labels(1)).toEqual(['7', '8'])
  await rests(1, '7')
  await confirm()
  expect(await detail()).toEqual({ value: [1, 0] })
})

describe('date and time', () => {
  it('gives hh:mm within its bounds', async () => {
    await open({ mode: 'time', value: '09:05', start: '09:03', end: '11:30' })
    expect(await labels(0)).toEqual(['09', '10', '11'])
    expect((await labels(1))[0]).toBe('03')
    await rests(1, '05')
    await confirm()
    expect(await detail()).toEqual({ value: '09:05' })
  })

  it('gives YYYY-MM-DD, with the days that the month has', async () => {
    await open({ mode: 'date', value: '2024-02-29', start: '2020-01-01', end: '2026-06-30' })
    expect((await labels(2)).length).toBe(29)
    await turn(0, 1)
    await rests(0, '2025年')
    await stage.page.waitForFunction(
      `document.querySelectorAll('${wheels}')[2].querySelectorAll('.tt-wheel-items > *').length === 28`,
    )
    await confirm()
    expect(await detail()).toEqual({ value: '2025-02-28' })
  })

  it.each([
    ['year', '2024'],
    ['month', '2024-02'],
  ])('goes as far as fields %s', async (fields, value) => {
    await open({ mode: 'date', fields, value: '2024-02-29' })
    await confirm()
    expect(await detail()).toEqual({ value })
  })
})

describe('region', () => {
  it('gives province, city and district with their codes', async () => {
    await open({ mode: 'region', value: ['广东省', '广州市', '海珠区'] })
    await rests(1, '广州市')
    await confirm()
    expect(await detail()).toEqual({
      value: ['广东省', '广州市', '海珠区'],
      code: ['440000', '440100', '440105'],
    })
  })

  it('has the cities of the province that it is turned to, below an item for all', async () => {
    await open({ mode: 'region', 'custom-item': '全部' })
    expect(await labels(1)).toEqual(['全部'])
    await turn(0, 1)
    await stage.page.waitForFunction(
      `document.querySelectorAll('${wheels}')[1].textContent === '全部北京市'`,
    )
    await confirm()
    expect(await detail()).toEqual({ value: ['北京市', '全部', '全部'], code: ['110000', '', ''] })
  })
})

describe('picker-view', () => {
  const template = `e('picker-view', { id: 'v', style: 'height:170px', value: data.value, 'indicator-style': data.frame, bindchange: 'change', bindpickstart: 'start', bindpickend: 'end' },
    ...data.columns.map((items) => e('picker-view-column', {}, ...items.map((item) => e('view', { style: 'height:90px' }, item)))))`
  const columns = [
    ['a', 'b', 'c'],
    ['1', '2', '3', '4'],
  ]
  const itemIn = (column: number, row: number) =>
    `tt-picker-view-column:nth-child(${column + 1}) .tt-wheel-items > :nth-child(${row + 1})`

  it('stands where its value says, and tells where each column is turned to', async () => {
    await stage.show(template, { value: [1, 3], columns, frame: '' })
    const view = await stage.box('#v')
    const middle = async (selector: string) => {
      const box = await stage.box(selector)
      return box.y + box.height / 2
    }
    await stage.page.waitForFunction(
      `document.querySelectorAll('.tt-wheel-items').length === 2 && document.getAnimations().length === 0`,
    )
    expect(await middle(itemIn(0, 1))).toBeCloseTo(view.y + 85, 0)
    expect(await middle(itemIn(1, 3))).toBeCloseTo(view.y + 85, 0)
    expect((await stage.box(itemIn(0, 1))).height).toBe(34)
    await stage.page.mouse.move(view.x + 50, view.y + 85)
    await stage.page.mouse.wheel(0, 110)
    expect((await stage.next('start')).detail).toEqual({ column: 0 })
    expect((await stage.next('change')).detail).toEqual({ value: [2, 3] })
    expect((await stage.next('end')).detail).toEqual({ column: 0 })
  })

  it('follows new values, and keeps to what there is', async () => {
    await stage.show(template, { value: [0, 0], columns, frame: 'height:50px' })
    expect((await stage.box(itemIn(0, 0))).height).toBe(50)
    await stage.set({ value: [9, 1] })
    await stage.page.waitForFunction(`document.getAnimations().length === 0`)
    const view = await stage.box('#v')
    const last = await stage.box(itemIn(0, 2))
    expect(last.y + 25).toBeCloseTo(view.y + 85, 0)
  })
})
