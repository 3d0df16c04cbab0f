// Installs and builds, where something has changed. Nothing here needs an installed package.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, runNode, runNpm } from './run.js'

/** Runs `npm ci` where what is installed is not what package-lock.json says. Throws where it fails. */
export async function installIfNeeded(folder = root) {
  if (isInstalled(folder)) return
  console.log('Installing what is missing (npm ci) …')
  // The tools are needed whatever NODE_ENV says.
  const code = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: folder })
  if (code !== 0) throw new ScriptError('npm ci failed', code)
}

/** Builds where the sources are not those of the last build. Throws where it fails. */
export async function buildIfNeeded() {
  if (isBuilt()) return
  console.log('Building …')
  const code = await runNode(['scripts/build.js'])
  if (code !== 0) throw new ScriptError('the build failed', code)
}

/** A step failed, and has said why. */
class ScriptError extends Error {
  constructor(message, code) {
    super(message)
    this.code = code
  }
}

/** npm itself writes down what it has installed: that is held against the lock. */
export function isInstalled(folder = root) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages
  const installed = readJson(join(folder, 'node_modules/.package-lock.json'))?.packages
  const manifest = readJson(join(folder, 'package.json'))
  if (wanted === undefined || installed === undefined || !fits(manifest, wanted[''])) return false
  return Object.entries(wanted).every(([place, { version, integrity, optional }]) => {
    if (place === '') return true
    const found = installed[place]
    // Optional ones are for other systems.
    if (found === undefined) return optional === true
    return found.version === version && (integrity ?? found.integrity) === found.integrity
  })
}

function fits(manifest, locked) {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every(
    (kind) => sorted(manifest?.[kind]) === sorted(locked?.[kind]),
  )
}

function sorted(object = {}) {
  return JSON.stringify(Object.entries(object).sort())
}

/** In node_modules, where it is neither committed nor packed. */
const stamp = join(root, 'node_modules/.cache/tt-anywhere-build')

function isBuilt() {
  return (
    existsSync(join(root, 'dist/esm/cli.js')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === sourcesHash()
  )
}

/** For the build: what was built is not to be relied on. */
export function forgetBuild() {
  rmSync(stamp, { force: true })
}

/** For the build: what is built is what the sources say. */
export function rememberBuild() {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, sourcesHash())
}

/** The hash of everything that a build depends on. */
function sourcesHash() {
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.types.json']
  const hash = createHash('sha256')
  for (const file of [
    ...files,
    'scripts/build.js',
    ...filesIn('scripts/lib'),
    ...filesIn('src'),
    ...filesIn('types'),
  ]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
