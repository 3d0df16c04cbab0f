import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileStyle } from '../../../src/simulator/compiler/style.js'
import type { Problem } from '../../../src/simulator/protocol/bundle.js'
import { openBrowser } from '../../helpers/browser.js'

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  page = await browser.newPage({ viewport: { width: 375, height: 600 } })
})
afterAll(() => browser.close())

const own = new Map([['my-card', 'card']])
const scopes = {
  app: { kind: 'app', scope: 'g', own },
  page: { kind: 'page', scope: 'page', own },
  card: { kind: 'component', scope: 'card', own },
} as const

/** Compiles `a.ttss` of some files. */
function compile(files: string | Record<string, string>, scope: keyof typeof scopes = 'app') {
  const all = typeof files === 'string' ? { 'a.ttss': files } : files
  const problems: Partial<Problem>[] = []
  const css = compileStyle('a.ttss', scopes[scope], {
    read: (path) => (Object.hasOwn(all, path) ? (all as Record<string, string>)[path] : undefined),
    report: (problem) => problems.push(problem),
  })
  return { css, problems }
}

/** A page with a component in it, and another page below. */
const body = `
  <div class="tt-page" id="other" s-other s-g><tt-view class="a" s-other s-g></tt-view></div>
  <div class="tt-page" id="page" s-page s-g>
    <tt-view id="view" class="a b" s-page s-g><tt-text id="text" s-page s-g></tt-text></tt-view>
    <tt-component id="host" class="a" s-page s-g h-card>
      <tt-view id="closed" class="a" s-card></tt-view>
      <tt-view id="open" class="a" s-card s-g></tt-view>
    </tt-component>
  </div>`

/** The elements, by their ids, whose left margin is 10 pixels. */
async function reached(css: string): Promise<string[]> {
  await page.setContent(`<style>${css}</style><body>${body}</body>`)
  return page.evaluate(
    "[...document.querySelectorAll('body *')].filter((one) => getComputedStyle(one).marginLeft === '10px').map((one) => one.id || 'below')",
  )
}

describe('what a style sheet holds for', () => {
  const mark = '{ margin-left: 20rpx }'
  test.each([
    ['app', '.a', ['below', 'view', 'host', 'open']],
    ['app', 'page', ['other', 'page']],
    ['app', 'view', ['below', 'view', 'open']],
    ['page', '.a', ['view', 'host', 'open']],
    ['page', 'page', ['page']],
    ['page', 'page .a', ['view', 'host', 'open']],
    ['page', 'view, text', ['view', 'text', 'open']],
    ['page', '#view > text', ['text']],
    ['page', 'my-card', ['host']],
    ['page', 'my-card.a view', ['open']],
    ['page', 'view:not(.b)', ['open']],
    ['page', ':is(text, .b)', ['view', 'text']],
    ['page', '*', ['page', 'view', 'text', 'host', 'open']],
    ['card', '.a', ['closed', 'open']],
    ['card', ':host', ['host']],
    ['card', ':host(.a)', ['host']],
    ['card', ':host(.b)', []],
    ['card', ':host .a', ['closed', 'open']],
    ['card', 'page', []],
  ] as const)('%s: %s', async (scope, selector, ids) => {
    const { css, problems } = compile(`${selector} ${mark}`, scope)
    expect(problems).toEqual([])
    expect(await reached(css)).toEqual(ids)
  })

  test('specificity stays what it is written as', async () => {
    const rules = [
      '.a { margin-left: 10px } page view { margin-left: 1px }',
      '#view { margin-left: 10px } .a.b { margin-left: 1px }',
      'view.a { margin-left: 10px } .a { margin-left: 1px }',
    ]
    for (const rule of rules) expect(await reached(compile(rule, 'page').css)).toContain('view')
    expect(
      await reached(compile('my-card { margin-left: 1px } .a { margin-left: 10px }').css),
    ).toContain('host')
    expect(
      await reached(compile('.a { margin-left: 10px } my-card { margin-left: 1px }').css),
    ).toContain('host')
  })

  test('what stands before and behind an element', async () => {
    const { css } = compile(".b::before, .b:after { content: 'x'; margin-left: 20rpx }", 'page')
    await page.setContent(`<style>${css}</style><body>${body}</body>`)
    const seen = await page.evaluate(
      "['view', 'open'].flatMap((id) => ['::before', '::after'].map((one) => getComputedStyle(document.getElementById(id), one).content))",
    )
    expect(seen).toEqual(['"x"', '"x"', 'none', 'none'])
  })
})

