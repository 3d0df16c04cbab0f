import { platform } from 'node:os'
import { describe, expect, test } from 'vitest'
import { clean, diagnose, type Files, told } from './project.js'

const app = (more: object, files: Files = {}) =>
  told({ 'app.json': JSON.stringify({ pages: ['pages/index/index'], ...more }), ...files })

test('a clean project has nothing', async () => {
  const { findings, read } = await diagnose({})
  expect(findings).toEqual([])
  expect(read).toEqual({ files: 4, bytes: expect.any(Number), scripts: 2, pages: 1 })
})

describe('pages', () => {
  test('missing in whole or in part', async () => {
    const lines = await app(
      { pages: ['pages/index/index', 'a/a', 'b/b', '/pages/index/index'] },
      {
        'a/a.js': 'Page({})',
      },
    )
    expect(lines).toEqual([
      'error app.json:1:31 page-missing: the page a/a has no .ttml',
      'error app.json:1:37 page-missing: the page b/b has no files',
      'warning app.json:1:43 page-twice: pages/index/index is named twice',
    ])
  })

  test('of sub-packages, under both names', async () => {
    for (const name of ['subPackages', 'subpackages']) {
      const lines = await app(
        { [name]: [{ root: '/shop/', pages: ['cart/cart', 'pay/pay'] }] },
        {
          'shop/cart/cart.ts': 'Page({})',
          'shop/cart/cart.ttml': '',
        },
      )
      expect(lines).toEqual([
        expect.stringMatching(
          /^error app.json:1:\d+ page-missing: the page shop\/pay\/pay has no files/,
        ),
      ])
    }
  })

  test('tabs and icons', async () => {
    const lines = await app(
      {
        tabBar: {
          list: [
            { pagePath: 'pages/index/index', iconPath: 'i/a.png', selectedIconPath: '/i/big.png' },
            { pagePath: 'pages/none/none', iconPath: 'i/none.png' },
          ],
        },
      },
      { 'i/a.png': 100, 'i/big.png': 41_000 },
    )
    expect(lines.map((line) => line.replace(/:1:\d+/, ''))).toEqual([
      "warning app.json file-size: the tab's icon /i/big.png has 41000 bytes; 40 kB is the most",
      'error app.json page-unlisted: a tab is pages/none/none, which is not among the pages',
      "error app.json file-missing: the tab's icon i/none.png is not there",
    ])
  })
})

describe('modules and components', () => {
  test('a component within a component, in each form of a path', async () => {
    const lines = await told({
      'pages/index/index.json': JSON.stringify({
        usingComponents: {
          a: '/parts/a/a',
          b: '../../parts/b',
          c: 'parts/c/index',
          d: 'ext://x/y',
          e: '@scope/kit/card',
        },
      }),
      'package.json': '{ "dependencies": { "@scope/kit": "1" } }',
      'parts/a/a.json': '{ "component": true, "usingComponents": { "x": "./none" } }',
      'parts/a/a.js': 'Component({})\nnothing(tt.nothing)',
      'parts/b/index.json': '{ "component": true }',
      'parts/b/index.js': 'Component({})',
      'parts/c/index.json': '{ "component": true }',
    })
    expect(lines).toEqual([
      'error parts/a/a.js:2:12 api-unknown: the platform has no tt.nothing',
      'error parts/a/a.json:1:48 file-missing: the component x is not there: ./none',
    ])
  })

  test('modules: files, folders, npm, JSON, out of the folder', async () => {
    const lines = await told({
      'pages/index/index.js': `require('../../a'); require('../../b'); require('../../data.json')
import x from 'kit/deep'
require('../../../../out'); import('./later'); require(name); require('lost')`,
      'a.js': '',
      'b/index.js': '',
      'data.json': '{}',
      'miniprogram_npm/kit/deep.js': '',
    })
    expect(lines).toEqual([
      'error pages/index/index.js:3:9 file-missing: the module "../../../../out" is not there',
      'error pages/index/index.js:3:36 file-missing: the module "./later" is not there',
      'error pages/index/index.js:3:71 file-missing: the module "lost" is not there',
    ])
  })

  test('upper and lower case differ', async () => {
    const lines = await told({ 'pages/index/index.js': "require('../../Util')", 'util.js': '' })
    expect(lines).toEqual([expect.stringContaining('"../../Util" is not there')])
  })

  test('templates and what they include', async () => {
    const lines = await told({
      'pages/index/index.ttml': `<import src="parts.ttml"/>
<view><image src="/i/none.png"/><image src="{{ url }}"/><image src="https://a.example.com/x.png"/></view>`,
      'pages/index/parts.ttml': `<include src="./more"/>\n<sjs src="./s.sjs" module="m"/>`,
      'pages/index/more.ttml': '<image src="none.png"></image>',
    })
    expect(lines).toEqual([
      'error pages/index/index.ttml:2:7 file-missing: /i/none.png of <image> is not there',
      'error pages/index/more.ttml:1:1 file-missing: none.png of <image> is not there',
      'error pages/index/parts.ttml:2:1 file-missing: ./s.sjs of <sjs> is not there',
    ])
  })

  test('scripts that nothing reaches are not looked at', async () => {
    expect(
      await told({ 'gulpfile.js': "require('gulp'); eval('x')", 'server/index.js': '}{' }),
    ).toEqual([])
  })

  test('workers are', async () => {
    expect(await app({ workers: 'workers' }, { 'workers/w.js': "eval('x')" })).toHaveLength(1)
  })
})

