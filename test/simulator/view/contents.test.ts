import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../helpers/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const css = (selector: string, name: string) =>
  stage.page.evaluate(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue('${name}')`,
  )
const picture = (width: number, height: number) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="red"/></svg>`)}`

describe('view and text', () => {
  it('are a block and a run of text, under whatever the page says', async () => {
    await stage.page.addStyleTag({ content: 'tt-view.flex { display: flex }' })
    await stage.show(
      `[e('view', { id: 'v' }, e('text', { id: 't' }, 'a')), e('view', { class: 'flex' })]`,
    )
    expect(await css('#v', 'display')).toBe('block')
    expect(await css('#t', 'display')).toBe('inline')
    expect(await css('.flex', 'display')).toBe('flex')
  })

  it('is hidden by hidden, whatever its display', async () => {
    await stage.show(`e('view', { id: 'v', hidden: true, class: 'flex', style: 'display:flex' })`)
    expect(await css('#v', 'display')).toBe('none')
  })

  it('keeps line breaks, and rows of spaces and entities where it is asked to', async () => {
    await stage.show(
      `[e('text', { id: 'a' }, 'one\\ntwo\\\\nthree'),
        e('text', { id: 'b', space: 'nbsp', decode: '' }, 'a  b &lt;&nbsp;&amp;&copy;'),
        e('text', { id: 'c' }, '&lt;')]`,
    )
    const textOf = (id: string) =>
      stage.page.evaluate(`document.getElementById('${id}').textContent`)
    expect(await textOf('a')).toBe('one\ntwo\nthree')
    expect((await stage.box('#a')).height).toBeGreaterThan(60)
    expect(await textOf('b')).toBe('a\u00a0\u00a0b\u00a0<\u00a0&&copy;')
    expect(await textOf('c')).toBe('&lt;')
  })

  it('can be selected where it says so, and not elsewhere', async () => {
    await stage.show(
      `e('view', { style: 'user-select:none' }, e('text', { id: 'a', selectable: '' }, 'abcdef'), e('text', { id: 'b' }, 'x'))`,
    )
    expect(await css('#a', 'user-select')).toBe('text')
    const box = await stage.box('#a')
    await stage.drag({ x: box.x + 1, y: box.y + 10 }, { x: box.width + 3 })
    expect(await stage.page.evaluate('String(getSelection())')).toContain('bcdef')
  })

  it('lets a page write nothing into the DOM but what templates are', async () => {
    await stage.show(
      `e('view', { id: 'v', innerHTML: '<b>x</b>', onclick: 'window.hit = 1', title: 'x' }, 'text')`,
    )
    expect(await stage.page.innerHTML('#v')).toBe('text')
    await stage.page.click('#v')
    expect(await stage.page.evaluate('window.hit')).toBeUndefined()
  })
})

describe('image', () => {
  it('tells load with its size, or error', async () => {
    await stage.show(
      `e('image', { id: 'i', src: data.src, bindload: 'load', binderror: 'error' })`,
      { src: picture(40, 20) },
    )
    expect((await stage.next('load')).detail).toEqual({ width: 40, height: 20 })
    expect(await stage.box('#i')).toMatchObject({ width: 300, height: 225 })
    await stage.set({ src: 'data:image/png;base64,AAAA' })
    expect((await stage.next('error')).detail).toMatchObject({
      errMsg: expect.stringContaining('AAAA'),
    })
  })

  it('asks the frame where a file is', async () => {
    await stage.page.evaluate(
      `globalThis.files = { 'ttfile://temp/a.png': ${JSON.stringify(picture(3, 4))} }`,
    )
    await stage.show(`e('image', { src: 'ttfile://temp/a.png', bindload: 'load' })`)
    expect((await stage.next('load')).detail).toEqual({ width: 3, height: 4 })
  })

  it.each([
    ['scaleToFill', 'fill', '50% 50%'],
    ['aspectFit', 'contain', '50% 50%'],
    ['aspectFill', 'cover', '50% 50%'],
    ['center', 'none', '50% 50%'],
    ['top', 'none', '50% 0%'],
    ['left', 'none', '0% 50%'],
    ['bottom right', 'none', '100% 100%'],
    ['top left', 'none', '0% 0%'],
  ])('of mode %s', async (mode, fit, place) => {
    await stage.show(`e('image', { mode: ${JSON.stringify(mode)}, src: data.src })`, {
      src: picture(40, 20),
    })
    expect(await css('img', 'object-fit')).toBe(fit)
    expect(await css('img', 'object-position')).toBe(place)
  })

  it('follows its picture in one side by widthFix and heightFix, over the page', async () => {
    await stage.show(
      `e('view', { style: 'display:flex' }, e('image', { id: 'w', mode: 'widthFix', src: data.src, style: 'width:120px;height:10px' }),
        e('image', { id: 'h', mode: 'heightFix', src: data.src, style: 'width:10px;height:50px' }))`,
      { src: picture(40, 20) },
    )
    await stage.page.waitForFunction(`document.querySelector('#w').offsetHeight === 60`)
    await stage.page.waitForFunction(`document.querySelector('#h').offsetWidth === 100`)
  })

  it('waits with lazy-load until it comes near', async () => {
    await stage.show(
      `e('view', {}, e('view', { style: 'height:3000px' }), e('image', { id: 'i', 'lazy-load': true, src: data.src, bindload: 'load' }))`,
      { src: picture(4, 4) },
    )
    expect(await stage.page.locator('#i img').count()).toBe(0)
    await stage.page.evaluate(`document.querySelector('.tt-page').scrollTop = 2800`)
    await stage.next('load')
  })
})

describe('icon and progress', () => {
  it('draws each type in its size and colour', async () => {
    const types = [
      'success',
      'success_no_circle',
      'info',
      'warn',
      'waiting',
      'clear',
      'cancel',
      'download',
      'search',
    ]
    await stage.show(
      `data.types.map((type) => e('icon', { type, size: 30, color: 'rgb(1, 2, 3)' }))`,
      { types },
    )
    await expect.poll(() => stage.page.locator('tt-icon svg path').count()).toBe(types.length)
    expect(await stage.box('tt-icon')).toMatchObject({ width: 30, height: 30 })
    expect(
      await stage.page
        .locator('tt-icon svg [fill="rgb(1, 2, 3)"], tt-icon svg [stroke="rgb(1, 2, 3)"]')
        .count(),
    ).toBe(types.length)
  })

  it('fills as far as percent, and tells when the animation is through', async () => {
    await stage.show(
      `e('progress', { percent: data.percent, 'show-info': '', 'stroke-width': '10', active: data.active, duration: 1, 'active-mode': 'forwards', bindactiveend: 'end', 'active-color': 'rgb(1, 2, 3)' })`,
      { percent: 25, active: false },
    )
    const bar = '.tt-progress-bar'
    const whole = await stage.box(bar)
    expect(whole.height).toBe(10)
    expect((await stage.box(`${bar} > div`)).width).toBeCloseTo(whole.width / 4, 0)
    await expect.poll(() => stage.page.textContent('tt-progress')).toBe('25%')
    await stage.set({ active: true, percent: 80 })
    expect((await stage.next('end')).detail).toEqual({ curPercent: 80 })
    await expect.poll(() => stage.page.textContent('tt-progress')).toBe('80%')
  })
})

describe('rich-text', () => {
  it('draws trusted tags and attributes of HTML, and nothing that runs', async () => {
    await stage.page.evaluate('window.hit = undefined')
    await stage.show(`e('rich-text', { id: 'r', nodes: data.html })`, {
      html:
        '<div class="c" style="color:red" id="no" onclick="window.hit=1">a &amp; <b>b</b><a href="javascript:1">l</a></div>' +
        '<script>window.hit=1</script><img src="x:" onerror="window.hit=1" alt="y"><iframe src="about:blank"></iframe><table><tr><td colspan="2">t</td></tr></table>',
    })
    expect(await stage.page.innerHTML('#r')).toBe(
      '<div s-test="" class="c" style="color: red;">a &amp; <b s-test="">b</b><a s-test="">l</a></div><img s-test="" alt="y" src="x:"><table s-test=""><tbody s-test=""><tr s-test=""><td s-test="" colspan="2">t</td></tr></tbody></table>',
    )
    expect(await stage.page.evaluate('window.hit')).toBeUndefined()
  })

  it('draws nodes', async () => {
    await stage.show(`e('rich-text', { id: 'r', nodes: data.nodes })`, {
      nodes: [
        {
          name: 'P',
          attrs: { class: 'c', style: 'height: 75rpx', onclick: 'x' },
          children: [{ type: 'text', text: 'a&nbsp;<b>' }],
        },
        { name: 'script', children: [{ type: 'text', text: 'x' }] },
      ],
    })
    expect(await stage.page.innerHTML('#r')).toBe(
      '<p s-test="" class="c" style="height: 10vw;">a&nbsp;&lt;b&gt;</p>',
    )
  })
})
