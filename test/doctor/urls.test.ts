import { describe, expect, test } from 'vitest'
import { allowing, diagnose, told, toldOf } from './project.js'

const http = 'url-http: http://a.example.com reaches tt.request, and is not https'
const at = (place: string) => [`error ${place} ${http}`]

describe('ways of a URL to a call', () => {
  test.each([
    ['as it is', `tt.request({ url: 'http://a.example.com/x' })`, '1:19'],
    ['a constant', `const u = 'http://a.example.com/x'\ntt.request({ url: u })`, '1:11'],
    ['a sum', `const u = 'http://a.example.com'\ntt.request({ url: u + '/x' + id })`, '1:11'],
    ['a template', `const u = 'http://a.example.com'\ntt.request({ url: \`\${u}/x\` })`, '1:11'],
    ['concat', `var u = "http://a.example.com"\ntt.request({ url: "".concat(u, "/x") })`, '1:9'],
    [
      'an object',
      `const c = { api: { base: 'http://a.example.com' } }\ntt.request({ url: c.api.base })`,
      '1:26',
    ],
    [
      'taken apart',
      `const { base } = { base: 'http://a.example.com' }\ntt.request({ url: base })`,
      '1:26',
    ],
    ['shorthand', `const url = 'http://a.example.com'\ntt.request({ url })`, '1:13'],
    ['options of their own', `const o = {}\no.url = 'http://a.example.com'\ntt.request(o)`, '2:9'],
    [
      'spread',
      `const base = { url: 'http://a.example.com' }\ntt.request({ ...base, method: 'GET' })`,
      '1:21',
    ],
    ['Object.assign', `tt.request(Object.assign({}, { url: 'http://a.example.com' }))`, '1:37'],
    [
      'let, grown',
      `let u = 'http://a.example.com'\nu += '/x'\nu = u + '?y'\ntt.request({ url: u })`,
      '1:9',
    ],
    [
      'a fallback',
      `const f = (o) => tt.request({ url: o.url || 'http://a.example.com' })\nf({})`,
      '1:45',
    ],
    ['a default', `function f(url = 'http://a.example.com') { tt.request({ url }) }\nf()`, '1:18'],
    [
      'what a function gives',
      `const api = (p) => 'http://a.example.com' + p\ntt.request({ url: api('/x') })`,
      '1:20',
    ],
    ['a wrapper', `const f = (url) => tt.request({ url })\nf('http://a.example.com/x')`, '2:3'],
    [
      'two wrappers',
      `const f = (o) => tt.request(o)\nconst g = (url) => f({ url })\ng('http://a.example.com/x')`,
      '3:3',
    ],
    [
      'a wrapper of a promise',
      `const f = (url) => new Promise((done) => { tt.request({ url, success: done }) })\nf('http://a.example.com')`,
      '2:3',
    ],
    [
      'a wrapper that spreads',
      `const f = (o) => tt.request({ timeout: 5000, ...o })\nf({ url: 'http://a.example.com' })`,
      '2:10',
    ],
    [
      'a wrapper that completes',
      `function f(o) { o.url = 'http://a.example.com' + o.url\n tt.request(o) }\nf({ url: '/x' })`,
      '1:25',
    ],
    ['an alias', `const api = tt\napi.request({ url: 'http://a.example.com' })`, '2:20'],
    ['taken out of tt', `const { request } = tt\nrequest({ url: 'http://a.example.com' })`, '2:16'],
    ['taken out, renamed', `const { request: r } = tt\nr({ url: 'http://a.example.com' })`, '2:10'],
    ['promisified', `const r = promisify(tt.request)\nr({ url: 'http://a.example.com' })`, '2:10'],
    [
      'a class',
      `class Api {\n base = 'http://a.example.com'\n get(p) { tt.request({ url: this.base + p }) }\n}\nnew Api().get('/x')`,
      '2:9',
    ],
    [
      'a constructor',
      `class Api {\n constructor() { this.base = 'http://a.example.com' }\n get(p) { tt.request({ url: this.base + p }) }\n}`,
      '2:30',
    ],
    [
      'this of an object',
      `const api = { base: 'http://a.example.com', get() { tt.request({ url: this.base }) } }\napi.get()`,
      '1:21',
    ],
    ['globalThis', `globalThis.tt.request({ url: 'http://a.example.com' })`, '1:30'],
    ['an optional call', `tt?.request?.({ url: 'http://a.example.com' })`, '1:22'],
  ])('%s', async (_, code, place) => {
    expect((await toldOf(code)).filter((line) => !line.startsWith('info'))).toEqual(at(place))
  })

  test('other platforms’ objects, which count as tt does', async () => {
    const code = `typeof wx !== 'undefined' && wx.request({ url: 'http://a.example.com' })`
    expect(await toldOf(code)).toEqual(at('1:48').map((line) => line.replace('tt.', 'wx.')))
  })

  test('one of several: a warning where another one is right', async () => {
    const code = `tt.request({ url: dev ? 'http://a.example.com' : 'https://a.example.com' })`
    expect(await toldOf(code, allowing('https://a.example.com'))).toEqual([
      'warning 1:25 url-http: http://a.example.com can reach tt.request, and is not https',
    ])
  })

  test('a value that leads back to itself ends', async () => {
    const code = 'const a = b + "x"\nvar b = a + "y"\ntt.request({ url: a })'
    expect(await toldOf(code)).toEqual([
      expect.stringMatching(/^info \d+:\d+ url-unknown: the URL of tt.request is not known/),
    ])
  })
})

