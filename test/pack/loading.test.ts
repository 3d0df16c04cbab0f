import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import typescript from 'typescript'
import { beforeAll, expect, inject, test } from 'vitest'
import { mustRun } from './npm.js'

const project = inject('plainProject')
const hooks = join(project, 'hooks.mjs')

beforeAll(() => {
  writeFileSync(
    hooks,
    `import { writeSync } from 'node:fs'
     export async function load(url, context, nextLoad) {
       writeSync(1, url + '\\n')
       return nextLoad(url, context)
     }`,
  )
})

const entries = ['tt-anywhere', 'tt-anywhere/receiver', 'tt-anywhere/testing']
/** It installs its globals, by intention. */
const all = [...entries, 'tt-anywhere/register']
const own = /\/tt-anywhere\/dist\/(?:esm|cjs)\/[\w-]+\.c?js$/
const allowed: Record<string, RegExp[]> = {
  'tt-anywhere': [own],
  'tt-anywhere/receiver': [own, /\/node_modules\/@fastify\/busboy\//],
  'tt-anywhere/testing': [own],
  'tt-anywhere/register': [own],
}

/** Only pieces of our own, with no package built into them, and what the entry can't be without. */
function expectLean(entry: string, urls: readonly string[]): void {
  expect(urls.length).toBeGreaterThan(0)
  expect(urls.filter((url) => !allowed[entry]?.some((place) => place.test(url)))).toEqual([])
  const pieces = urls.filter((url) => own.test(url))
  expect(pieces.filter((url) => builtIn.test(readFileSync(new URL(url), 'utf8')))).toEqual([])
}
/** The bundler says above each module where it came from. */
const builtIn = /^\/\/.*\bnode_modules\//m

test.each(all)('import %s loads no table and no library before it is needed', async (entry) => {
  const script = `import { register } from 'node:module'
    register(${JSON.stringify(pathToFileURL(hooks).href)})
    await import('${entry}')`
  const loaded = (await evaluate(script)).filter((line) => line.startsWith('file:'))
  expectLean(entry, loaded)
})

test.each(all)('require %s loads no table and no library before it is needed', async (entry) => {
  const script = `import { createRequire } from 'node:module'
    const require = createRequire(${JSON.stringify(join(project, 'x.cjs'))})
    require('${entry}')
    console.log(Object.keys(require.cache).join('\\n'))`
  const loaded = (await evaluate(script)).map((file) => pathToFileURL(file).href)
  expectLean(entry, loaded)
})

test.each(entries)('import %s changes nothing and keeps nothing running', async (entry) => {
  // Node's own HTTP leaves a mark on globalThis from Node 22 on, so it comes first.
  const script = `import 'node:http'
    const state = () => JSON.stringify([
      Reflect.ownKeys(globalThis).map(String).sort(),
      process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
      Object.keys(process.env),
      process.getActiveResourcesInfo(),
    ])
    const before = state()
    await import('${entry}')
    console.log(before === state())`
  expect(await evaluate(script)).toEqual(['true'])
})

/** What the modules may call while they are loaded: it builds tables, and reaches nothing outside. */
const harmless = [
  'new Map',
  'new Set',
  'new TextDecoder',
  'new TextEncoder',
  'new WeakSet',
  'Object.getOwnPropertyDescriptor',
  'Object.getPrototypeOf',
  'Symbol',
  'Symbol.for',
  'own',
  'atOnce',
  // The bundler's: getters for a module that is imported in two ways.
  '__exportAll',
]

test.each(['index.js', 'receiver.js', 'testing.js'])(
  '%s calls nothing of others when it is loaded',
  (file) => {
    const dist = join(project, 'node_modules/tt-anywhere/dist/esm')
    const called = new Set<string>()
    const seen = new Set<string>()
    const read = (name: string) => {
      if (seen.has(name)) return
      seen.add(name)
      const text = readFileSync(join(dist, name), 'utf8')
      const source = typescript.createSourceFile(name, text, typescript.ScriptTarget.ES2023)
      typescript.forEachChild(source, visit)

      function visit(node: typescript.Node): void {
        // What stands in a function is called by its users alone.
        if (typescript.isFunctionLike(node)) return
        if (
          typescript.isImportDeclaration(node) &&
          typescript.isStringLiteral(node.moduleSpecifier)
        ) {
          const from = node.moduleSpecifier.text
          if (from.startsWith('./')) read(from.slice(2))
        }
        if (typescript.isCallExpression(node)) called.add(node.expression.getText(source))
        if (typescript.isNewExpression(node)) called.add(`new ${node.expression.getText(source)}`)
        typescript.forEachChild(node, visit)
      }
    }
    read(file)
    expect([...called].filter((name) => !harmless.includes(name))).toEqual([])
  },
)

async function evaluate(script: string): Promise<string[]> {
  const file = join(project, `evaluated-${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(file, script)
  return (await mustRun(file, [], { cwd: project })).split(/\r?\n/).filter((line) => line !== '')
}
