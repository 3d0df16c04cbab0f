import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { mustRun } from './npm.js'

const project = inject('toolsProject')
const sources = join(project, 'types')

const compilers = ['typescript-5.9', 'typescript-6']
const kinds = ['module', 'commonjs']
const cases = compilers.flatMap((compiler) => kinds.map((kind) => [compiler, kind] as const))

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
  for (const entry of entries) expect(source).toContain(`from 'tt-anywhere${entry.slice(1)}'`)
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
