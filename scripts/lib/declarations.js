// The types of the package, for import and for require.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import typescript from 'typescript'

const require = createRequire(import.meta.url)

/** Writes dist/types; ends the process where the compiler finds an error. */
export function declareTypes(entries) {
  const tsc = require.resolve('typescript/lib/tsc.js')
  const args = [tsc, '-p', 'tsconfig.types.json']
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  const roots = entries.map((entry) => entry.replace(/^src\/(.*)\.ts$/, 'dist/types/esm/$1.d.ts'))
  removeUnreached('dist/types/esm', roots)
  // Those of the globals are written by hand: which of them hold is found out where they are installed.
  cpSync('types', 'dist/types/esm', { recursive: true })
  // The same declarations serve require: the nearest package.json says which module system they describe.
  cpSync('dist/types/esm', 'dist/types/cjs', { recursive: true })
  const { imports } = JSON.parse(readFileSync('package.json', 'utf8'))
  const text = JSON.stringify({ type: 'commonjs', imports })
  writeFileSync('dist/types/cjs/package.json', `${text.replaceAll('./dist/types/esm/', './')}\n`)
}

/** Removes the declarations that no entry leads to: nobody outside can name their types. */
function removeUnreached(folder, entries) {
  const reached = new Set(entries.filter(existsSync).map((entry) => join(entry)))
  // The set grows while it is walked.
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
