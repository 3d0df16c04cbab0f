import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const methods = async () => (await stage.events()).map(({ method }) => method)
const written = (selector: string) => stage.page.inputValue(selector)

describe('button', () => {
  it('is tapped, unless it is disabled', async () => {
    await stage.show(
      `e('view', { bindtap: 'around' }, e('button', { id: 'b', bindtap: 'tap', disabled: data.off, loading: data.off }, 'Send'))`,
      { off: false },
    )
    await stage.tap('#b')
    expect(await methods()).toEqual(['tap', 'around'])
    await stage.set({ off: true })
    await stage.tap('#b')
    expect(await methods()).toEqual([])
    await expect.poll(() => stage.page.locator('#b .tt-spinner').count()).toBe(1)
  })

  it('shows what it is to the styles of a page', async () => {
    await stage.page.addStyleTag({ content: 'tt-button[disabled][type="warn"] { opacity: 0.25 }' })
    await stage.show(`e('button', { id: 'b', type: 'warn', disabled: true, size: 'mini' }, 'Send')`)
    expect(
      await stage.page.evaluate(`getComputedStyle(document.getElementById('b')).opacity`),
    ).toBe('0.25')
    expect((await stage.box('#b')).height).toBeLessThan(35)
  })

  it('looks pressed in its hover-class', async () => {
    await stage.show(`e('button', { id: 'b' }, 'Send')`)
    const { x, y } = await stage.box('#b')
    await stage.page.mouse.move(x + 20, y + 10)
    await stage.page.mouse.down()
    await stage.page.waitForSelector('#b.button-hover')
    await stage.page.mouse.up()
    await stage.page.waitForSelector('#b:not(.button-hover)')
  })

  it.each([
    [
      'getUserInfo',
      'getuserinfo',
      { errMsg: 'getUserInfo:ok', userInfo: { nickName: expect.stringContaining('made up') } },
    ],
    [
      'getPhoneNumber',
      'getphonenumber',
      { errMsg: expect.stringMatching(/^getPhoneNumber:fail .*tt-anywhere/) },
    ],
    ['contact', 'contact', { errMsg: expect.stringContaining('tt-anywhere') }],
  ])(
    'answers open-type %s by values that are marked, or says why not',
    async (type, event, detail) => {
      await stage.show(
        `e('button', { 'open-type': data.type, ['bind' + data.event]: 'opened' }, 'x')`,
        {
          type,
          event,
        },
      )
      await stage.tap('tt-button')
      expect((await stage.next('opened')).detail).toMatchObject(detail)
    },
  )

  it('asks the frame to share, and warns of what it does not know', async () => {
    await stage.show(
      `[e('button', { id: 's', 'open-type': 'share' }, 'x'), e('button', { id: 'u', 'open-type': 'moon' }, 'x')]`,
    )
    await stage.tap('#s')
    await stage.tap('#u')
    expect(await stage.told()).toEqual([
      ['share', 's'],
      ['warn', expect.stringContaining('moon')],
    ])
  })
})