describe('files that can not be read as what they are', () => {
  test.each([
    [
      '{\n "pages": ["pages/index/index",]\n}',
      'app.json:2:31 json-broken: the comma is one too many',
    ],
    [
      '{ /* x */ "pages": ["pages/index/index"] }',
      'app.json:1:3 json-broken: JSON has no comments',
    ],
    ["{ 'pages': [] }", 'app.json:1:3 json-broken: a name in double quotes was expected'],
    ['{ "pages": ["pages/index/index"] ', 'app.json:1:34 json-broken: a comma or } was expected'],
    [
      '{ "pages": "pages/index/index" }',
      'app.json:1:12 json-broken: pages must be an array of paths',
    ],
    ['', 'app.json:1:1 json-broken: the text ends too early'],
    [
      '{ "pages": ["a\\x"] }',
      'app.json:1:13 json-broken: the string has an escape that JSON does not know',
    ],
  ])('%j', async (text, message) => {
    expect(await told({ 'app.json': text })).toContain(`error ${message}`)
  })

  test('a byte-order mark is none of them', async () => {
    expect(await told({ 'app.json': `\uFEFF${String(clean['app.json'])}` })).toEqual([])
  })

  test('scripts: the place, and the rest of the project', async () => {
    const lines = await told({
      'app.js': 'App({\n  onLaunch() { let a = ; }\n})',
      'pages/index/index.js': 'const a = 1\nlet a = 2\neval(a)',
    })
    expect(lines).toEqual([
      expect.stringMatching(/^error app.js:2:24 script-broken: Unexpected token/),
      expect.stringMatching(
        /^error pages\/index\/index.js:2:5 script-broken: .*already been declared/,
      ),
      'warning pages/index/index.js:3:1 code-from-text: eval does not run on the platform',
    ])
  })

  test('code that is nested too deeply', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    expect(await told({ 'app.js': `const a = ${deep}` })).toEqual([
      expect.stringMatching(/script-broken: the code is nested too deeply/),
    ])
    expect(await told({ 'pages/index/index.json': deep })).toEqual([
      expect.stringMatching(/json-broken: it is nested too deeply/),
    ])
  })

  test('a long sum is not', async () => {
    const sum = Array.from({ length: 3000 }, (_, index) => `'${index}'`).join('+')
    expect(
      await told({ 'app.js': `tt.request({ url: 'http://a.example.com/' + ${sum} })` }),
    ).toEqual([expect.stringContaining('url-http')])
  })

  test.skipIf(platform() === 'win32')(
    'links: within the folder, out of it, in a circle, to nothing',
    async () => {
      const lines = await told({
        'more.js': { link: 'app.js' },
        again: { link: '.' },
        out: { link: '..' },
        'lost.js': { link: 'nothing.js' },
      })
      expect(lines).toEqual([
        'warning lost.js:1:1 file-unread: reading it gives ENOENT',
        'warning out:1:1 file-unread: it is a link that leads out of the folder',
      ])
    },
  )
})

