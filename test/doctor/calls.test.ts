import { describe, expect, test } from 'vitest'
import { told, toldOf } from './project.js'

const upload = (more: string) =>
  toldOf(`tt.uploadFile({ url: u, filePath: f, name: 'n', ${more} })`).then((lines) =>
    lines.filter((line) => !line.includes('url-unknown')).map((line) => line.replace(/:\d+ /, ' ')),
  )

describe('formData', () => {
  const form = 'of tt.uploadFile'
  test.each([
    ['a: 1', [`warning 1 form-value: formData.a ${form} is a number`]],
    ['a: true', [`warning 1 form-value: formData.a ${form} is a boolean`]],
    ['a: {}', [`warning 1 form-value: formData.a ${form} is an object`]],
    ['a: []', [`warning 1 form-value: formData.a ${form} is an object`]],
    ['a: null', [`warning 1 form-value: formData.a ${form} is null`]],
    ['a: undefined', [`warning 1 form-value: formData.a ${form} is undefined`]],
    ['a: Date.now()', [`warning 1 form-value: formData.a ${form} is a number`]],
    ['a: x ? 1 : "1"', [`warning 1 form-value: formData.a ${form} can be a number`]],
    ['a: "1", b: ``, c: x, d: String(1), e: x + "", f: JSON.stringify({})', []],
  ])('%s', async (entries, lines) => {
    expect(await upload(`formData: { ${entries} }`)).toEqual(lines)
  })

  test('that is no object', async () => {
    expect(await upload('formData: JSON.stringify({})')).toEqual([
      'warning 1 form-value: formData of tt.uploadFile is no object of fields',
    ])
  })
})

describe('header', () => {
  test.each([
    [
      "'User-Agent': 'x'",
      ['warning 1 header-forbidden: the header User-Agent is set in a call of tt.uploadFile'],
    ],
    [
      "referer: 'x'",
      ['warning 1 header-forbidden: the header referer is set in a call of tt.uploadFile'],
    ],
    [
      "'Content-Type': 'x'",
      ['warning 1 header-forbidden: the header Content-Type is set in a call of tt.uploadFile'],
    ],
    [
      "Connection: 'close'",
      ['warning 1 header-forbidden: the header Connection is set in a call of tt.uploadFile'],
    ],
    [
      "'x y': 'x'",
      ['error 1 header-value: the header "x y" can\'t be sent in a call of tt.uploadFile'],
    ],
    [
      "a: 'x\\ny'",
      ['error 1 header-value: the header "a" can\'t be sent in a call of tt.uploadFile'],
    ],
    ["a: 1, b: 'x', c: token, d: null, 'content-type': undefined", []],
  ])('%s', async (entries, lines) => {
    expect(await upload(`header: { ${entries} }`)).toEqual(lines)
  })

  test('content-type is the caller’s own in tt.request', async () => {
    const code = `tt.request({ url: u, header: { 'content-type': 'application/json' } })`
    expect((await toldOf(code)).filter((line) => line.includes('header'))).toEqual([])
  })
})

describe('timeout', () => {
  test.each([
    ['60001', ['warning 1 time-out: timeout of tt.uploadFile is 60001 ms, and is cut to 60000']],
    ['999', ['warning 1 time-out: timeout of tt.uploadFile is 999 ms, less than a second']],
    ['0', ['warning 1 time-out: timeout of tt.uploadFile is 0, and does not count']],
    ["'5000'", ['warning 1 time-out: timeout of tt.uploadFile is a string, and does not count']],
    ['60000', []],
    ['1000', []],
    ['seconds * 1000', []],
    ['undefined', []],
  ])('%s', async (value, lines) => {
    expect(await upload(`timeout: ${value}`)).toEqual(lines)
  })
})

describe('options that a call needs', () => {
  test.each([
    [`tt.uploadFile({})`, ['filePath', 'name', 'url']],
    [`tt.uploadFile({ url: u, filePath: f, name: '' })`, ['name']],
    [`tt.downloadFile({})`, ['url']],
    [`tt.uploadFile({ ...rest })`, []],
    [`tt.uploadFile({ [key]: 1 })`, []],
    [`tt.uploadFile(options)`, []],
  ])('%s', async (code, missing) => {
    const lines = (await toldOf(code)).filter((line) => line.includes('option-missing'))
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(missing)
  })

  test('without options', async () => {
    expect(await toldOf('tt.request()')).toEqual([
      'error 1:1 option-missing: tt.request is called without options',
    ])
  })

  test('filePath: a URL, a file of the package, none', async () => {
    const of = (path: string) =>
      told({
        'images/a.png': 10,
        'pages/index/index.js': `tt.uploadFile({ url: 'https://a.example.com', filePath: '${path}', name: 'n' })`,
      }).then((lines) => lines.filter((line) => line.includes('file-missing')))
    expect(await of('images/a.png')).toEqual([])
    expect(await of('/images/a.png')).toEqual([])
    expect(await of('ttfile://temp/a.png')).toEqual([])
    expect(await of('images/b.png')).toEqual([expect.stringContaining('is not in the package')])
    expect(await of('https://a.example.com/a.png')).toEqual([
      expect.stringContaining('is a URL; download the file first'),
    ])
  })
})

describe('members of tt', () => {
  const unknown = (name: string) => expect.stringContaining(`the platform has no tt.${name}`)
  test.each([
    ['tt.nothing()', [unknown('nothing')]],
    ['const f = tt.nothing', [unknown('nothing')]],
    ['const { nothing } = tt', [unknown('nothing')]],
    ["tt['nothing']()", [unknown('nothing')]],
    ['const api = tt; api.nothing()', [unknown('nothing')]],
    ['tt.chooseImagee()', [expect.stringContaining('tt.chooseImage is near')]],
    ['if (tt.nothing) tt.nothing()', []],
    ["if (typeof tt.nothing === 'function') tt.nothing()", []],
    ['tt.nothing && tt.nothing()', []],
    ['tt.nothing?.()', []],
    ["if ('nothing' in tt) tt.nothing()", []],
    ["if (tt.canIUse('nothing.x')) tt.nothing()", []],
    ['tt.nothing = 1; tt.nothing', []],
    ['tt[name]()', []],
    ['other.tt.nothing()', []],
  ])('%s', async (code, lines) => {
    expect((await toldOf(code)).filter((line) => !line.includes('api-absent'))).toEqual(lines)
  })
})

describe('other platforms', () => {
  test.each([
    [
      "wx.showToast({ title: 'x' })\nwx.hideToast()",
      ['warning 1:1 api-foreign: wx is not there in Douyin'],
    ],
    ["const api = typeof wx === 'undefined' ? tt : wx", []],
    ['try { wx.login() } catch {}', []],
    ['function f(wx) { wx.login() }', []],
    ['const o = { wx: 1 }; o.wx', []],
  ])('%s', async (code, lines) => {
    expect(await toldOf(code)).toEqual(lines)
  })
})

describe('code from text', () => {
  test.each([
    ["eval('1')", 1],
    ["new Function('return 1')", 1],
    ["setTimeout('f()', 1)", 1],
    ["Function('return this')()", 0],
    ['try { Function("r", "x = r")(1) } catch {}', 0],
    ['setTimeout(f, 1)', 0],
    ['o.eval(1)', 0],
    ['function f(eval_, Function) { new Function("x") }', 0],
  ])('%s', async (code, many) => {
    expect(await toldOf(code)).toHaveLength(many)
  })
})
