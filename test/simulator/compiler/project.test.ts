import { expect, test } from 'vitest'
import { compileProject, createCompiler } from '../../../src/simulator/compiler/project.js'
import { filesOf } from './rendered.js'

const good = {
  'app.json':
    '{ "pages": ["pages/a/a"], "subPackages": [{ "root": "more", "pages": ["b/b"] }], "usingComponents": { "card": "/parts/card" } }',
  'app.js': 'App({})',
  'app.ttss': 'page { color: red }',
  'pages/a/a.js': 'Page({})',
  'pages/a/a.json': '{ "usingComponents": { "row": "../../parts/row", "shop": "shop-ui/button" } }',
  'pages/a/a.ttml': '<card/><row/><shop/>',
  'more/b/b.js': 'Page({})',
  'more/b/b.ttml': '<view/>',
  'parts/card.js': 'Component({})',
  'parts/card.json': '{ "component": true, "usingComponents": { "card": "./card" } }',
  'parts/card.ttml': '<card tt:if="{{more}}"/>',
  'parts/row/index.js': 'Component({})',
  'parts/row/index.ttml': '<slot/>',
  'miniprogram_npm/shop-ui/button/index.js': "require('./lib')",
  'miniprogram_npm/shop-ui/button/lib.js': '',
  'miniprogram_npm/shop-ui/button/index.ttml': '<button/>',
  'picture.png': 'not text',
  'node_modules/left/index.js': '',
}

test('pages, those of packages too, and the components that they come to', async () => {
  const { app, parts, files, problems } = await compileProject(filesOf(good))
  expect(problems).toEqual([])
  expect(app.pages).toEqual(['pages/a/a'])
  const uses = Object.fromEntries(Object.values(parts).map((part) => [part.path, part.uses]))
  const card = 'parts/card'
  expect(uses).toEqual({
    'pages/a/a': { card, row: 'parts/row/index', shop: 'miniprogram_npm/shop-ui/button/index' },
    'more/b/b': { card },
    'parts/card': { card },
    'parts/row/index': { card },
    'miniprogram_npm/shop-ui/button/index': { card },
  })
  expect(parts['parts/card']?.config).toEqual({
    component: true,
    usingComponents: { card: './card' },
  })
  expect(new Set(Object.values(parts).map((part) => part.scope)).size).toBe(5)
  // What the logic reads, and no more.
  expect(Object.keys(files)).toContain('miniprogram_npm/shop-ui/button/lib.js')
  for (const path of ['picture.png', 'app.ttss', 'node_modules/left/index.js']) {
    expect(Object.keys(files)).not.toContain(path)
  }
})

test('packages that are not built come as far as they are asked for', async () => {
  const { files, problems } = await compileProject(
    filesOf({
      ...good,
      'pages/a/a.js': "import left from 'left'\nimport '@some/one/deep'\nPage({})",
      'node_modules/left/package.json': '{ "main": "lib/left.js" }',
      'node_modules/left/lib/left.js': "module.exports = require('./other')",
      'node_modules/left/lib/other.js': "require('right')",
      'node_modules/right/index.js': '',
      'node_modules/@some/one/deep.js': '',
      'node_modules/unused/index.js': '',
    }),
  )
  expect(problems).toEqual([])
  expect(Object.keys(files).filter((path) => path.startsWith('node_modules'))).toEqual([
    'node_modules/@some/one/deep.js',
    'node_modules/left/package.json',
    'node_modules/left/lib/left.js',
    'node_modules/left/lib/other.js',
    'node_modules/right/index.js',
  ])
  expect(files['pages/a/a.js']).toContain("require('left')")
})

test('what is wrong is said with its place, and the rest is there', async () => {
  const { problems, parts, files } = await compileProject(
    filesOf({
      ...good,
      'app.ttss': '.a { color: red }\n.b { color }\n.c { width: 10rpx }',
      'pages/a/a.js': 'Page({\n  data: { a: }\n})',
      'pages/a/a.json': '{\n  "usingComponents": { "gone": "./gone", }\n}',
      'pages/a/a.ttml':
        '<view>\n  <image src="a.png">\n</view>\n<view tt:fi="{{a}}" wx:if="{{b}}"/>\n<view a="{{ a b }}">{{}}</view>\n<view tt:else/><import src="none.ttml"/>',
      'more/b/b.json': '{ "usingComponents": { "gone": "./gone", "far": "plugin://far/far" } }',
      'more/b/b.js': 'import x fro "y"',
    }),
  )
  expect(problems).toEqual([
    {
      severity: 'error',
      file: 'app.ttss',
      line: 2,
      column: 6,
      message: 'the style sheet breaks here: Unknown word color',
    },
    expect.objectContaining({ file: 'more/b/b.js', line: 1, column: 10 }),
    expect.objectContaining({
      file: 'more/b/b.json',
      message: 'there is no component ./gone for <gone>',
    }),
    expect.objectContaining({
      file: 'more/b/b.json',
      message: 'there is no component plugin://far/far for <far>',
    }),
    expect.objectContaining({ file: 'pages/a/a.js', line: 2, message: "Unexpected token '}'" }),
    expect.objectContaining({ file: 'pages/a/a.json', line: 2, column: 42 }),
    expect.objectContaining({
      file: 'pages/a/a.ttml',
      line: 2,
      column: 3,
      message: '<image> is not closed',
    }),
    expect.objectContaining({
      severity: 'warning',
      line: 4,
      message: 'tt:fi is no directive of TTML',
    }),
    expect.objectContaining({ line: 4, message: 'wx:if is no attribute of TTML' }),
    expect.objectContaining({
      line: 5,
      message: expect.stringContaining('{{a b}} does not parse'),
    }),
    expect.objectContaining({ line: 5, message: '{{}} does not parse: it is empty' }),
    expect.objectContaining({ line: 6, column: 1, message: 'tt:else stands behind no tt:if' }),
    expect.objectContaining({
      line: 6,
      column: 16,
      message: 'imports none.ttml, which is not there',
    }),
  ])
  expect(Object.keys(parts)).toEqual(['pages/a/a', 'parts/card', 'more/b/b'])
  expect(files['pages/a/a.js']).toContain('data: { a: }')
})