describe('other files', () => {
  const file = 'config/index.js'
  const error = [`error ${file}:1:`]
  test.each([
    [
      'module.exports',
      `module.exports = { base: 'http://a.example.com' }`,
      `const { base } = require('../../config/index')`,
    ],
    [
      'exports.name',
      `exports.base = 'http://a.example.com'`,
      `const { base } = require('../../config/index.js')`,
    ],
    [
      'export const',
      `export const base = 'http://a.example.com'`,
      `import { base } from '../../config/index'`,
    ],
    [
      'export default',
      `export default { base: 'http://a.example.com' }`,
      `import c from '../../config'\nconst { base } = c`,
    ],
    [
      'export list',
      `const x = 'http://a.example.com'\nexport { x as base }`,
      `import { base } from '../../config'`,
    ],
    [
      'namespace',
      `export const base = 'http://a.example.com'`,
      `import * as c from '../../config'\nconst base = c.base`,
    ],
    [
      'from the root',
      `module.exports = { base: 'http://a.example.com' }`,
      `const { base } = require('/config/index')`,
    ],
    [
      'a function',
      `export default () => ({ base: 'http://a.example.com' })`,
      `import c from '../../config'\nconst base = c().base`,
    ],
  ])('%s', async (_, config, use) => {
    const script = `${use}\ntt.request({ url: base + '/x' })`
    const lines = await told({ [file]: config, 'pages/index/index.js': script })
    expect(lines.map((text) => text.slice(0, error[0]?.length))).toEqual(error)
  })

  test('two hops, and passed on', async () => {
    const lines = await told({
      'config/a.js': `export const base = 'http://a.example.com'`,
      'config/b.js': `export * from './a'`,
      'config/c.js': `import { base } from './b'\nexport { base as root }`,
      'pages/index/index.js': `import { root } from '../../config/c'\ntt.request({ url: root })`,
    })
    expect(lines).toEqual([`error config/a.js:1:21 ${http}`])
  })

  test('a wrapper in one file, its callers in another', async () => {
    const lines = await told({
      'utils/http.js': `const base = 'https://a.example.com'
class Http {
  post(path, formData, timeout) {
    return new Promise((resolve) => {
      tt.uploadFile({ url: base + path, filePath: 'ttfile://temp/a', name: 'a', formData, timeout, success: resolve })
    })
  }
}
export default new Http()`,
      'pages/index/index.js': `import http from '../../utils/http'
http.post('/a', { size: 3 }, 90000)
http.post('/b', { size: '3' })`,
    })
    expect(lines).toEqual([
      'warning pages/index/index.js:2:25 form-value: formData.size of tt.uploadFile is a number',
      'warning pages/index/index.js:2:30 time-out: timeout of tt.uploadFile is 90000 ms, and is cut to 60000',
      'info utils/http.js:1:14 url-origin: tt.uploadFile uses https://a.example.com',
    ])
  })

  test('a default and a fallback hold where nothing is given', async () => {
    const lines = await toldOf(`function f(n = '1', url) {
  tt.uploadFile({ url: url || 'https://a.example.com', filePath: p, name: 'n', formData: { n } })
}
f()
f('2', 'http://b.example.com')`)
    expect(lines).toEqual([
      'info 2:31 url-origin: tt.uploadFile uses https://a.example.com',
      'error 5:8 url-http: http://b.example.com reaches tt.uploadFile, and is not https',
    ])
  })

  test('getApp().globalData', async () => {
    const lines = await told({
      'app.js': `App({ globalData: { base: 'http://a.example.com' } })`,
      'pages/index/index.js': `const app = getApp()\ntt.request({ url: app.globalData.base + '/x' })`,
    })
    expect(lines).toEqual([`error app.js:1:27 ${http}`])
  })

  test('TypeScript', async () => {
    const lines = await told({
      'pages/index/index.js': null,
      'pages/index/index.ts': `import type { Photo } from './types'
enum Kind { A, B }
const base = 'http://a.example.com' as const
const send = (photo: Photo): void => { tt.request<Photo>({ url: base! }) }
Page({ send })`,
    })
    expect(lines).toEqual([`error pages/index/index.ts:3:14 ${http}`])
  })

  test('a build of uni-app', async () => {
    const lines = await told({
      'common/vendor.js': `"use strict";function create(){return new Proxy({},{})}const uni_=create();exports.index=uni_;exports.x=1;`,
      'pages/index/index.js': `"use strict";const common_vendor=require("../../common/vendor.js");
common_vendor.index.uploadFile({url:"http://a.example.com/u",filePath:f,name:"file"});`,
    })
    expect(lines).toEqual([
      'error pages/index/index.js:2:37 url-http: http://a.example.com reaches uni.uploadFile, and is not https',
    ])
  })

  test('a build of Taro', async () => {
    const lines = await told({
      'pages/index/index.js': `(tt.webpackJsonp=tt.webpackJsonp||[]).push([[8],{31:function(e,t,n){"use strict";var r=n(4),o=n.n(r);
o().uploadFile({url:"http://a.example.com/u",filePath:f,name:"file",formData:{n:1}});o.a.request(q)}},[[31,0]]]);`,
    })
    expect(lines).toEqual([
      'error pages/index/index.js:2:21 url-http: http://a.example.com reaches uploadFile of the framework, and is not https',
      'warning pages/index/index.js:2:81 form-value: formData.n of uploadFile of the framework is a number',
    ])
  })
})

