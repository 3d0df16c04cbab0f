import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { mustRun } from './npm.js'

const project = inject('toolsProject')
const sources = join(project, 'types')

const compilers = ['typescript-5.9', 'typescript-6']
const kinds = ['module', 'commonjs']
const cases = compilers.flatMap((compiler) => kinds.map((kind) => [compiler, kind] as const))
const copying = { recursive: true, dereference: true }

test.each(cases)('%s takes the types in a "type": "%s" project', async (compiler, kind) => {
  const folder = makeProject(`${compiler}-${kind}`, kind, {
    types: ['node'],
    skipLibCheck: false,
  })
  await compile(compiler, folder)
  // What the compiler made of them loads and uploads too.
  expect(await mustRun(join(folder, 'out/use.js'))).toBe('text/plain\n')
})

test('a project without the types of Node compiles', async () => {
  const folder = makeProject('without-node', 'module', { types: [], skipLibCheck: true })
  writeFileSync(
    join(folder, 'use.ts'),
    "import { createHost } from 'tt-anywhere'\nexport const host = createHost({ proxy: false })\n",
  )
  await compile('typescript-6', folder)
})

test('the user’s file has every entry of the package', () => {
  const manifest = readFileSync(join(project, 'node_modules/tt-anywhere/package.json'), 'utf8')
  const { exports } = JSON.parse(manifest) as { exports: Record<string, unknown> }
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
  const source = readFileSync(join(sources, 'use.ts'), 'utf8')
  for (const entry of entries) expect(source).toContain(` 'tt-anywhere${entry.slice(1)}'`)
})

describe('the types of the globals', () => {
  const own = `
    const page: { route: string }[] = getCurrentPages()
    Page({
      data: { count: 0 },
      onLoad({ id }) { this.setData({ count: Number(id) }); this.more(this.data.count.toFixed()) },
      more(text: string) { return text },
    })
    App({ onLaunch() { this.user = 'Lu' }, user: '' })
    Component({ methods: { tap() { this.triggerEvent('tap') } }, behaviors: [Behavior({})] })
    // @ts-expect-error there is no such API
    tt.uploadNothing
    export const known = [page, getApp<{ user: string }>().user.length]
  `
  const both = `
    export const task = tt.uploadFile({ url: '', filePath: '', name: '', success: ({ statusCode }) => statusCode.toFixed() })
    // @ts-expect-error a URL is text
    tt.uploadFile({ url: 1, filePath: '', name: '' })
    Page({ data: { a: 1 }, onLoad() { this.setData({ a: 2 }) } })
    App({})
  `
  const official = `
    import type * as Official from '@douyin-microapp/typings/types/api.js'
    export const login: typeof Official.login = tt.login
  `
  const ways = ["import 'tt-anywhere/globals'", '/// <reference types="tt-anywhere/globals" />']
  const kindsOfProject = [
    ...kinds.map((kind) => ({ kind, module: 'nodenext', moduleResolution: 'nodenext' })),
    { kind: 'module', module: 'esnext', moduleResolution: 'bundler' },
  ]

  test.each(compilers)('%s: without the official typings they are ours', async (compiler) => {
    for (const { kind, ...modules } of kindsOfProject) {
      const folder = makeProject(`own-${compiler}-${kind}-${modules.module}`, kind, {
        ...modules,
        types: ['node'],
        skipLibCheck: false,
      })
      writeGlobals(folder, ways, own + both)
      await compile(compiler, folder)
    }
  })

  test.each(compilers)('%s: with the official typings they are those', async (compiler) => {
    const place = join(project, `official-${compiler}`)
    const modules = join(place, 'node_modules')
    cpSync(join(project, 'node_modules/tt-anywhere'), join(modules, 'tt-anywhere'), copying)
    const typings = 'node_modules/@douyin-microapp/typings'
    cpSync(
      fileURLToPath(new URL(`../../${typings}`, import.meta.url)),
      join(place, typings),
      copying,
    )
    for (const { kind, ...options } of kindsOfProject) {
      // They declare console and timers too, as those of Node do.
      for (const types of [['@douyin-microapp/typings'], []]) {
        const name = `official-${compiler}/${kind}-${options.module}-${types.length}`
        const folder = makeProject(name, kind, { ...options, types, skipLibCheck: true })
        writeGlobals(folder, ways, official + both)
        await compile(compiler, folder)
      }
    }
  })

  function writeGlobals(folder: string, heads: readonly string[], code: string): void {
    for (const name of ['use.ts', 'require.cts']) rmSync(join(folder, name))
    heads.forEach((head, index) => {
      writeFileSync(join(folder, `globals${index}.ts`), `${head}\n${code}`)
    })
  }
})

function makeProject(name: string, type: string, options: object): string {
  const folder = join(project, name)
  cpSync(sources, folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        module: 'nodenext',
        strict: true,
        noEmitOnError: true,
        rootDir: '.',
        outDir: 'out',
        ...options,
      },
      include: ['*.ts', '*.cts'],
    }),
  )
  return folder
}

function compile(compiler: string, folder: string): Promise<string> {
  const tsc = join(project, 'node_modules', compiler, 'lib/tsc.js')
  return mustRun(tsc, ['--project', folder, '--pretty', 'false'], { cwd: folder })
}