test.each([
  ['no app.json', undefined, 'the project has no app.json'],
  ['no pages', '{}', 'app.json names no pages'],
  ['no JSON', '{\n  "pages": [}', 'app.json is no JSON: unexpected "}" at line 2, column 13'],
])('%s', async (_, json, message) => {
  const { 'app.json': __, ...rest } = good
  const files = json === undefined ? rest : { ...rest, 'app.json': json }
  const { problems, parts } = await compileProject(filesOf(files))
  expect(problems.map((problem) => problem.message)).toEqual([message])
  expect(parts).toEqual({})
})

test('a page without files is said', async () => {
  const { problems } = await compileProject(filesOf({ 'app.json': '{ "pages": ["a/a"] }' }))
  expect(problems.map((problem) => problem.message)).toEqual([
    'the page a/a has no script',
    'the page a/a has no template',
  ])
})

test('only what changed is compiled anew', async () => {
  const files: Record<string, string> = {
    ...good,
    'pages/a/a.ttml': '<import src="/shared.ttml"/><template is="x"/>',
    'more/b/b.ttml': '<import src="/shared.ttml"/><template is="x"/>',
    'more/b/b.ttss': '@import "/app.ttss";',
    'shared.ttml': '<template name="x"><view>{{a}}</view></template>',
  }
  const { compile } = await createCompiler()
  const first = compile(filesOf(files))
  const again = compile(filesOf(files))
  expect(again).toEqual(first)
  expect(again.parts['pages/a/a']?.config).toBe(first.parts['pages/a/a']?.config)

  files['shared.ttml'] = '<template name="x"><view>{{b}}</view></template>'
  files['app.ttss'] = 'page { color: blue }'
  const changed = compile(filesOf(files))
  expect(Object.keys(changed.templates)).toEqual(['shared.ttml'])
  expect(changed.templates['shared.ttml']).toContain('names.b')
  expect(changed.css).toContain('blue')
  expect(changed.parts['more/b/b']?.css).toContain('blue')

  files['shared.ttml'] = '<template name="x"><card/></template>'
  files['shared.json'] = '{'
  expect(Object.keys(compile(filesOf(files)).templates)).toEqual(['shared.ttml?card'])
  delete files['shared.ttml']
  expect(compile(filesOf(files)).problems.map(({ file }) => file)).toEqual([
    'more/b/b.ttml',
    'pages/a/a.ttml',
  ])
})

test('scripts in TypeScript are read as what becomes of them', async () => {
  const { files, problems, parts } = await compileProject(
    filesOf({
      'app.json': '{ "pages": ["a/a", "b/b"], "usingComponents": { "card": "/c/card" } }',
      'app.ts': 'App<object>({})',
      'a/a.ts':
        "import { x } from './x'\nimport type { Y } from './y'\nPage({ data: { x: x as number } })",
      'a/a.ttml': '<card/>',
      'a/x.ts': 'export const x: number = 1',
      'a/y.d.ts': 'export type Y = 1',
      'b/b.ts': 'Page({\n  data: { x: }\n})',
      'b/b.ttml': '',
      'c/card.ts': "Component({ externalClasses: ['card-class'] as string[] })",
      'c/card.ttml': '<view class="card-class"/>',
    }),
  )
  expect(Object.keys(files).filter((path) => path.endsWith('s'))).toEqual([
    'app.js',
    'a/a.js',
    'a/x.js',
    'b/b.js',
    'c/card.js',
  ])
  expect(files['a/a.js']).toMatch(/require\('\.\/x'\)[\s\S]*Page\(\{ data: \{ x: _x\.x +\} \}\)$/)
  expect(parts['a/a']?.uses).toEqual({ card: 'c/card' })
  expect(parts['c/card']?.code).toContain('$class')
  expect(problems).toEqual([expect.objectContaining({ file: 'b/b.ts', line: 2 })])
})

test('a name `async` that an editor imported breaks no function', async () => {
  const page = "import runtime, { async } from './r'\nPage({ go: async () => { await 1 } })"
  const library = "import { async } from './r'\nPage({ go: () => async.map([]) })"
  const files = { ...good, 'more/b/b.js': library, 'pages/a/a.js': page, 'more/b/r.js': '' }
  const bundle = await compileProject(filesOf(files))
  expect(bundle.problems).toEqual([])
  expect(bundle.files['pages/a/a.js']).toContain('go: async () =>')
  expect(bundle.files['more/b/b.js']).toContain('_r.async.map([])')
})