describe('where the mini-program lies', () => {
  const inside = Object.fromEntries(
    Object.entries(clean)
      .filter(([name]) => name !== 'project.config.json')
      .flatMap(([name, content]) => [
        [name, null],
        [`dist/${name}`, content],
      ]),
  )
  test('miniprogramRoot, and the private file over it', async () => {
    const bad = { 'dist/pages/index/index.js': "eval('x')" }
    const wrong = '{ "miniprogramRoot": "none" }'
    const right = '{ "miniprogramRoot": "./dist/" }'
    const expected = [
      'warning dist/pages/index/index.js:1:1 code-from-text: eval does not run on the platform',
    ]
    expect(await told({ ...inside, ...bad, 'project.config.json': right })).toEqual(expected)
    expect(
      await told({
        ...inside,
        ...bad,
        'project.config.json': wrong,
        'project.private.config.json': right,
      }),
    ).toEqual(expected)
    expect(await told({ ...inside, 'project.config.json': wrong })).toEqual([
      'error project.config.json:1:1 project-missing: there is no app.json in none/, which miniprogramRoot names',
    ])
  })

  test('sources that are to be built first', async () => {
    expect(await told({ 'app.json': null, 'src/app.config.ts': '' })).toEqual([
      'error project.config.json:1:1 project-missing: these are the sources of a Taro project',
    ])
    expect(await told({ 'app.json': null, 'src/manifest.json': '{}' })).toEqual([
      'error project.config.json:1:1 project-missing: these are the sources of a uni-app project',
    ])
  })
})

describe('sizes', () => {
  const sizes = async (files: Files, more: object = {}) =>
    (await app(more, files)).filter((line) => line.includes('package-size'))
  const mega = 1024 * 1024

  test('the main package and each sub-package count on their own', async () => {
    const packages = { subPackages: [{ root: 'shop', pages: [] }] }
    expect(await sizes({ 'a.bin': 1.5 * mega, 'shop/b.bin': 1.9 * mega }, packages)).toEqual([])
    expect(await sizes({ 'shop/b.bin': 2.5 * mega }, packages)).toEqual([
      'error app.json:1:1 package-size: the sub-package shop/ has 2.50 MB; 2 MB is the most',
    ])
  })

  test('all together', async () => {
    const roots = Array.from({ length: 12 }, (_, index) => `p${index}`)
    const files = Object.fromEntries(roots.map((root) => [`${root}/a.bin`, 1.9 * mega]))
    const subPackages = roots.map((root) => ({ root, pages: [] }))
    expect(await sizes(files, { subPackages })).toEqual([
      expect.stringMatching(/^error .*all packages together have 22.80 MB; 20 MB is the most/),
    ])
  })

  test('scripts that are yet to be minified: a warning', async () => {
    const line = `// ${'x'.repeat(60)}\n`
    expect(await sizes({ 'app.js': line.repeat(40_000) })).toEqual([
      expect.stringMatching(/^warning .*once the upload has minified its scripts/),
    ])
  })

  test('what is no part of a package does not count', async () => {
    expect(
      await sizes({
        'README.md': 3 * mega,
        '.git/pack': 3 * mega,
        'node_modules/a/index.js': 3 * mega,
        'docs/film.mp4': 3 * mega,
        'project.config.json':
          '{ "packOptions": { "ignore": [{ "type": "folder", "value": "docs" }] } }',
      }),
    ).toEqual([])
  })
})