describe('input', () => {
  it('tells what is typed, when it has the focus, and when it is done', async () => {
    await stage.show(
      `e('input', { value: 'a', bindinput: 'input', bindfocus: 'focus', bindblur: 'blur', bindconfirm: 'confirm' })`,
    )
    await stage.tap('input')
    expect((await stage.next('focus')).detail).toEqual({ value: 'a', height: 0 })
    await stage.page.keyboard.press('End')
    await stage.page.keyboard.press('b')
    expect((await stage.next('input')).detail).toEqual({ value: 'ab', cursor: 2, keyCode: 66 })
    await stage.page.keyboard.press('Enter')
    expect((await stage.next('confirm')).detail).toEqual({ value: 'ab' })
    expect((await stage.next('blur')).detail).toEqual({ value: 'ab', cursor: 2 })
  })

  it('shows a new value of the page, and no echo of what was typed before', async () => {
    await stage.show(`e('input', { value: data.value, bindinput: 'input' })`, { value: '' })
    await stage.tap('input')
    await stage.page.keyboard.type('abc')
    await stage.set({ value: 'a' })
    expect(await written('input')).toBe('abc')
    await stage.set({ value: 'ab' })
    await stage.set({ value: 'abc' })
    expect(await written('input')).toBe('abc')
    await stage.set({ value: 'other' })
    expect(await written('input')).toBe('other')
  })

  it('takes what the handler of input returns in its place', async () => {
    await stage.page.evaluate(`globalThis.answers = { upper: Promise.resolve('ABC') }`)
    await stage.show(`e('input', { bindinput: 'upper' })`)
    await stage.tap('input')
    await stage.page.keyboard.type('x')
    await stage.page.waitForFunction(`document.querySelector('input').value === 'ABC'`)
  })

  it.each([
    ['number', 'a1-2.', '12'],
    ['digit', 'a1-2.5', '1-2.5'],
    ['idcard', '11y0X', '110X'],
    ['text', 'a1-', 'a1-'],
  ])('of type %s writes what its keyboard has', async (type, typed, value) => {
    await stage.show(`e('input', { type: data.type, bindinput: 'input' })`, { type })
    await stage.tap('input')
    await stage.page.keyboard.type(typed)
    expect(await written('input')).toBe(value)
  })

  it('holds no more than maxlength, 140 unless said', async () => {
    await stage.show(
      `[e('input', { maxlength: '3' }), e('input', {}), e('input', { maxlength: -1 })]`,
    )
    for (const [index, length] of [3, 140, 150].entries()) {
      const field = stage.page.locator('input').nth(index)
      await field.fill('x'.repeat(150))
      await expect.poll(() => field.inputValue()).toHaveLength(length)
    }
  })

  it('shows its placeholder in a style of its own until there is a value', async () => {
    await stage.show(
      `e('input', { placeholder: 'Name', 'placeholder-style': 'color:red;font-size:75rpx', 'placeholder-class': 'ph', password: true })`,
    )
    await expect.poll(() => stage.page.textContent('.ph')).toBe('Name')
    await expect
      .poll(() => stage.page.getAttribute('.ph', 'style'))
      .toBe('color: red; font-size: 10vw;')
    await expect.poll(() => stage.page.getAttribute('input', 'type')).toBe('password')
    await stage.page.fill('input', 'x')
    await expect.poll(() => stage.page.locator('.ph').count()).toBe(0)
  })

  it('shows its placeholder where its value will stand, within its padding', async () => {
    await stage.show(
      `[e('input', { placeholder: 'p', style: 'padding:10px 20px;height:40px;text-align:right' }), e('textarea', { placeholder: 'p', style: 'padding:10px 20px' })]`,
    )
    for (const tag of ['input', 'textarea']) {
      expect(await stage.box(`tt-${tag} .tt-placeholder`)).toEqual(
        await stage.box(`tt-${tag} ${tag}`),
      )
    }
    expect(await stage.box('tt-input input')).toMatchObject({
      x: 20,
      y: 10,
      width: 335,
      height: 40,
    })
  })

  it('gets the focus when the page says so, and never while it is disabled', async () => {
    await stage.show(
      `e('input', { focus: data.on, disabled: data.off, bindfocus: 'focus', bindblur: 'blur' })`,
      { on: false, off: false },
    )
    await stage.set({ on: true })
    await stage.next('focus')
    await stage.set({ on: false })
    await stage.next('blur')
    await stage.set({ off: true })
    await expect.poll(() => stage.page.isDisabled('input')).toBe(true)
  })
})

