// Builds the package: ES modules, CommonJS and types. `node scripts/build.js`
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { forgetBuild, rememberBuild } from './lib/install.js'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const require = createRequire(import.meta.url)
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

const library = { index: 'src/index.ts', receiver: 'src/receiver/index.ts' }
const command = { cli: 'src/cli/main.ts' }

// What a user installs stays outside; a package that only ES modules can load (mime) is built in,
// so that `require` works where no ES module can be required (Jest).
const dependencies = Object.keys(manifest.dependencies ?? {})
const external = (id) =>
  isBuiltin(id) || dependencies.some((name) => id === name || id.startsWith(`${name}/`))

forgetBuild()
rmSync('dist', { recursive: true, force: true })

const outputs = [
  { input: { ...library, ...command }, format: 'esm', dir: 'dist/esm', extension: 'js' },
  { input: library, format: 'cjs', dir: 'dist/cjs', extension: 'cjs' },
]
for (const { input, format, dir, extension } of outputs) {
  const present = Object.fromEntries(Object.entries(input).filter(([, file]) => existsSync(file)))
  const bundle = await rolldown({ input: present, external, platform: 'node', logLevel: 'warn' })
  await bundle.write({
    dir,
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `[name]-[hash].${extension}`,
    sourcemap: false,
  })
  await bundle.close()
}

// npm makes a command executable when it installs it; this is for who runs it from here.
if (existsSync('dist/esm/cli.js')) chmodSync('dist/esm/cli.js', 0o755)

const tsc = require.resolve('typescript/lib/tsc.js')
const types = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' })
if (types.status !== 0) process.exit(types.status ?? 1)
// The same declarations serve require: the nearest package.json says which module system they describe.
cpSync('dist/types/esm', 'dist/types/cjs', { recursive: true })
writeFileSync('dist/types/cjs/package.json', '{"type":"commonjs"}\n')
rememberBuild()