describe('what does not count', () => {
  test.each([
    ['comments', `// tt.request({ url: 'http://a.example.com' })\n/* http://a.example.com */`],
    ['other strings', `const home = 'http://a.example.com'\ntt.setClipboardData({ data: home })`],
    [
      'other objects',
      `axios.request({ url: 'http://a.example.com' })\nthis.request({ url: 'http://b.example.com' })`,
    ],
    [
      'a tt of its own',
      `function f(tt) { tt.request({ url: 'http://a.example.com' }) }\n{ const tt = other(); tt.uploadFile({}) }`,
    ],
    ['code in a string', `const code = "tt.request({ url: 'http://a.example.com' })"`],
    ['types', `/** @type {tt.Foo} */ let x`],
  ])('%s', async (_, code) => {
    expect(await toldOf(code)).toEqual([])
  })
})

describe('the domain lists', () => {
  const lists = allowing('https://a.example.com', 'https://b.example.com:8443')
  test.each([
    ['https://a.example.com/x', undefined],
    ['https://A.example.com/x', undefined],
    ['https://b.example.com:8443/x', undefined],
    ['https://b.example.com/x', /^error .* url-unlisted: https:\/\/b.example.com reaches/],
    ['https://a.example.com.evil.org/x', /^error .* url-unlisted/],
    ['https://1.2.3.4/x', /^error .* url-invalid: .*an IP address is not allowed/],
    ['https://localhost/x', /^error .* url-invalid: .*localhost is not allowed/],
    ['/x', /^error .* url-invalid: "\/x" reaches tt.request, and is no URL with https/],
    ['ftp://a.example.com', /^error .* url-invalid/],
  ])('%s', async (url, message) => {
    const lines = await toldOf(`tt.request({ url: '${url}' })`, lists)
    expect(lines).toEqual(message === undefined ? [] : [expect.stringMatching(message)])
  })

  test('a host name that is computed is not known', async () => {
    const lines = await toldOf('tt.request({ url: "https://" + host + "/x" })', lists)
    expect(lines).toEqual([
      'info 1:19 url-unknown: the URL of tt.request is not known: it begins with "https://…"',
    ])
  })

  test('sockets', async () => {
    const code = `tt.connectSocket({ url: 'wss://a.example.com/s' })\ntt.connectSocket({ url: 'ws://a.example.com' })`
    expect((await toldOf(code, lists)).filter((line) => !line.includes('api-absent'))).toEqual([
      'error 2:25 url-http: ws://a.example.com reaches tt.connectSocket, and is not wss',
    ])
  })

  test('without one the origins are told, once each, with the calls', async () => {
    const { findings } = await diagnose({
      'pages/index/index.js': `const b = 'https://a.example.com'\ntt.request({ url: b + '/1' })\ntt.request({ url: b + '/2' })`,
    })
    expect(findings).toMatchObject([
      { rule: 'url-origin', line: 1, column: 11, related: [{ line: 2 }, { line: 3 }] },
    ])
  })
})