describe('textarea', () => {
  it('grows with its lines, and tells their number', async () => {
    await stage.show(
      `e('textarea', { id: 't', 'auto-height': '', bindlinechange: 'lines', bindinput: 'input', style: 'height:10px;font-size:16px;line-height:20px' })`,
    )
    await stage.tap('textarea')
    await stage.page.keyboard.type('a')
    expect((await stage.next('input')).detail).toMatchObject({ value: 'a', cursor: 1 })
    await stage.page.keyboard.press('Enter')
    await stage.page.keyboard.press('Enter')
    await stage.next('lines')
    expect((await stage.next('lines')).detail).toEqual({ height: 60, heightRpx: 120, lineCount: 3 })
    expect((await stage.box('#t')).height).toBe(60)
  })

  it('confirms by the key that confirm-type names', async () => {
    await stage.show(
      `e('textarea', { 'confirm-type': 'send', value: 'x', bindconfirm: 'confirm' })`,
    )
    await stage.tap('textarea')
    await stage.page.keyboard.press('Enter')
    expect((await stage.next('confirm')).detail).toEqual({ value: 'x' })
    expect(await written('textarea')).toBe('x')
  })
})

describe('checkbox and radio', () => {
  it('tells all values that are checked, in the order of the page', async () => {
    await stage.show(
      `e('checkbox-group', { bindchange: 'change' },
         e('checkbox', { id: 'a', value: 'a' }), e('checkbox', { id: 'b', value: 'b', checked: true }), e('checkbox', { id: 'c', value: 'c', disabled: '' }))`,
    )
    await stage.tap('#a')
    expect((await stage.next('change')).detail).toEqual({ value: ['a', 'b'] })
    await stage.tap('#b')
    expect((await stage.next('change')).detail).toEqual({ value: ['a'] })
    await stage.tap('#c')
    expect(await methods()).toEqual([])
    await expect.poll(() => stage.page.getAttribute('#a', 'aria-checked')).toBe('true')
  })

  it('has one radio checked, and is silent when it is tapped again', async () => {
    await stage.show(
      `e('radio-group', { bindchange: 'change' }, e('radio', { id: 'a', value: 'a', checked: data.a }), e('radio', { id: 'b', value: 'b', color: 'rgb(1, 2, 3)' }))`,
      { a: true },
    )
    await stage.tap('#b')
    expect((await stage.next('change')).detail).toEqual({ value: 'b' })
    await expect.poll(() => stage.page.getAttribute('#a', 'aria-checked')).toBe('false')
    await stage.tap('#b')
    expect(await methods()).toEqual([])
  })
})

describe('switch', () => {
  it.each(['switch', 'checkbox'])('of type %s tells its state', async (type) => {
    await stage.show(`e('switch', { type: data.type, checked: 'true', bindchange: 'change' })`, {
      type,
    })
    await stage.tap('tt-switch')
    expect((await stage.next('change')).detail).toEqual({ value: false })
    await stage.tap('tt-switch')
    expect((await stage.next('change')).detail).toEqual({ value: true })
    await stage.tap('tt-switch')
    expect(await methods()).toEqual(['change'])
  })
})

describe('slider', () => {
  it('tells each step while it is dragged, and where it is let go', async () => {
    await stage.show(
      `e('view', { style: 'padding:50px' }, e('slider', { min: 10, max: 30, step: 5, value: 10, 'show-value': true, bindchanging: 'changing', bindchange: 'change' }))`,
    )
    const track = await stage.box('.tt-slider-track')
    await stage.drag({ x: track.x, y: track.y }, { x: track.width / 2 }, { steps: 20 })
    const events = await stage.events()
    expect(
      events.map(({ method, detail }) => [method, (detail as { value: number }).value]),
    ).toEqual([
      ['changing', 15],
      ['changing', 20],
      ['change', 20],
    ])
    await expect.poll(() => stage.page.textContent('.tt-slider-value')).toBe('20')
    await stage.page.mouse.click(track.x + track.width, track.y)
    await stage.next('changing')
    expect((await stage.next('change')).detail).toEqual({ value: 30 })
  })

  it('adds steps up to no long tails, and stays where it is while disabled', async () => {
    await stage.show(
      `e('slider', { max: 1, step: 0.1, disabled: data.off, bindchange: 'change' })`,
      { off: false },
    )
    const track = await stage.box('.tt-slider-track')
    await stage.page.mouse.click(track.x + track.width * 0.3, track.y)
    expect((await stage.next('change')).detail).toEqual({ value: 0.3 })
    await stage.set({ off: true })
    await stage.page.mouse.click(track.x + track.width * 0.8, track.y)
    expect(await methods()).toEqual([])
  })
})

