/** Whatever stands in a project's files: findings come, nothing throws and nothing hangs. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../src/doctor/json.js'
import { linkCalls } from '../../src/doctor/link.js'
import { loadParser } from '../../src/doctor/parse.js'
import { readScript } from '../../src/doctor/readScript.js'
import { diagnose } from './project.js'

const code = `import base, { api as http } from '../../utils/api'
const app = getApp()
const { uploadFile: send = tt.request, ...rest } = tt
class Uploader extends Base {
  static top = 'https://a.example.com'
  #secret = 1
  constructor(path) { super(); this.path = \`\${Uploader.top}/\${path}\` }
  async run(files, { timeout = 5e3, ...more } = {}) {
    for (const [index, file] of files.entries()) {
      const url = more.url || (index ? this.path : app.globalData.url)
      await send({ url, filePath: file.path, name: 'f', formData: { index }, timeout, ...more })
    }
  }
}
let url = base.url
url += '/x', url = url + http(1)
switch (url) { case 'a': { var again = url; break } default: throw new Error(url) }
const loop = (o) => { o.url = o.url + loop(o); return loop(Object.assign({}, o, { url: o.url })) }
export const up = (p) => new Uploader(p).run([], { url: loop({ url: p }) }).then((r) => r?.data ?? '')
export * from './other'
Page({ data: { url }, tap() { tt.uploadFile({ ...this.data, url: this.data.url, header: { referer: 'x' } }) } })
module.exports = { ...module.exports, up, loop }
`
const json =
  '{ "pages": ["pages/index/index", "a/b"], "tabBar": { "list": [{ "pagePath": "x" }] }, "n": [1.5e3, true, null] }'

/** A text with pieces of it taken out, doubled, moved and overwritten. */
function edited(source: string) {
  const spot = fc.nat(source.length)
  const edit = fc.tuple(
    spot,
    fc.nat(30),
    spot,
    fc.nat(30),
    fc.constantFrom('', '{', '}', '(', '`', '"', '...', '=>', ',', '\n', '\0', '/*', '\u2028'),
  )
  return fc
    .array(edit, { minLength: 1, maxLength: 6 })
    .map((edits) =>
      edits.reduce(
        (text, [to, cut, from, size, more]) =>
          text.slice(0, to) + more + text.slice(from, from + size) + text.slice(to + cut),
        source,
      ),
    )
}

/** Code whose words stand in one another's places, and whose statements are mixed: most of it parses. */
function mixed(source: string) {
  const words = [...source.matchAll(/(?<![\w.])[a-z]\w*(?![\w(])|'[^'\n]*'|\b\d+/gi)]
  const lines = source.split('\n')
  const swap = fc.tuple(fc.nat(words.length - 1), fc.nat(words.length - 1))
  return fc
    .tuple(
      fc.array(swap, { minLength: 1, maxLength: 4 }),
      fc.nat(lines.length),
      fc.nat(lines.length),
    )
    .map(([swaps, from, to]) => {
      let text = source
      // From the end on, so that places stay.
      for (const [one, other] of swaps.sort(([a], [b]) => b - a)) {
        const at = words[one]
        const next = words[other]
        if (at === undefined || next === undefined) continue
        text = text.slice(0, at.index) + next[0] + text.slice(at.index + at[0].length)
      }
      const all = text.split('\n')
      const [line = ''] = all.splice(from, 1)
      return [...all.slice(0, to), line, ...all.slice(to)].join('\n')
    })
}

test('edits of code', async () => {
  const parser = await loadParser()
  const resolve = (_: string, source: string) => (source.includes('api') ? 'a.js' : 'b.js')
  let read = 0
  fc.assert(
    fc.property(fc.oneof(mixed(code), edited(code)), mixed(code), (one, two) => {
      const scripts = [one, two].flatMap((source, index) => {
        const file = index === 0 ? 'a.js' : 'b.js'
        const { tree, problem } = parser(file, source)
        expect(tree !== undefined || problem !== undefined).toBe(true)
        return tree === undefined ? [] : [[file, readScript(file, tree)] as const]
      })
      read += scripts.length
      linkCalls(new Map(scripts), resolve)
    }),
    { numRuns: 300 },
  )
  // Edits that leave nothing to read would prove little.
  expect(read).toBeGreaterThan(100)
})

test('edits of JSON: broken just where JSON.parse says so', () => {
  fc.assert(
    fc.property(fc.oneof(edited(json), fc.json(), fc.string()), (text) => {
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      const { root, problem } = parseJson('a.json', text)
      // A byte-order mark is passed over.
      if (!text.startsWith('\uFEFF')) expect(problem === undefined).toBe(valid)
      if (valid) expect(root).toBeDefined()
      if (problem !== undefined) expect(problem.line * problem.column).toBeGreaterThan(0)
    }),
    { numRuns: 2000 },
  )
})

test('edits of a whole project', async () => {
  await fc.assert(
    fc.asyncProperty(
      edited(json),
      edited(code),
      edited('<import src="./a.ttml"/><view a="{{b}}"/>'),
      async (app, script, template) => {
        const { findings } = await diagnose({
          'app.json': app,
          'app.js': script,
          'pages/index/index.js': script,
          'pages/index/index.ttml': template,
          'utils/api.js': code,
        })
        for (const { message, advice } of findings)
          expect(`${message}${advice}`).not.toContain('undefined ')
      },
    ),
    { numRuns: 25 },
  )
})
