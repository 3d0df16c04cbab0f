import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { expect, inject, test } from 'vitest'
import { runNode } from './npm.js'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('../..', import.meta.url))
const installed = join(inject('plainProject'), 'node_modules/tt-anywhere')
const packed = inject('packed')

test('the tarball holds what a user needs, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path)
  const beside = paths.filter((path) => !path.startsWith('dist/')).sort()
  expect(beside).toEqual([
    'LICENSE',
    'README.md',
    'README.zh-CN.md',
    'THIRD-PARTY-NOTICES.md',
    'package.json',
    'schema/tt-anywhere.config.json',
  ])
  const inside = paths.filter((path) => path.startsWith('dist/'))
  expect(inside.filter((path) => !/^dist\/(?:esm|cjs|types|simulator)\//.test(path))).toEqual([])
  const pages = inside.filter((path) => path.startsWith('dist/simulator/'))
  expect(pages.filter((path) => !/\.(?:js|css|html)$/.test(path))).toEqual([])
  const code = inside.filter((path) => !pages.includes(path))
  expect(code.filter((path) => !/\.(?:js|cjs|d\.c?ts)$/.test(path))).toEqual([
    'dist/types/cjs/package.json',
  ])
})

test('the tarball is small', () => {
  expect(packed.size).toBeLessThan(1152 * 1024)
  expect(packed.unpackedSize).toBeLessThan(4096 * 1024)
})

test('no file of the tarball points to a source map that is not there', () => {
  const code = packed.files.filter(({ path }) => /\.(?:js|cjs|ts)$/.test(path))
  const read = (path: string) => readFileSync(join(installed, path), 'utf8')
  // PostCSS, which is built in, writes such lines itself: within its code they are no comment.
  const points = (text: string) => /^\s*\/\/[#@] sourceMappingURL=/m.test(text)
  expect(code.filter(({ path }) => points(read(path)))).toEqual([])
})

test('the notices have the licence of every package that is built in', () => {
  const notices = readFileSync(join(installed, 'THIRD-PARTY-NOTICES.md'), 'utf8')
  const names = builtInPackages()
  expect(names).toEqual([
    '@babel/parser',
    '@jridgewell/gen-mapping',
    '@jridgewell/sourcemap-codec',
    '@jridgewell/trace-mapping',
    '@vue/compiler-core',
    '@vue/compiler-dom',
    '@vue/shared',
    'devalue',
    'entities',
    'estree-walker',
    'htmlparser2',
    'lines-and-columns',
    'mime',
    'nanoid',
    'picocolors',
    'postcss',
    'postcss-selector-parser',
    'postcss-value-parser',
    'source-map-js',
    'sucrase',
    'ts-interface-checker',
    'uqr',
    'util-deprecate',
    'ws',
  ])
  // Those of the simulator's pages are minified, and say nothing.
  const ofPages = ['@vant/area-data', '@vue/reactivity', '@vue/runtime-core', '@vue/runtime-dom']
  for (const name of [...names, ...ofPages]) {
    const folder = join(root, 'node_modules', name)
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry)) ?? 'LICENSE'
    const licence = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
    expect(notices).toContain(`\`\`\`text\n${licence}\n\`\`\``)
  }
})

test('publint finds nothing', async () => {
  const tarball = readFileSync(inject('tarball'))
  const { messages } = await publint({
    pack: {
      tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length),
    },
    strict: true,
  })
  expect(messages).toEqual([])
})

test('Are The Types Wrong finds nothing', async () => {
  const manifest = require.resolve('@arethetypeswrong/cli/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { attw: string } }
  const args = [inject('tarball'), '--profile', 'node16']
  const { status, stdout, stderr } = await runNode(join(dirname(manifest), bin.attw), args)
  expect(status, stdout + stderr).toBe(0)
})

/** The bundler says above each module where it came from. */
function builtInPackages(): string[] {
  const names = new Set<string>()
  for (const { path } of packed.files) {
    if (!/\.c?js$/.test(path)) continue
    const source = readFileSync(join(installed, path), 'utf8')
    const found = source.matchAll(
      /^\/\/(?:#region)? ?(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
    )
    for (const [, name = ''] of found) names.add(name)
  }
  return [...names].sort()
}

test('every file that package.json names is in the tarball', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const named = JSON.stringify(manifest).match(/\.\/dist\/[^"]+/g) ?? []
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([])
})