describe('label', () => {
  it('checks what it names, else the first control inside, once', async () => {
    await stage.show(
      `[e('checkbox-group', { bindchange: 'change' },
          e('label', { id: 'in' }, e('checkbox', { id: 'a', value: 'a' }), 'first', e('checkbox', { value: 'b' })),
          e('label', { id: 'for', for: 'c' }, 'other')),
        e('checkbox-group', { bindchange: 'named' }, e('checkbox', { id: 'c', value: 'c' }))]`,
    )
    const box = await stage.box('#in')
    await stage.page.mouse.click(box.x + 40, box.y + 10)
    expect((await stage.next('change')).detail).toEqual({ value: ['a'] })
    await stage.tap('#a')
    expect((await stage.next('change')).detail).toEqual({ value: [] })
    await stage.tap('#for')
    expect((await stage.next('named')).detail).toEqual({ value: ['c'] })
    expect(await methods()).toEqual([])
  })

  it('gives a field the focus, toggles a switch, taps a button', async () => {
    await stage.show(
      `[e('label', { id: 'a', for: 'f' }, 'a'), e('input', { id: 'f', bindfocus: 'focus' }),
        e('label', { id: 'b' }, 'bbbb', e('switch', { bindchange: 'switched' })),
        e('label', { id: 'c', for: 'g' }, 'c'), e('button', { id: 'g', bindtap: 'tapped' }, 'x')]`,
    )
    await stage.page.click('#a', { position: { x: 2, y: 5 } })
    await stage.next('focus')
    await stage.page.click('#b', { position: { x: 2, y: 5 } })
    await stage.next('switched')
    await stage.page.click('#c', { position: { x: 2, y: 5 } })
    await stage.next('tapped')
  })
})

describe('form', () => {
  const template = `e('form', { bindsubmit: 'submit', bindreset: 'reset' },
    e('input', { name: 'name', value: 'Ann' }), e('input', { value: 'nameless' }), e('textarea', { name: 'note', value: 'n' }),
    e('checkbox-group', { name: 'boxes' }, e('checkbox', { value: 'a', checked: true }), e('checkbox', { value: 'b' })),
    e('radio-group', { name: 'one' }, e('radio', { value: 'r', checked: true })),
    e('switch', { name: 'on', checked: true }), e('slider', { name: 'far', value: 20 }),
    e('picker', { name: 'pick', range: ['x', 'y'], value: 1 }, 'y'),
    e('button', { id: 's', 'form-type': 'submit', 'data-x': 1 }, 'x'), e('button', { id: 'r', 'form-type': 'reset' }, 'x'))`

  it('submits what its controls hold, by their names', async () => {
    await stage.show(template)
    await stage.page.locator('input').first().fill('Bea')
    await stage.tap('#s')
    expect((await stage.next('submit')).detail).toEqual({
      value: { name: 'Bea', note: 'n', boxes: ['a'], one: 'r', on: true, far: 20, pick: 1 },
      target: { id: 's', dataset: { x: 1 } },
    })
  })

  it('empties them by reset', async () => {
    await stage.show(template)
    await stage.tap('#r')
    await stage.next('reset')
    await stage.tap('#s')
    expect((await stage.next('submit')).detail).toMatchObject({
      value: { name: '', note: '', boxes: [], one: '', on: false, far: 0 },
    })
  })
})