test('lengths of the screen', () => {
  const { css } = compile(
    'view { margin: -10rpx 7.5rpx calc(100% - 3rpx) .75RPX; width: calc(100%-75rpx); --w: 75rpx; content: "10rpx"; background: url(10rpx.png); animation: move-10rpx 1s, rpx 2s } @media (min-width: 75rpx) { .a { top: +75rpx } } @keyframes k { to { left: 1e2rpx } }',
  )
  expect(css).toBe(
    'tt-view:where([s-g]) { margin: -1.33333vw 1vw calc(100% - 0.4vw) 0.1vw; width: calc(100%-10vw); --w: 10vw; content: "10rpx"; background: url("/10rpx.png"); animation: move-10rpx 1s, rpx 2s } @media (min-width: 10vw) { .a:where([s-g]) { top: 10vw } } @keyframes k { to { left: 13.33333vw } }',
  )
})

test('imports stand where they are written, and bring their pictures', () => {
  const { css, problems } = compile({
    'a.ttss':
      '@charset "utf-8";\n@import "./more/b.ttss";\n@import url("/more/c") screen;\n.a { top: 0 }',
    'more/b.ttss':
      '@import "../d.ttss"; .b { background: url(b.png) no-repeat, url(\'/c.png?x#y\'), url(data:image/png;base64,AA==), url(https://a.example/b.png), url(#f) }',
    'more/c.ttss':
      '.c { left: 0 } @font-face { font-family: f; src: url("f.woff") format("woff") }',
    'd.ttss': '.d { right: 0 }',
  })
  expect(problems).toEqual([])
  expect(css.replace(/:where\(\[s-g\]\)/g, '')).toBe(
    `.d { right: 0 }
.b { background: url("/more/b.png") no-repeat, url("/c.png?x#y"), url(data:image/png;base64,AA==), url(https://a.example/b.png), url(#f) }
@media screen {.c { left: 0 } @font-face { font-family: f; src: url("/more/f.woff") format("woff") } }
.a { top: 0 }`,
  )
})

test('imports that lead nowhere are said', () => {
  const { css, problems } = compile({
    'a.ttss':
      '.a { top: 0 }\n@import "none.ttss";\n@import "b.ttss"; @import "https://a.example/c.css";',
    'b.ttss': '\n@import "a.ttss"; .b { top: 0 }',
  })
  expect(problems).toEqual([
    { file: 'a.ttss', line: 2, column: 1, message: 'imports none.ttss, which is not there' },
    {
      file: 'b.ttss',
      line: 2,
      column: 1,
      message: 'imports a.ttss, which imports this file itself',
    },
    {
      file: 'a.ttss',
      line: 3,
      column: 19,
      message: 'imports https://a.example/c.css, which is not of the project',
    },
  ])
  expect(css).toContain('.a:where([s-g]) { top: 0 }')
  expect(css).toContain('.b:where([s-g]) { top: 0 }')
})

test('animations of a part are its own, those of app.ttss are for all', () => {
  const source =
    '.a { animation: in 1s ease-in, out 2s; -webkit-animation-name: in } @keyframes in { from, 50% { top: 0 } } @-webkit-keyframes "in" { to { top: 0 } }'
  expect(compile(source, 'app').css).not.toContain('in-g')
  expect(compile(source, 'card').css).toBe(
    '.a:where([s-card]) { animation: in-card 1s ease-in, out 2s; -webkit-animation-name: in-card } @keyframes in-card { from, 50% { top: 0 } } @-webkit-keyframes in-card { to { top: 0 } }',
  )
})

test.each([
  ['.a { color }\n.b { top: 0 }', [1, 6]],
  ['.a { color: red }\n}\n.b { top: 0 }', [2, 1]],
  ['.a { color: rgb(1, 2\n.b { top: 0 }', [1, 16]],
  ['.a { content: "x; }\n.b { top: 0 }', [1, 15]],
  ['.b { top: 0 }\n.a { color: red;', [2, 1]],
  ['.b { top: 0 }\n/* open', [2, 1]],
  ['.a { // not\n color: red }\n.b { top: 0 }', [1, 9]],
  ['// not { }\n.b { top: 0 }', [1, 1]],
  ['.a >> {}\n.b { top: 0 }', undefined],
  ['.a:: {}\n.b { top: 0 }', [1, 1]],
])('broken: %s', async (source, place) => {
  const { css, problems } = compile(source)
  const [first] = problems
  if (place !== undefined) expect([first?.line, first?.column]).toEqual(place)
  expect(problems.every((problem) => problem.file === 'a.ttss')).toBe(true)
  expect(css).toContain('.b:where([s-g]) { top: 0 }')
})
