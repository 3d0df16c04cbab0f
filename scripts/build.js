// Builds the package: ES modules, CommonJS, types and the notices. `node scripts/build.js`
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { declareTypes } from './lib/declarations.js'
import { forgetBuild, rememberBuild } from './lib/install.js'
import { packageOf, writeNotices } from './lib/notices.js'
import { buildSimulator } from './lib/simulator.js'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

const library = {
  index: 'src/index.ts',
  receiver: 'src/receiver/index.ts',
  testing: 'src/testing/index.ts',
  register: 'src/testing/register.ts',
  globals: 'src/globals.ts',
}
const command = { cli: 'src/cli/main.ts' }

// What a user installs stays outside; a package that only ES modules can load (mime) is built in,
// so that `require` works where no ES module can be required (Jest).
const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
const external = (id) =>
  isBuiltin(id) || dependencies.some((name) => id === name || id.startsWith(`${name}/`))

// What one feature needs when it is first used: built in once, for both formats. `whole` is a default
// export.
const whole = 'default as whole'
const pieces = {
  sucrase: 'transform',
  htmlparser2: 'Parser',
  '@babel/parser': 'parse, parseExpression',
  '@vue/compiler-dom': 'compile',
  postcss: whole,
  'postcss-selector-parser': whole,
  'postcss-value-parser': whole,
  ws: 'WebSocketServer',
}
const toPieces = (folder, format, own) => ({
  name: 'to-pieces',
  resolveId(id, _importer, { kind }) {
    if (id.startsWith(folder) && id.endsWith('.cjs')) return { id, external: true }
    if (!(id in pieces) || id === own) return null
    // Node does not see the names in what is minified: an ES module takes them from the whole.
    if (kind === 'import-statement' && format === 'esm') return `\0names of ${id}`
    return { id: `${folder}${id}.cjs`, external: true }
  },
  load(id) {
    const [, name] = /^\0names of (.+)$/.exec(id) ?? []
    if (name === undefined) return null
    const names = pieces[name]
    const given = names === whole ? 'export default all.whole' : `export const { ${names} } = all`
    // Not imported: Node would first look through all of it for names.
    return `import { createRequire } from 'node:module'
const all = createRequire(import.meta.url)('${folder}${name}.cjs')
${given}`
  },
})

forgetBuild()
rmSync('dist', { recursive: true, force: true })

const builtIn = new Set()
const rememberModules = (ids) => {
  for (const id of ids) {
    const inside = packageOf(id)
    if (inside !== undefined) builtIn.add(inside.folder)
  }
}
const remember = (chunks) => rememberModules(chunks.flatMap(({ moduleIds = [] }) => moduleIds))

for (const [name, used] of Object.entries(pieces)) {
  const entry = `\0${name}`
  const bundle = await rolldown({
    input: { [name]: entry },
    plugins: [
      {
        name: 'piece',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `export { ${used} } from '${name}'` : null),
      },
      // What one piece needs of another.
      toPieces(name.includes('/') ? '../' : './', 'cjs', name),
    ],
    resolve: { mainFields: ['module', 'main'] },
    // Vue's compiler comes twice otherwise.
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    platform: 'node',
    logLevel: 'warn',
  })
  const { output } = await bundle.write({
    dir: 'dist/cjs',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    minify: true,
  })
  await bundle.close()
  remember(output)
  // Where it came from, as the bundler says it in what is not minified.
  const file = `dist/cjs/${name}.cjs`
  const places = new Set(output[0].moduleIds.map((id) => packageOf(id)?.place))
  const origins = [...places].filter(Boolean).map((place) => `//#region node_modules/${place}/\n`)
  writeFileSync(file, origins.join('') + readFileSync(file, 'utf8'))
}

const outputs = [
  { input: { ...library, ...command }, format: 'esm', extension: 'js' },
  { input: library, format: 'cjs', extension: 'cjs' },
]
for (const { input, format, extension } of outputs) {
  const present = Object.fromEntries(Object.entries(input).filter(([, file]) => existsSync(file)))
  const bundle = await rolldown({
    input: present,
    external,
    plugins: [toPieces(format === 'esm' ? '../cjs/' : './', format)],
    platform: 'node',
    logLevel: 'warn',
  })
  const { output } = await bundle.write({
    dir: `dist/${format}`,
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: ({ moduleIds }) =>
      `${packageOf(moduleIds.at(-1))?.name ?? '[name]'}-[hash].${extension}`,
    // Jest's loader knows no import() without a flag.
    dynamicImportInCjs: false,
    sourcemap: false,
  })
  await bundle.close()
  remember(output)
}

rememberModules(await buildSimulator())

// npm makes a command executable when it installs it; this is for who runs it from here.
if (existsSync('dist/esm/cli.js')) chmodSync('dist/esm/cli.js', 0o755)

writeNotices([...builtIn].sort())
declareTypes(Object.values(library))
rememberBuild()
