// Builds the package: ES modules, CommonJS, types and the notices. `node scripts/build.js`
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import typescript from 'typescript'

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

rmSync('dist', { recursive: true, force: true })
const builtIn = new Set()
await bundle({ input: { ...library, ...command }, format: 'esm', extension: 'js' })
await bundle({ input: library, format: 'cjs', extension: 'cjs' })
writeNotices([...builtIn].sort())
declareTypes()

async function bundle({ input, format, extension }) {
  const present = Object.fromEntries(Object.entries(input).filter(([, file]) => existsSync(file)))
  const built = await rolldown({ input: present, external, platform: 'node', logLevel: 'warn' })
  const { output } = await built.write({
    dir: `dist/${format}`,
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: ({ moduleIds }) =>
      `${packageOf(moduleIds.at(-1))?.name ?? '[name]'}-[hash].${extension}`,
    // Jest's loader knows no import() without a flag.
    dynamicImportInCjs: false,
    sourcemap: false,
  })
  await built.close()
  for (const { moduleIds = [] } of output) {
    for (const id of moduleIds) {
      const inside = packageOf(id)
      if (inside !== undefined) builtIn.add(inside.folder)
    }
  }
}

/** The package that a module belongs to; undefined for our own. */
function packageOf(id) {
  const found = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(id)
  return found === null ? undefined : { folder: found[1], name: found[2].replace(/\W+/g, '-') }
}

/** The licences of what is built in ask to go with every copy. */
function writeNotices(folders) {
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json')))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (file === undefined) throw new Error(`${name} is built in, but has no licence file`)
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
    return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text}\n\`\`\`\n`
  })
  const head = '# Third-party notices\n\nThe files in `dist` contain code of these packages.\n'
  writeFileSync('THIRD-PARTY-NOTICES.md', [head, ...notices].join('\n'))
}

function declareTypes() {
  const tsc = require.resolve('typescript/lib/tsc.js')
  const args = [tsc, '-p', 'tsconfig.types.json']
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  removeUnreached('dist/types/esm', ['index.d.ts', 'receiver/index.d.ts'])
  // The same declarations serve require: the nearest package.json says which module system they describe.
  cpSync('dist/types/esm', 'dist/types/cjs', { recursive: true })
  writeFileSync('dist/types/cjs/package.json', '{"type":"commonjs"}\n')
}

/** Removes the declarations that no entry leads to: nobody outside can name their types. */
function removeUnreached(folder, entries) {
  const reached = new Set(entries.map((entry) => join(folder, entry)).filter(existsSync))
  for (const file of reached) {
    const { importedFiles } = typescript.preProcessFile(readFileSync(file, 'utf8'), true)
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith('.')) continue
      reached.add(join(dirname(file), fileName.replace(/\.js$/, '.d.ts')))
    }
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile() && !reached.has(file)) rmSync(file)
  }
}
